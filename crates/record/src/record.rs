//! The record: one JSON line an article, and the only border at which spans change their unit.

use crate::article::{Article, Note};
use crate::coding::Coding;
use crate::span::{CharIndex, Span, Spans};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Everything Dunlin says of one article.
///
/// It deliberately has no public `Serialize`: in memory its spans count bytes, in JSON they count Unicode scalar
/// values, and only [`Record::to_json`], [`Record::from_json`] and their twins over values may cross.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    /// The article and its furniture.
    pub article: Article,
    /// What was read from it.
    pub coding: Coding,
    /// What was left out, bounded or unsettled, of all stages in their order (the coding's own notes included).
    pub notes: Vec<Note>,
    /// What made the record.
    pub made_by: MadeBy,
}

/// Program, weights and lexicon that made a record: with the same three and the same input, the same bytes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct MadeBy {
    /// Version of the program.
    pub dunlin: String,
    /// SHA-256 of the weights.
    pub weights: String,
    /// SHA-256 over the lexicon's files; after it `and petrarch:SHA-256` or `events by petrarch:SHA-256` where dictionaries of
    /// one's own were used, and `min-confidence:NUMBER` where not the usual events are left out.
    pub lexicon: String,
}

/// Why a JSON line is not a record.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Not JSON, or not of this shape.
    #[error("not a record: {0}")]
    Json(#[from] serde_json::Error),
    /// A span that is no range of the record's text.
    #[error("span [{start}, {end}) is not a range of the record's text of {chars} characters")]
    Span {
        /// Its start, in characters when reading and bytes when writing.
        start: usize,
        /// Its end, likewise.
        end: usize,
        /// Length of the text in characters.
        chars: usize,
    },
}

/// The JSON form: flat, spans in Unicode scalar values. Private, so that nothing can hold one by mistake.
#[derive(Serialize, Deserialize, JsonSchema)]
#[schemars(title = "Dunlin record", rename = "Record")]
struct Wire {
    #[serde(flatten)]
    article: Article,
    entities: Vec<crate::Entity>,
    attributions: Vec<crate::Attribution>,
    times: Vec<crate::TimeExpression>,
    amounts: Vec<crate::Amount>,
    places: Vec<crate::Place>,
    events: Vec<crate::Event>,
    deadlines: Vec<crate::Deadline>,
    forecasts: Vec<crate::Forecast>,
    precedents: Vec<crate::Precedent>,
    notes: Vec<Note>,
    made_by: MadeBy,
}

impl Record {
    /// Puts the parts together; the coding's notes move to the record's own.
    pub fn new(article: Article, mut notes: Vec<Note>, mut coding: Coding, made_by: MadeBy) -> Self {
        notes.append(&mut coding.notes);
        Self { article, coding, notes, made_by }
    }

    /// The record as one line of JSON, spans in Unicode scalar values.
    ///
    /// # Errors
    /// [`RecordError::Span`] when a span does not lie on character borders of the text: a fault of the stage
    /// that made it, reported rather than written down.
    pub fn to_json(&self) -> Result<String, RecordError> {
        Ok(serde_json::to_string(&self.wire()?)?)
    }

    /// What [`Record::to_json`] writes, as a value: for outputs that are no lines of JSON but hold the same.
    ///
    /// # Errors
    /// As [`Record::to_json`].
    pub fn to_value(&self) -> Result<serde_json::Value, RecordError> {
        Ok(serde_json::to_value(self.wire()?)?)
    }

    /// The JSON form.
    fn wire(&self) -> Result<Wire, RecordError> {
        let mut article = self.article.clone();
        let mut coding = self.coding.clone();
        let index = CharIndex::new(&self.article.text);
        let to_chars = |span: Span| Some(Span::new(index.char_at(span.start)?, index.char_at(span.end)?));
        convert(&mut article, index.chars(), &to_chars)?;
        convert(&mut coding, index.chars(), &to_chars)?;
        Ok(Wire {
            article,
            entities: coding.entities,
            attributions: coding.attributions,
            times: coding.times,
            amounts: coding.amounts,
            places: coding.places,
            events: coding.events,
            deadlines: coding.deadlines,
            forecasts: coding.forecasts,
            precedents: coding.precedents,
            notes: self.notes.clone(),
            made_by: self.made_by.clone(),
        })
    }

    /// Reads a line that [`Record::to_json`] wrote, or another program in the same layout.
    ///
    /// # Errors
    /// When it is not JSON of this layout, or a span is no range of the text.
    pub fn from_json(line: &str) -> Result<Self, RecordError> {
        Self::of_wire(serde_json::from_str(line)?)
    }

    /// Reads a value that [`Record::to_value`] made, or another program in the same layout.
    ///
    /// # Errors
    /// As [`Record::from_json`].
    pub fn from_value(value: serde_json::Value) -> Result<Self, RecordError> {
        Self::of_wire(serde_json::from_value(value)?)
    }

    fn of_wire(wire: Wire) -> Result<Self, RecordError> {
        let text = wire.article.text.clone();
        let index = CharIndex::new(&text);
        let to_bytes = |span: Span| Some(Span::new(index.byte_at(span.start)?, index.byte_at(span.end)?));
        let mut article = wire.article;
        let mut coding = Coding {
            entities: wire.entities,
            attributions: wire.attributions,
            times: wire.times,
            amounts: wire.amounts,
            places: wire.places,
            events: wire.events,
            deadlines: wire.deadlines,
            forecasts: wire.forecasts,
            precedents: wire.precedents,
            notes: Vec::new(),
        };
        convert(&mut article, index.chars(), &to_bytes)?;
        convert(&mut coding, index.chars(), &to_bytes)?;
        Ok(Self { article, coding, notes: wire.notes, made_by: wire.made_by })
    }
}

/// Replaces every span by `map` of it; the first one that has no image, or is reversed, is the error.
fn convert(
    holder: &mut impl Spans,
    chars: usize,
    map: &dyn Fn(Span) -> Option<Span>,
) -> Result<(), RecordError> {
    let mut failed = None;
    holder.visit_spans(&mut |span| match map(*span) {
        Some(image) if span.start <= span.end => *span = image,
        _ => failed = failed.or(Some(*span)),
    });
    match failed {
        None => Ok(()),
        Some(span) => Err(RecordError::Span { start: span.start, end: span.end, chars }),
    }
}

/// JSON Schema (draft 2020-12) of a record's line.
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(Wire).to_value()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::*;

    /// A text with an astral character, a combining mark and Hangul, and a span of every kind on `word`.
    fn sample(text: &str, word: &str) -> Record {
        let start = text.find(word).unwrap();
        let span = Span::new(start, start + word.len());
        let actor = Actor {
            text: word.into(),
            span,
            entity: Some("n1".into()),
            code: None,
            country: None,
            sector: None,
            inferred: false,
        };
        Record {
            article: Article {
                id: "x".into(),
                text: text.into(),
                blocks: vec![Block {
                    role: BlockRole::Paragraph,
                    span: Span::new(0, text.len()),
                    page_bytes: vec![PageBytes::new(0, text.len() as u64)],
                    credit: None,
                }],
                ..Article::default()
            },
            coding: Coding {
                entities: vec![Entity {
                    id: "n1".into(),
                    name: word.into(),
                    kind: EntityType::Person,
                    mentions: vec![Mention { span, kind: MentionKind::Name }],
                    codes: vec![],
                }],
                attributions: vec![Attribution {
                    id: "a1".into(),
                    source: vec![span],
                    cue: vec![span],
                    content: vec![span, span],
                    source_entity: None,
                    source_kind: SourceKind::Person,
                    unnamed: None,
                    act: "say".into(),
                    form: Form::Indirect,
                    within: None,
                    said: None,
                    said_time: None,
                    rule: "model".into(),
                    confidence: 0.5,
                }],
                times: vec![TimeExpression {
                    id: "t1".into(),
                    span,
                    kind: TimeType::Date,
                    value: None,
                    modifier: None,
                    quant: None,
                    freq: None,
                    basis: TimeBasis::Unanchored,
                    anchor: None,
                }],
                amounts: vec![Amount {
                    id: "q1".into(),
                    span,
                    low: Some(1.0),
                    high: None,
                    approx: false,
                    unit: None,
                    of: vec![span],
                    share_of: None,
                    befell: None,
                    change: None,
                    when: None,
                    according_to: None,
                    confidence: 1.0,
                }],
                places: vec![Place {
                    id: "p1".into(),
                    span,
                    name: word.into(),
                    kind: crate::PlaceKind::Town,
                    form: crate::PlaceForm::Name,
                    country: None,
                    region: None,
                    lat: None,
                    lon: None,
                    gazetteer: None,
                }],
                events: vec![Event {
                    id: "e1".into(),
                    kind: Some("REQUEST".into()),
                    mode: None,
                    context: vec![],
                    code: None,
                    quad: Some(Quad::VerbalConflict),
                    score: None,
                    actor: vec![actor.clone()],
                    recipient: vec![actor],
                    when: When { value: None, basis: WhenBasis::Unknown, time: None },
                    place: None,
                    factuality: Factuality::NotHappened,
                    according_to: vec![],
                    trigger: vec![span],
                    sentence: span,
                    rule: "r".into(),
                    confidence: 0.25,
                }],
                deadlines: vec![Deadline {
                    span,
                    date: None,
                    time: None,
                    who: None,
                    what: None,
                    set_by: None,
                    according_to: None,
                }],
                forecasts: vec![Forecast { span, attribution: None, strength: Strength::Likely }],
                precedents: vec![Precedent {
                    span,
                    kind: PrecedentKind::First,
                    since: None,
                    according_to: None,
                }],
                notes: vec![],
            },
            notes: vec![Note::new(Stage::Coding, "k", 2, None)],
            made_by: MadeBy::default(),
        }
    }

    /// All `[start, end]` pairs of a JSON value except those of the source.
    fn json_spans(value: &serde_json::Value, out: &mut Vec<[u64; 2]>) {
        match value {
            serde_json::Value::Object(map) => {
                map.iter().filter(|(key, _)| *key != "page_bytes").for_each(|(_, v)| json_spans(v, out));
            }
            serde_json::Value::Array(items) => {
                if let [serde_json::Value::Number(a), serde_json::Value::Number(b)] = items.as_slice() {
                    out.push([a.as_u64().unwrap(), b.as_u64().unwrap()]);
                } else {
                    items.iter().for_each(|item| json_spans(item, out));
                }
            }
            _ => {}
        }
    }

    #[test]
    fn json_counts_scalar_values_and_reads_back() {
        let text = "𝔘 cafe\u{301}s say 김정은 spoke";
        let record = sample(text, "김정은");
        let line = record.to_json().unwrap();
        let mut spans = Vec::new();
        json_spans(&serde_json::from_str(&line).unwrap(), &mut spans);
        let chars = text.chars().count() as u64;
        assert_eq!(spans.iter().filter(|s| **s == [0, chars]).count(), 1, "the block");
        // Every other span is the name: characters 13 to 16, whichever layer it stands in.
        assert_eq!(spans.iter().filter(|s| **s == [13, 16]).count(), 16, "one a span field: {spans:?}");
        assert_eq!(spans.len(), 17);
        assert_eq!(Record::from_json(&line).unwrap(), record);
        assert_eq!(Record::from_value(record.to_value().unwrap()).unwrap(), record);
    }

    #[test]
    fn a_span_inside_a_character_is_an_error_not_a_record() {
        let mut record = sample("자 b", "b");
        record.coding.times[0].span = Span::new(1, 3);
        assert!(matches!(record.to_json(), Err(RecordError::Span { start: 1, end: 3, chars: 3 })));
    }

    #[test]
    fn a_span_past_the_text_is_refused_on_reading() {
        let line = sample("ab", "b").to_json().unwrap().replace("\"trigger\":[[1,2]]", "\"trigger\":[[1,9]]");
        assert!(matches!(Record::from_json(&line), Err(RecordError::Span { end: 9, .. })));
    }

    #[test]
    fn the_published_schema_is_the_present_one() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/record.schema.json");
        let now = serde_json::to_string_pretty(&json_schema()).unwrap() + "\n";
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(path, &now).unwrap();
        }
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            kept == now,
            "docs/record.schema.json is stale: run UPDATE_EXPECT=1 cargo test -p dunlin-record"
        );
    }
}
