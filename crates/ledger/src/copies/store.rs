//! Copies in the file: the samples by which they are found, the pairs, and the stories that they make.

use super::compare::{can_be_put_together, put_together};
use super::{Likeness, Sketch, compare, credit, outlet_key};
use crate::moment::Moment;
use dunlin_record::Article;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet};

/// Articles that are looked at for one sample: the first that had it. A stock phrase stands in thousands, and the
/// copies of one story all lead to its first ones.
const ARTICLES_A_SAMPLE: i64 = 24;

/// So many samples must be shared before two articles are compared word by word.
const SHARED: usize = 2;

/// Articles that one is compared with word by word: those that share most samples.
const COMPARED: usize = 16;

/// Takes in an article's sketch, finds whose words it has, and puts it in its story.
pub(crate) fn take_in(db: &Connection, article: i64, read: &Article) -> rusqlite::Result<()> {
    let sketch = Sketch::of(read);
    let credit = credit(read);
    let moment = Moment::of(read);
    db.prepare_cached(
        "INSERT INTO sketch(article, words, outlet, agency, credit, credit_basis, day, moment, story)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?1)",
    )?
    .execute(params![
        article,
        sketch.packed(),
        read.outlet.as_deref().map(outlet_key),
        credit.as_ref().map(|c| outlet_key(&c.agency)),
        credit.as_ref().map(|c| c.agency.as_str()),
        credit.as_ref().map(|c| c.basis.name()),
        moment.day,
        moment.instant,
    ])?;
    let mut shared: BTreeMap<i64, usize> = BTreeMap::new();
    {
        let mut others =
            db.prepare_cached("SELECT article FROM sample WHERE sample = ?1 ORDER BY article LIMIT ?2")?;
        let mut keep = db.prepare_cached("INSERT OR IGNORE INTO sample(sample, article) VALUES (?1, ?2)")?;
        for &sample in &sketch.samples {
            for other in others.query_map(params![sample, ARTICLES_A_SAMPLE], |row| row.get(0))? {
                *shared.entry(other?).or_default() += 1;
            }
            keep.execute(params![sample, article])?;
        }
    }
    let mut candidates: Vec<(usize, i64)> =
        shared.into_iter().filter(|&(_, n)| n >= SHARED).map(|(other, n)| (n, other)).collect();
    candidates.sort_by_key(|&(n, other)| (std::cmp::Reverse(n), other));
    let (mut touched, mut parted) = (BTreeSet::from([article]), BTreeSet::from([article]));
    for (_, other) in candidates.into_iter().take(COMPARED) {
        if let Some(likeness) = compare(&words_of(db, other)?, &sketch.words) {
            keep_pair(db, other, article, likeness)?;
            touched.insert(other);
            if !likeness.relation.joins() {
                parted.insert(other);
            }
        }
    }
    if mark_mixed(db, &parted)? {
        return regroup(db, touched);
    }
    // Nobody's standing changed but the new one's: it joins its copies' stories, and makes one of them.
    let mut stories = BTreeSet::from([article]);
    for other in neighbours(db, article)? {
        stories.insert(story_of(db, other)?);
    }
    let Some(story) = stories.pop_first() else { return Ok(()) };
    for &other in &stories {
        db.prepare_cached("UPDATE sketch SET story = ?1 WHERE story = ?2")?.execute([story, other])?;
        db.prepare_cached("DELETE FROM story WHERE id = ?1")?.execute([other])?;
    }
    name(db, story)
}

/// Takes an article's sketch out again. What only it held together falls apart.
pub(crate) fn take_out(db: &Connection, article: i64) -> rusqlite::Result<()> {
    let touched: BTreeSet<i64> = db
        .prepare_cached(
            "SELECT first FROM copy WHERE second = ?1 UNION SELECT second FROM copy WHERE first = ?1",
        )?
        .query_map([article], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let story = db
        .prepare_cached("SELECT story FROM sketch WHERE article = ?1")?
        .query_row([article], |row| row.get::<_, i64>(0))
        .optional()?;
    db.prepare_cached("DELETE FROM copy WHERE first = ?1 OR second = ?1")?.execute([article])?;
    db.prepare_cached("DELETE FROM sample WHERE article = ?1")?.execute([article])?;
    db.prepare_cached("DELETE FROM sketch WHERE article = ?1")?.execute([article])?;
    let Some(story) = story else { return Ok(()) };
    let left: BTreeSet<i64> = touched.into_iter().chain(members(db, story)?).collect();
    db.prepare_cached("DELETE FROM story WHERE id = ?1")?.execute([story])?;
    mark_mixed(db, &left)?;
    regroup(db, left)
}

/// Marks which of these articles are put together from several others. Whether that changed for one of them.
fn mark_mixed(db: &Connection, touched: &BTreeSet<i64>) -> rusqlite::Result<bool> {
    let mut changed = false;
    for &article in touched {
        let parts = parts_of(db, article)?;
        let mixed = parts.len() > 1 && can_be_put_together(parts.iter().map(|part| part.1)) && {
            let others: Vec<Vec<u16>> =
                parts.iter().map(|part| words_of(db, part.0)).collect::<Result<_, _>>()?;
            put_together(&words_of(db, article)?, &others)
        };
        let rows = db
            .prepare_cached("UPDATE sketch SET mixed = ?2 WHERE article = ?1 AND mixed <> ?2")?
            .execute(params![article, mixed])?;
        changed |= rows > 0;
    }
    Ok(changed)
}

/// Makes anew the stories of these articles and of their stories' members.
fn regroup(db: &Connection, touched: BTreeSet<i64>) -> rusqlite::Result<()> {
    let mut left = BTreeSet::new();
    for &article in &touched {
        let story = story_of(db, article)?;
        left.extend(members(db, story)?);
        db.prepare_cached("DELETE FROM story WHERE id = ?1")?.execute([story])?;
    }
    while let Some(start) = left.pop_first() {
        let mut part = vec![start];
        let mut at = 0;
        while let Some(&next) = part.get(at) {
            at += 1;
            for other in neighbours(db, next)? {
                if left.remove(&other) {
                    part.push(other);
                }
            }
        }
        for &member in &part {
            db.prepare_cached("UPDATE sketch SET story = ?1 WHERE article = ?2")?.execute([start, member])?;
        }
        name(db, start)?;
    }
    Ok(())
}

fn keep_pair(db: &Connection, first: i64, second: i64, likeness: Likeness) -> rusqlite::Result<()> {
    let (first, second, of_first, of_second) = if first < second {
        (first, second, likeness.of_first, likeness.of_second)
    } else {
        (second, first, likeness.of_second, likeness.of_first)
    };
    db.prepare_cached(
        "INSERT OR REPLACE INTO copy(first, second, relation, of_first, of_second, day) VALUES (?1, ?2, ?3, ?4, ?5,
             (SELECT coalesce(max(day), '') FROM sketch WHERE article IN (?1, ?2)))",
    )?
    .execute(params![first, second, likeness.relation.name(), of_first, of_second])?;
    Ok(())
}

pub(crate) fn story_of(db: &Connection, article: i64) -> rusqlite::Result<i64> {
    db.prepare_cached("SELECT story FROM sketch WHERE article = ?1")?.query_row([article], |row| row.get(0))
}

pub(crate) fn members(db: &Connection, story: i64) -> rusqlite::Result<Vec<i64>> {
    db.prepare_cached("SELECT article FROM sketch WHERE story = ?1 ORDER BY article")?
        .query_map([story], |row| row.get(0))?
        .collect()
}

fn words_of(db: &Connection, article: i64) -> rusqlite::Result<Vec<u16>> {
    db.prepare_cached("SELECT words FROM sketch WHERE article = ?1")?
        .query_row([article], |row| row.get::<_, Vec<u8>>(0))
        .map(|bytes| Sketch::unpack(&bytes))
}

/// The articles that an article has the words of, or that have its words.
fn partners(db: &Connection, article: i64) -> rusqlite::Result<Vec<i64>> {
    db.prepare_cached(
        "SELECT second FROM copy WHERE first = ?1 AND relation <> 'partial'
         UNION SELECT first FROM copy WHERE second = ?1 AND relation <> 'partial' ORDER BY 1",
    )?
    .query_map([article], |row| row.get(0))?
    .collect()
}

/// Articles that hold parts of an article, each with the share of its words that they hold.
fn parts_of(db: &Connection, article: i64) -> rusqlite::Result<Vec<(i64, f64)>> {
    db.prepare_cached(
        "SELECT second, of_first FROM copy WHERE first = ?1 AND relation = 'partial'
         UNION ALL SELECT first, of_second FROM copy WHERE second = ?1 AND relation = 'partial' ORDER BY 1 LIMIT ?2",
    )?
    .query_map(params![article, COMPARED as i64], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}

/// The articles that an article makes one story with. One that is put together from several belongs to no other's
/// story.
fn neighbours(db: &Connection, article: i64) -> rusqlite::Result<Vec<i64>> {
    let mixed = |article: i64| {
        db.prepare_cached("SELECT mixed FROM sketch WHERE article = ?1")?
            .query_row([article], |row| row.get::<_, bool>(0))
    };
    let mut found = Vec::new();
    if !mixed(article)? {
        for other in partners(db, article)? {
            if !mixed(other)? {
                found.push(other);
            }
        }
    }
    Ok(found)
}

/// One article of a story, as far as it tells who was first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) article: i64,
    /// The outlet's key.
    pub(crate) outlet: Option<String>,
    /// The key of the agency it credits.
    pub(crate) agency: Option<String>,
    pub(crate) day: Option<String>,
    /// UTC, to the second.
    pub(crate) instant: Option<String>,
}

/// Who had a story first, and how that is known: `credit` (the copies name it), `time`, or `unknown` when neither
/// tells. The
/// first is then the earliest day's, the outlets in the order of their names.
pub(crate) fn first_of(members: &[Member]) -> Option<(&Member, &'static str)> {
    // An agency that others credit is first, if its own story is here.
    let credited: BTreeSet<&String> =
        members.iter().filter(|m| m.agency != m.outlet).filter_map(|m| m.agency.as_ref()).collect();
    let own = |m: &&Member| m.outlet.as_ref().is_some_and(|outlet| credited.contains(outlet));
    let order = |m: &&Member| {
        (
            m.day.is_none(),
            m.day.clone(),
            m.instant.is_none(),
            m.instant.clone(),
            m.outlet.is_none(),
            m.outlet.clone(),
            m.article,
        )
    };
    if let Some(first) = members.iter().filter(own).min_by_key(order) {
        return Some((first, "credit"));
    }
    let first = members.iter().min_by_key(order)?;
    let earlier = |m: &Member| match (&first.instant, &m.instant) {
        (Some(a), Some(b)) => a < b,
        _ => first.day.is_some() && m.day.is_some() && first.day < m.day,
    };
    let told = members.iter().filter(|m| m.article != first.article).all(earlier);
    Some((first, if told { "time" } else { "unknown" }))
}

/// Writes down a story of several articles, with its first publisher.
fn name(db: &Connection, story: i64) -> rusqlite::Result<()> {
    let all: Vec<Member> = db
        .prepare_cached(
            "SELECT article, outlet, agency, day, moment FROM sketch WHERE story = ?1 ORDER BY article",
        )?
        .query_map([story], |row| {
            Ok(Member {
                article: row.get(0)?,
                outlet: row.get(1)?,
                agency: row.get(2)?,
                day: row.get(3)?,
                instant: row.get(4)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    if let Some((first, basis)) = first_of(&all).filter(|_| all.len() > 1) {
        db.prepare_cached(
            "INSERT OR REPLACE INTO story(id, first_article, first_basis, articles) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![story, first.article, basis, all.len() as i64])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(article: i64, outlet: &str, agency: Option<&str>, day: &str, instant: Option<&str>) -> Member {
        Member {
            article,
            outlet: Some(outlet.into()),
            agency: agency.map(str::to_owned),
            day: Some(day.into()),
            instant: instant.map(str::to_owned),
        }
    }

    #[test]
    fn the_credited_agency_was_first_even_where_its_clock_says_otherwise() {
        let copy = member(1, "northern ledger", Some("meridian"), "2026-03-05", None);
        let wire = member(2, "meridian", Some("meridian"), "2026-03-05", Some("2026-03-05T15:42:10Z"));
        let both = [copy, wire];
        let (first, basis) = first_of(&both).unwrap();
        assert_eq!((first.article, basis), (2, "credit"));
    }

    #[test]
    fn the_same_day_without_hours_tells_nothing() {
        let both = [member(1, "b", None, "2026-03-05", None), member(2, "a", None, "2026-03-05", None)];
        let (first, basis) = first_of(&both).unwrap();
        assert_eq!((first.article, basis), (2, "unknown"));
        let later = [member(1, "b", None, "2026-03-05", None), member(2, "a", None, "2026-03-06", None)];
        assert_eq!(first_of(&later).map(|(m, basis)| (m.article, basis)), Some((1, "time")));
    }
}
