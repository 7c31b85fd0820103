//! What a page says about its story: headline, outlet, section, byline, dates, language.

pub(crate) mod byline;
pub mod date;
pub(crate) mod language;
pub(crate) mod outlet;
