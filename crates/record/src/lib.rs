//! The data model that every stage of Dunlin shares.
//!
//! A page becomes an [`Article`] (what a reader would call the story, and the furniture around it), the coding
//! stage adds a [`Coding`] (who did what to whom, according to whom), and both together make a [`Record`]: one
//! JSON line an article.
//!
//! ```text
//! bytes ──page──▶ Article ──language──▶ Analysis ──coding──▶ Coding        Record = Article + Coding + MadeBy
//! ```
//!
//! **Spans** are byte ranges of [`Article::text`] everywhere inside the program ([`Span`]) and ranges of Unicode
//! scalar values in JSON. The conversion happens in one place, [`Record::to_json`] and [`Record::from_json`];
//! nothing else may serialise a record. Ranges of the *source* ([`PageBytes`]) are bytes on both sides.

mod article;
mod coding;
mod record;
mod span;

pub use article::{Article, Block, BlockRole, Furniture, FurnitureKind, Note, PublishedBasis, Source, Stage};
pub use coding::{
    Actor, ActorCode, Amount, Attribution, Change, Coding, Deadline, Direction, Entity, EntityType, Event,
    Factuality, Forecast, Form, Mention, MentionKind, Place, PlaceForm, PlaceKind, Precedent, PrecedentKind,
    Quad, SourceKind, Strength, TimeBasis, TimeExpression, TimeType, Unnamed, When, WhenBasis,
};
pub use record::{MadeBy, Record, RecordError, json_schema};
pub use span::{CharIndex, PageBytes, Span, Spans};
