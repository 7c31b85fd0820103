//! What meets a condition.

use super::{Condition, Watch, When};
use crate::claims::Rivalry;
use crate::claims::{ClaimKind, Report, same_sides};
use crate::error::{At, Result};
use crate::ledger::Ledger;
use crate::read::{ConflictsAsked, Filter, ReportRow, Window};
use rusqlite::params;
use std::collections::BTreeSet;

/// A hit before it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Find {
    /// The same for the same hit.
    pub(super) key: String,
    pub(super) article: i64,
    pub(super) claim: Option<i64>,
    pub(super) title: String,
    pub(super) detail: String,
    pub(super) said: Option<String>,
}

/// What was found, and up to where was looked.
#[derive(Debug, Default)]
pub(super) struct Finds {
    pub(super) hits: Vec<Find>,
    pub(super) seen_report: i64,
    pub(super) seen_article: i64,
}

/// A report that came in since the watch last ran.
struct New {
    report: i64,
    claim: i64,
    article: i64,
    page: i64,
}

/// Looks for what meets the watch's condition.
pub(super) fn found(ledger: &Ledger, watch: &Watch, today: &str) -> Result<Finds> {
    let condition = &watch.condition;
    let (seen_report, seen_article): (i64, i64) = ledger
        .row("SELECT seen_report, seen_article FROM watch WHERE id = ?", [watch.id], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .unwrap_or_default();
    let newest = |table: &str| -> Result<i64> {
        Ok(ledger
            .row(&format!("SELECT coalesce(max(id), 0) FROM {table}"), [], |row| row.get(0))?
            .unwrap_or(0))
    };
    let mut finds =
        Finds { hits: Vec::new(), seen_report: newest("report")?, seen_article: newest("article")? };
    let filter = filter(ledger, condition)?;
    let Some(filter) = filter else { return Ok(finds) };
    finds.hits = match condition.when {
        When::HigherFigure => higher(ledger, condition, &reports(ledger, &filter, "figure", seen_report)?)?,
        When::Sources => sources(ledger, condition, &reports(ledger, &filter, "", seen_report)?)?,
        When::NewEvent => events(ledger, condition, &reports(ledger, &filter, "event", seen_report)?)?,
        When::Denial => rivals(ledger, condition, &filter, Rivalry::Denial, seen_report)?,
        When::Conflict => rivals(ledger, condition, &filter, Rivalry::Conflict, seen_report)?,
        When::Deadline => deadlines(ledger, condition, &filter, today)?,
        When::Article => articles(ledger, &filter, seen_article)?,
    };
    Ok(finds)
}

/// The condition's articles; `None` when it names somebody whom the ledger does not know yet.
fn filter(ledger: &Ledger, condition: &Condition) -> Result<Option<Filter>> {
    let names = match &condition.name {
        None => Vec::new(),
        Some(name) => {
            let found: Vec<i64> = ledger.find_names(name, 100)?.into_iter().map(|n| n.id).collect();
            if found.is_empty() {
                return Ok(None);
            }
            found
        }
    };
    Ok(Some(Filter { words: condition.words.clone(), names, ..Filter::default() }))
}

fn reports(ledger: &Ledger, filter: &Filter, kind: &str, seen: i64) -> Result<Vec<New>> {
    let conditions = filter.all_conditions(ledger)?;
    let of_kind = if kind.is_empty() { "1" } else { "r.kind = ?" };
    let sql = format!(
        "SELECT r.id, r.claim, r.article, a.page FROM report r JOIN article a ON a.id = r.article
          WHERE {} AND r.id > ? AND {of_kind} ORDER BY r.id",
        conditions.sql()
    );
    let mut values = conditions.all_values();
    values.push(seen.into());
    if !kind.is_empty() {
        values.push(kind.to_owned().into());
    }
    ledger.rows(&sql, rusqlite::params_from_iter(values), |row| {
        Ok(New { report: row.get(0)?, claim: row.get(1)?, article: row.get(2)?, page: row.get(3)? })
    })
}

fn has_words(condition: &Condition, text: &str) -> bool {
    let text = text.to_lowercase();
    condition.of.iter().flat_map(|of| of.split_whitespace()).all(|word| text.contains(&word.to_lowercase()))
}

fn number(report: &ReportRow) -> Option<f64> {
    report.low.or(report.high)
}

fn by(report: &ReportRow) -> String {
    let day = report.said.as_deref().unwrap_or("no day");
    format!("{} ({}, {day})", report.words, report.chain.in_words())
}

/// Figures above all that were said before of the same quantity.
fn higher(ledger: &Ledger, condition: &Condition, new: &[New]) -> Result<Vec<Find>> {
    let mut hits = Vec::new();
    for report in new {
        let quantity = ledger.quantity(report.claim)?;
        let Some(now) = quantity.iter().find(|r| r.id == report.report) else { continue };
        let Some(value) = number(now).filter(|_| has_words(condition, &now.words)) else { continue };
        let before: Vec<&ReportRow> =
            quantity.iter().filter(|r| r.said < now.said && r.said.is_some()).collect();
        let most = before.iter().filter_map(|r| number(r).map(|n| (n, r))).max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((last, at)) = most.filter(|&(last, _)| value > last)
            && last > 0.0
        {
            hits.push(Find {
                // The title may say "17" and the text "at least 17": one hit.
                key: format!(
                    "higher|{}|{}|{value}",
                    report.page,
                    now.words.split(": ").next().unwrap_or_default()
                ),
                article: report.article,
                claim: Some(report.claim),
                title: format!("{}, above {}", now.words, at.words.rsplit(": ").next().unwrap_or(&at.words)),
                detail: format!("{}; before: {}", by(now), by(at)),
                said: now.said.clone(),
            });
        }
    }
    Ok(hits)
}

/// Claims that have as many independent sources as asked for.
fn sources(ledger: &Ledger, condition: &Condition, new: &[New]) -> Result<Vec<Find>> {
    let least = i64::from(condition.sources.unwrap_or(2).max(2));
    let mut seen = BTreeSet::new();
    let mut hits = Vec::new();
    for report in new.iter().filter(|r| seen.insert(r.claim)) {
        let Some((claim, reports)) = ledger.claim(report.claim)? else { continue };
        if claim.sources < least || !has_words(condition, &claim.words) {
            continue;
        }
        // One report a group tells who they are.
        let mut groups = BTreeSet::new();
        let names: Vec<String> =
            reports.iter().filter(|r| groups.insert(r.group)).map(|r| r.chain.in_words()).collect();
        hits.push(Find {
            key: format!(
                "sources|{least}|{}|{}",
                claim.words,
                claim.first_day.as_deref().unwrap_or_default()
            ),
            article: report.article,
            claim: Some(claim.id),
            title: format!("{}: {} independent sources", claim.words, claim.sources),
            detail: names.join("; "),
            said: claim.last_day,
        });
    }
    Ok(hits)
}

/// Events of a type that was never seen between their two sides.
fn events(ledger: &Ledger, condition: &Condition, new: &[New]) -> Result<Vec<Find>> {
    let mut hits = Vec::new();
    for report in new {
        let Some(now) = crate::claims::load_one(&ledger.db, report.report).at(&ledger.path)? else {
            continue;
        };
        if now.actors.iter().all(|p| p.is_anonymous()) || now.recipients.iter().all(|p| p.is_anonymous()) {
            continue;
        }
        if !has_words(condition, &now.words)
            || !condition.pair.as_ref().is_none_or(|pair| is_pair(&now, pair))
        {
            continue;
        }
        let mut before = BTreeSet::new();
        let mut query = ledger
            .db
            .prepare_cached(
                "SELECT report FROM report_key WHERE key = ?1 AND report < ?2 ORDER BY day DESC LIMIT 200",
            )
            .at(&ledger.path)?;
        for key in now.keys() {
            let rows = query.query_map(params![key, now.id], |row| row.get::<_, i64>(0)).at(&ledger.path)?;
            for id in rows {
                before.insert(id.at(&ledger.path)?);
            }
        }
        let mut known = false;
        for id in before {
            let earlier = crate::claims::load_one(&ledger.db, id).at(&ledger.path)?;
            known |= earlier.is_some_and(|e| {
                e.kind == ClaimKind::Event && e.slot.class == now.slot.class && same_sides(&e, &now)
            });
            if known {
                break;
            }
        }
        if !known {
            let said = now.said.map(|d| d.to_string());
            hits.push(Find {
                key: format!("event|{}", now.words),
                article: report.article,
                claim: Some(report.claim),
                title: format!("{}: not seen before", now.words),
                detail: format!("{} ({})", now.chain.in_words(), said.as_deref().unwrap_or("no day")),
                said,
            });
        }
    }
    Ok(hits)
}

/// Whether an event is between these two, in either direction.
fn is_pair(report: &Report, (one, other): &(String, String)) -> bool {
    let has = |side: &[crate::claims::Party], name: &str| {
        let low = name.to_lowercase();
        side.iter().any(|p| {
            p.country.as_deref().is_some_and(|c| c.eq_ignore_ascii_case(name))
                || low.split_whitespace().any(|w| p.named.contains(w))
        })
    };
    let (a, r) = (&report.actors, &report.recipients);
    has(a, one) && has(r, other) || has(a, other) && has(r, one)
}

/// Denials or conflicts with a new report. Of denials the first of each claim.
fn rivals(
    ledger: &Ledger,
    condition: &Condition,
    filter: &Filter,
    kind: Rivalry,
    seen: i64,
) -> Result<Vec<Find>> {
    let asked = ConflictsAsked {
        kinds: vec![kind],
        of: condition.of.clone(),
        since_report: Some(seen),
        filter: filter.clone(),
        ..ConflictsAsked::default()
    };
    let mut hits = Vec::new();
    for pair in ledger.conflicts(&asked, Window::first(u32::MAX))? {
        let newest = pair.one.reports.iter().chain(&pair.other.reports).max_by_key(|r| r.id);
        let Some(newest) = newest.filter(|r| r.id > seen) else { continue };
        let (Some(one), Some(other)) = (pair.one.reports.first(), pair.other.reports.first()) else {
            continue;
        };
        let (key, title) = match kind {
            Rivalry::Denial => {
                let (a, b) = (&pair.one.words, &pair.other.words);
                (format!("denial|{a}"), format!("denied: {a} / {b}"))
            }
            _ => {
                let mut sides = [pair.one.words.as_str(), pair.other.words.as_str()];
                sides.sort_unstable();
                (
                    format!("conflict|{}|{}|{}", sides[0], sides[1], one.said.as_deref().unwrap_or_default()),
                    format!("{} / {}", pair.one.words, pair.other.words),
                )
            }
        };
        hits.push(Find {
            key,
            article: newest.article,
            claim: Some(newest.claim),
            title,
            detail: format!("{} — {}", by(one), by(other)),
            said: pair.day,
        });
    }
    hits.reverse();
    Ok(hits)
}

/// Deadlines ahead, new or not: it is the day that nears.
fn deadlines(ledger: &Ledger, condition: &Condition, filter: &Filter, today: &str) -> Result<Vec<Find>> {
    let within = i64::from(condition.within.unwrap_or(7));
    let Ok(from) = today.parse::<jiff::civil::Date>() else { return Ok(Vec::new()) };
    let Ok(to) = from.checked_add(jiff::Span::new().days(within)) else { return Ok(Vec::new()) };
    let conditions = filter.all_conditions(ledger)?;
    let mut values = conditions.all_values();
    values.push(from.to_string().into());
    values.push(to.to_string().into());
    let rows: Vec<(i64, i64, String, String, String, Option<String>)> = ledger.rows(
        &format!(
            "SELECT r.article, r.claim, r.words, r.to_day, r.chain, r.said FROM report r JOIN article a ON a.id = r.article
              WHERE {} AND r.kind = 'deadline' AND r.to_day BETWEEN ? AND ? ORDER BY r.to_day, r.claim, r.id",
            conditions.sql()
        ),
        rusqlite::params_from_iter(values),
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)),
    )?;
    let mut claims = BTreeSet::new();
    let mut hits = Vec::new();
    for (article, claim, words, day, chain, said) in rows {
        if !has_words(condition, &words) || !claims.insert(claim) {
            continue;
        }
        let chain: crate::claims::Chain = serde_json::from_str(&chain).unwrap_or_default();
        hits.push(Find {
            key: format!("deadline|{day}|{words}"),
            article,
            claim: Some(claim),
            title: format!("by {day}: {words}"),
            detail: format!("{} ({})", chain.in_words(), said.as_deref().unwrap_or("no day")),
            said,
        });
    }
    Ok(hits)
}

fn articles(ledger: &Ledger, filter: &Filter, seen: i64) -> Result<Vec<Find>> {
    let conditions = filter.all_conditions(ledger)?;
    let mut values = conditions.all_values();
    values.push(seen.into());
    ledger.rows(
        &format!("SELECT a.id, a.page, a.headline, a.outlet, a.published FROM article a WHERE {} AND a.id > ? ORDER BY a.id", conditions.sql()),
        rusqlite::params_from_iter(values),
        |row| {
            let (article, page): (i64, i64) = (row.get(0)?, row.get(1)?);
            let (headline, outlet, published): (Option<String>, Option<String>, Option<String>) = (row.get(2)?, row.get(3)?, row.get(4)?);
            Ok(Find {
                key: format!("article|{page}"),
                article,
                claim: None,
                title: headline.unwrap_or_else(|| "(no headline)".to_owned()),
                detail: outlet.unwrap_or_default(),
                said: published,
            })
        },
    )
}
