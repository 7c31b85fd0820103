//! What there is, in numbers: sections, outlets, speakers, quantities, places, and who acts toward whom. Each question is
//! about a period and counts over its newest articles ([`COUNTED_OVER`]), so that it costs the same however much the
//! ledger or one day of it holds; [`Ledger::is_cut`] tells whether there are more.

use super::articles::{ARTICLE, ArticleRow, article};
use super::claims::ClaimRow;
use crate::error::Result;
use crate::ledger::Ledger;
use crate::write::ArticleId;
use rusqlite::params;
use serde::Serialize;

/// Days of publication, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Period {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
}

/// Something with how often it stands in a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// Its id, where it has one.
    pub id: Option<i64>,
    /// Its name.
    pub name: String,
    /// What kind it is: of a name, its type; of a quantity, what befell the persons counted.
    pub kind: Option<String>,
    /// How often.
    pub count: i64,
}

/// A place with the events that happened there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Spot {
    /// Its name in the gazetteer.
    pub name: String,
    /// ISO 3166-1 alpha-3 code.
    pub country: Option<String>,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Quad class of the events counted.
    pub quad: Option<String>,
    /// How many.
    pub events: i64,
}

/// What one actor did toward another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Relation {
    /// Who: a country's code, or a name.
    pub actor: String,
    /// Toward whom.
    pub recipient: String,
    /// PLOVER type or code.
    #[serde(rename = "type")]
    pub kind: String,
    /// Quad class.
    pub quad: Option<String>,
    /// How many events.
    pub events: i64,
    /// In how many articles.
    pub articles: i64,
}

/// How the sides of events are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// By country, and by name what has none.
    Country,
    /// By name.
    Name,
}

/// Characters from which on a paragraph is taken to be of the story and no line above it.
const LONG: usize = 90;

/// Most articles of a period that its numbers are counted over: the newest.
pub const COUNTED_OVER: u32 = 1000;

/// The articles that are counted over, as a table `a`; `?1` and `?2` are the period's days.
fn recent() -> String {
    format!(
        "(SELECT id, section, outlet FROM article WHERE latest = 1 AND published BETWEEN ?1 AND ?2
           ORDER BY published DESC, id DESC LIMIT {COUNTED_OVER}) a"
    )
}

const FACTS: &str = "AND (?4 = 0 OR e.factuality IN ('happened', 'ongoing'))";

impl Ledger {
    /// First and last day of publication.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn period(&self) -> Result<Option<Period>> {
        // Two look-ups at the ends of the index.
        let end = |way: &str| {
            format!("(SELECT {way}(published) FROM article WHERE latest = 1 AND published IS NOT NULL)")
        };
        let sql = format!("SELECT {}, {}", end("min"), end("max"));
        let ends = self
            .row(&sql, [], |row| Ok((row.get::<_, Option<String>>(0)?, row.get::<_, Option<String>>(1)?)))?;
        Ok(match ends {
            Some((Some(from), Some(to))) => Some(Period { from, to }),
            _ => None,
        })
    }

    /// Whether a period has more articles than its numbers are counted over.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn is_cut(&self, period: &Period) -> Result<bool> {
        let sql = "SELECT 1 FROM article WHERE latest = 1 AND published BETWEEN ?1 AND ?2 LIMIT 1 OFFSET ?3";
        Ok(self.row(sql, params![period.from, period.to, COUNTED_OVER], |_| Ok(()))?.is_some())
    }

    /// Section paths (`kind`: nothing) of the articles of a period, most frequent first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn sections(&self, period: &Period, limit: u32) -> Result<Vec<Counted>> {
        self.counted(
            &format!(
                "SELECT NULL, section, NULL, count(*) FROM {}
              WHERE section <> '' GROUP BY section ORDER BY 4 DESC, 2 LIMIT ?3",
                recent()
            ),
            period,
            limit,
        )
    }

    /// Outlets of a period, most frequent first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn outlets(&self, period: &Period, limit: u32) -> Result<Vec<Counted>> {
        self.counted(
            &format!(
                "SELECT NULL, outlet, NULL, count(*) FROM {}
              WHERE outlet <> '' GROUP BY outlet ORDER BY 4 DESC, 2 LIMIT ?3",
                recent()
            ),
            period,
            limit,
        )
    }

    /// Who speaks in a period, most often first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn speakers(&self, period: &Period, limit: u32) -> Result<Vec<Counted>> {
        self.counted(
            &format!(
                "SELECT n.id, n.name, n.type, t.count FROM
               (SELECT t.speaker, count(*) AS count FROM {} JOIN attribution t ON t.article = a.id
                 WHERE t.speaker IS NOT NULL
                 GROUP BY t.speaker ORDER BY 2 DESC, 1 LIMIT ?3) t
               JOIN name n ON n.id = t.speaker ORDER BY t.count DESC, n.name",
                recent()
            ),
            period,
            limit,
        )
    }

    /// Who and what is spoken of in a period, in most articles first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn spoken_of(&self, period: &Period, limit: u32) -> Result<Vec<Counted>> {
        self.counted(
            &format!(
                "SELECT n.id, n.name, n.type, e.count FROM
               (SELECT e.name, count(*) AS count FROM {} JOIN entity e ON e.article = a.id
                 WHERE e.type <> 'other'
                 GROUP BY e.name ORDER BY 2 DESC, 1 LIMIT ?3) e
               JOIN name n ON n.id = e.name ORDER BY e.count DESC, n.name",
                recent()
            ),
            period,
            limit,
        )
    }

    /// What is counted and measured in a period: units, with what befell the persons counted; most frequent first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn quantities(&self, period: &Period, limit: u32) -> Result<Vec<Counted>> {
        self.counted(
            &format!("SELECT NULL, coalesce(q.unit, ''), q.befell, count(*) FROM {} JOIN amount q ON q.article = a.id
              WHERE (q.unit IS NOT NULL OR q.befell IS NOT NULL)
              GROUP BY coalesce(q.befell, q.unit) ORDER BY 4 DESC, 2, 3 LIMIT ?3", recent()),
            period,
            limit,
        )
    }

    fn counted(&self, sql: &str, period: &Period, limit: u32) -> Result<Vec<Counted>> {
        self.rows(sql, params![period.from, period.to, limit], |row| {
            Ok(Counted { id: row.get(0)?, name: row.get(1)?, kind: row.get(2)?, count: row.get(3)? })
        })
    }

    /// Places of events of a period, by quad class.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn spots(&self, period: &Period, facts: bool, limit: u32) -> Result<Vec<Spot>> {
        let sql = format!(
            "SELECT e.place_name, e.country, e.lat, e.lon, e.quad, count(*) FROM {} JOIN event e ON e.article = a.id
              WHERE e.lat IS NOT NULL AND e.lon IS NOT NULL {FACTS}
              GROUP BY e.place_name, e.lat, e.lon, e.quad ORDER BY 6 DESC, 1, 5 LIMIT ?3",
            recent()
        );
        self.rows(&sql, params![period.from, period.to, limit, facts], |row| {
            Ok(Spot {
                name: row.get::<_, Option<String>>(0)?.unwrap_or_default(),
                country: row.get(1)?,
                lat: row.get(2)?,
                lon: row.get(3)?,
                quad: row.get(4)?,
                events: row.get(5)?,
            })
        })
    }

    /// Who acts toward whom in a period, by type, most often first. `facts`: only what happened or goes on.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn relations(&self, period: &Period, by: By, facts: bool, limit: u32) -> Result<Vec<Relation>> {
        let side = |s: &str, n: &str| match by {
            By::Country => format!("coalesce({s}.country, {n}.name, {s}.words)"),
            By::Name => format!("coalesce({n}.name, {s}.words)"),
        };
        let sql = format!(
            "SELECT {}, {}, coalesce(e.type, e.code, ''), e.quad, count(DISTINCT e.article || e.id), count(DISTINCT e.article)
               FROM {} JOIN event e ON e.article = a.id
               JOIN event_side s ON s.article = e.article AND s.event = e.id AND s.side = 'actor'
               JOIN event_side r ON r.article = e.article AND r.event = e.id AND r.side = 'recipient'
               LEFT JOIN name sn ON sn.id = s.name LEFT JOIN name rn ON rn.id = r.name
              WHERE 1 {FACTS}
              GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 1, 2, 3 LIMIT ?3",
            side("s", "sn"),
            side("r", "rn"),
            recent()
        );
        self.rows(&sql, params![period.from, period.to, limit, facts], |row| {
            Ok(Relation {
                actor: row.get(0)?,
                recipient: row.get(1)?,
                kind: row.get(2)?,
                quad: row.get(3)?,
                events: row.get(4)?,
                articles: row.get(5)?,
            })
        })
    }

    /// The paragraph an article opens with: the first one of some length below headline and writers' line that
    /// is no caption.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn opening(&self, article: ArticleId) -> Result<String> {
        let sql = "SELECT substr(text, 1, 1600) FROM body WHERE article = ?";
        let text: String = self.row(sql, [article], |row| row.get(0))?.unwrap_or_default();
        let paragraphs =
            || text.split("\n\n").map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
        // What names a photographer stands under a picture.
        let caption = |paragraph: &str| {
            ["(Photo", " Photo/", "Photo:", "Photograph", "file photo"]
                .iter()
                .any(|sign| paragraph.contains(sign))
        };
        let long = paragraphs().find(|paragraph| paragraph.chars().count() >= LONG && !caption(paragraph));
        Ok(long.or_else(|| paragraphs().nth(1)).unwrap_or_default())
    }

    /// Claims that an item of an article reports.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn claims_of(&self, article: ArticleId, local: &str) -> Result<Vec<ClaimRow>> {
        let ids = self.rows(
            "SELECT DISTINCT claim FROM report WHERE article = ? AND local = ? ORDER BY claim",
            params![article, local],
            |row| row.get::<_, i64>(0),
        )?;
        let mut claims = Vec::new();
        for id in ids {
            claims.extend(self.claim(id)?.map(|(claim, _)| claim));
        }
        Ok(claims)
    }

    /// Articles that came in after `moment` (as the ledger writes it: `2026-03-05T15:42:07Z`), newest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn added_after(&self, moment: &str, limit: u32) -> Result<Vec<ArticleRow>> {
        // Versions are numbered in the order in which they came, so that the newest stand at the end.
        let sql = format!(
            "SELECT {ARTICLE} FROM version v JOIN article a ON a.id = v.id
              WHERE v.added_at > ?1 ORDER BY v.id DESC LIMIT ?2"
        );
        self.rows(&sql, params![moment, limit], article)
    }
}
