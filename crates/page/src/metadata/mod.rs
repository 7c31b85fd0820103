//! What a page says about its story: headline, outlet, section, byline, dates, language.

pub mod date;
