//! A record as a person reads it: who said what through whom, figures, dates, events. What `dunlin code` prints
//! on a terminal.

mod layers;

use console::{Style, measure_text_width, pad_str, truncate_str};
use dunlin::Record;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Widest summary that is still easy to read.
const WIDEST: usize = 120;

/// How to draw: width in columns, with or without colours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    width: usize,
    colours: bool,
}

impl Page {
    /// For the terminal that standard output is. Colours follow the terminal and `NO_COLOR`.
    pub(crate) fn terminal() -> Self {
        let (_, columns) = console::Term::stdout().size();
        Self { width: usize::from(columns).clamp(60, WIDEST), colours: console::colors_enabled() }
    }

    /// For a file or a pipe: 100 columns, no colours.
    pub(crate) fn plain() -> Self {
        Self { width: 100, colours: false }
    }

    /// Columns of a line.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Whether colours are drawn.
    pub(crate) fn colours(&self) -> bool {
        self.colours
    }

    fn style(&self, style: Style) -> Style {
        style.force_styling(self.colours)
    }

    fn title(&self) -> Style {
        self.style(Style::new().bold())
    }

    fn section(&self) -> Style {
        self.style(Style::new().cyan().bold())
    }

    fn source(&self) -> Style {
        self.style(Style::new().yellow())
    }

    pub(crate) fn quiet(&self) -> Style {
        self.style(Style::new().dim())
    }

    fn strong(&self) -> Style {
        self.style(Style::new().green())
    }
}

/// Draws the whole record.
pub(crate) fn render(record: &Record, page: &Page) -> String {
    let mut out = String::new();
    head(&mut out, record, page);
    out.push_str(&layers_of(record, page));
    foot(&mut out, record, page);
    out.push('\n');
    out
}

/// Draws what was read from the article, without the article itself.
pub(crate) fn layers_of(record: &Record, page: &Page) -> String {
    let mut out = String::new();
    layers::attributions(&mut out, record, page);
    layers::amounts(&mut out, record, page);
    layers::events(&mut out, record, page);
    layers::outlook(&mut out, record, page);
    layers::times(&mut out, record, page);
    out
}

fn head(out: &mut String, record: &Record, page: &Page) {
    let article = &record.article;
    let headline = article.headline.as_deref().unwrap_or("(no headline)");
    line(out, page, &page.title().apply_to(headline).to_string());
    let mut facts: Vec<String> = Vec::new();
    facts.extend(article.outlet.clone());
    if !article.section.is_empty() {
        facts.push(article.section.join(" > "));
    }
    facts.push(match &article.published {
        Some(day) => {
            let from = article.published_from.as_deref().unwrap_or("unknown");
            format!("{day} (from {from})")
        }
        None => "no date: give one with --published".to_owned(),
    });
    facts.extend(article.byline.as_ref().map(|names| format!("by {names}")));
    line(out, page, &page.quiet().apply_to(facts.join(" · ")).to_string());
}

fn foot(out: &mut String, record: &Record, page: &Page) {
    let article = &record.article;
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for item in &article.furniture {
        *kinds.entry(word(&item.kind)).or_default() += 1;
    }
    let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    let mut about = format!("{} blocks of text", article.blocks.len());
    if !kinds.is_empty() {
        let _ = write!(about, "; set aside as page furniture: {}", kinds.join(", "));
    }
    out.push('\n');
    line(out, page, &page.quiet().apply_to(about).to_string());
    for note in &record.notes {
        let detail = note.detail.as_deref().unwrap_or("");
        let text = format!("note: {} ×{} {detail}", note.kind, note.count);
        line(out, page, &page.quiet().apply_to(text.trim_end()).to_string());
    }
}

/// One line, cut to the width of the page.
fn line(out: &mut String, page: &Page, text: &str) {
    out.push_str(&truncate_str(text, page.width, "…"));
    out.push('\n');
}

/// A section's heading with the number of its items.
fn heading(out: &mut String, page: &Page, title: &str, count: usize) {
    out.push('\n');
    let count = page.quiet().apply_to(count);
    line(out, page, &format!("{} {count}", page.section().apply_to(title)));
}

/// Cells side by side, each padded to its column's widest, none wider than `most`.
fn table(out: &mut String, page: &Page, rows: &[Vec<String>], most: &[usize]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let limit = |column: usize| most.get(column).copied().unwrap_or(page.width);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            let widest = rows.iter().filter_map(|row| row.get(column)).map(|c| measure_text_width(c)).max();
            widest.unwrap_or(0).min(limit(column))
        })
        .collect();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, &width)| {
                let cut = truncate_str(cell, width, "…");
                pad_str(&cut, width, console::Alignment::Left, None).into_owned()
            })
            .collect();
        line(out, page, format!("  {}", cells.join("  ")).trim_end());
    }
}

/// An enum's word as the record's JSON spells it.
fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
