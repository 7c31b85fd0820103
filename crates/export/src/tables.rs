//! Records as flat tables, the one layout behind CSV and Parquet.
//!
//! Every row begins with the article's id; ids of entities, attributions, times, … are unique within an article, so that
//! `(article, id)` joins the tables. Spans are character offsets; things with several spans have their words in one
//! column and their spans, as JSON, in another. Lists of ids are parted by `;`.

use crate::cameo;
use dunlin_record::{Actor, CharIndex, Event, Record, Span};
use serde::Serialize;
use std::borrow::Cow;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8 text.
    Text,
    /// A 64-bit integer.
    Int,
    /// A double.
    Float,
    /// True or false.
    Bool,
}

/// One column; any cell may be empty except in the columns `article` and `id`.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
}

/// One table.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name, and that of its file.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'r> {
    /// Empty.
    Null,
    /// Text.
    Text(Cow<'r, str>),
    /// An integer.
    Int(i64),
    /// A double.
    Float(f64),
    /// True or false.
    Bool(bool),
}

impl Cell<'_> {
    /// The cell as CSV has it; empty for [`Cell::Null`].
    pub fn to_text(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Text(text) => text.clone().into_owned(),
            Self::Int(n) => n.to_string(),
            Self::Float(x) => x.to_string(),
            Self::Bool(b) => b.to_string(),
        }
    }
}

const fn text(name: &'static str) -> Column {
    Column { name, kind: Kind::Text }
}

const fn int(name: &'static str) -> Column {
    Column { name, kind: Kind::Int }
}

const fn float(name: &'static str) -> Column {
    Column { name, kind: Kind::Float }
}

const fn boolean(name: &'static str) -> Column {
    Column { name, kind: Kind::Bool }
}

macro_rules! table {
    ($const:ident, $name:literal, $($kind:ident $column:literal),+ $(,)?) => {
        const $const: Table = Table { name: $name, columns: &[$($kind($column)),+] };
    };
}

table!(ARTICLES, "articles",
    text "id", text "url", text "outlet", text "section", text "headline", text "byline", text "dateline",
    text "published", text "published_basis", text "published_from", text "published_at", text "modified",
    text "language", text "sha256", text "media_type", int "bytes", text "charset", text "text", text "dunlin",
    text "weights", text "lexicon");
table!(BLOCKS, "blocks", text "article", text "role", int "start", int "end", text "credit");
table!(FURNITURE, "furniture", text "article", text "kind", text "text");
table!(ENTITIES, "entities", text "article", text "id", text "name", text "type", text "codes");
table!(CODES, "codes",
    text "article", text "entity", text "code", text "country", text "sector", text "role", text "from", text "to");
table!(MENTIONS, "mentions",
    text "article", text "entity", text "kind", text "words", int "start", int "end");
table!(ATTRIBUTIONS, "attributions",
    text "article", text "id", text "source", text "cue", text "content", text "source_spans", text "cue_spans",
    text "content_spans", text "source_entity", text "source_name", text "source_kind", text "act", text "form",
    text "within", text "said", text "said_time", text "rule", float "confidence");
table!(TIMES, "times",
    text "article", text "id", text "words", int "start", int "end", text "type", text "value", text "mod",
    text "quant", text "freq", text "basis", text "anchor");
table!(AMOUNTS, "amounts",
    text "article", text "id", text "words", int "start", int "end", float "low", float "high", boolean "approx",
    text "unit", text "of", text "of_spans", text "share_of", text "befell", text "change", text "change_from",
    text "change_to", text "when", text "according_to", float "confidence");
table!(PLACES, "places",
    text "article", text "id", text "words", int "start", int "end", text "name", text "kind", text "form",
    text "country", text "region", float "lat", float "lon", text "gazetteer");
table!(EVENTS, "events",
    text "article", text "id", text "type", text "mode", text "context", text "code", text "quad", float "score",
    float "goldstein", text "actor", text "recipient", text "when", text "when_basis", text "when_time", text "where",
    text "factuality", text "according_to", text "trigger", text "trigger_spans", text "sentence", int "start",
    int "end", text "rule", float "confidence");
table!(ACTORS, "actors",
    text "article", text "event", text "side", text "words", int "start", int "end", text "entity", text "code",
    text "country", text "sector", boolean "inferred");
table!(DEADLINES, "deadlines",
    text "article", text "words", int "start", int "end", text "date", text "time", text "who", text "what",
    text "set_by", text "according_to");
table!(FORECASTS, "forecasts",
    text "article", text "words", int "start", int "end", text "attribution", text "strength");
table!(PRECEDENTS, "precedents",
    text "article", text "words", int "start", int "end", text "kind", text "since", text "according_to");
table!(NOTES, "notes", text "article", text "stage", text "kind", int "count", text "detail");

/// All tables, in the order in which they are documented.
pub const TABLES: &[Table] = &[
    ARTICLES,
    BLOCKS,
    FURNITURE,
    ENTITIES,
    CODES,
    MENTIONS,
    ATTRIBUTIONS,
    TIMES,
    AMOUNTS,
    PLACES,
    EVENTS,
    ACTORS,
    DEADLINES,
    FORECASTS,
    PRECEDENTS,
    NOTES,
];

/// The name that a plain enum has in the record's JSON: `not-happened`.
pub(crate) fn name(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

fn t(text: &str) -> Cell<'_> {
    Cell::Text(Cow::Borrowed(text))
}

fn o(text: Option<&String>) -> Cell<'_> {
    text.map_or(Cell::Null, |text| Cell::Text(Cow::Borrowed(text)))
}

fn s(text: String) -> Cell<'static> {
    if text.is_empty() { Cell::Null } else { Cell::Text(Cow::Owned(text)) }
}

/// The nearest double that prints like the single: 0.83, not 0.8299999833106995.
fn f(x: f32) -> Cell<'static> {
    Cell::Float(x.to_string().parse().unwrap_or(f64::from(x)))
}

fn number(x: Option<f64>) -> Cell<'static> {
    x.map_or(Cell::Null, Cell::Float)
}

/// Spans of one record in characters.
struct Places<'r> {
    text: &'r str,
    index: CharIndex<'r>,
}

impl<'r> Places<'r> {
    fn at(&self, byte: usize) -> Cell<'r> {
        self.index.char_at(byte).and_then(|n| i64::try_from(n).ok()).map_or(Cell::Null, Cell::Int)
    }

    fn words(&self, span: Span) -> Cell<'r> {
        t(span.of(self.text))
    }

    /// Words, start, end.
    fn place(&self, span: Span) -> [Cell<'r>; 3] {
        [self.words(span), self.at(span.start), self.at(span.end)]
    }

    fn joined(&self, spans: &[Span]) -> Cell<'r> {
        s(spans.iter().map(|span| span.of(self.text)).collect::<Vec<_>>().join(" … "))
    }

    fn json(&self, spans: &[Span]) -> Cell<'r> {
        let pairs: Vec<[usize; 2]> = spans
            .iter()
            .filter_map(|span| Some([self.index.char_at(span.start)?, self.index.char_at(span.end)?]))
            .collect();
        if pairs.is_empty() { Cell::Null } else { s(serde_json::to_string(&pairs).unwrap_or_default()) }
    }
}

/// Hands out every row of a record, table by table; each has as many cells as the table has columns.
pub fn rows<'r>(record: &'r Record, put: &mut dyn FnMut(&'static Table, Vec<Cell<'r>>)) {
    let (article, coding, made) = (&record.article, &record.coding, &record.made_by);
    let p = Places { text: &article.text, index: CharIndex::new(&article.text) };
    let id = || t(&article.id);
    put(
        &ARTICLES,
        vec![
            id(),
            o(article.url.as_ref()),
            o(article.outlet.as_ref()),
            s(article.section.join(" > ")),
            o(article.headline.as_ref()),
            o(article.byline.as_ref()),
            o(article.dateline.as_ref()),
            o(article.published.as_ref()),
            s(name(article.published_basis)),
            o(article.published_from.as_ref()),
            o(article.published_at.as_ref()),
            o(article.modified.as_ref()),
            o(article.language.as_ref()),
            t(&article.source.sha256),
            t(&article.source.media_type),
            i64::try_from(article.source.bytes).map_or(Cell::Null, Cell::Int),
            o(article.source.charset.as_ref()),
            t(&article.text),
            t(&made.dunlin),
            t(&made.weights),
            t(&made.lexicon),
        ],
    );
    for block in &article.blocks {
        let [_, start, end] = p.place(block.span);
        put(&BLOCKS, vec![id(), s(name(block.role)), start, end, o(block.credit.as_ref())]);
    }
    for piece in &article.furniture {
        put(&FURNITURE, vec![id(), s(name(piece.kind)), t(&piece.text)]);
    }
    for entity in &coding.entities {
        let codes: Vec<&str> = entity.codes.iter().map(|code| code.code.as_str()).collect();
        put(&ENTITIES, vec![id(), t(&entity.id), t(&entity.name), s(name(entity.kind)), s(codes.join(";"))]);
        for code in &entity.codes {
            put(
                &CODES,
                vec![
                    id(),
                    t(&entity.id),
                    t(&code.code),
                    o(code.country.as_ref()),
                    o(code.sector.as_ref()),
                    o(code.role.as_ref()),
                    o(code.from.as_ref()),
                    o(code.to.as_ref()),
                ],
            );
        }
        for mention in &entity.mentions {
            let [words, start, end] = p.place(mention.span);
            put(&MENTIONS, vec![id(), t(&entity.id), s(name(mention.kind)), words, start, end]);
        }
    }
    for a in &coding.attributions {
        let named = a.source_entity.as_ref().and_then(|n| coding.entities.iter().find(|e| e.id == *n));
        put(
            &ATTRIBUTIONS,
            vec![
                id(),
                t(&a.id),
                p.joined(&a.source),
                p.joined(&a.cue),
                p.joined(&a.content),
                p.json(&a.source),
                p.json(&a.cue),
                p.json(&a.content),
                o(a.source_entity.as_ref()),
                named.map_or(Cell::Null, |entity| t(&entity.name)),
                s(name(a.source_kind)),
                t(&a.act),
                s(name(a.form)),
                o(a.within.as_ref()),
                o(a.said.as_ref()),
                o(a.said_time.as_ref()),
                t(&a.rule),
                f(a.confidence),
            ],
        );
    }
    for time in &coding.times {
        let [words, start, end] = p.place(time.span);
        put(
            &TIMES,
            vec![
                id(),
                t(&time.id),
                words,
                start,
                end,
                s(name(time.kind)),
                o(time.value.as_ref()),
                o(time.modifier.as_ref()),
                o(time.quant.as_ref()),
                o(time.freq.as_ref()),
                s(name(time.basis)),
                o(time.anchor.as_ref()),
            ],
        );
    }
    for q in &coding.amounts {
        let [words, start, end] = p.place(q.span);
        let change = q.change.as_ref();
        put(
            &AMOUNTS,
            vec![
                id(),
                t(&q.id),
                words,
                start,
                end,
                number(q.low),
                number(q.high),
                Cell::Bool(q.approx),
                o(q.unit.as_ref()),
                p.joined(&q.of),
                p.json(&q.of),
                o(q.share_of.as_ref()),
                o(q.befell.as_ref()),
                change.map_or(Cell::Null, |change| s(name(change.direction))),
                o(change.and_then(|change| change.from.as_ref())),
                o(change.and_then(|change| change.to.as_ref())),
                o(q.when.as_ref()),
                o(q.according_to.as_ref()),
                f(q.confidence),
            ],
        );
    }
    for place in &coding.places {
        let [words, start, end] = p.place(place.span);
        put(
            &PLACES,
            vec![
                id(),
                t(&place.id),
                words,
                start,
                end,
                t(&place.name),
                s(name(place.kind)),
                s(name(place.form)),
                o(place.country.as_ref()),
                o(place.region.as_ref()),
                number(place.lat),
                number(place.lon),
                o(place.gazetteer.as_ref()),
            ],
        );
    }
    for event in &coding.events {
        event_rows(event, &article.id, &p, put);
    }
    for d in &coding.deadlines {
        let [words, start, end] = p.place(d.span);
        put(
            &DEADLINES,
            vec![
                id(),
                words,
                start,
                end,
                o(d.date.as_ref()),
                o(d.time.as_ref()),
                o(d.who.as_ref()),
                o(d.what.as_ref()),
                o(d.set_by.as_ref()),
                o(d.according_to.as_ref()),
            ],
        );
    }
    for forecast in &coding.forecasts {
        let [words, start, end] = p.place(forecast.span);
        put(
            &FORECASTS,
            vec![id(), words, start, end, o(forecast.attribution.as_ref()), s(name(forecast.strength))],
        );
    }
    for precedent in &coding.precedents {
        let [words, start, end] = p.place(precedent.span);
        put(
            &PRECEDENTS,
            vec![
                id(),
                words,
                start,
                end,
                s(name(precedent.kind)),
                o(precedent.since.as_ref()),
                o(precedent.according_to.as_ref()),
            ],
        );
    }
    for note in &record.notes {
        put(
            &NOTES,
            vec![
                id(),
                s(name(note.stage)),
                t(&note.kind),
                i64::try_from(note.count).map_or(Cell::Null, Cell::Int),
                o(note.detail.as_ref()),
            ],
        );
    }
}

/// An event's row, and one for each of its actors and recipients.
fn event_rows<'r>(
    event: &'r Event,
    article: &'r str,
    p: &Places<'r>,
    put: &mut dyn FnMut(&'static Table, Vec<Cell<'r>>),
) {
    let codes = |side: &[Actor]| {
        s(side.iter().map(|actor| actor.code.as_deref().unwrap_or("---")).collect::<Vec<_>>().join(";"))
    };
    let [sentence, start, end] = p.place(event.sentence);
    let goldstein = event.code.as_deref().and_then(cameo::goldstein).and_then(|weight| weight.parse().ok());
    put(
        &EVENTS,
        vec![
            t(article),
            t(&event.id),
            o(event.kind.as_ref()),
            o(event.mode.as_ref()),
            s(event.context.join(";")),
            o(event.code.as_ref()),
            event.quad.map_or(Cell::Null, |quad| s(name(quad))),
            event.score.map_or(Cell::Null, f),
            number(goldstein),
            codes(&event.actor),
            codes(&event.recipient),
            o(event.when.value.as_ref()),
            s(name(event.when.basis)),
            o(event.when.time.as_ref()),
            o(event.place.as_ref()),
            s(name(event.factuality)),
            s(event.according_to.join(";")),
            p.joined(&event.trigger),
            p.json(&event.trigger),
            sentence,
            start,
            end,
            t(&event.rule),
            f(event.confidence),
        ],
    );
    for (side, actors) in [("actor", &event.actor), ("recipient", &event.recipient)] {
        for actor in actors {
            let [_, start, end] = p.place(actor.span);
            put(
                &ACTORS,
                vec![
                    t(article),
                    t(&event.id),
                    t(side),
                    t(&actor.text),
                    start,
                    end,
                    o(actor.entity.as_ref()),
                    o(actor.code.as_ref()),
                    o(actor.country.as_ref()),
                    o(actor.sector.as_ref()),
                    Cell::Bool(actor.inferred),
                ],
            );
        }
    }
}
