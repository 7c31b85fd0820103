//! POLECAT's 40 columns (tab-separated, with header). Compound actors stay in one row, parted by `;`.

use crate::cameo;
use crate::sides;
use crate::tsv::{one_line, tsv_line};
use crate::writer::{LeftOut, leave_out};
use dunlin_record::{Actor, EntityType, Event, Record};

const COLUMNS: [&str; 40] = [
    "Event ID",
    "Event Date",
    "Publication Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
];

/// The header line.
pub(crate) fn header() -> String {
    tsv_line(COLUMNS)
}

/// One line an event that has a PLOVER type and happened.
pub(crate) fn lines(record: &Record, left_out: &mut LeftOut) -> String {
    let mut out = String::new();
    for event in &record.coding.events {
        if !sides::happened(event, left_out) {
            continue;
        }
        if event.kind.is_none() {
            leave_out(left_out, "events without a PLOVER type");
            continue;
        }
        out.push_str(&tsv_line(row(record, event)));
    }
    out
}

/// Values parted by `;`, those without any left out.
fn list<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    let values: Vec<String> =
        values.into_iter().map(|v| one_line(&v.replace(';', ","))).filter(|v| !v.is_empty()).collect();
    values.join(";")
}

/// Eight columns of one side. Correlates-of-War numbers, titles and Wikipedia ids are not read.
fn side(record: &Record, actors: &[Actor]) -> [String; 8] {
    let name = |actor: &Actor| {
        let entity = actor.entity.as_ref().and_then(|id| record.coding.entities.iter().find(|e| e.id == *id));
        entity.map_or_else(|| actor.text.clone(), |entity| entity.name.clone())
    };
    let names: Vec<String> = actors.iter().map(name).collect();
    let sectors: Vec<&str> = actors.iter().filter_map(|actor| actor.sector.as_deref()).collect();
    [
        list(names.iter().map(String::as_str)),
        list(actors.iter().filter_map(|actor| actor.country.as_deref())),
        String::new(),
        sectors.first().copied().unwrap_or("").to_owned(),
        list(sectors),
        String::new(),
        list(actors.iter().map(|actor| actor.text.as_str())),
        String::new(),
    ]
}

fn row(record: &Record, event: &Event) -> Vec<String> {
    let article = &record.article;
    let score = event.score.map_or(String::new(), |score| score.to_string());
    let mut row = vec![
        format!("{}#{}", article.id, event.id),
        sides::day(record, event).unwrap_or("").to_owned(),
        article.published.clone().unwrap_or_default(),
        event.kind.clone().unwrap_or_default(),
        event.mode.clone().unwrap_or_default(),
        score,
        cameo::quad(event).map_or(String::new(), |quad| quad.to_string()),
        list(event.context.iter().map(String::as_str)),
    ];
    row.extend(side(record, &event.actor));
    row.extend(side(record, &event.recipient));
    let place = sides::place(record, event);
    let number = |x: Option<f64>| x.map_or(String::new(), |x| x.to_string());
    let named = |kind: EntityType| {
        let entities = record.coding.entities.iter().filter(|entity| entity.kind == kind);
        list(entities.map(|entity| entity.name.as_str()))
    };
    row.extend([
        place.map_or(String::new(), |place| place.name.clone()),
        String::new(),
        String::new(),
        String::new(),
        place.and_then(|place| place.country.clone()).unwrap_or_default(),
        number(place.and_then(|place| place.lat)),
        number(place.and_then(|place| place.lon)),
        place
            .and_then(|place| place.gazetteer.as_deref())
            .and_then(|key| key.strip_prefix("geonames:"))
            .unwrap_or("")
            .to_owned(),
        place.map_or(String::new(), |place| place.span.of(&article.text).to_owned()),
        String::new(),
        article.outlet.clone().unwrap_or_default(),
        named(EntityType::Person),
        named(EntityType::Organization),
        named(EntityType::Place),
        article.language.clone().unwrap_or_default(),
        format!("dunlin {}", record.made_by.dunlin),
    ]);
    row
}
