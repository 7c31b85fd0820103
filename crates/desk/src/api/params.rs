//! The parameters of a question. Each is taken by who knows it; what is left over is an error, so that a misspelt one does
//! not silently ask for everything.

use crate::fault::Fault;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use dunlin_ledger::read::{Filter, Window};
use std::collections::BTreeMap;
use std::str::FromStr;

/// Most items of one answer.
const MOST: u32 = 500;

/// Furthest that one can page: then a narrower question is better.
const FURTHEST: u32 = 100_000;

/// Most bytes of one parameter.
const LONGEST: usize = 2_000;

/// Parameters that are not taken yet.
#[derive(Debug, Clone)]
pub(crate) struct Params {
    path: String,
    all: Vec<(String, String)>,
    left: BTreeMap<String, String>,
}

impl<S: Sync> FromRequestParts<S> for Params {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let Query(all) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
            .map_err(|_| Fault::Unusable("The parameters cannot be read.".into()))?;
        Self::new(parts.uri.path(), all)
    }
}

impl Params {
    fn new(path: &str, all: Vec<(String, String)>) -> Result<Self, Fault> {
        let mut left = BTreeMap::new();
        for (name, value) in &all {
            if value.len() > LONGEST {
                return Err(Fault::Unusable(format!("The parameter {name} is longer than {LONGEST} bytes.")));
            }
            if left.insert(name.clone(), value.clone()).is_some() {
                return Err(Fault::Unusable(format!("The parameter {name} stands there twice.")));
            }
        }
        Ok(Self { path: path.to_owned(), all, left })
    }

    /// The address of the same question from `offset` on.
    pub(super) fn at(&self, offset: u32) -> String {
        let offset = offset.to_string();
        let mut all: Vec<(&str, &str)> = self
            .all
            .iter()
            .filter(|(name, _)| name != "offset")
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        all.push(("offset", &offset));
        crate::link::with(&self.path, &all)
    }

    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.left.remove(name).filter(|value| !value.trim().is_empty())
    }

    pub(super) fn parsed<T: FromStr>(&mut self, name: &str, what: &str) -> Result<Option<T>, Fault> {
        let parse = |value: String| {
            value
                .parse()
                .map_err(|_| Fault::Unusable(format!("{name}={value:?}: this parameter takes {what}.")))
        };
        self.text(name).map(parse).transpose()
    }

    /// `true` or `false`; false when it is not there.
    pub(super) fn flag(&mut self, name: &str) -> Result<bool, Fault> {
        Ok(self.parsed(name, "true or false")?.unwrap_or(false))
    }

    /// A day.
    pub(super) fn day(&mut self, name: &str) -> Result<Option<String>, Fault> {
        let day: Option<jiff::civil::Date> = self.parsed(name, "a day: 2026-03-05")?;
        Ok(day.map(|day| day.to_string()))
    }

    /// Numbers parted by commas.
    pub(super) fn ids(&mut self, name: &str) -> Result<Vec<i64>, Fault> {
        let Some(value) = self.text(name) else { return Ok(Vec::new()) };
        let ids: Result<Vec<i64>, _> = value.split(',').take(100).map(|id| id.trim().parse()).collect();
        ids.map_err(|_| {
            Fault::Unusable(format!("{name}={value:?}: this parameter takes numbers parted by commas."))
        })
    }

    /// Which articles.
    pub(super) fn filter(&mut self) -> Result<Filter, Fault> {
        Ok(Filter {
            words: self.text("q"),
            names: self.ids("name")?,
            and_names: Vec::new(),
            speakers: self.ids("speaker")?,
            event: self.text("event"),
            place: self.text("place"),
            outlet: self.text("outlet"),
            section: self.text("section"),
            language: self.text("language"),
            from: self.day("from")?,
            to: self.day("to")?,
            older_versions: self.flag("older_versions")?,
        })
    }

    pub(super) fn window(&mut self) -> Result<Window, Fault> {
        let limit = self.parsed("limit", "1 to 500")?.unwrap_or(50);
        let offset = self.parsed("offset", "0 to 100000")?.unwrap_or(0);
        if !(1..=MOST).contains(&limit) {
            return Err(Fault::Unusable(format!("limit={limit}: one answer has 1 to {MOST} items.")));
        }
        if offset > FURTHEST {
            return Err(Fault::Unusable(format!(
                "offset={offset}: nobody pages further than {FURTHEST}; ask for fewer days."
            )));
        }
        Ok(Window { limit, offset })
    }

    /// Refuses what nobody took.
    pub(super) fn done(&self) -> Result<(), Fault> {
        match self.left.keys().next() {
            None => Ok(()),
            Some(name) => Err(Fault::Unusable(format!(
                "{} has no parameter {name:?}; /api/openapi.json names them.",
                self.path
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(query: &str) -> Result<Params, Fault> {
        let uri = format!("/api/quotes?{query}").parse().unwrap();
        let Query(all) = Query::<Vec<(String, String)>>::try_from_uri(&uri).unwrap();
        Params::new("/api/quotes", all)
    }

    #[test]
    fn what_nobody_knows_is_an_error() {
        let mut asked = params("q=flood&from=2026-03-05&form=2026").unwrap();
        let filter = asked.filter().unwrap();
        assert_eq!((filter.words.as_deref(), filter.from.as_deref()), (Some("flood"), Some("2026-03-05")));
        assert!(asked.done().is_err(), "form is no parameter");
        assert!(params("q=a&q=b").is_err());
        for bad in ["from=yesterday", "from=2026-02-30", "name=1,x", "older_versions=perhaps", "speaker='--"]
        {
            assert!(params(bad).unwrap().filter().is_err(), "{bad}");
        }
        for bad in ["limit=0", "limit=501", "limit=-1", "offset=x", "offset=100001"] {
            assert!(params(bad).unwrap().window().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_next_window_asks_the_same() {
        let asked = params("q=a%26b&offset=50&limit=10").unwrap();
        assert_eq!(asked.at(60), "/api/quotes?q=a%26b&limit=10&offset=60");
    }
}
