//! Events (61 columns) and their mentions (16 columns).

use super::{identifier, offset, place_fields, row_id, source_name, stamp};
use crate::cameo;
use crate::sides;
use crate::tsv::{one_line, tsv_line};
use crate::writer::{LeftOut, leave_out};
use dunlin_record::{Actor, BlockRole, CharIndex, Event, Record};

/// Lines of the two files.
pub(super) fn lines(record: &Record, index: &CharIndex<'_>, left_out: &mut LeftOut) -> [String; 2] {
    let (mut rows, mut mentions) = (String::new(), String::new());
    for event in &record.coding.events {
        if !sides::happened(event, left_out) {
            continue;
        }
        let Some(code) = event.code.as_deref() else {
            leave_out(left_out, "events without a code");
            continue;
        };
        let Some(day) = sides::day(record, event) else {
            leave_out(left_out, "events without a day");
            continue;
        };
        for (n, (actor, recipient)) in sides::pairs(event).into_iter().enumerate() {
            let source = record.article.source.sha256.as_str();
            let id = row_id(&[source, &record.article.id, &event.id, &n.to_string()]).to_string();
            rows.push_str(&tsv_line(row(record, event, &id, code, day, actor, recipient)));
            mentions.push_str(&tsv_line(mention(record, index, event, &id, actor, recipient)));
        }
    }
    [rows, mentions]
}

/// Columns 6 to 15 or 16 to 25.
fn actor_fields(actor: Option<&Actor>) -> Vec<String> {
    let Some(actor) = actor else { return vec![String::new(); 10] };
    let (country, pieces) = sides::code_parts(actor);
    let pieces: Vec<&str> = pieces.into_iter().map(cameo::sector).collect();
    // Without a country the first piece is the kind of body (IGO, NGO, REB) and the second its own code (UNO).
    let (group, roles): (&str, Vec<&str>) = match pieces.as_slice() {
        [kind, group, rest @ ..] if country.is_empty() => {
            (*group, std::iter::once(*kind).chain(rest.iter().copied()).collect())
        }
        all => ("", all.to_vec()),
    };
    let role = |n: usize| roles.get(n).copied().unwrap_or("").to_owned();
    vec![
        std::iter::once(country).chain(pieces.iter().copied()).collect::<String>(),
        one_line(&actor.text).to_uppercase(),
        country.to_owned(),
        group.to_owned(),
        String::new(),
        String::new(),
        String::new(),
        role(0),
        role(1),
        role(2),
    ]
}

/// One row of the events table.
fn row(
    record: &Record,
    event: &Event,
    id: &str,
    code: &str,
    day: &str,
    actor: Option<&Actor>,
    recipient: Option<&Actor>,
) -> Vec<String> {
    let compact = day.replace('-', "");
    let part = |from: usize, to: usize| day.get(from..to).unwrap_or("");
    let fraction =
        (part(5, 7).parse::<f64>().unwrap_or(0.0) * 30.0 + part(8, 10).parse::<f64>().unwrap_or(0.0)) / 365.0;
    let year = part(0, 4);
    let lead = record.article.blocks.iter().find(|block| block.role == BlockRole::Paragraph);
    let cut = |n: usize| if cameo::root(code).is_some() { code.get(..n).unwrap_or(code) } else { code };
    let mut row = vec![
        id.to_owned(),
        compact.clone(),
        compact.get(..6).unwrap_or("").to_owned(),
        year.to_owned(),
        format!("{:.4}", year.parse::<f64>().unwrap_or(0.0) + fraction),
    ];
    row.extend(actor_fields(actor));
    row.extend(actor_fields(recipient));
    row.extend([
        u8::from(lead.is_some_and(|lead| lead.span.contains(event.sentence))).to_string(),
        code.to_owned(),
        cut(3).to_owned(),
        cut(2).to_owned(),
        cameo::quad(event).map_or(String::new(), |quad| quad.to_string()),
        cameo::goldstein(code).unwrap_or("").to_owned(),
        "1".to_owned(),
        "1".to_owned(),
        "1".to_owned(),
        String::new(),
    ]);
    // Places of the actors are not read: 0 is GDELT's "none".
    let none = || ["0", "", "", "", "", "", "", ""].map(str::to_owned);
    row.extend(none());
    row.extend(none());
    match sides::place(record, event).map(place_fields) {
        None => row.extend(none()),
        Some([kind, name, fips, lat, lon, key]) => {
            row.extend([kind, name, fips, String::new(), String::new(), lat, lon, key]);
        }
    }
    row.extend([stamp(record), identifier(record).to_owned()]);
    row
}

/// One row of the mentions table.
fn mention(
    record: &Record,
    index: &CharIndex<'_>,
    event: &Event,
    id: &str,
    actor: Option<&Actor>,
    recipient: Option<&Actor>,
) -> Vec<String> {
    let at = |actor: Option<&Actor>| actor.map_or("-1".to_owned(), |actor| offset(index, actor.span.start));
    let inside = |actor: Option<&Actor>| actor.is_none_or(|actor| event.sentence.contains(actor.span));
    let tens = (f64::from(event.confidence) * 10.0).round().clamp(1.0, 10.0) * 10.0;
    vec![
        id.to_owned(),
        stamp(record),
        stamp(record),
        if record.article.url.is_some() { "1" } else { "2" }.to_owned(),
        source_name(record).to_owned(),
        identifier(record).to_owned(),
        String::new(),
        at(actor),
        at(recipient),
        event.trigger.first().map_or("-1".to_owned(), |trigger| offset(index, trigger.start)),
        u8::from(inside(actor) && inside(recipient)).to_string(),
        format!("{tens:.0}"),
        index.chars().to_string(),
        String::new(),
        String::new(),
        chain(record, event),
    ]
}

/// Who says so, from the inside out: `according_to=NAME<-NAME`.
fn chain(record: &Record, event: &Event) -> String {
    let text = &record.article.text;
    let names = event.according_to.iter().filter_map(|id| {
        let attribution = record.coding.attributions.iter().find(|a| a.id == *id)?;
        let entity = attribution
            .source_entity
            .as_ref()
            .and_then(|n| record.coding.entities.iter().find(|e| e.id == *n));
        let words = || attribution.source.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" ");
        Some(entity.map_or_else(words, |entity| entity.name.clone()))
    });
    let names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
    if names.is_empty() { String::new() } else { format!("according_to={}", names.join("<-")) }
}
