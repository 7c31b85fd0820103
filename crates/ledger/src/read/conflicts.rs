//! What does not agree: conflicts, denials, updates, revisions.

use super::claims::{REPORT, ReportRow, report_row};
use super::filter::{FEW_ARTICLES, FEW_CLAIMS, Filter, Where, Window, text};
use super::words;
use crate::claims::Rivalry;
use crate::error::{At, Result};
use crate::ledger::Ledger;
use crate::write::ArticleId;
use rusqlite::types::Value;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Which disagreements.
#[derive(Debug, Clone, Default)]
pub struct ConflictsAsked {
    /// Of these kinds; empty: all.
    pub kinds: Vec<Rivalry>,
    /// With a report of this article.
    pub article: Option<ArticleId>,
    /// With a report of this claim.
    pub claim: Option<i64>,
    /// With a report that came in after this one.
    pub since_report: Option<i64>,
    /// Beginnings of words that must stand in one of the two claims.
    pub of: Option<String>,
    /// With a report of such an article.
    pub filter: Filter,
}

/// Two claims that do not agree, with the reports that say so.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conflict {
    /// How they stand to each other.
    pub kind: Rivalry,
    /// Why: see docs/claims.md.
    pub basis: String,
    /// The claim that was made first; for a denial, what is denied.
    pub one: Side,
    /// The other one.
    pub other: Side,
    /// Last day on which one of them was said.
    pub day: Option<String>,
}

/// One side of a disagreement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Side {
    /// The claim.
    pub claim: i64,
    /// In words.
    pub words: String,
    /// The reports that stand against the other side, in the order in which they were said; of more than 100 pairs of
    /// reports, those of the 100 that came in last.
    pub reports: Vec<ReportRow>,
}

/// Two claims, the lower first, and how they stand to each other.
type Pair = (i64, i64, String);

impl Ledger {
    /// What does not agree, as pairs of claims, the last said first. Copies of one story do not stand against each
    /// other.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn conflicts(&self, asked: &ConflictsAsked, window: Window) -> Result<Vec<Conflict>> {
        self.pairs(asked, window)?
            .into_iter()
            .map(|((a, b, kind), day)| {
                let kind = Rivalry::named(&kind);
                let mut links = self.links(a, b, kind)?;
                // A watch looks for what came in since it last looked.
                links.sort_by_key(|link| Reverse((link.0.max(link.1), link.0.min(link.1))));
                let of_side =
                    |side: fn(&(i64, i64, bool, String)) -> i64| links.iter().map(side).take(TOLD).collect();
                let (one, other) =
                    (self.side(a, of_side(|link| link.0))?, self.side(b, of_side(|link| link.1))?);
                let turned = match kind {
                    // What is denied stands first.
                    Rivalry::Denial => !links.iter().any(|link| link.2),
                    _ => order(&other) < order(&one),
                };
                let (one, other) = if turned { (other, one) } else { (one, other) };
                let basis = links.into_iter().map(|link| link.3).min().unwrap_or_default();
                Ok(Conflict { kind, basis, one, other, day: Some(day).filter(|d| !d.is_empty()) })
            })
            .collect()
    }

    /// The pairs of a window: read in the order of their days, so far as needed.
    fn pairs(&self, asked: &ConflictsAsked, window: Window) -> Result<Vec<(Pair, String)>> {
        let mut conditions = Where::default();
        match asked.kinds.as_slice() {
            [] => {}
            [kind] => conditions.and("v.kind = ?", [text(kind.name())]),
            kinds => {
                // By day: of one kind after the other they would all have to be sorted.
                let holes = vec!["?"; kinds.len()].join(", ");
                conditions.and(&format!("+v.kind IN ({holes})"), kinds.iter().map(|k| text(k.name())));
            }
        }
        let mut few = Where::default();
        if let Some(article) = asked.article {
            few.and("r.article = ?", [Value::Integer(article)]);
            conditions.and("? IN (o.article, p.article)", [Value::Integer(article)]);
        }
        if let Some(claim) = asked.claim {
            few.and("r.claim = ?", [Value::Integer(claim)]);
            conditions.and("? IN (o.claim, p.claim)", [Value::Integer(claim)]);
        }
        if let Some(report) = asked.since_report {
            few.and("r.id > ?", [Value::Integer(report)]);
            conditions.and("(o.id > ? OR p.id > ?)", [Value::Integer(report), Value::Integer(report)]);
        }
        if let Some(expression) = asked.of.as_deref().and_then(words::beginnings) {
            let with_words = "(SELECT rowid FROM claim_words WHERE claim_words MATCH ?)";
            if self.count_claims(&expression)? <= FEW_CLAIMS {
                few.and(&format!("r.claim IN {with_words}"), [text(&expression)]);
            }
            let either = format!("(o.claim IN {with_words} OR p.claim IN {with_words})");
            conditions.and(&either, [text(&expression), text(&expression)]);
        }
        if asked.filter != Filter::default() {
            let of_article = asked.filter.all_conditions(self)?;
            if asked.filter.is_narrow() && self.count(&asked.filter, FEW_ARTICLES)? <= FEW_ARTICLES {
                few.and(
                    &format!("r.article IN (SELECT a.id FROM article a WHERE {})", of_article.sql()),
                    of_article.all_values(),
                );
            }
            conditions.and(
                &format!(
                    "EXISTS (SELECT 1 FROM article a WHERE a.id IN (o.article, p.article) AND {})",
                    of_article.sql()
                ),
                of_article.all_values(),
            );
        }
        let (rivals, mut values) = if few.is_empty() {
            ("rival".to_owned(), Vec::new())
        } else {
            let sql = format!(
                "(WITH d(id) AS MATERIALIZED (SELECT r.id FROM report r WHERE {})
                  SELECT v.* FROM d CROSS JOIN rival v ON v.one = d.id UNION SELECT v.* FROM d CROSS JOIN rival v ON v.other = d.id)",
                few.sql()
            );
            (sql, few.all_values())
        };
        values.extend(conditions.all_values());
        let sql = format!(
            "SELECT min(o.claim, p.claim), max(o.claim, p.claim), v.kind, v.day
               FROM {rivals} v CROSS JOIN report o ON o.id = v.one CROSS JOIN report p ON p.id = v.other
              CROSS JOIN sketch s ON s.article = o.article CROSS JOIN sketch t ON t.article = p.article
              WHERE (o.article = p.article OR s.story <> t.story OR v.kind IN ('update', 'revision')) AND {}
              ORDER BY v.day DESC",
            conditions.sql()
        );
        self.pairs_by_day(&sql, values, window).at(&self.path)
    }

    /// Reads pairs in the order of their days, latest first, until the window is full; those of one day by their claims.
    fn pairs_by_day(
        &self,
        sql: &str,
        values: Vec<Value>,
        window: Window,
    ) -> rusqlite::Result<Vec<(Pair, String)>> {
        let last = window.offset as usize + window.limit as usize;
        let mut query = self.db.prepare_cached(sql)?;
        let mut rows = query.query(rusqlite::params_from_iter(values))?;
        let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
        let (mut of_day, mut day) = (BTreeSet::new(), String::new());
        let mut close = |of_day: &mut BTreeSet<Pair>, day: &str| {
            found.extend(std::mem::take(of_day).into_iter().map(|pair| (pair, day.to_owned())));
            found.len() >= last
        };
        let mut full = false;
        while let Some(row) = rows.next()? {
            let (pair, of): (Pair, String) = ((row.get(0)?, row.get(1)?, row.get(2)?), row.get(3)?);
            if of != day {
                full = close(&mut of_day, &day);
                day = of;
            }
            if full {
                break;
            }
            // On an earlier day it only stood so before.
            if !seen.contains(&pair) {
                seen.insert(pair.clone());
                of_day.insert(pair);
            }
        }
        close(&mut of_day, &day);
        Ok(found.into_iter().skip(window.offset as usize).take(window.limit as usize).collect())
    }

    /// The pairs of reports by which two claims stand to each other so: a report of `one`, a report of `other`, whether the
    /// first is the one that is denied, and why.
    fn links(&self, one: i64, other: i64, kind: Rivalry) -> Result<Vec<(i64, i64, bool, String)>> {
        // From the claim that fewer report.
        let fewer = self.row(
            "SELECT id FROM claim WHERE id IN (?1, ?2) ORDER BY reports, id LIMIT 1",
            [one, other],
            |row| row.get::<_, i64>(0),
        )?;
        let from = fewer.unwrap_or(one);
        let to = if from == one { other } else { one };
        let apart = "(o.article = p.article OR s.story <> t.story OR v.kind IN ('update', 'revision'))";
        let sql = format!(
            "SELECT o.id, p.id, 1, v.basis FROM report o CROSS JOIN rival v ON v.one = o.id CROSS JOIN report p ON p.id = v.other
               CROSS JOIN sketch s ON s.article = o.article CROSS JOIN sketch t ON t.article = p.article
              WHERE o.claim = ?1 AND p.claim = ?2 AND v.kind = ?3 AND {apart}
             UNION ALL
             SELECT o.id, p.id, 0, v.basis FROM report o CROSS JOIN rival v ON v.other = o.id CROSS JOIN report p ON p.id = v.one
               CROSS JOIN sketch s ON s.article = o.article CROSS JOIN sketch t ON t.article = p.article
              WHERE o.claim = ?1 AND p.claim = ?2 AND v.kind = ?3 AND {apart}"
        );
        self.rows(&sql, rusqlite::params![from, to, kind.name()], |row| {
            let (a, b, first): (i64, i64, bool) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let basis = row.get(3)?;
            Ok(if from == one { (a, b, first, basis) } else { (b, a, !first, basis) })
        })
    }

    fn side(&self, claim: i64, reports: BTreeSet<i64>) -> Result<Side> {
        let holes = vec!["?"; reports.len()].join(", ");
        let sql = format!("{REPORT} WHERE r.id IN ({holes}) ORDER BY r.said, r.moment, r.id");
        let reports = self.rows(&sql, rusqlite::params_from_iter(reports), report_row)?;
        let words = reports.first().map(|r| r.words.clone()).unwrap_or_default();
        Ok(Side { claim, words, reports })
    }
}

/// Pairs of reports whose reports are told.
const TOLD: usize = 100;

fn order(side: &Side) -> (Option<String>, i64) {
    (side.reports.first().and_then(|r| r.said.clone()), side.claim)
}
