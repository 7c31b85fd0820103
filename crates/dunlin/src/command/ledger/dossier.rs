//! `dunlin dossier`.

use super::list::{self, Column, narrow, or_empty, wide};
use crate::command::Outcome;
use crate::options::{Dossier as Options, ListForm};
use anyhow::Result;
use dunlin::ledger::read::{DeadlineRow, Dossier, EventRow, Figure, ForecastRow, Name, Office, Quote};
use serde::Serialize;
use std::io::Write;

/// Shows all about one name.
pub(super) fn run(options: &Options) -> Result<Outcome> {
    let ledger = super::open(&options.ledger)?;
    let dossier = ledger.dossier(&options.name, options.limit)?;
    let mut out = std::io::stdout().lock();
    if options.to == ListForm::Json {
        writeln!(out, "{}", serde_json::to_string(&dossier)?)?;
        return Ok(Outcome::default());
    }
    show(&mut out, &dossier, options.to)?;
    Ok(Outcome::default())
}

fn show(out: &mut impl Write, dossier: &Dossier, form: ListForm) -> Result<()> {
    let name = dossier.names.first().map_or("", |name| name.name.as_str());
    let title =
        if form == ListForm::Markdown { format!("# {}", list::escape(name)) } else { name.to_owned() };
    writeln!(out, "{title}")?;
    let types: Vec<String> = dossier
        .names
        .iter()
        .map(|name| {
            format!("{} in {} article{}", name.kind, name.articles, if name.articles == 1 { "" } else { "s" })
        })
        .collect();
    let days = match (&dossier.first_day, &dossier.last_day) {
        (Some(first), Some(last)) if first == last => format!(", {first}"),
        (Some(first), Some(last)) => format!(", {first} to {last}"),
        _ => String::new(),
    };
    writeln!(out, "{}{days}", types.join(", "))?;
    for (what, names) in [("Beside it", &dossier.beside), ("Names alike", &dossier.alike)] {
        if !names.is_empty() {
            let names: Vec<String> =
                names.iter().map(|Name { name, articles, .. }| format!("{name} ({articles})")).collect();
            writeln!(out, "{what}: {}", names.join(", "))?;
        }
    }
    let office = [
        narrow("code", &|o: &Office| o.code.clone()),
        wide("role", 2, &|o: &Office| or_empty(o.role.as_ref())),
        narrow("from", &|o: &Office| or_empty(o.from.as_ref())),
        narrow("to", &|o: &Office| or_empty(o.to.as_ref())),
        narrow("articles", &|o: &Office| o.articles.to_string()),
    ];
    section(out, form, "Offices", &dossier.offices, &office)?;
    let event = [
        narrow("happened", &|e: &EventRow| or_empty(e.happened.as_ref())),
        narrow("state", &|e: &EventRow| e.factuality.clone()),
        narrow("type", &|e: &EventRow| or_empty(e.kind.as_ref().or(e.code.as_ref()))),
        wide("who", 2, &|e: &EventRow| e.actor.clone()),
        wide("to whom", 2, &|e: &EventRow| e.recipient.clone()),
        wide("sentence", 5, &|e: &EventRow| e.sentence.clone()),
        narrow("where", &|e: &EventRow| format!("{}/{}", e.article, e.id)),
    ];
    section(out, form, "Did", &dossier.did, &event)?;
    section(out, form, "Was done to it", &dossier.undergone, &event)?;
    let quote = [
        narrow("said", &|q: &Quote| or_empty(q.said.as_ref().or(q.published.as_ref()))),
        narrow("act", &|q: &Quote| q.act.clone()),
        wide("what", 6, &|q: &Quote| q.content.clone()),
        wide("outlet", 2, &|q: &Quote| or_empty(q.outlet.as_ref())),
        narrow("where", &|q: &Quote| format!("{}/{}", q.article, q.id)),
    ];
    section(out, form, "Said", &dossier.quotes, &quote)?;
    let figure = [
        narrow("said", &|f: &Figure| or_empty(f.published.as_ref())),
        narrow("figure", &|f: &Figure| f.words.clone()),
        wide("of", 4, &|f: &Figure| f.of.clone()),
        wide("outlet", 2, &|f: &Figure| or_empty(f.outlet.as_ref())),
        narrow("where", &|f: &Figure| format!("{}/{}", f.article, f.id)),
    ];
    section(out, form, "Gave figures", &dossier.figures, &figure)?;
    let forecast = [
        narrow("said", &|f: &ForecastRow| or_empty(f.published.as_ref())),
        narrow("how sure", &|f: &ForecastRow| f.strength.clone()),
        wide("what", 6, &|f: &ForecastRow| f.words.clone()),
        narrow("where", &|f: &ForecastRow| format!("{}/{}", f.article, f.id)),
    ];
    section(out, form, "Forecast", &dossier.forecasts, &forecast)?;
    let deadline = [
        narrow("day", &|d: &DeadlineRow| or_empty(d.day.as_ref())),
        wide("who", 2, &|d: &DeadlineRow| or_empty(d.who.as_ref())),
        wide("what", 5, &|d: &DeadlineRow| d.what.clone().unwrap_or_else(|| d.words.clone())),
        narrow("where", &|d: &DeadlineRow| format!("{}/{}", d.article, d.id)),
    ];
    section(out, form, "Deadlines in its articles", &dossier.deadlines, &deadline)
}

fn section<T: Serialize>(
    out: &mut impl Write,
    form: ListForm,
    title: &str,
    rows: &[T],
    columns: &[Column<'_, T>],
) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mark = if form == ListForm::Markdown { "## " } else { "" };
    let blank = if form == ListForm::Markdown { "\n" } else { "" };
    writeln!(out, "\n{mark}{title}{blank}")?;
    list::write(out, form, rows, columns)
}
