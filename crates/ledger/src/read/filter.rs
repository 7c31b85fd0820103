//! Conditions on articles, shared by every question.

use super::words;
use crate::error::Result;
use crate::ledger::Ledger;
use rusqlite::types::Value;

/// Which articles. Empty fields ask for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words of headline and text: `flood dam` both, `"river talks"` a phrase, `sanction*` a beginning, `-sport` not,
    /// `flood OR drought` one of two. At most 64 words are looked for.
    pub words: Option<String>,
    /// Ids of names of which one is spoken of ([`crate::Ledger::find_names`]).
    pub names: Vec<i64>,
    /// Ids of names of which one is spoken of as well.
    pub and_names: Vec<i64>,
    /// Ids of names of which one is a source.
    pub speakers: Vec<i64>,
    /// PLOVER type or code of an event: `THREATEN`, `138`.
    pub event: Option<String>,
    /// A place by its name, or a country by its three letters.
    pub place: Option<String>,
    /// The outlet, whole name.
    pub outlet: Option<String>,
    /// A part of the section path: `Politics`.
    pub section: Option<String>,
    /// ISO 639-1 language.
    pub language: Option<String>,
    /// First day of publication.
    pub from: Option<String>,
    /// Last day of publication.
    pub to: Option<String>,
    /// Older versions of pages too.
    pub older_versions: bool,
}

/// Which part of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// At most so many.
    pub limit: u32,
    /// After so many.
    pub offset: u32,
}

impl Default for Window {
    fn default() -> Self {
        Self { limit: 50, offset: 0 }
    }
}

impl Window {
    /// The first `limit`.
    pub fn first(limit: u32) -> Self {
        Self { limit, offset: 0 }
    }
}

/// A `WHERE` in the making.
#[derive(Debug, Default)]
pub(crate) struct Where {
    clauses: Vec<String>,
    values: Vec<Value>,
}

impl Where {
    /// Adds a condition; each `?` in it stands for one of `values`.
    pub(crate) fn and(&mut self, clause: &str, values: impl IntoIterator<Item = Value>) {
        self.clauses.push(clause.to_owned());
        self.values.extend(values);
    }

    /// `column IN (…)`.
    pub(crate) fn one_of(&mut self, before: &str, ids: &[i64], after: &str) {
        let holes = vec!["?"; ids.len()].join(", ");
        self.and(&format!("{before} IN ({holes}){after}"), ids.iter().map(|id| Value::Integer(*id)));
    }

    /// Whether nothing is asked for.
    pub(crate) fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// The conditions as SQL.
    pub(crate) fn sql(&self) -> String {
        if self.clauses.is_empty() { "1".to_owned() } else { self.clauses.join(" AND ") }
    }

    /// The values of its holes.
    pub(crate) fn all_values(&self) -> Vec<Value> {
        self.values.clone()
    }

    /// The values of its holes, and more behind them.
    pub(crate) fn values(&self, more: impl IntoIterator<Item = Value>) -> impl rusqlite::Params {
        rusqlite::params_from_iter(self.values.iter().cloned().chain(more).collect::<Vec<_>>())
    }
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

impl Filter {
    /// The search expression for the full-text index.
    pub(crate) fn expression(&self) -> Option<String> {
        self.words.as_deref().and_then(words::expression)
    }

    /// Conditions on `a`, the article, but for `words`.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(crate) fn conditions(&self, ledger: &Ledger) -> Result<Where> {
        let mut all = Where::default();
        if !self.older_versions {
            all.and("a.latest = 1", []);
        }
        if let Some(from) = &self.from {
            all.and("a.published >= ?", [text(from)]);
        }
        if let Some(to) = &self.to {
            all.and("a.published <= ?", [text(to)]);
        }
        if let Some(outlet) = &self.outlet {
            all.and("a.outlet = ? COLLATE NOCASE", [text(outlet)]);
        }
        if let Some(section) = &self.section {
            all.and("instr(lower(a.section), lower(?)) > 0", [text(section)]);
        }
        if let Some(language) = &self.language {
            all.and("a.language = ?", [text(language)]);
        }
        let one_of = |column: &str, ids: &[i64]| {
            let values = ids.iter().map(|id| Value::Integer(*id)).collect::<Vec<_>>();
            (format!("{column} IN ({})", vec!["?"; ids.len()].join(", ")), values)
        };
        for names in [&self.names, &self.and_names] {
            if !names.is_empty() {
                let (condition, names) = one_of("x.name", names);
                ledger.has_item(&mut all, "entity", &[&condition], &names)?;
            }
        }
        if !self.speakers.is_empty() {
            let (condition, speakers) = one_of("x.speaker", &self.speakers);
            ledger.has_item(&mut all, "attribution", &[&condition], &speakers)?;
        }
        if let Some(event) = &self.event {
            let values = [text(&event.to_uppercase()), text(event)];
            ledger.has_item(&mut all, "event", &["x.type = ?", "x.code = ?"], &values)?;
        }
        if let Some(place) = &self.place {
            let values = [text(place), text(place)];
            ledger.has_item(&mut all, "place", &["x.name = ? COLLATE NOCASE", "x.country = ?"], &values)?;
        }
        Ok(all)
    }

    /// The same conditions with `words`, for questions that are not ranked by them.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(crate) fn all_conditions(&self, ledger: &Ledger) -> Result<Where> {
        let mut all = self.conditions(ledger)?;
        if let Some(expression) = self.expression() {
            all.and("a.id IN (SELECT rowid FROM words WHERE words MATCH ?)", [Value::Text(expression)]);
        }
        Ok(all)
    }

    /// Whether it asks for anything but days and versions.
    pub(super) fn is_narrow(&self) -> bool {
        let Self { words, names, and_names, speakers, event, place, outlet, section, language, .. } = self;
        words.is_some()
            || !names.is_empty()
            || !and_names.is_empty()
            || !speakers.is_empty()
            || [event, place, outlet, section, language].into_iter().any(Option::is_some)
    }
}

/// When no more articles than this hold for a filter, items are looked up article by article.
const FEW: i64 = 2_000;

/// The same for claims and what does not agree: an article has many of them.
pub(super) const FEW_ARTICLES: i64 = 500;

/// When no more claims than this have the words asked for, they are looked up one by one.
pub(super) const FEW_CLAIMS: i64 = 2_000;

/// When more items than this hold for a condition, each article is asked whether it has one, until there are enough;
/// otherwise the articles are listed from the items.
const MANY: i64 = 20_000;

impl Ledger {
    /// Adds to conditions on `a` that it has an item `x` of a table for which one of `either` holds, each an equality on an
    /// indexed column; `values` are theirs in order.
    fn has_item(&self, all: &mut Where, table: &str, either: &[&str], values: &[Value]) -> Result<()> {
        let each: Vec<String> =
            either.iter().map(|c| format!("SELECT x.article FROM {table} x WHERE {c}")).collect();
        let listed = each.join(" UNION ALL ");
        let sql = format!("SELECT count(*) FROM (SELECT 1 FROM ({listed}) LIMIT {})", MANY + 1);
        let count: i64 = self.row(&sql, rusqlite::params_from_iter(values), |row| row.get(0))?.unwrap_or(0);
        let clause = if count > MANY {
            // Every such index goes on with the day of publication and the article: one look for each article.
            let asked: Vec<String> = either
                .iter()
                .map(|c| {
                    format!(
                        "EXISTS (SELECT 1 FROM {table} x WHERE {c} AND x.published IS a.published AND x.article = a.id)"
                    )
                })
                .collect();
            format!("({})", asked.join(" OR "))
        } else {
            format!("a.id IN ({listed})")
        };
        all.and(&clause, values.iter().cloned());
        Ok(())
    }

    /// Where items of a table come from, given a filter on their articles: `FROM` and `WHERE`. `alias` is the table's.
    ///
    /// Few articles: from each of them its items. Many: the items in the order of their index, each asked for its article.
    /// SQLite cannot know which, since it depends on the words and names asked for.
    pub(crate) fn items(&self, table: &str, alias: &str, filter: &Filter) -> Result<(String, Where)> {
        let mut conditions = filter.all_conditions(self)?;
        if filter.is_narrow() && self.count(filter, FEW)? <= FEW {
            return Ok((
                format!("article a CROSS JOIN {table} {alias} ON {alias}.article = a.id"),
                conditions,
            ));
        }
        if let Some(from) = &filter.from {
            conditions.and(&format!("{alias}.published >= ?"), [text(from)]);
        }
        if let Some(to) = &filter.to {
            conditions.and(&format!("{alias}.published <= ?"), [text(to)]);
        }
        Ok((format!("{table} {alias} CROSS JOIN article a ON a.id = {alias}.article"), conditions))
    }

    /// How many articles hold for a filter, counted up to one more than `most`.
    pub(crate) fn count(&self, filter: &Filter, most: i64) -> Result<i64> {
        let conditions = filter.all_conditions(self)?;
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM article a WHERE {} LIMIT {})",
            conditions.sql(),
            most + 1
        );
        let count = self.row(&sql, conditions.values([]), |row| row.get(0))?;
        Ok(count.unwrap_or(0))
    }
}
