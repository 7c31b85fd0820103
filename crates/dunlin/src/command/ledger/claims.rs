//! `dunlin claims`, `dunlin conflicts`, `dunlin copies`.

use super::list::{self, narrow, or_empty, wide};
use crate::command::Outcome;
use crate::options::{Claims, Conflicts, Copies, Kind, Rival};
use anyhow::{Result, bail};
use dunlin::ledger::claims::{ClaimKind, Rivalry, Stance};
use dunlin::ledger::read::{
    ClaimRow, ClaimsAsked, Conflict, ConflictSide, ConflictsAsked, CopyPair, PageCorrection, ReportRow,
};

/// Lists claims, or shows one with its reports.
pub(super) fn claims(options: &Claims) -> Result<Outcome> {
    let ledger = super::open(&options.ledger)?;
    if let Some(id) = options.id {
        let Some((claim, reports)) = ledger.claim(id)? else {
            bail!("claim {id} is not in the ledger; dunlin claims lists those there are");
        };
        return one(&claim, &reports, options);
    }
    let asked = ClaimsAsked {
        kind: options.kind.map(kind),
        article: options.article,
        story_of: None,
        pair: match options.pair.as_slice() {
            [one, other] => Some((one.clone(), other.clone())),
            _ => None,
        },
        of: options.of.clone(),
        sources: i64::from(options.sources),
        filter: super::filter(&ledger, &options.which, options.words.as_deref())?,
    };
    let claims = ledger.claims(&asked, super::window(&options.listed))?;
    let number = |c: &ClaimRow| c.id.to_string();
    let day = |c: &ClaimRow| or_empty(c.first_day.as_ref());
    let words = |c: &ClaimRow| match c.stance {
        Stance::Asserted => c.words.clone(),
        stance => format!("{} [{}]", c.words, stance.name()),
    };
    let sources = |c: &ClaimRow| c.sources.to_string();
    let articles = |c: &ClaimRow| c.articles.to_string();
    let first = |c: &ClaimRow| match &c.first_outlet {
        Some(outlet) if *outlet != c.first_source => format!("{} ← {outlet}", c.first_source),
        _ => c.first_source.clone(),
    };
    let columns = [
        narrow("claim", &number),
        narrow("first said", &day),
        wide("what", 6, &words),
        wide("first by", 4, &first),
        narrow("sources", &sources),
        narrow("articles", &articles),
    ];
    list::write(&mut std::io::stdout().lock(), options.listed.to, &claims, &columns)?;
    Ok(Outcome::default())
}

fn one(claim: &ClaimRow, reports: &[ReportRow], options: &Claims) -> Result<Outcome> {
    let mut out = std::io::stdout().lock();
    if options.listed.to != crate::options::ListForm::Json {
        use std::io::Write;
        writeln!(
            out,
            "{}: {} independent, {} articles\n",
            claim.words,
            plural(claim.sources, "source"),
            claim.articles
        )?;
    }
    let day = |r: &ReportRow| or_empty(r.said.as_ref());
    let group = |r: &ReportRow| r.group.map_or_else(String::new, |g| (g + 1).to_string());
    let chain = |r: &ReportRow| r.chain.in_words();
    let sentence = |r: &ReportRow| r.sentence.clone();
    let place = |r: &ReportRow| format!("{}/{}", r.article, r.local);
    let columns = [
        narrow("said", &day),
        narrow("source", &group),
        wide("by", 3, &chain),
        wide("sentence", 6, &sentence),
        narrow("where", &place),
    ];
    list::write(&mut out, options.listed.to, reports, &columns)?;
    Ok(Outcome::default())
}

fn plural(n: i64, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

fn kind(kind: Kind) -> ClaimKind {
    match kind {
        Kind::Figure => ClaimKind::Figure,
        Kind::Event => ClaimKind::Event,
        Kind::Statement => ClaimKind::Statement,
        Kind::Deadline => ClaimKind::Deadline,
    }
}

/// Lists what does not agree, or what pages correct.
pub(super) fn conflicts(options: &Conflicts) -> Result<Outcome> {
    let ledger = super::open(&options.ledger)?;
    let window = super::window(&options.listed);
    if options.corrected {
        let notices = ledger.page_corrections(options.article, window)?;
        let day = |c: &PageCorrection| or_empty(c.day.as_ref());
        let outlet = |c: &PageCorrection| or_empty(c.outlet.as_ref());
        let was = |c: &PageCorrection| c.was.clone().unwrap_or_else(|| c.notice.clone());
        let headline = |c: &PageCorrection| or_empty(c.headline.as_ref());
        let article = |c: &PageCorrection| c.article.to_string();
        let columns = [
            narrow("day", &day),
            wide("what", 6, &was),
            wide("headline", 3, &headline),
            wide("outlet", 2, &outlet),
            narrow("article", &article),
        ];
        list::write(&mut std::io::stdout().lock(), options.listed.to, &notices, &columns)?;
        return Ok(Outcome::default());
    }
    let kinds = match (options.all, options.kind.as_slice()) {
        (true, _) => Vec::new(),
        (false, []) => vec![Rivalry::Conflict, Rivalry::Denial],
        (false, asked) => asked.iter().map(|&k| rivalry(k)).collect(),
    };
    let asked = ConflictsAsked {
        kinds,
        article: options.article,
        claim: None,
        since_report: None,
        of: options.of.clone(),
        filter: super::filter(&ledger, &options.which, options.words.as_deref())?,
    };
    let pairs = ledger.conflicts(&asked, window)?;
    let day = |c: &Conflict| or_empty(c.day.as_ref());
    let kind = |c: &Conflict| c.kind.name().to_owned();
    let what = |c: &Conflict| match c.kind {
        Rivalry::Denial => c.one.words.clone(),
        _ => parted(&c.one.words).0.to_owned(),
    };
    let one = |c: &Conflict| match c.kind {
        Rivalry::Denial => by(&c.one),
        _ => format!("{}, {}", parted(&c.one.words).1, by(&c.one)),
    };
    let other = |c: &Conflict| match c.kind {
        Rivalry::Denial => c.other.words.clone(),
        _ => format!("{}, {}", parted(&c.other.words).1, by(&c.other)),
    };
    let articles = |c: &Conflict| {
        let mut all: Vec<i64> = c.one.reports.iter().chain(&c.other.reports).map(|r| r.article).collect();
        all.sort_unstable();
        all.dedup();
        all.iter().map(i64::to_string).collect::<Vec<_>>().join(" ")
    };
    let columns = [
        narrow("day", &day),
        narrow("kind", &kind),
        wide("what", 4, &what),
        wide("one", 3, &one),
        wide("other", 3, &other),
        narrow("articles", &articles),
    ];
    list::write(&mut std::io::stdout().lock(), options.listed.to, &pairs, &columns)?;
    Ok(Outcome::default())
}

/// "people aboard: 183" in its two parts; what has none is all its words.
fn parted(words: &str) -> (&str, &str) {
    words.rsplit_once(": ").unwrap_or((words, ""))
}

/// Who stands for a side, each name once.
fn by(side: &ConflictSide) -> String {
    let mut names: Vec<&str> = Vec::new();
    for report in &side.reports {
        let name = if report.source.is_empty() { "nobody named" } else { &report.source };
        if !names.iter().any(|n| n.eq_ignore_ascii_case(name)) {
            names.push(name);
        }
    }
    names.join(", ")
}

fn rivalry(kind: Rival) -> Rivalry {
    match kind {
        Rival::Conflict => Rivalry::Conflict,
        Rival::Denial => Rivalry::Denial,
        Rival::Update => Rivalry::Update,
        Rival::Revision => Rivalry::Revision,
    }
}

/// Lists copies.
pub(super) fn copies(options: &Copies) -> Result<Outcome> {
    let ledger = super::open(&options.ledger)?;
    let pairs = ledger.copy_pairs(options.article, super::window(&options.listed))?;
    let article = |c: &CopyPair| format!("{} ({})", c.copy, c.copy_outlet.as_deref().unwrap_or("?"));
    let of = |c: &CopyPair| format!("{} ({})", c.of, c.of_outlet.as_deref().unwrap_or("?"));
    let relation = |c: &CopyPair| c.relation.clone();
    let share = |c: &CopyPair| format!("{:.0} %", c.share * 100.0);
    let basis = |c: &CopyPair| match &c.credit {
        Some(credit) if c.basis == "credit" => format!("credits {credit}"),
        _ => c.basis.clone(),
    };
    let headline = |c: &CopyPair| or_empty(c.copy_headline.as_ref());
    let columns = [
        wide("copy", 3, &article),
        narrow("is", &relation),
        narrow("share", &share),
        wide("of", 3, &of),
        wide("first by", 3, &basis),
        wide("headline", 5, &headline),
    ];
    list::write(&mut std::io::stdout().lock(), options.listed.to, &pairs, &columns)?;
    Ok(Outcome::default())
}
