//! Claims with all their reports, stories and their copies.

use super::filter::{FEW_ARTICLES, FEW_CLAIMS, Filter, Where, Window, text};
use super::words;
use crate::claims::{Chain, ClaimKind, Stance, Standing, copied, event_keys, independent};
use crate::copies::store::{Member, first_of};
use crate::error::{At, Result};
use crate::ledger::Ledger;
use crate::write::ArticleId;
use rusqlite::Row;
use rusqlite::types::Value;
use serde::Serialize;
use std::collections::BTreeSet;

/// Which claims.
#[derive(Debug, Clone, Default)]
pub struct ClaimsAsked {
    /// Of this kind.
    pub kind: Option<ClaimKind>,
    /// Reported by this article.
    pub article: Option<ArticleId>,
    /// Reported by an article of this one's story.
    pub story_of: Option<ArticleId>,
    /// Events between these two, in either direction: names (any word of them) or ISO countries.
    pub pair: Option<(String, String)>,
    /// Beginnings of words that must stand in the claim.
    pub of: Option<String>,
    /// With so many independent sources at least.
    pub sources: i64,
    /// Reported by such articles.
    pub filter: Filter,
}

/// One claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClaimRow {
    /// Its number in the ledger. It can change when the pages it was read from change.
    pub id: i64,
    /// What kind of proposition it is.
    pub kind: ClaimKind,
    /// In words, as the first report has it.
    pub words: String,
    /// How it is put forward.
    pub stance: Stance,
    /// Independent sources: see [`crate::claims::independent`].
    pub sources: i64,
    /// Articles that report it.
    pub articles: i64,
    /// Reports: an article may tell it twice, under different sources.
    pub reports: i64,
    /// First day on which it was said.
    pub first_day: Option<String>,
    /// Last day.
    pub last_day: Option<String>,
    /// Who said it first.
    pub first_source: String,
    /// In which outlet.
    pub first_outlet: Option<String>,
}

/// A claim as one article reports it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReportRow {
    /// Its number.
    pub id: i64,
    /// The claim.
    pub claim: i64,
    /// The article.
    pub article: ArticleId,
    /// Id of the item in the article's record: `q7`, `e3`, `a2`, `d1`.
    pub local: String,
    /// The claim as this article has it.
    pub words: String,
    /// Name of the innermost source; the outlet's where nobody else speaks.
    pub source: String,
    /// Through whom it came.
    pub chain: Chain,
    /// What the source does: `say`, `claim`, `deny`.
    pub act: Option<String>,
    /// How it is put forward.
    pub stance: Stance,
    /// Day on which it was said.
    pub said: Option<String>,
    /// Lower end of a figure.
    pub low: Option<f64>,
    /// Upper end of a figure.
    pub high: Option<f64>,
    /// First and last day that it holds for, or on which it happened.
    pub days: Option<(String, String)>,
    /// Its sentence.
    pub sentence: String,
    /// Span of the sentence, in characters of the text.
    pub span: (i64, i64),
    /// Which independent source of the claim it belongs to, counted from 0. Set by [`Ledger::claim`].
    pub group: Option<usize>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Headline.
    pub headline: Option<String>,
    /// Address.
    pub url: Option<String>,
}

/// A story: articles with the same words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Story {
    /// The article that had it first.
    pub first: ArticleId,
    /// How that is known: `credit`, `time`, `unknown`.
    pub first_basis: String,
    /// Its articles.
    pub articles: Vec<ArticleId>,
}

/// One article that repeats another's words, or is repeated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CopyRow {
    /// The other article.
    pub article: ArticleId,
    /// `same`, `edited`, `partial`.
    pub relation: String,
    /// Share of this article's words that stand in the other, 0 to 1.
    pub share: f64,
    /// Share of the other's words that stand in this one.
    pub of_other: f64,
    /// The other's outlet.
    pub outlet: Option<String>,
    /// The other's headline.
    pub headline: Option<String>,
    /// The other's day of publication.
    pub published: Option<String>,
    /// The agency that the other credits.
    pub credit: Option<String>,
}

/// Two articles of which one repeats the other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CopyPair {
    /// The one that came later, as far as that is known.
    pub copy: ArticleId,
    /// The one that had it first.
    pub of: ArticleId,
    /// `same`, `edited`, `partial`.
    pub relation: String,
    /// Share of the copy's words that stand in the other, 0 to 1.
    pub share: f64,
    /// Share of the other's words that stand in the copy.
    pub of_original: f64,
    /// How it is known who was first: `credit`, `time`, `unknown`.
    pub basis: String,
    /// The agency that the copy credits.
    pub credit: Option<String>,
    /// The copy's outlet.
    pub copy_outlet: Option<String>,
    /// The other's outlet.
    pub of_outlet: Option<String>,
    /// The copy's headline.
    pub copy_headline: Option<String>,
    /// The other's headline.
    pub of_headline: Option<String>,
}

/// What a page says was wrong in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageCorrection {
    /// The article.
    pub article: ArticleId,
    /// The notice.
    pub notice: String,
    /// Its span, in characters of the text.
    pub span: (i64, i64),
    /// Day of the correction, where the notice tells it.
    pub day: Option<String>,
    /// What was wrong, in the notice's words.
    pub was: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Headline.
    pub headline: Option<String>,
}

const CLAIM: &str = "SELECT c.id, c.kind, c.words, c.stance, c.sources, c.articles, c.reports, c.first_day, c.last_day, f.source, fa.outlet
    FROM claim c JOIN report f ON f.id = c.first_report JOIN article fa ON fa.id = f.article";

pub(super) const REPORT: &str = "SELECT r.id, r.claim, r.article, r.local, r.words, r.source, r.chain, r.act, r.stance, r.said, r.low, r.high, r.from_day, r.to_day,
    substr(b.text, r.start + 1, r.end - r.start), r.start, r.end, a.outlet, a.headline, a.url
    FROM report r JOIN article a ON a.id = r.article JOIN body b ON b.article = r.article";

impl Ledger {
    /// Claims that are `asked` for, the last said first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn claims(&self, asked: &ClaimsAsked, window: Window) -> Result<Vec<ClaimRow>> {
        // Conditions on a report `r` and its article `a`, then on the claim `c`.
        let mut conditions = asked.filter.all_conditions(self)?;
        let mut outer = Where::default();
        let mut few = asked.filter.is_narrow() && self.count(&asked.filter, FEW_ARTICLES)? <= FEW_ARTICLES;
        let mut reports = "article a CROSS JOIN report r ON r.article = a.id";
        if let Some(article) = asked.article {
            few = true;
            conditions.and("a.id = ?", [Value::Integer(article)]);
        }
        if let Some(article) = asked.story_of {
            few = true;
            conditions.and(
                "a.id IN (SELECT m.article FROM sketch s JOIN sketch m ON m.story = s.story WHERE s.article = ?)",
                [Value::Integer(article)],
            );
        }
        if let Some((one, other)) = &asked.pair {
            let has = |side: &str| format!("(instr(lower(r.{side}), ?) > 0)");
            let (actors, recipients) = (has("actors"), has("recipients"));
            let quoted = |name: &str| text(&format!("\"{}\"", name.to_lowercase()));
            conditions.and(
                &format!("r.kind = 'event' AND ({actors} AND {recipients} OR {actors} AND {recipients})"),
                [quoted(one), quoted(other), quoted(other), quoted(one)],
            );
            if let Some(keys) = self.pair_keys(one, other)?.filter(|_| !few) {
                few = true;
                reports = "report r CROSS JOIN article a ON a.id = r.article";
                conditions.one_of("r.id IN (SELECT report FROM report_key WHERE key", &keys, ")");
            }
        }
        if let Some(kind) = asked.kind {
            outer.and("c.kind = ?", [text(kind.name())]);
        }
        if let Some(expression) = asked.of.as_deref().and_then(words::beginnings) {
            let with_words = "(SELECT rowid FROM claim_words WHERE claim_words MATCH ?)";
            // Claims of a rare word from the index, those of a common one in the order of their days.
            let rare = self.count_claims(&expression)? <= FEW_CLAIMS;
            outer.and(&format!("{}c.id IN {with_words}", if rare { "" } else { "+" }), [text(&expression)]);
        }
        if asked.sources > 0 {
            let many = if asked.sources >= 2 { "c.sources >= 2 AND " } else { "" };
            outer.and(&format!("{many}c.sources >= ?"), [Value::Integer(asked.sources)]);
        }
        let reported = if few {
            format!("c.id IN (SELECT r.claim FROM {reports} WHERE {})", conditions.sql())
        } else {
            format!(
                "EXISTS (SELECT 1 FROM report r JOIN article a ON a.id = r.article WHERE r.claim = c.id AND {})",
                conditions.sql()
            )
        };
        let sql = format!(
            "{CLAIM} WHERE {} AND {reported} ORDER BY c.last_day DESC, c.id DESC LIMIT ? OFFSET ?",
            outer.sql()
        );
        let limits: [Value; 2] = [window.limit.into(), window.offset.into()];
        let values = outer.all_values().into_iter().chain(conditions.all_values()).chain(limits);
        self.rows(&sql, rusqlite::params_from_iter(values), claim_row)
    }

    /// Keys of the events of that one of two names which fewer events have; `None` when no event has a key of one.
    fn pair_keys(&self, one: &str, other: &str) -> Result<Option<Vec<i64>>> {
        let types = self.rows(
            "WITH RECURSIVE t(type) AS (SELECT min(type) FROM event
                 UNION ALL SELECT (SELECT min(type) FROM event WHERE type > t.type) FROM t WHERE t.type IS NOT NULL)
             SELECT type FROM t WHERE type IS NOT NULL",
            [],
            |row| row.get::<_, String>(0),
        )?;
        let mut least: Option<(i64, Vec<i64>)> = None;
        for name in [one, other] {
            let keys = event_keys(&types, name);
            let holes = vec!["?"; keys.len()].join(", ");
            let sql = format!("SELECT count(*) FROM report_key WHERE key IN ({holes})");
            let count = self.row(&sql, rusqlite::params_from_iter(&keys), |row| row.get(0))?.unwrap_or(0);
            if count > 0 && least.as_ref().is_none_or(|(of_other, _)| count < *of_other) {
                least = Some((count, keys));
            }
        }
        Ok(least.map(|(_, keys)| keys))
    }

    /// The claims that have words, counted up to one more than are few.
    pub(super) fn count_claims(&self, expression: &str) -> Result<i64> {
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM claim_words WHERE claim_words MATCH ? LIMIT {})",
            FEW_CLAIMS + 1
        );
        Ok(self.row(&sql, [expression], |row| row.get(0))?.unwrap_or(0))
    }

    /// A claim with all its reports in the order in which they were said, each with its group of sources.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn claim(&self, id: i64) -> Result<Option<(ClaimRow, Vec<ReportRow>)>> {
        let Some(claim) = self.row(&format!("{CLAIM} WHERE c.id = ?"), [id], claim_row)? else {
            return Ok(None);
        };
        let mut reports = self.rows(
            &format!(
                "{REPORT} WHERE r.claim = ? ORDER BY r.said, r.id = ? DESC, r.moment IS NULL, r.moment, r.id"
            ),
            [
                id,
                self.row("SELECT first_report FROM claim WHERE id = ?", [id], |row| row.get::<_, i64>(0))?
                    .unwrap_or(0),
            ],
            report_row,
        )?;
        let articles: BTreeSet<i64> = reports.iter().map(|r| r.article).collect();
        let copies = copied(&self.db, &articles).at(&self.path)?;
        let standings: Vec<Standing> = reports
            .iter()
            .map(|r| Standing { article: r.article, source: r.chain.key(), carrier: r.chain.carrier() })
            .collect();
        let groups = independent(&standings, |a, b| copies.contains(&(a.min(b), a.max(b))));
        for (report, group) in reports.iter_mut().zip(groups) {
            report.group = Some(group);
        }
        Ok(Some((claim, reports)))
    }

    /// The figures that stand beside a claim's: the same quantity, as others give it or as it was later, in the
    /// order in which they were said. The claim
    /// itself is among them.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn quantity(&self, claim: i64) -> Result<Vec<ReportRow>> {
        let mut seen = BTreeSet::from([claim]);
        let mut next = vec![claim];
        while let Some(claim) = next.pop() {
            let beside = self.rows(
                "SELECT other_claim FROM conflicts WHERE one_claim = ?1 AND kind <> 'denial'
                 UNION SELECT one_claim FROM conflicts WHERE other_claim = ?1 AND kind <> 'denial'",
                [claim],
                |row| row.get::<_, i64>(0),
            )?;
            next.extend(beside.into_iter().filter(|&c| seen.len() < 64 && seen.insert(c)));
        }
        let mut reports = Vec::new();
        for claim in seen {
            reports.extend(self.rows(&format!("{REPORT} WHERE r.claim = ?"), [claim], report_row)?);
        }
        reports.sort_by(|a, b| (&a.said, a.article, a.span).cmp(&(&b.said, b.article, b.span)));
        Ok(reports)
    }

    /// The story of an article; `None` when no other article has its words.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn story(&self, article: ArticleId) -> Result<Option<Story>> {
        let story = self.row(
            "SELECT t.id, t.first_article, t.first_basis FROM sketch s JOIN story t ON t.id = s.story WHERE s.article = ?",
            [article],
            |row| Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?)),
        )?;
        let Some((id, first, first_basis)) = story else { return Ok(None) };
        let articles = self.rows(
            "SELECT article FROM sketch WHERE story = ? ORDER BY day, moment, article",
            [id],
            |row| row.get(0),
        )?;
        Ok(Some(Story { first, first_basis, articles }))
    }

    /// The articles that an article repeats, in whole or in part, or that repeat it.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn copies(&self, article: ArticleId) -> Result<Vec<CopyRow>> {
        self.rows(
            "SELECT k.other, k.relation, k.share, k.of_other, a.outlet, a.headline, a.published, s.credit
               FROM (SELECT second AS other, relation, of_first AS share, of_second AS of_other FROM copy WHERE first = ?1
                     UNION ALL SELECT first, relation, of_second, of_first FROM copy WHERE second = ?1) k
               JOIN article a ON a.id = k.other JOIN sketch s ON s.article = k.other
              ORDER BY k.relation, k.share DESC, k.other",
            [article],
            |row| {
                Ok(CopyRow {
                    article: row.get(0)?,
                    relation: row.get(1)?,
                    share: row.get(2)?,
                    of_other: row.get(3)?,
                    outlet: row.get(4)?,
                    headline: row.get(5)?,
                    published: row.get(6)?,
                    credit: row.get(7)?,
                })
            },
        )
    }

    /// Pairs of articles of which one repeats the other, the latest first, each with who was first and how that is
    /// known; of one article, or all.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn copy_pairs(&self, article: Option<ArticleId>, window: Window) -> Result<Vec<CopyPair>> {
        self.rows(
            "SELECT k.first, k.second, k.relation, k.of_first, k.of_second, s.outlet, s.agency, s.day, s.moment, t.outlet, t.agency, t.day, t.moment,
                    s.credit, t.credit, a.outlet, b.outlet, a.headline, b.headline
               FROM copy k CROSS JOIN sketch s ON s.article = k.first CROSS JOIN sketch t ON t.article = k.second
              CROSS JOIN article a ON a.id = k.first CROSS JOIN article b ON b.id = k.second
              WHERE ?1 IS NULL OR ?1 IN (k.first, k.second)
              ORDER BY k.day DESC, k.first, k.second LIMIT ?2 OFFSET ?3",
            rusqlite::params![article, window.limit, window.offset],
            |row| {
                let member = |id: usize, at: usize| -> rusqlite::Result<Member> {
                    Ok(Member { article: row.get(id)?, outlet: row.get(at)?, agency: row.get(at + 1)?, day: row.get(at + 2)?, instant: row.get(at + 3)? })
                };
                let both = [member(0, 5)?, member(1, 9)?];
                let (of, basis) = first_of(&both).map_or((both[0].article, "unknown"), |(m, basis)| (m.article, basis));
                // The copy's columns, then the original's.
                let second = of == both[0].article;
                let at = |one: usize, other: usize| if second { other } else { one };
                Ok(CopyPair {
                    copy: row.get(at(0, 1))?,
                    of,
                    relation: row.get(2)?,
                    share: row.get(at(3, 4))?,
                    of_original: row.get(at(4, 3))?,
                    basis: basis.to_owned(),
                    credit: row.get(at(13, 14))?,
                    copy_outlet: row.get(at(15, 16))?,
                    of_outlet: row.get(at(16, 15))?,
                    copy_headline: row.get(at(17, 18))?,
                    of_headline: row.get(at(18, 17))?,
                })
            },
        )
    }

    /// What pages say was wrong in them, newest first; of one article, or of all.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn page_corrections(
        &self,
        article: Option<ArticleId>,
        window: Window,
    ) -> Result<Vec<PageCorrection>> {
        self.rows(
            "SELECT p.article, substr(b.text, p.start + 1, p.end - p.start), p.start, p.end, p.day, p.was, a.outlet, a.headline
               FROM page_correction p JOIN article a ON a.id = p.article JOIN body b ON b.article = p.article
              WHERE ?1 IS NULL OR p.article = ?1 ORDER BY coalesce(p.day, a.published) DESC, p.article, p.n LIMIT ?2 OFFSET ?3",
            rusqlite::params![article, window.limit, window.offset],
            |row| {
                Ok(PageCorrection {
                    article: row.get(0)?,
                    notice: row.get(1)?,
                    span: (row.get(2)?, row.get(3)?),
                    day: row.get(4)?,
                    was: row.get(5)?,
                    outlet: row.get(6)?,
                    headline: row.get(7)?,
                })
            },
        )
    }
}

fn claim_row(row: &Row<'_>) -> rusqlite::Result<ClaimRow> {
    Ok(ClaimRow {
        id: row.get(0)?,
        kind: ClaimKind::named(&row.get::<_, String>(1)?),
        words: row.get(2)?,
        stance: Stance::named(&row.get::<_, String>(3)?),
        sources: row.get(4)?,
        articles: row.get(5)?,
        reports: row.get(6)?,
        first_day: row.get(7)?,
        last_day: row.get(8)?,
        first_source: row.get(9)?,
        first_outlet: row.get(10)?,
    })
}

pub(super) fn report_row(row: &Row<'_>) -> rusqlite::Result<ReportRow> {
    let days: (Option<String>, Option<String>) = (row.get(12)?, row.get(13)?);
    Ok(ReportRow {
        id: row.get(0)?,
        claim: row.get(1)?,
        article: row.get(2)?,
        local: row.get(3)?,
        words: row.get(4)?,
        source: row.get(5)?,
        chain: serde_json::from_str(&row.get::<_, String>(6)?).unwrap_or_default(),
        act: row.get(7)?,
        stance: Stance::named(&row.get::<_, String>(8)?),
        said: row.get(9)?,
        low: row.get(10)?,
        high: row.get(11)?,
        days: days.0.zip(days.1),
        sentence: row.get(14)?,
        span: (row.get(15)?, row.get(16)?),
        group: None,
        outlet: row.get(17)?,
        headline: row.get(18)?,
        url: row.get(19)?,
    })
}
