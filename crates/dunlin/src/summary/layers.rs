//! The layers of a record, each drawn as a section; one without items is left away.

use super::{Page, heading, line, table, word};
use dunlin::Record;
use dunlin::record::{Actor, Amount, Attribution, Direction, Event, Span};
use dunlin_coding::events::SURE;

/// Words of an article, white space folded to single blanks.
fn words(record: &Record, span: Span) -> String {
    span.of(&record.article.text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn joined(record: &Record, spans: &[Span]) -> String {
    spans.iter().map(|&span| words(record, span)).collect::<Vec<_>>().join(" … ")
}

fn attribution<'r>(record: &'r Record, id: &str) -> Option<&'r Attribution> {
    record.coding.attributions.iter().find(|a| a.id == id)
}

/// Who speaks: the resolved name, and the words themselves where they differ.
fn speaker(record: &Record, attribution: &Attribution) -> String {
    let said = joined(record, &attribution.source);
    let entity = attribution.source_entity.as_ref();
    let name = entity.and_then(|id| record.coding.entities.iter().find(|e| e.id == *id)).map(|e| &e.name);
    match name {
        Some(name) if said.contains(name.as_str()) || said.is_empty() => name.clone(),
        Some(name) => format!("{name} (“{said}”)"),
        None if said.is_empty() => "(nobody named)".to_owned(),
        None => said,
    }
}

/// The links outward from an attribution: through whom the page has it.
fn chain(record: &Record, inner: &Attribution) -> Vec<String> {
    let mut links = Vec::new();
    let mut next = inner.within.as_deref();
    // A record made elsewhere might hold a circle; each link can appear only once.
    while let Some(outer) = next.and_then(|id| attribution(record, id)) {
        if links.len() >= record.coding.attributions.len() {
            break;
        }
        links.push(speaker(record, outer));
        next = outer.within.as_deref();
    }
    links
}

pub(super) fn attributions(out: &mut String, record: &Record, page: &Page) {
    let all = &record.coding.attributions;
    if all.is_empty() {
        return;
    }
    heading(out, page, "Who says what, through whom", all.len());
    for one in all {
        let mut head = format!(
            "  {} {}",
            page.source().apply_to(speaker(record, one)),
            page.title().apply_to(joined(record, &one.cue))
        );
        for link in chain(record, one) {
            head += &format!(" {} {}", page.quiet().apply_to("←"), page.source().apply_to(link));
        }
        let mut facts = vec![one.act.clone(), word(&one.form)];
        facts.extend(one.said.clone());
        head += &format!("  {}", page.quiet().apply_to(format!("[{}]", facts.join(", "))));
        line(out, page, &head);
        line(out, page, &format!("      {}", joined(record, &one.content)));
    }
}

/// The number as the text bounds it: "≥ 30", "≈ 32,300", "20–30".
fn number(amount: &Amount) -> String {
    let about = if amount.approx { "≈ " } else { "" };
    match (amount.low, amount.high) {
        (Some(low), Some(high)) if low == high => format!("{about}{}", figure(low)),
        (Some(low), Some(high)) => format!("{about}{}–{}", figure(low), figure(high)),
        (Some(low), None) => format!("≥ {}", figure(low)),
        (None, Some(high)) => format!("≤ {}", figure(high)),
        (None, None) => "?".to_owned(),
    }
}

/// Digits in groups of three, at most four decimals.
fn figure(value: f64) -> String {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, decimals) = digits.split_once('.').map_or((digits, ""), |parts| parts);
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let point = if decimals.is_empty() { "" } else { "." };
    format!("{sign}{grouped}{point}{decimals}")
}

pub(super) fn amounts(out: &mut String, record: &Record, page: &Page) {
    let all = &record.coding.amounts;
    if all.is_empty() {
        return;
    }
    heading(out, page, "Figures", all.len());
    let by_id = |id: &str| all.iter().find(|a| a.id == id);
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|amount| {
            let change = amount.change.as_ref().map_or(String::new(), |change| {
                let arrow = if change.direction == Direction::Up { "↑" } else { "↓" };
                let ends = [&change.from, &change.to].map(|end| end.as_deref().and_then(by_id).map(number));
                match ends {
                    [Some(from), Some(to)] => format!("{arrow} {from} → {to}"),
                    _ => arrow.to_owned(),
                }
            });
            let unit = amount.unit.clone().unwrap_or_default();
            let of = joined(record, &amount.of);
            let what = match &amount.befell {
                Some(befell) => format!("{of} ({befell})"),
                None => of,
            };
            let when = amount.when.as_deref().and_then(|id| record.coding.times.iter().find(|t| t.id == id));
            let by = amount.according_to.as_deref().and_then(|id| attribution(record, id));
            vec![
                page.strong().apply_to(number(amount)).to_string(),
                unit,
                change,
                what,
                when.and_then(|t| t.value.clone()).unwrap_or_default(),
                by.map(|a| page.source().apply_to(speaker(record, a)).to_string()).unwrap_or_default(),
            ]
        })
        .collect();
    table(out, page, &rows, &[16, 14, 20, 32, 10, 34]);
}

fn actors(actors: &[Actor]) -> String {
    if actors.is_empty() {
        return "–".to_owned();
    }
    let one = |actor: &Actor| match &actor.code {
        Some(code) => format!("{} [{code}]", actor.text),
        None => actor.text.clone(),
    };
    actors.iter().map(one).collect::<Vec<_>>().join(", ")
}

pub(super) fn events(out: &mut String, record: &Record, page: &Page) {
    let all = &record.coding.events;
    if all.is_empty() {
        return;
    }
    // What dictionaries of one's own code has no likelihood, and no type of PLOVER's.
    let (sure, others): (Vec<&Event>, Vec<&Event>) =
        all.iter().partition(|e| e.kind.is_none() || e.confidence >= SURE);
    for (title, list) in [("Events", sure), ("Less sure events", others)] {
        if !list.is_empty() {
            heading(out, page, title, list.len());
            list_events(out, record, page, &list);
        }
    }
}

fn list_events(out: &mut String, record: &Record, page: &Page, list: &[&Event]) {
    for event in list {
        let mut kind = event.kind.clone().or_else(|| event.code.clone()).unwrap_or_default();
        if let Some(mode) = &event.mode {
            kind += &format!("/{mode}");
        }
        let recipient = if event.recipient.is_empty() {
            String::new()
        } else {
            format!(" → {}", actors(&event.recipient))
        };
        let head = format!(
            "  {} {}{recipient}  {}",
            page.strong().apply_to(kind),
            actors(&event.actor),
            page.quiet().apply_to(format!(
                "[{}, {}, {:.2}]",
                word(&event.factuality),
                event.when.value.as_deref().unwrap_or("no date"),
                event.confidence
            ))
        );
        line(out, page, &head);
        let by = event.according_to.first().and_then(|id| attribution(record, id));
        let by = by.map(|a| format!(", says {}", speaker(record, a))).unwrap_or_default();
        let trigger = joined(record, &event.trigger);
        line(
            out,
            page,
            &format!("      {}", page.quiet().apply_to(format!("“{trigger}” ({}){by}", event.rule))),
        );
    }
}

pub(super) fn outlook(out: &mut String, record: &Record, page: &Page) {
    let coding = &record.coding;
    if !coding.deadlines.is_empty() {
        heading(out, page, "Deadlines", coding.deadlines.len());
        for deadline in &coding.deadlines {
            let day = deadline.date.clone().unwrap_or_else(|| words(record, deadline.span));
            let who = deadline.who.as_deref().unwrap_or("somebody");
            let what = deadline.what.as_deref().unwrap_or("act");
            let by = deadline.set_by.as_ref().map(|by| format!(" (set by {by})")).unwrap_or_default();
            line(out, page, &format!("  {} {who}: {what}{by}", page.strong().apply_to(day)));
        }
    }
    if !coding.forecasts.is_empty() {
        heading(out, page, "Forecasts", coding.forecasts.len());
        for forecast in &coding.forecasts {
            let by = forecast.attribution.as_deref().and_then(|id| attribution(record, id));
            let by = by.map_or("the writer".to_owned(), |a| speaker(record, a));
            let strength = page.strong().apply_to(word(&forecast.strength)).to_string();
            let by = page.source().apply_to(by);
            line(out, page, &format!("  {strength} {by}: {}", words(record, forecast.span)));
        }
    }
    if !coding.precedents.is_empty() {
        heading(out, page, "Compared with the past", coding.precedents.len());
        for precedent in &coding.precedents {
            let since = precedent.since.as_ref().map(|s| format!(" {s}")).unwrap_or_default();
            let kind = page.strong().apply_to(word(&precedent.kind) + &since).to_string();
            line(out, page, &format!("  {kind} {}", words(record, precedent.span)));
        }
    }
}

pub(super) fn times(out: &mut String, record: &Record, page: &Page) {
    let all = &record.coding.times;
    if all.is_empty() {
        return;
    }
    heading(out, page, "Dates and times", all.len());
    let shown: Vec<String> = all
        .iter()
        .map(|time| {
            let value = time.value.as_deref().unwrap_or("?");
            format!("{} = {}", words(record, time.span), page.strong().apply_to(value))
        })
        .collect();
    // Running text rather than a table: there are many and each is short.
    let mut row = String::new();
    for item in shown {
        let width = console::measure_text_width(&row) + console::measure_text_width(&item) + 3;
        if !row.is_empty() && width > page.width - 2 {
            line(out, page, &format!("  {row}"));
            row.clear();
        }
        if !row.is_empty() {
            row.push_str(" · ");
        }
        row.push_str(&item);
    }
    line(out, page, &format!("  {row}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped_and_bounded_as_the_text_bounds_them() {
        let shown = [32300.0, 4.1, 0.5, 1_250_000.0, -1200.0, 999.0].map(figure);
        assert_eq!(shown, ["32,300", "4.1", "0.5", "1,250,000", "-1,200", "999"]);
    }
}
