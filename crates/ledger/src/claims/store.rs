//! Reports in the file: found again by their keys, merged to claims, set against each other.

use crate::claims::bounds::Bounds;
use crate::claims::days::{between, day};
use crate::claims::event::Stance;
use crate::claims::read_record::{corrections, reports};
use crate::claims::report::{ClaimKind, Frame, Report};
use crate::claims::rival::{REACH, Rivalry, least_overlap, related, same_claim, verdict};
use crate::claims::setting::Setting;
use crate::claims::slot::Slot;
use crate::claims::source::{Chain, Standing, independent};
use crate::claims::terms::Terms;
use crate::moment::Moment;
use crate::{copies, write::ArticleId};
use dunlin_record::{CharIndex, Record, Span};
use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use std::collections::{BTreeMap, BTreeSet};

/// Reports that are looked at for one key.
const REPORTS_A_KEY: i64 = 48;

/// The earliest reports of a claim, of which its sources are counted: what a thousand articles repeat has no more
/// than these found out.
const REPORTS_A_CLAIM: i64 = 200;

/// Days over which the same event is looked for.
const SAME_EVENT: i64 = 2;

/// Compares an article with what the ledger has. Only the newest version of a page takes part.
pub(crate) fn take_in(db: &Connection, article: ArticleId, record: &Record) -> Result<()> {
    let (page, latest): (i64, bool) = db
        .prepare_cached("SELECT page, latest FROM article WHERE id = ?1")?
        .query_row([article], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if !latest {
        return Ok(());
    }
    let others: Vec<i64> = db
        .prepare_cached("SELECT s.article FROM setting s JOIN article a ON a.id = s.article WHERE a.page = ?1 AND a.id <> ?2")?
        .query_map([page, article], |row| row.get(0))?
        .collect::<Result<_>>()?;
    for other in others {
        take_out(db, other)?;
    }
    copies::store::take_in(db, article, &record.article)?;

    let credit = copies::credit(&record.article);
    let agency = credit.as_ref().map(|c| c.agency.as_str());
    let setting = Setting::of(record, agency);
    let frame = Frame {
        article,
        moment: Moment::of(&record.article).instant,
        names: Terms::of(&setting.names),
        all_names: Terms::of(&setting.all),
    };
    db.prepare_cached("INSERT INTO setting(article, names, all_names) VALUES (?1, ?2, ?3)")?
        .execute(params![article, frame.names.packed(), frame.all_names.packed()])?;
    let index = CharIndex::new(&record.article.text);
    for (n, (span, was)) in corrections(record).into_iter().enumerate() {
        let (start, end) = characters(&index, span);
        db.prepare_cached(
            "INSERT INTO page_correction(article, n, start, end, day, was) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![article, n as i64, start, end, correction_day(record, span), was])?;
    }

    let mut found = reports(record, &frame, &setting, agency);
    let mut figures = figures_of_related(db, &frame, record.article.published.as_deref().and_then(day))?;
    let mut touched = BTreeSet::new();
    for at in 0..found.all.len() {
        let (before, rest) = found.all.split_at_mut(at);
        let Some(report) = rest.first_mut() else { break };
        let others = if report.kind == ClaimKind::Figure { Vec::new() } else { candidates(db, report)? };
        let near = if report.kind == ClaimKind::Figure { &figures } else { &others };
        let same: BTreeSet<i64> = near
            .iter()
            .chain(&*before)
            .filter(|other| same_claim(report, other))
            .map(|other| other.claim)
            .collect();
        report.claim = match same.first() {
            Some(&first) => {
                for &other in same.iter().skip(1) {
                    merge(db, other, first)?;
                    touched.remove(&other);
                    before.iter_mut().chain(&mut figures).filter(|r| r.claim == other).for_each(|r| r.claim = first);
                }
                first
            }
            None => {
                db.prepare_cached(
                    "INSERT INTO claim(kind, words, stance, reports, articles, sources, first_report) VALUES (?1, ?2, ?3, 0, 0, 0, 0)",
                )?
                .insert(params![report.kind.name(), report.words, report.stance.name()])?
            }
        };
        touched.insert(report.claim);
        report.id = insert(db, report, &index)?;
        let near = if report.kind == ClaimKind::Figure { &figures } else { &others };
        for other in near.iter().chain(&*before) {
            if let Some((kind, basis)) = verdict(other, report) {
                keep_rival(db, other, report, kind, basis)?;
            }
        }
    }
    for (of, by) in found.denials {
        if let (Some(of), Some(by)) = (found.all.get(of), found.all.get(by)) {
            insert_rival(db, of, by, Rivalry::Denial, "words")?;
        }
    }
    for claim in touched {
        settle(db, claim)?;
    }
    Ok(())
}

/// Takes out what was made of an article. Claims that only it held together fall apart.
pub(crate) fn take_out(db: &Connection, article: ArticleId) -> Result<()> {
    let claims: Vec<i64> = db
        .prepare_cached("SELECT DISTINCT claim FROM report WHERE article = ?1 ORDER BY claim")?
        .query_map([article], |row| row.get(0))?
        .collect::<Result<_>>()?;
    for sql in [
        "DELETE FROM rival WHERE one IN (SELECT id FROM report WHERE article = ?1)",
        "DELETE FROM rival WHERE other IN (SELECT id FROM report WHERE article = ?1)",
        "DELETE FROM report_key WHERE report IN (SELECT id FROM report WHERE article = ?1)",
        "DELETE FROM report WHERE article = ?1",
        "DELETE FROM setting WHERE article = ?1",
        "DELETE FROM setting_name WHERE article = ?1",
        "DELETE FROM page_correction WHERE article = ?1",
    ] {
        db.prepare_cached(sql)?.execute([article])?;
    }
    copies::store::take_out(db, article)?;
    for claim in claims {
        part(db, claim)?;
    }
    Ok(())
}

/// Parts a claim whose reports no longer hold together.
fn part(db: &Connection, claim: i64) -> Result<()> {
    let mut left = load(db, "r.claim = ?1 ORDER BY r.id", [claim])?;
    let mut label = claim;
    while !left.is_empty() {
        let mut group = vec![left.remove(0)];
        let mut at = 0;
        while at < group.len() {
            let (same, rest): (Vec<Report>, Vec<Report>) =
                left.into_iter().partition(|r| group.get(at).is_some_and(|g| same_claim(g, r)));
            group.extend(same);
            left = rest;
            at += 1;
        }
        if label == 0
            && let Some(first) = group.first()
        {
            label = db
                .prepare_cached("INSERT INTO claim(kind, words, stance, reports, articles, sources, first_report) VALUES (?1, '', ?2, 0, 0, 0, 0)")?
                .insert(params![first.kind.name(), first.stance.name()])?;
            for report in &group {
                db.prepare_cached("UPDATE report SET claim = ?1 WHERE id = ?2")?
                    .execute([label, report.id])?;
            }
        }
        settle(db, label)?;
        label = 0;
    }
    if label == claim {
        db.prepare_cached("DELETE FROM claim WHERE id = ?1")?.execute([claim])?;
    }
    Ok(())
}

fn merge(db: &Connection, from: i64, into: i64) -> Result<()> {
    db.prepare_cached("UPDATE report SET claim = ?1 WHERE claim = ?2")?.execute([into, from])?;
    db.prepare_cached("DELETE FROM claim WHERE id = ?1")?.execute([from])?;
    Ok(())
}

fn keep_rival(db: &Connection, one: &Report, other: &Report, kind: Rivalry, basis: &str) -> Result<()> {
    // What is denied stands first; of others the one that came in first.
    let (one, other) =
        if kind == Rivalry::Denial && one.stance == Stance::Denied { (other, one) } else { (one, other) };
    insert_rival(db, one, other, kind, basis)
}

fn insert_rival(db: &Connection, one: &Report, other: &Report, kind: Rivalry, basis: &str) -> Result<()> {
    let day = one.said.max(other.said).map_or(String::new(), |day| day.to_string());
    db.prepare_cached(
        "INSERT OR REPLACE INTO rival(one, other, kind, basis, day) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![one.id, other.id, kind.name(), basis, day])?;
    Ok(())
}

/// Articles that are looked at for one name, and in all.
const ARTICLES_A_NAME: i64 = 64;
const ARTICLES_RELATED: usize = 96;

/// The figures of all articles that tell of the same happening as this one, by their names; this one is entered
/// beside them.
fn figures_of_related(
    db: &Connection,
    frame: &Frame,
    published: Option<jiff::civil::Date>,
) -> Result<Vec<Report>> {
    let Some(published) = published else { return Ok(Vec::new()) };
    let today = between(jiff::civil::date(1970, 1, 1), published);
    let mut shared: BTreeMap<i64, (usize, i64)> = BTreeMap::new();
    {
        let mut look = db.prepare_cached(
            "SELECT article, day FROM setting_name WHERE name = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day DESC, article LIMIT ?4",
        )?;
        let mut enter =
            db.prepare_cached("INSERT OR IGNORE INTO setting_name(name, day, article) VALUES (?1, ?2, ?3)")?;
        for name in frame.names.iter() {
            let found = look
                .query_map(params![name, today - REACH, today + REACH, ARTICLES_A_NAME], |row| {
                    Ok((row.get(0)?, row.get::<_, i64>(1)?))
                })?;
            for row in found {
                let (article, day) = row?;
                shared.entry(article).or_insert((0, (day - today).abs())).0 += 1;
            }
            enter.execute(params![name, today, frame.article])?;
        }
    }
    let mut nearest: Vec<(std::cmp::Reverse<usize>, i64, i64)> =
        shared.into_iter().map(|(article, (n, days))| (std::cmp::Reverse(n), days, article)).collect();
    nearest.sort_unstable();
    let mut names = db.prepare_cached("SELECT names, all_names FROM setting WHERE article = ?1")?;
    let mut figures = Vec::new();
    for (_, _, article) in nearest.into_iter().take(ARTICLES_RELATED) {
        let (about, all): (Vec<u8>, Vec<u8>) =
            names.query_row([article], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if related((&frame.names, &frame.all_names), (&Terms::unpack(&about), &Terms::unpack(&all))) {
            figures.extend(load(db, "r.article = ?1 AND r.kind = 'figure' ORDER BY r.id", [article])?);
        }
    }
    Ok(figures)
}

/// Kept reports of other articles that may tell of the same.
fn candidates(db: &Connection, report: &Report) -> Result<Vec<Report>> {
    let day = report.key_day();
    if day == 0 {
        return Ok(Vec::new());
    }
    let mut ids = BTreeSet::new();
    let mut look = |keys: BTreeSet<i64>, reach: i64| -> Result<()> {
        let mut query = db.prepare_cached(
            "SELECT report FROM report_key WHERE key = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day, report LIMIT ?4",
        )?;
        for key in keys {
            for id in query.query_map(params![key, day - reach, day + reach, REPORTS_A_KEY], |row| {
                row.get::<_, i64>(0)
            })? {
                ids.insert(id?);
            }
        }
        Ok(())
    };
    let denied = report.stance == Stance::Denied;
    match report.kind {
        ClaimKind::Event => {
            look(report.keys_as(denied), SAME_EVENT)?;
            if matches!(report.stance, Stance::Denied | Stance::Asserted) {
                look(report.keys_as(!denied), REACH)?;
            }
        }
        ClaimKind::Figure => {}
        ClaimKind::Statement => look(report.keys(), 7)?,
        ClaimKind::Deadline => look(report.keys(), 0)?,
    }
    // Most that share a key do not share the words: only their stems are read.
    let least = least_overlap(report.kind);
    let mut stems = db.prepare_cached("SELECT article, stems FROM report WHERE id = ?1")?;
    let mut found = Vec::new();
    for id in ids {
        let (article, packed): (i64, Vec<u8>) =
            stems.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if article != report.article && report.stems.overlap(&Terms::unpack(&packed)) >= least {
            found.extend(load(db, "r.id = ?1", [id])?);
        }
    }
    Ok(found)
}

fn insert(db: &Connection, r: &Report, index: &CharIndex<'_>) -> Result<i64> {
    let (start, end) = characters(index, r.sentence);
    let id = db
        .prepare_cached(
            "INSERT INTO report(claim, article, kind, local, attribution, start, end, words, source, source_key, chain, carrier, act, stance, said,
                                moment, class, noun, unit, of_whom, block, low, high, approx, stands_for, actors, recipients, from_day, to_day, stated, days,
                                near, towns, stems)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26,
                     ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34)",
        )?
        .insert(params![
            r.claim,
            r.article,
            r.kind.name(),
            r.local,
            r.attribution,
            start,
            end,
            r.words,
            r.chain.name(),
            r.source_key,
            json(&r.chain),
            r.carrier,
            r.act,
            r.stance.name(),
            r.said.map(|d| d.to_string()),
            r.moment,
            r.slot.class,
            r.slot.noun,
            r.slot.unit,
            r.slot.of_whom,
            r.block,
            r.bounds.low,
            r.bounds.high,
            r.bounds.approx,
            r.stands_for,
            json(&r.actors),
            json(&r.recipients),
            r.when.map(|w| w.0.to_string()),
            r.when.map(|w| w.1.to_string()),
            r.stated,
            r.days.iter().map(|d| d.to_string()).collect::<Vec<_>>().join(" "),
            r.near.packed(),
            r.towns.packed(),
            r.stems.packed(),
        ])?;
    let mut keep =
        db.prepare_cached("INSERT OR IGNORE INTO report_key(key, day, report) VALUES (?1, ?2, ?3)")?;
    for key in r.keys() {
        keep.execute(params![key, r.key_day(), id])?;
    }
    Ok(id)
}

/// What is kept as JSON: plain data with string keys, which can always be written.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Reads kept reports.
pub(crate) fn load(db: &Connection, condition: &str, values: impl rusqlite::Params) -> Result<Vec<Report>> {
    db.prepare_cached(&format!(
        "SELECT r.id, r.claim, r.article, r.kind, r.local, r.attribution, r.start, r.end, r.words, r.source_key, r.chain, r.carrier, r.act, r.stance,
                r.said, r.moment, r.class, r.noun, r.unit, r.of_whom, r.block, r.low, r.high, r.approx, r.stands_for, r.actors, r.recipients, r.from_day, r.to_day,
                r.stated, r.days, r.near, r.towns, r.stems, s.names, s.all_names
           FROM report r JOIN setting s ON s.article = r.article WHERE {condition}"
    ))?
    .query_map(values, read)?
    .collect()
}

/// Reads one kept report.
pub(crate) fn load_one(db: &Connection, id: i64) -> Result<Option<Report>> {
    Ok(load(db, "r.id = ?1", [id])?.pop())
}

fn read(row: &Row<'_>) -> Result<Report> {
    let date = |at: &str| row.get::<_, Option<String>>(at).map(|d| d.as_deref().and_then(day));
    let terms = |at: &str| row.get::<_, Vec<u8>>(at).map(|b| Terms::unpack(&b));
    let text = |at: &str| row.get::<_, String>(at);
    let chain: Chain = serde_json::from_str(&text("chain")?).unwrap_or_default();
    let slot =
        Slot { class: text("class")?, noun: text("noun")?, unit: text("unit")?, of_whom: text("of_whom")? };
    let bounds = Bounds { low: row.get("low")?, high: row.get("high")?, approx: row.get("approx")? };
    Ok(Report {
        id: row.get("id")?,
        claim: row.get("claim")?,
        article: row.get("article")?,
        kind: ClaimKind::named(&text("kind")?),
        local: row.get("local")?,
        attribution: row.get("attribution")?,
        sentence: Span::new(row.get::<_, i64>("start")? as usize, row.get::<_, i64>("end")? as usize),
        words: row.get("words")?,
        chain,
        source_key: row.get("source_key")?,
        carrier: row.get("carrier")?,
        act: row.get("act")?,
        stance: Stance::named(&text("stance")?),
        said: date("said")?,
        moment: row.get("moment")?,
        slot,
        block: row.get("block")?,
        bounds,
        stands_for: row.get("stands_for")?,
        actors: serde_json::from_str(&text("actors")?).unwrap_or_default(),
        recipients: serde_json::from_str(&text("recipients")?).unwrap_or_default(),
        when: date("from_day")?.zip(date("to_day")?),
        stated: row.get("stated")?,
        days: text("days")?.split(' ').filter_map(day).collect(),
        near: terms("near")?,
        towns: terms("towns")?,
        stems: terms("stems")?,
        names: terms("names")?,
        all_names: terms("all_names")?,
    })
}

/// Counts a claim's reports and sources anew, and who was first.
fn settle(db: &Connection, claim: i64) -> Result<()> {
    let (count, in_articles, first_day, last_day): (i64, i64, Option<String>, Option<String>) = db
        .prepare_cached(
            "SELECT count(*), count(DISTINCT article), min(said), max(said) FROM report WHERE claim = ?1",
        )?
        .query_row([claim], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    if count == 0 {
        db.prepare_cached("DELETE FROM claim WHERE id = ?1")?.execute([claim])?;
        return Ok(());
    }
    let reports =
        load(db, "r.claim = ?1 ORDER BY r.said IS NULL, r.said, r.id LIMIT ?2", [claim, REPORTS_A_CLAIM])?;
    let articles: BTreeSet<i64> = reports.iter().map(|r| r.article).collect();
    let firsts = first_articles(db, &articles)?;
    let order = |r: &&Report| {
        let original = firsts.get(&r.article).is_none_or(|&first| first == r.article);
        (
            r.said.is_none(),
            r.said,
            !original,
            r.moment.is_none(),
            r.moment.clone(),
            r.source_key.is_empty(),
            r.carrier.clone(),
            r.article,
            r.id,
        )
    };
    let Some(first) = reports.iter().min_by_key(order) else { return Ok(()) };
    let copies = copied(db, &articles)?;
    let standings: Vec<Standing> = reports
        .iter()
        .map(|r| Standing { article: r.article, source: r.source_key.clone(), carrier: r.carrier.clone() })
        .collect();
    let groups = independent(&standings, |a, b| copies.contains(&(a.min(b), a.max(b))));
    let sources = groups.into_iter().max().map_or(0, |most| most + 1);
    db.prepare_cached(
        "UPDATE claim SET words = ?2, reports = ?3, articles = ?4, sources = ?5, first_report = ?6, first_day = ?7, last_day = ?8 WHERE id = ?1",
    )?
    .execute(params![
        claim,
        first.words,
        count,
        in_articles,
        sources as i64,
        first.id,
        first_day,
        last_day,
    ])?;
    Ok(())
}

/// The article that had its story first, for those that are copies.
fn first_articles(db: &Connection, articles: &BTreeSet<i64>) -> Result<BTreeMap<i64, i64>> {
    let mut query = db.prepare_cached(
        "SELECT t.first_article FROM sketch s JOIN story t ON t.id = s.story WHERE s.article = ?1",
    )?;
    let mut found = BTreeMap::new();
    for &article in articles {
        if let Some(first) = query.query_row([article], |row| row.get(0)).optional()? {
            found.insert(article, first);
        }
    }
    Ok(found)
}

/// The pairs among these articles of which one repeats the other, in part or over others of its story.
pub(crate) fn copied(db: &Connection, articles: &BTreeSet<i64>) -> Result<BTreeSet<(i64, i64)>> {
    let mut pairs = BTreeSet::new();
    let mut stories: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    let mut partners = db.prepare_cached("SELECT second FROM copy WHERE first = ?1")?;
    for &article in articles {
        if let Some(story) = copies::store::story_of(db, article).optional()? {
            stories.entry(story).or_default().push(article);
        }
        for second in partners.query_map([article], |row| row.get::<_, i64>(0))? {
            let second = second?;
            if articles.contains(&second) {
                pairs.insert((article, second));
            }
        }
    }
    for members in stories.values() {
        for (i, &a) in members.iter().enumerate() {
            pairs.extend(members.iter().skip(i + 1).map(|&b| (a.min(b), a.max(b))));
        }
    }
    Ok(pairs)
}

fn characters(index: &CharIndex<'_>, span: Span) -> (i64, i64) {
    let at = |byte: usize| index.char_at(byte).unwrap_or(0) as i64;
    (at(span.start), at(span.end))
}

/// The day that a notice of correction names.
fn correction_day(record: &Record, notice: Span) -> Option<String> {
    let times = record.coding.times.iter().filter(|t| notice.contains(t.span));
    times.filter_map(|t| t.value.as_deref().and_then(day)).next().map(|d| d.to_string())
}
