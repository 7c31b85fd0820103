//! What was read from an article: who did what to whom, when, where, how many, according to whom, how certain.

use crate::article::Note;
use crate::span::{Span, Spans};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// All layers of one article. Ids (`n1`, `a1`, `t1`, `q1`, `p1`, `e1`) are unique inside it and count in text order.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Coding {
    /// Persons, bodies, places and other things that are named, with all their mentions.
    pub entities: Vec<Entity>,
    /// Who says, thinks or wants what.
    pub attributions: Vec<Attribution>,
    /// Dates, times, durations and sets.
    pub times: Vec<TimeExpression>,
    /// Numbers, as the text bounds them.
    pub amounts: Vec<Amount>,
    /// Places with coordinates.
    pub places: Vec<Place>,
    /// Political events.
    pub events: Vec<Event>,
    /// Days by which somebody must do something.
    pub deadlines: Vec<Deadline>,
    /// What is said to come.
    pub forecasts: Vec<Forecast>,
    /// Comparisons with the past: "the first since".
    pub precedents: Vec<Precedent>,
    /// What was left out, and why.
    pub notes: Vec<Note>,
}

/// One person, body, place or other thing, and everywhere the article speaks of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Entity {
    /// `n1`, `n2`, …
    pub id: String,
    /// Its fullest name in the article, or the lexicon's name for it.
    pub name: String,
    /// What kind of thing it is.
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// Everywhere it is spoken of, in text order.
    pub mentions: Vec<Mention>,
    /// Actor codes that hold on the day of the article; empty when the lexicon has none.
    pub codes: Vec<ActorCode>,
}

/// What kind of thing an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EntityType {
    /// A person.
    Person,
    /// A body: government, ministry, company, agency, party.
    Organization,
    /// A place.
    Place,
    /// Anything else that is named.
    Other,
}

/// One place in the text that speaks of an entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Mention {
    /// Its words; for a name, the name without title or article.
    pub span: Span,
    /// How it speaks of it.
    pub kind: MentionKind,
}

/// How a mention speaks of its entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MentionKind {
    /// By name: "KCNA".
    Name,
    /// By description: "the state news agency".
    Description,
    /// By pronoun: "it".
    Pronoun,
}

/// A code of the actor lexicon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ActorCode {
    /// Country or group, then sector: `PRKGOV`, `IGOUNO`.
    pub code: String,
    /// ISO 3166-1 alpha-3 code of the country, where it has one.
    pub country: Option<String>,
    /// PLOVER sector (`GOV`, `MIL`, `JRN`, …) where it has one.
    pub sector: Option<String>,
    /// Office or role: `leader`, `foreign minister`.
    pub role: Option<String>,
    /// First day on which it holds, `YYYY-MM-DD` or a prefix.
    pub from: Option<String>,
    /// Last day on which it holds.
    pub to: Option<String>,
}

/// Source, cue and content (PolNeAR's terms): who says what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Attribution {
    /// `a1`, `a2`, …
    pub id: String,
    /// Who says so; empty for "reportedly" and passives without an agent.
    pub source: Vec<Span>,
    /// The words that show that something is said, thought or wanted: "according to".
    pub cue: Vec<Span>,
    /// What is said; several pieces where source or cue stand inside it.
    pub content: Vec<Span>,
    /// The entity that the source speaks of.
    pub source_entity: Option<String>,
    /// What kind of source it is.
    pub source_kind: SourceKind,
    /// What the text says of a source that it does not name; `None` where it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unnamed: Option<Unnamed>,
    /// What is done with the words, from the lexicon of saying words: `say`, `claim`, `deny`, `warn`, `promise`, …
    pub act: String,
    /// Whose words they are.
    pub form: Form,
    /// The attribution inside which this one is reported: the next link outward in the chain of sources. `None`:
    /// the page's outlet itself reports it.
    pub within: Option<String>,
    /// Day or time at which it was said (TIMEX3 value).
    pub said: Option<String>,
    /// The time expression that tells so; `None` with a `said` means that it was inferred.
    pub said_time: Option<String>,
    /// Who linked the parts: `model` or the name of a rule.
    pub rule: String,
    /// How sure the reading is, 0 to 1.
    pub confidence: f32,
}

/// What kind of source speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// A person.
    Person,
    /// A government, ministry, company, party, …
    Body,
    /// A newspaper, agency or station.
    Outlet,
    /// A report, law, letter or study.
    Document,
    /// Somebody who is not named: "analysts", "officials", or nobody at all.
    Unnamed,
    /// The writer's own inference: "the remarks suggest".
    Author,
}

/// What the text says of a source without a name: how many speak, from where, and why they are not named.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Unnamed {
    /// The fewest that they can be: 1 for "an official", 2 for "officials", 3 for "three officials".
    pub least: Option<u32>,
    /// The most that they can be: `None` for "officials" and "at least three officials".
    pub most: Option<u32>,
    /// The words for the body or office that they speak for: "the defence ministry".
    pub office: Option<Span>,
    /// The words that say that the name is held back: "on condition of anonymity", "asked not to be named".
    pub withheld: Option<Span>,
    /// The words that say why: "because they were not authorised to speak".
    pub reason: Option<Span>,
}

/// Whose words an attributed content has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// The source's, in quotation marks throughout.
    Direct,
    /// Partly in quotation marks.
    Mixed,
    /// The writer's.
    Indirect,
}

/// A time expression (TIMEX3).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TimeExpression {
    /// `t1`, `t2`, …
    pub id: String,
    /// Its words, without a leading preposition.
    pub span: Span,
    /// TIMEX3 type.
    #[serde(rename = "type")]
    pub kind: TimeType,
    /// TIMEX3 value (`2019-12-29`, `2020-W01`, `P3D`, `PAST_REF`); `None` when it cannot be told.
    pub value: Option<String>,
    /// TIMEX3 modifier: `APPROX`, `START`, `BEFORE`, `EQUAL_OR_MORE`, …
    #[serde(rename = "mod")]
    pub modifier: Option<String>,
    /// For sets: how many of each (`EVERY`).
    pub quant: Option<String>,
    /// For sets: how often (`2X`).
    pub freq: Option<String>,
    /// How the value is known.
    pub basis: TimeBasis,
    /// What a relative value was counted from: `published` or the id of another time.
    pub anchor: Option<String>,
}

/// TIMEX3 type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum TimeType {
    /// A calendar date of any grain.
    Date,
    /// A time of day.
    Time,
    /// A length of time.
    Duration,
    /// A recurring time.
    Set,
}

/// How a time's value is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TimeBasis {
    /// The words alone give it.
    Explicit,
    /// Counted from an anchor.
    Relative,
    /// It needs an anchor and there is none.
    Unanchored,
}

/// A number as the text bounds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Amount {
    /// `q1`, `q2`, …
    pub id: String,
    /// Its words: bound, number and unit word of measure ("around 32,300", "4.1 percent").
    pub span: Span,
    /// Lower end; `None` when the text gives none ("up to 30").
    pub low: Option<f64>,
    /// Upper end; `None` when the text gives none ("at least 30").
    pub high: Option<f64>,
    /// Whether the text calls it inexact ("around", "dozens").
    pub approx: bool,
    /// Unit of measure (`percent`, `fraction`, `USD`, `kilometre`) or the noun that is counted (`workers`).
    pub unit: Option<String>,
    /// The words that say what is counted or measured.
    pub of: Vec<Span>,
    /// The amount of which this one is a share.
    pub share_of: Option<String>,
    /// What befell the persons counted: `killed`, `wounded`, `held`, `displaced`, `missing`.
    pub befell: Option<String>,
    /// The change that this amount takes part in.
    pub change: Option<Change>,
    /// The time it holds for (id of a time).
    pub when: Option<String>,
    /// Innermost attribution that covers it.
    pub according_to: Option<String>,
    /// How sure the reading is, 0 to 1.
    pub confidence: f32,
}

/// A quantity that moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// Which way.
    pub direction: Direction,
    /// The amount before (id), where the text gives it.
    pub from: Option<String>,
    /// The amount after (id), where the text gives it. Neither end: the amount is the size of the change.
    pub to: Option<String>,
}

/// Which way a quantity moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// It grew.
    Up,
    /// It shrank.
    Down,
}

/// A place with coordinates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// `p1`, `p2`, …
    pub id: String,
    /// Its words in the text.
    pub span: Span,
    /// Its name in the gazetteer.
    pub name: String,
    /// What kind of place it is.
    pub kind: PlaceKind,
    /// How the text speaks of it.
    pub form: PlaceForm,
    /// ISO 3166-1 alpha-3 code of the country it lies in; `None` for seas and regions of several countries.
    pub country: Option<String>,
    /// The state, province or other first-level part of the country it lies in, by its name in the gazetteer.
    pub region: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Where it was looked up, with its key there: `geonames:1871859`.
    pub gazetteer: Option<String>,
}

/// What kind of place a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceKind {
    /// A country.
    Country,
    /// A first-level part of a country: state, province.
    State,
    /// A second-level part: county, department.
    District,
    /// A city, town, village or part of one.
    Town,
    /// A sea, river, mountain, continent, or a region without an administration of its own.
    Region,
}

/// How a text speaks of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceForm {
    /// By its name.
    Name,
    /// By its name inside the name of something else: "the Boone County Sheriff's Office".
    PartOfName,
    /// By its adjective or the name of its people: "Russian", "Texans".
    Adjective,
}

/// A political event, in PLOVER's terms with CAMEO's code beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// `e1`, `e2`, …
    pub id: String,
    /// PLOVER 2021 type: `REQUEST`. `None` with a code of a dictionary that has no PLOVER types.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// PLOVER contexts.
    pub context: Vec<String>,
    /// CAMEO code or that of the user's dictionary.
    pub code: Option<String>,
    /// Quad class.
    pub quad: Option<Quad>,
    /// Score of the type and mode (PLOVER's scale, −10 to 10).
    pub score: Option<f32>,
    /// Who did it; several for compound actors.
    pub actor: Vec<Actor>,
    /// To whom.
    pub recipient: Vec<Actor>,
    /// When it happened or will.
    pub when: When,
    /// Where it happened (id of a place).
    #[serde(rename = "where")]
    pub place: Option<String>,
    /// Whether it happened, by the text.
    pub factuality: Factuality,
    /// Attributions that cover it, innermost first.
    pub according_to: Vec<String>,
    /// The words that show the event.
    pub trigger: Vec<Span>,
    /// The sentence it was read from.
    pub sentence: Span,
    /// The lexicon entry that coded it: `request/insist-that`.
    pub rule: String,
    /// How sure the reading is, 0 to 1.
    pub confidence: f32,
}

/// One side of an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Actor {
    /// Its words.
    pub text: String,
    /// Where they stand.
    pub span: Span,
    /// The entity they speak of.
    pub entity: Option<String>,
    /// Country or group, then sector: `USAGOV`.
    pub code: Option<String>,
    /// ISO 3166-1 alpha-3 country.
    pub country: Option<String>,
    /// PLOVER sector.
    pub sector: Option<String>,
    /// Whether the country is not stated with these words but taken from the event's place or from the country that
    /// the article is mostly about.
    #[serde(default)]
    pub inferred: bool,
}

/// When an event happened or will.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct When {
    /// TIMEX3 value.
    pub value: Option<String>,
    /// How it is known.
    pub basis: WhenBasis,
    /// The time expression that states it.
    pub time: Option<String>,
}

/// How the time of an event is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WhenBasis {
    /// A time expression at the event says so.
    Stated,
    /// The tense puts it before or after the day of publication.
    Tense,
    /// Taken from the day of publication.
    Published,
    /// Not known.
    Unknown,
}

/// Whether an event happened, by the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Factuality {
    /// It happened.
    Happened,
    /// It is going on.
    Ongoing,
    /// It is intended.
    Planned,
    /// It is threatened.
    Threatened,
    /// It may happen or may have happened.
    Possible,
    /// It depends on something.
    Conditional,
    /// Somebody denies it.
    Denied,
    /// It did not happen.
    NotHappened,
    /// It happened long ago and is told as background.
    Background,
}

/// PLOVER's and GDELT's four classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Quad {
    /// Class 1.
    VerbalCooperation,
    /// Class 2.
    MaterialCooperation,
    /// Class 3.
    VerbalConflict,
    /// Class 4.
    MaterialConflict,
}

/// A day by which somebody must do something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Deadline {
    /// The words that give the day, with their preposition: "by Dec. 22".
    pub span: Span,
    /// TIMEX3 value.
    pub date: Option<String>,
    /// The time expression (id).
    pub time: Option<String>,
    /// Who must act.
    pub who: Option<String>,
    /// What must be done.
    pub what: Option<String>,
    /// Who or what set the day.
    pub set_by: Option<String>,
    /// Innermost attribution that covers it.
    pub according_to: Option<String>,
}

/// Something said to come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Forecast {
    /// Its words.
    pub span: Span,
    /// Who forecasts it (id of the attribution); `None`: the writer.
    pub attribution: Option<String>,
    /// How sure the forecaster is.
    pub strength: Strength,
}

/// How sure a forecaster is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// "may", "could".
    Possible,
    /// "likely", "expected to".
    Likely,
    /// "will".
    Certain,
}

/// A comparison with the past.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Precedent {
    /// Its words.
    pub span: Span,
    /// What is claimed.
    pub kind: PrecedentKind,
    /// The earlier time it is measured from (TIMEX3 value).
    pub since: Option<String>,
    /// Innermost attribution that covers it.
    pub according_to: Option<String>,
}

/// What a precedent claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PrecedentKind {
    /// The first of its kind.
    First,
    /// The largest, worst, longest, … of its kind.
    Largest,
    /// Unseen since a time.
    Since,
    /// Like or unlike an earlier one.
    Compared,
}

impl Spans for Mention {
    fn visit_spans(&mut self, visit: &mut dyn FnMut(&mut Span)) {
        visit(&mut self.span);
    }
}

impl Spans for Actor {
    fn visit_spans(&mut self, visit: &mut dyn FnMut(&mut Span)) {
        visit(&mut self.span);
    }
}

impl Spans for Coding {
    fn visit_spans(&mut self, visit: &mut dyn FnMut(&mut Span)) {
        for entity in &mut self.entities {
            entity.mentions.visit_spans(visit);
        }
        for attribution in &mut self.attributions {
            attribution.source.visit_spans(visit);
            attribution.cue.visit_spans(visit);
            attribution.content.visit_spans(visit);
            if let Some(unnamed) = &mut attribution.unnamed {
                unnamed.office.visit_spans(visit);
                unnamed.withheld.visit_spans(visit);
                unnamed.reason.visit_spans(visit);
            }
        }
        for time in &mut self.times {
            visit(&mut time.span);
        }
        for amount in &mut self.amounts {
            visit(&mut amount.span);
            amount.of.visit_spans(visit);
        }
        for place in &mut self.places {
            visit(&mut place.span);
        }
        for event in &mut self.events {
            event.actor.visit_spans(visit);
            event.recipient.visit_spans(visit);
            event.trigger.visit_spans(visit);
            visit(&mut event.sentence);
        }
        for deadline in &mut self.deadlines {
            visit(&mut deadline.span);
        }
        for forecast in &mut self.forecasts {
            visit(&mut forecast.span);
        }
        for precedent in &mut self.precedents {
            visit(&mut precedent.span);
        }
    }
}
