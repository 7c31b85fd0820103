//! All about one name.

use super::{
    DeadlineRow, EventRow, EventsAsked, Figure, FiguresAsked, Filter, ForecastRow, Name, Office, Quote,
    QuotesAsked, Side, Window,
};
use crate::error::{LedgerError, Result};
use crate::ledger::Ledger;
use serde::Serialize;

/// Of the newest articles that speak of a name, so many are looked through for whom they speak of beside it.
const LOOKED_THROUGH: u32 = 200;

/// All about one name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dossier {
    /// The name, once for each type that it was read as.
    pub names: Vec<Name>,
    /// Other names that have its words.
    pub alike: Vec<Name>,
    /// Codes and offices.
    pub offices: Vec<Office>,
    /// First and last day of publication on which it is spoken of.
    pub first_day: Option<String>,
    /// See `first_day`.
    pub last_day: Option<String>,
    /// Whom the newest articles speak of beside it, most often first.
    pub beside: Vec<Name>,
    /// What it did, newest first.
    pub did: Vec<EventRow>,
    /// What was done to it.
    pub undergone: Vec<EventRow>,
    /// What it said.
    pub quotes: Vec<Quote>,
    /// Figures that it gave.
    pub figures: Vec<Figure>,
    /// What it forecast.
    pub forecasts: Vec<ForecastRow>,
    /// Deadlines in articles that speak of it, of the latest days.
    pub deadlines: Vec<DeadlineRow>,
}

impl Ledger {
    /// The dossier of a name, at most `limit` of each kind.
    ///
    /// # Errors
    /// When nobody of that name is in the ledger, or it cannot be read.
    pub fn dossier(&self, asked: &str, limit: u32) -> Result<Dossier> {
        let found = self.find_names(asked, 20)?;
        let Some(first) = found.first() else {
            return Err(LedgerError::NotFound {
                what: format!("{asked:?}"),
                remedy: "search finds words of the text; names are found by any of their words".into(),
            });
        };
        // Not asked for by its whole key: the one most spoken of, and the others are named.
        let key = crate::names::key(&first.name);
        let (names, mut alike): (Vec<Name>, Vec<Name>) =
            found.into_iter().partition(|name| crate::names::key(&name.name) == key);
        if alike.is_empty() {
            alike = self.names_with_words(&key, 10)?;
            alike.retain(|name| !names.iter().any(|own| own.id == name.id));
        }
        let ids: Vec<i64> = names.iter().map(|name| name.id).collect();
        let window = Window::first(limit);
        let spoken_of = Filter { names: ids.clone(), ..Filter::default() };
        let (mut did, mut undergone, mut offices) = (Vec::new(), Vec::new(), Vec::new());
        for &id in &ids {
            let side = Some(Side::Name(id));
            did.extend(self.events(&EventsAsked { actor: side.clone(), ..EventsAsked::default() }, window)?);
            undergone
                .extend(self.events(&EventsAsked { recipient: side, ..EventsAsked::default() }, window)?);
            offices.extend(self.offices(id)?);
        }
        for events in [&mut did, &mut undergone] {
            events.sort_by(|a, b| b.published.cmp(&a.published));
            events.truncate(limit as usize);
        }
        let (first_day, last_day) = self.days_of(&ids)?;
        Ok(Dossier {
            alike,
            offices,
            first_day,
            last_day,
            beside: self.beside(&ids, 10)?,
            did,
            undergone,
            quotes: self.quotes(&QuotesAsked { by: ids.clone(), ..QuotesAsked::default() }, window)?,
            figures: self.figures(
                &FiguresAsked { by: ids.clone(), newest_first: true, ..FiguresAsked::default() },
                window,
            )?,
            forecasts: self.forecasts(&ids, &Filter::default(), window)?,
            deadlines: self.latest_deadlines(&spoken_of, window)?,
            names,
        })
    }

    fn days_of(&self, names: &[i64]) -> Result<(Option<String>, Option<String>)> {
        let mut days: (Option<String>, Option<String>) = (None, None);
        for name in names {
            let found = self.row(
                // Each from its end of the index; asked together they would be looked for in all rows.
                "SELECT (SELECT min(published) FROM entity WHERE name = ?1), (SELECT max(published) FROM entity WHERE name = ?1)",
                [name],
                |row| Ok((row.get::<_, Option<String>>(0)?, row.get::<_, Option<String>>(1)?)),
            )?;
            if let Some((first, last)) = found {
                days.0 = days.0.into_iter().chain(first).min();
                days.1 = days.1.max(last);
            }
        }
        Ok(days)
    }

    fn beside(&self, names: &[i64], limit: u32) -> Result<Vec<Name>> {
        let holes = vec!["?"; names.len()].join(", ");
        let sql = format!(
            "SELECT n.id, n.name, n.type, count(DISTINCT o.article)
               FROM (SELECT DISTINCT article FROM entity WHERE name IN ({holes})
                      ORDER BY published DESC LIMIT {LOOKED_THROUGH}) e
               JOIN entity o ON o.article = e.article AND o.name NOT IN ({holes})
               JOIN name n ON n.id = o.name
              GROUP BY n.id ORDER BY 4 DESC, n.name LIMIT {limit}"
        );
        self.rows(&sql, rusqlite::params_from_iter(names.iter().chain(names)), |row| {
            Ok(Name { id: row.get(0)?, name: row.get(1)?, kind: row.get(2)?, articles: row.get(3)? })
        })
    }
}
