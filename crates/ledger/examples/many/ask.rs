//! The questions, each asked many times with other words.

use crate::vary::{Dice, days_on};
use dunlin_ledger::Ledger;
use dunlin_ledger::claims::Rivalry;
use dunlin_ledger::read::{
    ClaimsAsked, ConflictsAsked, EventsAsked, FiguresAsked, Filter, Order, QuotesAsked, Side, Window,
};
use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

/// How often each is asked.
const TIMES: usize = 15;

/// Asks everything and writes the times: first, median, worst.
pub(crate) fn all(out: &mut impl Write, path: &Path) -> Result<(), Box<dyn Error>> {
    let ledger = Ledger::open(path)?;
    let db = ledger.connection();
    let one = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0));
    let articles = one("SELECT max(id) FROM article")?;
    let size = std::fs::metadata(path)?.len();
    writeln!(out, "{articles} articles, {size} bytes: {} each", size / articles.max(1) as u64)?;
    for (table, bytes) in sizes(db)? {
        writeln!(out, "  {table:<28} {:>8} bytes an article", bytes / articles.max(1))?;
    }
    let texts = |sql: &str| -> Result<Vec<String>, rusqlite::Error> {
        db.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
    };
    let often = texts(
        "SELECT n.name FROM name n JOIN (SELECT name AS id, count(*) AS c FROM entity GROUP BY name ORDER BY c DESC LIMIT 30) USING (id)",
    )?;
    let seldom = texts("SELECT name FROM name WHERE type = 'person' ORDER BY id % 7919, id LIMIT 30")?;
    let speakers = texts(
        "SELECT n.name FROM name n JOIN (SELECT speaker, count(*) AS c FROM attribution WHERE speaker IS NOT NULL GROUP BY speaker ORDER BY c DESC LIMIT 30) s ON s.speaker = n.id",
    )?;
    let places = texts(
        "SELECT name FROM (SELECT name, count(*) AS c FROM place GROUP BY name ORDER BY c DESC LIMIT 30)",
    )?;
    let units = texts(
        "SELECT unit FROM (SELECT unit, count(*) AS c FROM amount WHERE unit IS NOT NULL GROUP BY unit ORDER BY c DESC LIMIT 30)",
    )?;
    let types = texts("SELECT DISTINCT type FROM event WHERE type IS NOT NULL")?;
    let countries = texts(
        "SELECT country FROM (SELECT country, count(*) AS c FROM event_side WHERE country IS NOT NULL GROUP BY country ORDER BY c DESC LIMIT 12)",
    )?;
    let words = texts("SELECT headline FROM body ORDER BY article % 7919, article LIMIT 200")?;
    let words: Vec<String> = words
        .iter()
        .flat_map(|line| {
            line.split(' ').filter(|word| word.len() > 4 && word.bytes().all(|b| b.is_ascii_lowercase()))
        })
        .map(str::to_owned)
        .collect();
    let any = |dice: &mut Dice, list: &[String]| {
        list.get(dice.below(list.len() as u64) as usize).cloned().unwrap_or_default()
    };
    let ids =
        |name: &str| ledger.find_names(name, 20).map(|found| found.iter().map(|n| n.id).collect::<Vec<_>>());
    let search = |filter: Filter, order: Order| {
        ledger.articles(&filter, order, Window::first(20)).map(|found| found.hits.len())
    };
    type Ask<'a> = Box<dyn Fn(&mut Dice) -> Result<usize, Box<dyn Error>> + 'a>;
    let asks: Vec<(&str, Ask<'_>)> = vec![
        ("newest articles", Box::new(|_| Ok(search(Filter::default(), Order::Newest)?))),
        (
            "search one word",
            Box::new(|d| {
                Ok(search(Filter { words: Some(any(d, &words)), ..Filter::default() }, Order::Newest)?)
            }),
        ),
        (
            "the same, best first",
            Box::new(|d| {
                Ok(search(Filter { words: Some(any(d, &words)), ..Filter::default() }, Order::Best)?)
            }),
        ),
        (
            "search two words, best first",
            Box::new(|d| {
                let two = format!("{} {}", any(d, &words), any(d, &words));
                Ok(search(Filter { words: Some(two), ..Filter::default() }, Order::Best)?)
            }),
        ),
        (
            "a word of every article",
            Box::new(|_| {
                Ok(search(Filter { words: Some("said".into()), ..Filter::default() }, Order::Newest)?)
            }),
        ),
        (
            "the same, best first",
            Box::new(|_| {
                Ok(search(Filter { words: Some("said".into()), ..Filter::default() }, Order::Best)?)
            }),
        ),
        (
            "a phrase",
            Box::new(|_| {
                Ok(search(
                    Filter { words: Some("\"prime minister\"".into()), ..Filter::default() },
                    Order::Newest,
                )?)
            }),
        ),
        (
            "articles that speak of a frequent name",
            Box::new(|d| {
                Ok(search(Filter { names: ids(&any(d, &often))?, ..Filter::default() }, Order::Newest)?)
            }),
        ),
        (
            "of a rare name",
            Box::new(|d| {
                Ok(search(Filter { names: ids(&any(d, &seldom))?, ..Filter::default() }, Order::Newest)?)
            }),
        ),
        (
            "with a frequent speaker",
            Box::new(|d| {
                Ok(search(Filter { speakers: ids(&any(d, &speakers))?, ..Filter::default() }, Order::Newest)?)
            }),
        ),
        (
            "with an event type",
            Box::new(|d| {
                Ok(search(Filter { event: Some(any(d, &types)), ..Filter::default() }, Order::Newest)?)
            }),
        ),
        (
            "with a frequent place",
            Box::new(|d| {
                Ok(search(Filter { place: Some(any(d, &places)), ..Filter::default() }, Order::Newest)?)
            }),
        ),
        (
            "of an outlet",
            Box::new(|d| {
                Ok(search(
                    Filter { outlet: Some(format!("Outlet {}", d.below(100))), ..Filter::default() },
                    Order::Newest,
                )?)
            }),
        ),
        (
            "of a month, with a word",
            Box::new(|d| {
                let from = d.below(3600);
                let filter = Filter {
                    words: Some(any(d, &words)),
                    from: Some(days_on(from)),
                    to: Some(days_on(from + 30)),
                    ..Filter::default()
                };
                Ok(search(filter, Order::Newest)?)
            }),
        ),
        (
            "quotes of a frequent speaker",
            Box::new(|d| {
                let asked = QuotesAsked { by: ids(&any(d, &speakers))?, ..QuotesAsked::default() };
                Ok(ledger.quotes(&asked, Window::default())?.len())
            }),
        ),
        ("newest quotes", Box::new(|_| Ok(ledger.quotes(&QuotesAsked::default(), Window::default())?.len()))),
        (
            "newest denials",
            Box::new(|_| {
                let asked = QuotesAsked { act: Some("deny".into()), ..QuotesAsked::default() };
                Ok(ledger.quotes(&asked, Window::default())?.len())
            }),
        ),
        (
            "events of a pair of countries",
            Box::new(|d| {
                let side = |d: &mut Dice| Some(Side::Country(any(d, &countries)));
                let asked = EventsAsked { actor: side(d), recipient: side(d), ..EventsAsked::default() };
                Ok(ledger.events(&asked, Window::default())?.len())
            }),
        ),
        (
            "events of a country and a type",
            Box::new(|d| {
                let asked = EventsAsked {
                    either: Some(Side::Country(any(d, &countries))),
                    kind: Some(any(d, &types)),
                    ..EventsAsked::default()
                };
                Ok(ledger.events(&asked, Window::default())?.len())
            }),
        ),
        (
            "figures of a unit, newest",
            Box::new(|d| {
                let asked = FiguresAsked {
                    unit: Some(any(d, &units)),
                    newest_first: true,
                    ..FiguresAsked::default()
                };
                Ok(ledger.figures(&asked, Window::default())?.len())
            }),
        ),
        (
            "figures of a unit with a word",
            Box::new(|d| {
                let asked = FiguresAsked {
                    unit: Some(any(d, &units)),
                    of: Some(any(d, &words)),
                    ..FiguresAsked::default()
                };
                Ok(ledger.figures(&asked, Window::default())?.len())
            }),
        ),
        (
            "deadlines from a day",
            Box::new(|d| {
                Ok(ledger
                    .deadlines(Some(&days_on(d.below(3600))), None, &Filter::default(), Window::default())?
                    .len())
            }),
        ),
        (
            "timeline of a month",
            Box::new(|d| {
                let from = d.below(3600);
                let (from, to) = (days_on(from), days_on(from + 30));
                Ok(ledger.timeline(Some(&from), Some(&to), &Filter::default(), Window::default())?.len())
            }),
        ),
        (
            "timeline of a name",
            Box::new(|d| {
                let filter = Filter { names: ids(&any(d, &often))?, ..Filter::default() };
                Ok(ledger.timeline(None, None, &filter, Window::default())?.len())
            }),
        ),
        ("dossier of a frequent name", Box::new(|d| Ok(ledger.dossier(&any(d, &often), 20)?.quotes.len()))),
        ("dossier of a rare name", Box::new(|d| Ok(ledger.dossier(&any(d, &seldom), 20)?.quotes.len()))),
        ("newest claims", Box::new(|_| Ok(ledger.claims(&ClaimsAsked::default(), Window::default())?.len()))),
        (
            "claims of a word",
            Box::new(|d| {
                let asked = ClaimsAsked { of: Some(any(d, &words)), ..ClaimsAsked::default() };
                Ok(ledger.claims(&asked, Window::default())?.len())
            }),
        ),
        (
            "claims of two sources at least",
            Box::new(|_| {
                let asked = ClaimsAsked { sources: 2, ..ClaimsAsked::default() };
                Ok(ledger.claims(&asked, Window::default())?.len())
            }),
        ),
        (
            "claims about a frequent name",
            Box::new(|d| {
                let filter = Filter { names: ids(&any(d, &often))?, ..Filter::default() };
                Ok(ledger.claims(&ClaimsAsked { filter, ..ClaimsAsked::default() }, Window::default())?.len())
            }),
        ),
        (
            "claims about a rare name",
            Box::new(|d| {
                let filter = Filter { names: ids(&any(d, &seldom))?, ..Filter::default() };
                Ok(ledger.claims(&ClaimsAsked { filter, ..ClaimsAsked::default() }, Window::default())?.len())
            }),
        ),
        (
            "newest conflicts and updates",
            Box::new(|_| Ok(ledger.conflicts(&ConflictsAsked::default(), Window::default())?.len())),
        ),
        (
            "newest conflicts",
            Box::new(|_| {
                let asked = ConflictsAsked { kinds: vec![Rivalry::Conflict], ..ConflictsAsked::default() };
                Ok(ledger.conflicts(&asked, Window::default())?.len())
            }),
        ),
        (
            "newest denials, joined",
            Box::new(|_| {
                let asked = ConflictsAsked { kinds: vec![Rivalry::Denial], ..ConflictsAsked::default() };
                Ok(ledger.conflicts(&asked, Window::default())?.len())
            }),
        ),
        (
            "conflicts with a word",
            Box::new(|d| {
                let asked = ConflictsAsked { of: Some(any(d, &words)), ..ConflictsAsked::default() };
                Ok(ledger.conflicts(&asked, Window::default())?.len())
            }),
        ),
        (
            "conflicts about a frequent name",
            Box::new(|d| {
                let filter = Filter { names: ids(&any(d, &often))?, ..Filter::default() };
                Ok(ledger
                    .conflicts(&ConflictsAsked { filter, ..ConflictsAsked::default() }, Window::default())?
                    .len())
            }),
        ),
        (
            "conflicts about a rare name",
            Box::new(|d| {
                let filter = Filter { names: ids(&any(d, &seldom))?, ..Filter::default() };
                Ok(ledger
                    .conflicts(&ConflictsAsked { filter, ..ConflictsAsked::default() }, Window::default())?
                    .len())
            }),
        ),
        (
            "conflicts of a month",
            Box::new(|d| {
                let from = d.below(3600);
                let filter =
                    Filter { from: Some(days_on(from)), to: Some(days_on(from + 30)), ..Filter::default() };
                Ok(ledger
                    .conflicts(&ConflictsAsked { filter, ..ConflictsAsked::default() }, Window::default())?
                    .len())
            }),
        ),
        ("newest copies", Box::new(|_| Ok(ledger.copy_pairs(None, Window::default())?.len()))),
        ("newest corrections", Box::new(|_| Ok(ledger.page_corrections(None, Window::default())?.len()))),
        (
            "one article with its record",
            Box::new(|d| Ok(ledger.corrected(1 + d.below(articles as u64) as i64)?.coding.entities.len())),
        ),
    ];
    for (what, ask) in asks {
        let mut dice = Dice::new(7);
        let mut times = Vec::new();
        let mut rows = 0;
        for _ in 0..TIMES {
            let start = Instant::now();
            rows += ask(&mut dice)?;
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
        let first = times[0];
        times.sort_by(f64::total_cmp);
        let (median, worst) = (times[TIMES / 2], times[TIMES - 1]);
        writeln!(
            out,
            "{what:<40} first {first:>7.1} ms, median {median:>7.1}, worst {worst:>7.1}, {} rows",
            rows / TIMES
        )?;
    }
    Ok(())
}

/// Bytes of each table with its indexes, largest first, where SQLite can tell.
fn sizes(db: &rusqlite::Connection) -> Result<Vec<(String, i64)>, rusqlite::Error> {
    let sql = "SELECT s.tbl_name, sum(d.pgsize) FROM dbstat d JOIN sqlite_schema s ON s.name = d.name
                WHERE d.aggregate = TRUE GROUP BY 1 ORDER BY 2 DESC LIMIT 20";
    db.prepare(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}
