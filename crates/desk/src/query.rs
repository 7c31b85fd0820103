//! What a page is asked for: one set of parameters for all pages, so that a search can be taken from page to page.

use crate::fault::Fault;
use crate::link;
use dunlin_ledger::Ledger;
use dunlin_ledger::read::{Filter, Period, Window};
use serde::Deserialize;

/// Rows of one page of a list.
pub(crate) const ROWS: u32 = 50;

/// Days that a picture shows when nobody says which.
const SHOWN: i64 = 31;

/// Parameters of a page. An empty one asks for nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// Words.
    pub(crate) q: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) outlet: String,
    pub(crate) section: String,
    pub(crate) place: String,
    /// PLOVER type or code.
    pub(crate) event: String,
    /// A person, body, country or thing.
    pub(crate) name: String,
    /// A second one, for pairs.
    pub(crate) and: String,
    pub(crate) speaker: String,
    pub(crate) act: String,
    pub(crate) unit: String,
    pub(crate) of: String,
    pub(crate) befell: String,
    pub(crate) factuality: String,
    /// `all`: not only what happened.
    pub(crate) facts: String,
    /// `name`: sides of events by name.
    pub(crate) by: String,
    /// `world`: the whole map.
    pub(crate) view: String,
    /// `best`, `newest`, `oldest`.
    pub(crate) order: String,
    /// Page of the list, from 1.
    pub(crate) page: u32,
}

impl Asked {
    /// Names of all parameters with what they hold.
    fn parts(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("q", &self.q),
            ("from", &self.from),
            ("to", &self.to),
            ("outlet", &self.outlet),
            ("section", &self.section),
            ("place", &self.place),
            ("event", &self.event),
            ("name", &self.name),
            ("and", &self.and),
            ("speaker", &self.speaker),
            ("act", &self.act),
            ("unit", &self.unit),
            ("of", &self.of),
            ("befell", &self.befell),
            ("factuality", &self.factuality),
            ("facts", &self.facts),
            ("by", &self.by),
            ("view", &self.view),
            ("order", &self.order),
        ]
    }

    /// The address of `path` with these parameters, but for the `changed` ones; from the first page of the list on.
    pub(crate) fn link(&self, path: &str, changed: &[(&str, &str)]) -> String {
        let mut parts = self.parts();
        for (name, value) in &mut parts {
            if let Some((_, new)) = changed.iter().find(|(changed, _)| changed == name) {
                *value = new;
            }
        }
        if let Some((_, page)) = changed.iter().find(|(name, _)| *name == "page") {
            parts.push(("page", page));
        }
        link::with(path, &parts)
    }

    /// Articles that are asked for. Words that name somebody ([`Asked::name`]) are looked up; nobody of that name is an
    /// answer without articles.
    pub(crate) fn filter(&self, ledger: &Ledger) -> Result<Filter, Fault> {
        let some = |value: &str| Some(value.trim().to_owned()).filter(|value| !value.is_empty());
        for day in [&self.from, &self.to] {
            if !day.is_empty() && day.parse::<jiff::civil::Date>().is_err() {
                return Err(Fault::Unusable(format!("“{day}” is no day: write it as 2026-03-05.")));
            }
        }
        let ids = |name: &str| -> Result<Vec<i64>, Fault> {
            match some(name) {
                None => Ok(Vec::new()),
                // -1 is nobody's id: a name that is not there finds nothing, rather than everything.
                Some(name) => {
                    Ok(or_nobody(ledger.find_names(&name, 50)?.into_iter().map(|name| name.id).collect()))
                }
            }
        };
        Ok(Filter {
            words: some(&self.q),
            names: ids(&self.name)?,
            speakers: ids(&self.speaker)?,
            event: some(&self.event),
            place: some(&self.place),
            outlet: some(&self.outlet),
            section: some(&self.section),
            from: some(&self.from),
            to: some(&self.to),
            ..Filter::default()
        })
    }

    /// The part of a list that this page of it shows; one row more than is shown tells whether there is another page.
    pub(crate) fn window(&self) -> Window {
        Window { limit: ROWS + 1, offset: self.page.saturating_sub(1).min(10_000) * ROWS }
    }

    /// Address of the next page of the list, if `rows` fill this one (the row too many is taken off), and of the one before.
    pub(crate) fn pager<T>(&self, path: &str, rows: &mut Vec<T>) -> Pager {
        let page = self.page.max(1);
        let more = rows.len() > ROWS as usize;
        rows.truncate(ROWS as usize);
        let at = |page: u32| self.link(path, &[("page", &page.to_string())]);
        Pager { next: more.then(|| at(page + 1)), before: (page > 1).then(|| at(page - 1)) }
    }

    /// The days asked for; without any, the last month of the ledger.
    pub(crate) fn period(&self, ledger: &Ledger) -> Result<Period, Fault> {
        let whole =
            ledger.period()?.unwrap_or_else(|| Period { from: "0000-01-01".into(), to: "9999-12-31".into() });
        let to = if self.to.is_empty() { whole.to } else { self.to.clone() };
        let from = if self.from.is_empty() {
            let day = to.parse::<jiff::civil::Date>().ok();
            let before = day.and_then(|day| day.checked_sub(jiff::Span::new().days(SHOWN - 1)).ok());
            before.map_or(whole.from, |day| day.to_string())
        } else {
            self.from.clone()
        };
        Ok(Period { from, to })
    }

    /// Whether only what happened is asked for.
    pub(crate) fn only_facts(&self) -> bool {
        self.facts != "all"
    }
}

/// Addresses of the pages of a list beside this one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Pager {
    pub(crate) next: Option<String>,
    pub(crate) before: Option<String>,
}

fn or_nobody(ids: Vec<i64>) -> Vec<i64> {
    if ids.is_empty() { vec![-1] } else { ids }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_taken_from_page_to_page() {
        let asked =
            Asked { q: "river dam".into(), outlet: "Meridian Wire".into(), page: 3, ..Asked::default() };
        assert_eq!(asked.link("/quotes", &[]), "/quotes?q=river+dam&outlet=Meridian+Wire");
        assert_eq!(asked.link("/search", &[("outlet", ""), ("page", "4")]), "/search?q=river+dam&page=4");
        let mut rows: Vec<u32> = (0..=ROWS).collect();
        let pager = asked.pager("/search", &mut rows);
        assert_eq!(rows.len(), ROWS as usize);
        assert!(pager.next.unwrap().ends_with("page=4") && pager.before.unwrap().ends_with("page=2"));
    }
}
