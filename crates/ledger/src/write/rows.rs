//! A record as rows: one table a layer, spans in characters of the text.

use crate::correct::Marks;
use crate::day::days;
use crate::names;
use dunlin_record::{BlockRole, CharIndex, Coding, Record, Span};
use rusqlite::{Connection, OptionalExtension, Result, params};
use serde::Serialize;
use std::collections::HashMap;

/// Tables with rows of an article, in the order in which they are emptied.
const TABLES: &[&str] = &[
    "note",
    "entity_code",
    "entity",
    "attribution",
    "time",
    "amount",
    "place",
    "event_side",
    "event",
    "deadline",
    "forecast",
    "precedent",
    "body",
];

/// What the rows of one article hang on.
pub(super) struct Head {
    pub(super) article: i64,
    pub(super) page: i64,
    pub(super) number: i64,
    pub(super) record: i64,
}

/// Removes the rows of an article.
pub(super) fn remove(db: &Connection, article: i64) -> Result<()> {
    for table in TABLES {
        db.prepare_cached(&format!("DELETE FROM {table} WHERE article = ?"))?.execute([article])?;
    }
    db.prepare_cached("DELETE FROM article WHERE id = ?")?.execute([article])?;
    Ok(())
}

/// Writes the rows of an article. `marks` tells which items people corrected.
pub(super) fn insert(db: &Connection, head: &Head, record: &Record, marks: &Marks) -> Result<()> {
    let rows = Rows {
        db,
        head,
        record,
        marks,
        index: CharIndex::new(&record.article.text),
        names: names_of(db, &record.coding)?,
    };
    rows.article()?;
    rows.notes()?;
    rows.entities()?;
    rows.attributions()?;
    rows.times()?;
    rows.amounts()?;
    rows.places()?;
    rows.events()?;
    rows.outlook()
}

/// Ids of the names of a coding's entities, by the entity's id.
fn names_of(db: &Connection, coding: &Coding) -> Result<HashMap<String, i64>> {
    let mut find = db.prepare_cached("SELECT id FROM name WHERE key = ? AND type = ?")?;
    let mut add = db.prepare_cached("INSERT INTO name (key, type, name) VALUES (?, ?, ?)")?;
    let mut names = HashMap::new();
    for entity in &coding.entities {
        let (key, kind) = (names::key(&entity.name), word(&entity.kind));
        let id = match find.query_row(params![key, kind], |row| row.get(0)).optional()? {
            Some(id) => id,
            None => add.insert(params![key, kind, entity.name])?,
        };
        names.insert(entity.id.clone(), id);
    }
    Ok(names)
}

struct Rows<'r> {
    db: &'r Connection,
    head: &'r Head,
    record: &'r Record,
    marks: &'r Marks,
    index: CharIndex<'r>,
    names: HashMap<String, i64>,
}

impl Rows<'_> {
    fn insert(&self, table: &str, columns: &str) -> Result<rusqlite::CachedStatement<'_>> {
        let holes = vec!["?"; columns.split(", ").count()].join(", ");
        self.db.prepare_cached(&format!("INSERT INTO {table} ({columns}) VALUES ({holes})"))
    }

    fn at(&self, byte: usize) -> Option<i64> {
        self.index.char_at(byte).and_then(|n| i64::try_from(n).ok())
    }

    fn words(&self, spans: &[Span]) -> String {
        let words: Vec<&str> = spans.iter().map(|span| span.of(&self.record.article.text)).collect();
        words.join(" … ").replace('\n', " ")
    }

    /// Spans as JSON, in characters.
    fn spans(&self, spans: &[Span]) -> String {
        let pairs: Vec<String> = spans
            .iter()
            .filter_map(|span| Some(format!("[{},{}]", self.at(span.start)?, self.at(span.end)?)))
            .collect();
        format!("[{}]", pairs.join(","))
    }

    fn day(&self) -> Option<&str> {
        self.record.article.published.as_deref()
    }

    fn name(&self, entity: Option<&String>) -> Option<i64> {
        self.names.get(entity?).copied()
    }

    /// The name of who says so, by an attribution's id.
    fn speaker(&self, attribution: Option<&String>) -> Option<i64> {
        let id = attribution?;
        let found = self.record.coding.attributions.iter().find(|a| a.id == *id)?;
        self.name(found.source_entity.as_ref())
    }

    /// First and last day of a time, by its id.
    fn time_days(&self, time: Option<&String>) -> (Option<String>, Option<String>) {
        let value = time
            .and_then(|id| self.record.coding.times.iter().find(|t| t.id == *id))
            .and_then(|time| time.value.as_deref());
        apart(value)
    }

    fn article(&self) -> Result<()> {
        let (article, coding, head) = (&self.record.article, &self.record.coding, self.head);
        let paragraphs = article.blocks.iter().filter(|block| block.role == BlockRole::Paragraph).count();
        self.insert(
            "article",
            "id, page, number, latest, record, document, sha256, media_type, url, outlet, section, headline, byline, \
             dateline, published, published_basis, published_at, modified, language, characters, paragraphs, quotes, \
             figures, events, correction",
        )?
        .execute(params![
            head.article,
            head.page,
            head.number,
            false,
            head.record,
            article.id,
            article.source.sha256,
            article.source.media_type,
            article.url,
            article.outlet,
            (!article.section.is_empty()).then(|| article.section.join(" > ")),
            article.headline,
            article.byline,
            article.dateline,
            article.published,
            word(&article.published_basis),
            article.published_at,
            article.modified,
            article.language,
            self.index.chars() as i64,
            paragraphs as i64,
            coding.attributions.len() as i64,
            coding.amounts.len() as i64,
            coding.events.len() as i64,
            self.marks.on("article", ""),
        ])?;
        self.insert("body", "article, headline, text")?.execute(params![
            head.article,
            article.headline,
            article.text
        ])?;
        Ok(())
    }

    fn notes(&self) -> Result<()> {
        let mut insert = self.insert("note", "article, n, stage, kind, count, detail")?;
        for (n, note) in self.record.notes.iter().enumerate() {
            insert.execute(params![
                self.head.article,
                n as i64 + 1,
                word(&note.stage),
                note.kind,
                note.count as i64,
                note.detail
            ])?;
        }
        Ok(())
    }

    fn entities(&self) -> Result<()> {
        let mut insert = self
            .insert("entity", "article, id, name, words, type, mentions, mentioned, published, correction")?;
        let mut code = self.insert(
            "entity_code",
            "article, entity, n, name, code, country, sector, role, from_day, to_day",
        )?;
        for entity in &self.record.coding.entities {
            let name = self.name(Some(&entity.id));
            let mentions: Vec<String> = entity
                .mentions
                .iter()
                .filter_map(|mention| {
                    let (start, end) = (self.at(mention.span.start)?, self.at(mention.span.end)?);
                    Some(format!("[{start},{end},\"{}\"]", word(&mention.kind)))
                })
                .collect();
            insert.execute(params![
                self.head.article,
                entity.id,
                name,
                entity.name,
                word(&entity.kind),
                format!("[{}]", mentions.join(",")),
                mentions.len() as i64,
                self.day(),
                self.marks.on("entity", &entity.id),
            ])?;
            for (n, c) in entity.codes.iter().enumerate() {
                code.execute(params![
                    self.head.article,
                    entity.id,
                    n as i64 + 1,
                    name,
                    c.code,
                    c.country,
                    c.sector,
                    c.role,
                    c.from,
                    c.to
                ])?;
            }
        }
        Ok(())
    }

    fn attributions(&self) -> Result<()> {
        let mut insert = self.insert(
            "attribution",
            "article, id, source, cue, content, source_spans, cue_spans, content_spans, entity, speaker, source_kind, \
             act, form, within, said, said_time, said_from, said_to, rule, confidence, published, correction",
        )?;
        for a in &self.record.coding.attributions {
            let (from, to) = apart(a.said.as_deref());
            insert.execute(params![
                self.head.article,
                a.id,
                self.words(&a.source),
                self.words(&a.cue),
                self.words(&a.content),
                self.spans(&a.source),
                self.spans(&a.cue),
                self.spans(&a.content),
                a.source_entity,
                self.name(a.source_entity.as_ref()),
                word(&a.source_kind),
                a.act,
                word(&a.form),
                a.within,
                a.said,
                a.said_time,
                from,
                to,
                a.rule,
                double(a.confidence),
                self.day(),
                self.marks.on("attribution", &a.id),
            ])?;
        }
        Ok(())
    }

    fn times(&self) -> Result<()> {
        let mut insert = self.insert(
            "time",
            "article, id, start, end, words, type, value, mod, quant, freq, basis, anchor, from_day, to_day, correction",
        )?;
        for t in &self.record.coding.times {
            let (from, to) = apart(t.value.as_deref());
            insert.execute(params![
                self.head.article,
                t.id,
                self.at(t.span.start),
                self.at(t.span.end),
                self.words(&[t.span]),
                word(&t.kind),
                t.value,
                t.modifier,
                t.quant,
                t.freq,
                word(&t.basis),
                t.anchor,
                from,
                to,
                self.marks.on("time", &t.id),
            ])?;
        }
        Ok(())
    }

    fn amounts(&self) -> Result<()> {
        let mut insert = self.insert(
            "amount",
            "article, id, start, end, words, low, high, approx, unit, of, of_spans, share_of, befell, direction, \
             change_from, change_to, as_of, from_day, to_day, according_to, speaker, confidence, published, correction",
        )?;
        for q in &self.record.coding.amounts {
            let (from, to) = self.time_days(q.when.as_ref());
            let change = q.change.as_ref();
            insert.execute(params![
                self.head.article,
                q.id,
                self.at(q.span.start),
                self.at(q.span.end),
                self.words(&[q.span]),
                q.low,
                q.high,
                q.approx,
                q.unit,
                self.words(&q.of),
                self.spans(&q.of),
                q.share_of,
                q.befell,
                change.map(|change| word(&change.direction)),
                change.and_then(|change| change.from.as_ref()),
                change.and_then(|change| change.to.as_ref()),
                q.when,
                from,
                to,
                q.according_to,
                self.speaker(q.according_to.as_ref()),
                double(q.confidence),
                self.day(),
                self.marks.on("amount", &q.id),
            ])?;
        }
        Ok(())
    }

    fn places(&self) -> Result<()> {
        let mut insert = self.insert(
            "place",
            "article, id, start, end, words, name, kind, form, country, region, lat, lon, gazetteer, published, \
             correction",
        )?;
        for p in &self.record.coding.places {
            insert.execute(params![
                self.head.article,
                p.id,
                self.at(p.span.start),
                self.at(p.span.end),
                self.words(&[p.span]),
                p.name,
                word(&p.kind),
                word(&p.form),
                p.country,
                p.region,
                p.lat,
                p.lon,
                p.gazetteer,
                self.day(),
                self.marks.on("place", &p.id),
            ])?;
        }
        Ok(())
    }

    fn events(&self) -> Result<()> {
        let mut insert = self.insert(
            "event",
            "article, id, type, mode, context, code, quad, score, actor, recipient, value, basis, time, from_day, \
             to_day, place, place_name, country, lat, lon, factuality, according_to, speaker, words, trigger_spans, \
             start, end, rule, confidence, published, correction",
        )?;
        let mut side = self.insert(
            "event_side",
            "article, event, side, n, words, start, end, entity, name, code, country, sector, inferred, published",
        )?;
        for e in &self.record.coding.events {
            let (from, to) = apart(e.when.value.as_deref());
            let place =
                e.place.as_ref().and_then(|id| self.record.coding.places.iter().find(|p| p.id == *id));
            // "the two navies" are two sides under one name, which is told once.
            let texts = |actors: &[dunlin_record::Actor]| {
                let mut all: Vec<String> = actors.iter().map(|actor| actor.text.replace('\n', " ")).collect();
                all.dedup();
                all.join(";")
            };
            insert.execute(params![
                self.head.article,
                e.id,
                e.kind,
                e.mode,
                e.context.join(";"),
                e.code,
                e.quad.as_ref().map(word),
                e.score.map(double),
                texts(&e.actor),
                texts(&e.recipient),
                e.when.value,
                word(&e.when.basis),
                e.when.time,
                from,
                to,
                e.place,
                place.map(|p| &p.name),
                place.and_then(|p| p.country.as_ref()),
                place.and_then(|p| p.lat),
                place.and_then(|p| p.lon),
                word(&e.factuality),
                e.according_to.join(";"),
                self.speaker(e.according_to.first()),
                self.words(&e.trigger),
                self.spans(&e.trigger),
                self.at(e.sentence.start),
                self.at(e.sentence.end),
                e.rule,
                double(e.confidence),
                self.day(),
                self.marks.on("event", &e.id),
            ])?;
            for (name, actors) in [("actor", &e.actor), ("recipient", &e.recipient)] {
                for (n, actor) in actors.iter().enumerate() {
                    side.execute(params![
                        self.head.article,
                        e.id,
                        name,
                        n as i64 + 1,
                        actor.text,
                        self.at(actor.span.start),
                        self.at(actor.span.end),
                        actor.entity,
                        self.name(actor.entity.as_ref()),
                        actor.code,
                        actor.country,
                        actor.sector,
                        actor.inferred,
                        self.day(),
                    ])?;
                }
            }
        }
        Ok(())
    }

    fn outlook(&self) -> Result<()> {
        let coding = &self.record.coding;
        let mut insert = self.insert(
            "deadline",
            "article, id, start, end, words, date, from_day, to_day, time, who, what, set_by, according_to, speaker, \
             published, correction",
        )?;
        for (n, d) in coding.deadlines.iter().enumerate() {
            let (id, (from, to)) = (self.marks.local("deadline", n), apart(d.date.as_deref()));
            insert.execute(params![
                self.head.article,
                id,
                self.at(d.span.start),
                self.at(d.span.end),
                self.words(&[d.span]),
                d.date,
                from,
                to,
                d.time,
                d.who,
                d.what,
                d.set_by,
                d.according_to,
                self.speaker(d.according_to.as_ref()),
                self.day(),
                self.marks.on("deadline", &id),
            ])?;
        }
        let mut insert = self.insert(
            "forecast",
            "article, id, start, end, words, according_to, speaker, strength, published, correction",
        )?;
        for (n, f) in coding.forecasts.iter().enumerate() {
            let id = self.marks.local("forecast", n);
            insert.execute(params![
                self.head.article,
                id,
                self.at(f.span.start),
                self.at(f.span.end),
                self.words(&[f.span]),
                f.attribution,
                self.speaker(f.attribution.as_ref()),
                word(&f.strength),
                self.day(),
                self.marks.on("forecast", &id),
            ])?;
        }
        let mut insert = self.insert(
            "precedent",
            "article, id, start, end, words, kind, since, according_to, speaker, published, correction",
        )?;
        for (n, p) in coding.precedents.iter().enumerate() {
            let id = self.marks.local("precedent", n);
            insert.execute(params![
                self.head.article,
                id,
                self.at(p.span.start),
                self.at(p.span.end),
                self.words(&[p.span]),
                word(&p.kind),
                p.since,
                p.according_to,
                self.speaker(p.according_to.as_ref()),
                self.day(),
                self.marks.on("precedent", &id),
            ])?;
        }
        Ok(())
    }
}

/// First and last day of a TIMEX3 value, each on its own.
fn apart(value: Option<&str>) -> (Option<String>, Option<String>) {
    value.and_then(days).unzip()
}

/// The nearest double that prints like the single: 0.83, not 0.8299999833106995.
fn double(x: f32) -> f64 {
    x.to_string().parse().unwrap_or(f64::from(x))
}

/// An enum's word as the record's JSON spells it.
pub(crate) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
