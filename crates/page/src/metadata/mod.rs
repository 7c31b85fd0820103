//! What a page says about its story: headline, outlet, section, byline, dates, language.

pub(crate) mod byline;
pub mod date;
pub mod facts;
mod json_ld;
pub(crate) mod language;
mod markup;
pub(crate) mod outlet;
