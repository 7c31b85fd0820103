//! The Global Knowledge Graph: one row an article, 27 columns.

use super::{identifier, offset, place_fields, source_name, stamp};
use crate::tsv::{one_line, tsv_line};
use crate::writer::{LeftOut, leave_out};
use dunlin_record::{Amount, CharIndex, EntityType, Form, MentionKind, Record};
use std::collections::BTreeSet;

/// Text without the signs that part fields, items and rows in a GKG cell.
fn clean(text: &str) -> String {
    one_line(&text.replace([';', ',', '#', '|'], " "))
}

/// The article's line.
pub(super) fn line(record: &Record, index: &CharIndex<'_>, number: u64, left_out: &mut LeftOut) -> String {
    let article = &record.article;
    let stamp = stamp(record);
    let [counts, counts_at] = counts(record, index);
    let [places, places_at] = places(record, index);
    let [persons, persons_at] = names(record, index, Some(EntityType::Person));
    let [bodies, bodies_at] = names(record, index, Some(EntityType::Organization));
    let [_, all_at] = names(record, index, None);
    let [themes, themes_at] = themes(record, index);
    tsv_line([
        format!("{stamp}-{number}"),
        stamp.clone(),
        if article.url.is_some() { "1" } else { "2" }.to_owned(),
        source_name(record).to_owned(),
        identifier(record).to_owned(),
        counts,
        counts_at,
        themes,
        themes_at,
        places,
        places_at,
        persons,
        persons_at,
        bodies,
        bodies_at,
        String::new(),
        dates(record, index),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
        quotations(record, index),
        all_at,
        amounts(record, index, left_out),
        String::new(),
        extras(record),
    ])
}

/// The one number of an amount: its lower end, else its upper.
fn number(amount: &Amount) -> Option<f64> {
    amount.low.or(amount.high)
}

/// Persons killed, wounded, held, displaced: `type#count#object##…`, without and with the offset.
fn counts(record: &Record, index: &CharIndex<'_>) -> [String; 2] {
    let (mut plain, mut at) = (Vec::new(), Vec::new());
    for amount in &record.coding.amounts {
        let kind = match amount.befell.as_deref() {
            Some("killed") => "KILL",
            Some("wounded") => "WOUND",
            Some("held") => "ARREST",
            Some("displaced") => "AFFECT",
            _ => continue,
        };
        let Some(n) = number(amount) else { continue };
        let of = amount.of.first().map_or("", |span| span.of(&record.article.text));
        let cell = format!("{kind}#{n}#{}#0######", clean(of));
        at.push(format!("{cell}#{}", offset(index, amount.span.start)));
        plain.push(cell);
    }
    [plain.join(";"), at.join(";")]
}

/// PLOVER contexts of the events, marked as such.
fn themes(record: &Record, index: &CharIndex<'_>) -> [String; 2] {
    let (mut plain, mut at) = (BTreeSet::new(), Vec::new());
    for event in &record.coding.events {
        for context in &event.context {
            let theme = format!("PLOVER_{}", context.to_uppercase());
            at.push(format!("{theme},{}", offset(index, event.sentence.start)));
            plain.insert(theme);
        }
    }
    [plain.into_iter().collect::<Vec<_>>().join(";"), at.join(";")]
}

fn places(record: &Record, index: &CharIndex<'_>) -> [String; 2] {
    let (mut plain, mut at) = (BTreeSet::new(), Vec::new());
    for place in &record.coding.places {
        let [kind, name, fips, lat, lon, key] = place_fields(place);
        let name = clean(&name);
        plain.insert(format!("{kind}#{name}#{fips}##{lat}#{lon}#{key}"));
        at.push(format!("{kind}#{name}#{fips}###{lat}#{lon}#{key}#{}", offset(index, place.span.start)));
    }
    [plain.into_iter().collect::<Vec<_>>().join(";"), at.join(";")]
}

/// Named entities of one type, or of all: names, and `name,offset` for every mention by name.
fn names(record: &Record, index: &CharIndex<'_>, kind: Option<EntityType>) -> [String; 2] {
    let (mut plain, mut at) = (BTreeSet::new(), Vec::new());
    for entity in record.coding.entities.iter().filter(|entity| kind.is_none_or(|kind| entity.kind == kind)) {
        let mut named = false;
        for mention in entity.mentions.iter().filter(|mention| mention.kind == MentionKind::Name) {
            named = true;
            at.push((
                mention.span.start,
                format!("{},{}", clean(&entity.name), offset(index, mention.span.start)),
            ));
        }
        if named {
            plain.insert(clean(&entity.name));
        }
    }
    at.sort();
    let at: Vec<String> = at.into_iter().map(|(_, cell)| cell).collect();
    [plain.into_iter().collect::<Vec<_>>().join(";"), at.join(";")]
}

/// `resolution#month#day#year#offset` for calendar dates: 1 a year, 2 a month, 3 a day.
fn dates(record: &Record, index: &CharIndex<'_>) -> String {
    let cells = record.coding.times.iter().filter_map(|time| {
        let value = time.value.as_deref()?;
        let number = |from: usize, to: usize| value.get(from..to)?.parse::<u32>().ok();
        let date_only = value.get(..value.find('T').unwrap_or(value.len()))?;
        let (resolution, month, day) = match date_only.len() {
            4 => (1, 0, 0),
            7 => (2, number(5, 7)?, 0),
            10 => (3, number(5, 7)?, number(8, 10)?),
            _ => return None,
        };
        Some(format!("{resolution}#{month}#{day}#{}#{}", number(0, 4)?, offset(index, time.span.start)))
    });
    cells.collect::<Vec<_>>().join(";")
}

/// `offset|length|verb|quote` for what stands in quotation marks.
fn quotations(record: &Record, index: &CharIndex<'_>) -> String {
    let text = &record.article.text;
    let mut cells = Vec::new();
    for attribution in record.coding.attributions.iter().filter(|a| a.form == Form::Direct) {
        let verb = clean(attribution.cue.first().map_or("", |cue| cue.of(text)));
        for span in &attribution.content {
            let quote = one_line(&span.of(text).replace(['#', '|'], " "));
            cells.push(format!("{}|{}|{verb}|{quote}", offset(index, span.start), quote.chars().count()));
        }
    }
    cells.join("#")
}

/// `amount,object,offset`; the layout knows neither percentages nor upper bounds alone.
fn amounts(record: &Record, index: &CharIndex<'_>, left_out: &mut LeftOut) -> String {
    let mut cells = Vec::new();
    for amount in &record.coding.amounts {
        if matches!(amount.unit.as_deref(), Some("percent" | "fraction" | "percentage point")) {
            leave_out(left_out, "shares in the GKG (the layout knows no percentages)");
            continue;
        }
        let Some(n) = number(amount) else { continue };
        let of = amount.of.first().map_or("", |span| span.of(&record.article.text));
        let object = if of.is_empty() { amount.unit.as_deref().unwrap_or("") } else { of };
        cells.push(format!("{n},{},{}", clean(object), offset(index, amount.span.start)));
    }
    cells.join(";")
}

fn extras(record: &Record) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let tag = |name: &str, text: Option<&String>| {
        text.map_or(String::new(), |text| format!("<{name}>{}</{name}>", escape(text)))
    };
    let article = &record.article;
    tag("PAGE_TITLE", article.headline.as_ref()) + &tag("PAGE_AUTHORS", article.byline.as_ref())
}
