//! A list of rows, as a table for the terminal, in Markdown, or as JSON with everything that is known of each.

use crate::options::ListForm;
use crate::summary::Page;
use anyhow::Result;
use console::{Alignment, measure_text_width, pad_str, truncate_str};
use serde::Serialize;
use std::io::{IsTerminal, Write};

/// A column: its heading, how much of a line's rest it may take (0: as much as it needs), and what it shows of a row.
pub(super) struct Column<'c, T> {
    pub(super) heading: &'static str,
    pub(super) share: usize,
    pub(super) show: &'c dyn Fn(&T) -> String,
}

/// A column as wide as its cells.
pub(super) fn narrow<'c, T>(heading: &'static str, show: &'c dyn Fn(&T) -> String) -> Column<'c, T> {
    Column { heading, share: 0, show }
}

/// A column that shares what the narrow ones leave.
pub(super) fn wide<'c, T>(
    heading: &'static str,
    share: usize,
    show: &'c dyn Fn(&T) -> String,
) -> Column<'c, T> {
    Column { heading, share, show }
}

/// How to draw on standard output.
pub(super) fn page() -> Page {
    if std::io::stdout().is_terminal() { Page::terminal() } else { Page::plain() }
}

/// Writes rows in the form asked for.
pub(super) fn write<T: Serialize>(
    out: &mut impl Write,
    form: ListForm,
    rows: &[T],
    columns: &[Column<'_, T>],
) -> Result<()> {
    match form {
        ListForm::Json => json(out, rows),
        ListForm::Markdown => markdown(out, rows, columns),
        ListForm::Table => table(out, rows, columns),
    }
}

/// One JSON array, one row a line.
pub(super) fn json<T: Serialize>(out: &mut impl Write, rows: &[T]) -> Result<()> {
    writeln!(out, "[")?;
    for (at, row) in rows.iter().enumerate() {
        let comma = if at + 1 < rows.len() { "," } else { "" };
        writeln!(out, "{}{comma}", serde_json::to_string(row)?)?;
    }
    writeln!(out, "]")?;
    Ok(())
}

fn cells<T>(rows: &[T], columns: &[Column<'_, T>]) -> Vec<Vec<String>> {
    let one_line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    rows.iter().map(|row| columns.iter().map(|column| one_line((column.show)(row))).collect()).collect()
}

fn markdown<T>(out: &mut impl Write, rows: &[T], columns: &[Column<'_, T>]) -> Result<()> {
    let headings: Vec<&str> = columns.iter().map(|column| column.heading).collect();
    writeln!(out, "| {} |", headings.join(" | "))?;
    writeln!(out, "|{}|", vec!["---"; headings.len()].join("|"))?;
    for row in cells(rows, columns) {
        let row: Vec<String> = row.into_iter().map(|cell| escape(&cell)).collect();
        writeln!(out, "| {} |", row.join(" | "))?;
    }
    Ok(())
}

/// Text that means nothing in Markdown.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' | '#' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

fn table<T>(out: &mut impl Write, rows: &[T], columns: &[Column<'_, T>]) -> Result<()> {
    let page = page();
    let rows = cells(rows, columns);
    let mut widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let widest = rows.iter().filter_map(|row| row.get(at)).map(|cell| measure_text_width(cell)).max();
            widest.unwrap_or(0).max(measure_text_width(column.heading))
        })
        .collect();
    let narrow: usize =
        columns.iter().zip(&widths).filter(|(c, _)| c.share == 0).map(|(_, width)| width).sum();
    let shares: usize = columns.iter().map(|column| column.share).sum();
    let rest = page.width().saturating_sub(narrow + 2 * columns.len().saturating_sub(1));
    for (column, width) in columns.iter().zip(&mut widths).filter(|(column, _)| column.share > 0) {
        *width = (*width).min((rest * column.share / shares).max(8));
    }
    let line = |row: &[String]| {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, &width)| {
                let cut = truncate_str(cell, width, "…");
                pad_str(&cut, width, Alignment::Left, None).into_owned()
            })
            .collect();
        cells.join("  ").trim_end().to_owned()
    };
    let headings: Vec<String> = columns.iter().map(|column| column.heading.to_owned()).collect();
    writeln!(out, "{}", page.quiet().apply_to(line(&headings)))?;
    for row in &rows {
        writeln!(out, "{}", line(row))?;
    }
    Ok(())
}

/// What is missing shows as nothing.
pub(super) fn or_empty(value: Option<&String>) -> String {
    value.cloned().unwrap_or_default()
}
