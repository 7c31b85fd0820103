//! GDELT 2.0 Events and Mentions and GKG 2.1, in GDELT's columns: tab-separated, no header, no quoting.
//!
//! GDELT's own conventions are kept (FIPS countries for places, CAMEO's MED for journalists), and what Dunlin does not measure
//! (tone, GCAM, images) stays empty. Time stamps of loading are the day of publication at midnight, so that the same input gives
//! the same bytes. Offsets count characters of the record's text. The source chain, which GDELT has no column for, stands in
//! the mentions' unused last column.

mod events;
mod gkg;

use crate::writer::LeftOut;
use dunlin_record::{CharIndex, Record};
use sha2::{Digest, Sha256};

/// The files, in the order of [`lines`].
pub(crate) const FILES: [&str; 3] = ["events.export.CSV", "events.mentions.CSV", "articles.gkg.csv"];

/// Lines of one record for each of [`FILES`]; `number` is the record's place in the run, from 1.
pub(crate) fn lines(record: &Record, number: u64, left_out: &mut LeftOut) -> [String; 3] {
    let index = CharIndex::new(&record.article.text);
    let [events, mentions] = events::lines(record, &index, left_out);
    [events, mentions, gkg::line(record, &index, number, left_out)]
}

/// A number for a row that is the same in every run: 52 bits, which R and JavaScript hold exactly.
fn row_id(parts: &[&str]) -> u64 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(8).fold(0u64, |n, byte| n << 8 | u64::from(*byte)) >> 12
}

/// The day of publication as a loading stamp, `YYYYMMDDHHMMSS`; empty when it is not known.
fn stamp(record: &Record) -> String {
    record.article.published.as_deref().map_or(String::new(), |day| format!("{}000000", day.replace('-', "")))
}

/// What the page is called: its address, else its id.
fn identifier(record: &Record) -> &str {
    record.article.url.as_deref().unwrap_or(&record.article.id)
}

/// Host of the address, else the outlet's name.
fn source_name(record: &Record) -> &str {
    let host = record.article.url.as_deref().and_then(|url| url.split_once("://")).map(|(_, rest)| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
        host.strip_prefix("www.").unwrap_or(host)
    });
    host.or(record.article.outlet.as_deref()).unwrap_or("")
}

/// Character offset of a byte offset.
fn offset(index: &CharIndex<'_>, byte: usize) -> String {
    index.char_at(byte).map_or(String::new(), |n| n.to_string())
}

/// GDELT's type of a place (1 country, 3 city of the United States, 4 city elsewhere), its name, FIPS country, latitude,
/// longitude, feature id.
fn place_fields(place: &dunlin_record::Place) -> [String; 6] {
    let country = place.country.as_deref();
    // GDELT: 1 country, 2 US state, 3 US town, 4 town elsewhere, 5 state elsewhere.
    let kind = match (place.kind, country) {
        (dunlin_record::PlaceKind::Country | dunlin_record::PlaceKind::Region, _) => "1",
        (dunlin_record::PlaceKind::State, Some("USA")) => "2",
        (_, Some("USA")) => "3",
        (dunlin_record::PlaceKind::State, _) => "5",
        _ => "4",
    };
    let number = |x: Option<f64>| x.map_or(String::new(), |x| x.to_string());
    let key = place.gazetteer.as_deref().map_or("", |key| key.rsplit(':').next().unwrap_or(key));
    [
        kind.to_owned(),
        place.name.clone(),
        country.and_then(crate::cameo::fips).unwrap_or("").to_owned(),
        number(place.lat),
        number(place.lon),
        key.to_owned(),
    ]
}
