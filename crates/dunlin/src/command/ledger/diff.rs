//! `dunlin diff`, and the short form of it that `dunlin add` and `dunlin recode` show.

use super::list::{escape, json};
use crate::command::Outcome;
use crate::options::{Diff, ListForm};
use anyhow::{Result, bail};
use console::Style;
use dunlin::ledger::difference::{Difference, ItemChange, Paragraph, Piece};
use dunlin::ledger::{ArticleId, Ledger};
use std::io::Write;

/// Most lines of the short form.
const BRIEF: usize = 12;

/// Shows what changed between two versions.
pub(super) fn run(options: &Diff) -> Result<Outcome> {
    let ledger = super::open(&options.ledger)?;
    let (was, is) = match options.newer {
        Some(newer) => (options.article, newer),
        None => {
            let versions = ledger.versions(options.article)?;
            let at = versions.iter().position(|version| version.article == options.article);
            let before = at.and_then(|at| at.checked_sub(1)).and_then(|at| versions.get(at));
            match (before, versions.is_empty()) {
                (Some(before), _) => (before.article, options.article),
                (None, true) => {
                    bail!("article {} is not in the ledger; search lists what is", options.article)
                }
                (None, false) => {
                    bail!("article {} is its page's first version; name another one", options.article)
                }
            }
        }
    };
    let difference = ledger.difference(was, is)?;
    let mut out = std::io::stdout().lock();
    match options.to {
        ListForm::Json => json(&mut out, &[&difference])?,
        form => whole(&mut out, &difference, form == ListForm::Markdown)?,
    }
    Ok(Outcome::default())
}

fn whole(out: &mut impl Write, difference: &Difference, markdown: bool) -> Result<()> {
    let page = super::list::page();
    let style = |style: Style| style.force_styling(page.colours() && !markdown);
    let text = |text: &str| if markdown { escape(text) } else { text.to_owned() };
    for fact in &difference.facts {
        let value = |value: &Option<String>| value.as_deref().map_or("nothing".to_owned(), text);
        let bullet = if markdown { "- " } else { "" };
        writeln!(out, "{bullet}{}: {} → {}", fact.field, value(&fact.was), value(&fact.is))?;
    }
    let (gone, new) = (style(Style::new().red().strikethrough()), style(Style::new().green()));
    let mut same = 0;
    let skip = |out: &mut dyn Write, same: &mut usize| -> Result<()> {
        if *same > 0 {
            writeln!(out, "\n  ({same} paragraph{} the same)", if *same == 1 { "" } else { "s" })?;
        }
        *same = 0;
        Ok(())
    };
    for paragraph in &difference.paragraphs {
        if let Paragraph::Same { .. } = paragraph {
            same += 1;
            continue;
        }
        skip(out, &mut same)?;
        match paragraph {
            Paragraph::Same { .. } => {}
            Paragraph::Gone { text: words } => writeln!(out, "\n- {}", gone.apply_to(text(words)))?,
            Paragraph::New { text: words } => writeln!(out, "\n+ {}", new.apply_to(text(words)))?,
            Paragraph::Changed { pieces } => {
                let pieces: Vec<String> = pieces
                    .iter()
                    .map(|piece| match piece {
                        Piece::Same(words) => text(words),
                        Piece::Gone(words) if markdown => format!("~~{}~~", text(words)),
                        Piece::New(words) if markdown => format!("**{}**", text(words)),
                        Piece::Gone(words) => format!("[-{}-]", gone.apply_to(words)),
                        Piece::New(words) => format!("{{+{}+}}", new.apply_to(words)),
                    })
                    .collect();
                writeln!(out, "\n~ {}", pieces.join(" "))?;
            }
        }
    }
    skip(out, &mut same)?;
    if !difference.items.is_empty() {
        writeln!(out)?;
    }
    for item in &difference.items {
        writeln!(out, "{}", text(&line(item)))?;
    }
    if difference.is_empty() {
        writeln!(out, "nothing changed")?;
    }
    Ok(())
}

/// An item's change on one line: `amount: 9 people → 14 people`.
pub(super) fn line(item: &ItemChange) -> String {
    match (&item.was, &item.is) {
        (None, Some(is)) => format!("+ {}: {is}", item.layer),
        (Some(was), None) => format!("- {}: {was}", item.layer),
        (Some(was), Some(is)) if was != is => format!("~ {}: {was} → {is}", item.layer),
        (_, is) => {
            let fields: Vec<String> = item
                .fields
                .iter()
                .map(|field| {
                    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".into());
                    format!("{} {} → {}", field.field, value(&field.was), value(&field.is))
                })
                .collect();
            format!("~ {}: {} ({})", item.layer, is.clone().unwrap_or_default(), fields.join(", "))
        }
    }
}

/// What changed from one version to the next, in a few lines.
pub(super) fn brief(out: &mut impl Write, ledger: &Ledger, was: ArticleId, is: ArticleId) -> Result<()> {
    let difference = ledger.difference(was, is)?;
    let row = ledger.article_row(is)?;
    let (number, headline) =
        row.map_or((0, String::new()), |row| (row.number, row.headline.unwrap_or_default()));
    let count = |wanted: fn(&Paragraph) -> bool| difference.paragraphs.iter().filter(|p| wanted(p)).count();
    let parts: Vec<String> = [
        (count(|p| matches!(p, Paragraph::Changed { .. })), "changed"),
        (count(|p| matches!(p, Paragraph::New { .. })), "new"),
        (count(|p| matches!(p, Paragraph::Gone { .. })), "gone"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} {what}"))
    .collect();
    let paragraphs = if parts.is_empty() { "none changed".to_owned() } else { parts.join(", ") };
    writeln!(
        out,
        "article {is} is version {number} of “{headline}”, before it {was}; paragraphs: {paragraphs}"
    )?;
    items(out, &difference)
}

/// The items that changed, statements first, a dozen at most.
pub(super) fn items(out: &mut impl Write, difference: &Difference) -> Result<()> {
    let told: Vec<&ItemChange> = difference
        .items
        .iter()
        .filter(|item| !["entity", "place", "time"].contains(&item.layer.as_str()))
        .collect();
    for item in told.iter().take(BRIEF) {
        writeln!(out, "  {}", console::truncate_str(&line(item), 140, "…"))?;
    }
    if told.len() > BRIEF {
        writeln!(out, "  and {} more", told.len() - BRIEF)?;
    }
    Ok(())
}
