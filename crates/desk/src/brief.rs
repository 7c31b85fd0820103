//! Pages for paper and for other programs: an article, a dossier, a timeline, a search, with numbered footnotes that give
//! the exact words, the chain of sources, the page and its hash. The same brief is printed as HTML and written as
//! Markdown.

use crate::dossier::Dossier;
use crate::fault::Fault;
use crate::frame::{Desk, Frame, Here, Page, page};
use crate::locale::Locale;
use crate::query::{Asked, ROWS};
use crate::reading::layers::spans_of;
use crate::reading::panel::{panel, sentence_around};
use crate::state::State;
use crate::timeline::{lay_out, look, sides};
use crate::words::{chain, chain_line, plain, source_words};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use dunlin_ledger::Ledger;
use dunlin_ledger::read::{ArticleRow, DatedEvent, Order, Window};
use dunlin_record::{BlockRole, Record, Span};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write;

/// Lines of a brief; more would be a book.
const LINES: usize = 200;

/// Routes of this module.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/article/{id}/print", get(article_page))
        .route("/article/{id}/article.md", get(article_markdown))
        .route("/dossier/print", get(dossier_page))
        .route("/dossier/brief.md", get(dossier_markdown))
        .route("/timeline/print", get(timeline_page))
        .route("/timeline/brief.md", get(timeline_markdown))
        .route("/search/print", get(search_page))
        .route("/search/brief.md", get(search_markdown))
}

/// What is printed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Brief {
    title: String,
    /// Outlet, day, what was asked for.
    under: String,
    parts: Vec<Part>,
    notes: Vec<Note>,
    back: String,
    /// Left out because a brief is bounded.
    left_out: usize,
    /// Whether there are still more than `left_out`.
    uncounted: bool,
}

impl Brief {
    /// How many lines are left out, in words.
    fn left_out_line(&self) -> String {
        let least = if self.uncounted { "At least " } else { "" };
        format!("{least}{} more are not in this brief", self.left_out)
    }
}

/// A heading with its lines.
#[derive(Debug, Clone, Default)]
struct Part {
    heading: String,
    lines: Vec<Line>,
    /// Whether the lines are items rather than paragraphs.
    items: bool,
}

/// Words with footnotes after some of them.
#[derive(Debug, Clone, Default)]
struct Line {
    kind: Kind,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Paragraph,
    Heading,
    Caption,
    Quote,
}

/// Words, and the numbers of the footnotes that stand after them.
#[derive(Debug, Clone, Default)]
struct Piece {
    words: String,
    notes: Vec<usize>,
}

/// One footnote.
#[derive(Debug, Clone)]
struct Note {
    words: String,
    chain: String,
    /// Outlet, headline and day.
    page: String,
    address: Option<String>,
    hash: String,
    link: String,
}

/// Footnotes in the making: each record is cited once, rows and records of articles are read once.
struct Citations<'l> {
    ledger: &'l Ledger,
    locale: Locale,
    rows: BTreeMap<i64, ArticleRow>,
    records: BTreeMap<i64, Record>,
    numbers: BTreeMap<(i64, String), usize>,
    notes: Vec<Note>,
}

impl<'l> Citations<'l> {
    fn new(ledger: &'l Ledger, locale: Locale) -> Self {
        Self {
            ledger,
            locale,
            rows: BTreeMap::new(),
            records: BTreeMap::new(),
            numbers: BTreeMap::new(),
            notes: Vec::new(),
        }
    }

    fn row(&mut self, article: i64) -> Result<&ArticleRow, Fault> {
        Ok(match self.rows.entry(article) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let row = self.ledger.article_row(article)?;
                new.insert(row.ok_or_else(|| Fault::NoSuch(format!("article {article}")))?)
            }
        })
    }

    fn record(&mut self, article: i64) -> Result<&Record, Fault> {
        Ok(match self.records.entry(article) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(self.ledger.corrected(article)?),
        })
    }

    /// The number of the footnote on the record `local` of an article.
    fn cite(&mut self, article: i64, local: &str) -> Result<usize, Fault> {
        let key = (article, local.to_owned());
        if let Some(number) = self.numbers.get(&key) {
            return Ok(*number);
        }
        // A timeline has hundreds of events, each of another article, whose records need not be read.
        let event = if local.starts_with('e') { self.ledger.cited_event(article, local)? } else { None };
        let locale = self.locale;
        let row = self.row(article)?.clone();
        let (words, chain) = match event {
            Some(event) => {
                let sources = event.sources.iter().map(|source| source_words(source));
                (event.sentence, chain_line(sources.chain([outlet_of(row.outlet.as_deref())])))
            }
            None => {
                let record = self.record(article)?;
                (words_of(record, local, &locale), chain_of(record, local))
            }
        };
        self.notes.push(Note {
            words,
            chain,
            page: page_line(&row, &locale),
            address: row.url,
            hash: row.sha256,
            link: link_to(article, local),
        });
        self.numbers.insert(key, self.notes.len());
        Ok(self.notes.len())
    }
}

/// The words of the record `local`: of an attribution the whole sentences that it stands in.
fn words_of(record: &Record, local: &str, locale: &Locale) -> String {
    let first = spans_of(record, local).into_iter().reduce(Span::cover);
    match first.filter(|_| local.starts_with('a')) {
        Some(span) => sentence_around(&record.article.text, span),
        None => panel(record, local, locale).map(|panel| panel.words).unwrap_or_default(),
    }
}

/// Where every chain ends.
fn outlet_of(outlet: Option<&str>) -> String {
    outlet.unwrap_or("the page").to_owned()
}

/// The link to a record.
fn link_to(article: i64, local: &str) -> String {
    crate::link::with(&format!("/article/{article}"), &[("show", crate::claims::layer(local)), ("at", local)])
}

/// Outlet, headline and day of a page.
fn page_line(row: &ArticleRow, locale: &Locale) -> String {
    let day = row.published.as_deref().map(|day| locale.day(day));
    let parts = [row.outlet.clone(), row.headline.as_ref().map(|headline| format!("“{headline}”")), day];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Who says what the record `local` says, from the first speaker to the outlet.
fn chain_of(record: &Record, local: &str) -> String {
    let coding = &record.coding;
    let number = local
        .get(1..)
        .and_then(|number| number.parse::<usize>().ok())
        .and_then(|number| number.checked_sub(1));
    let attribution = match local.chars().next() {
        Some('a') => Some(local.to_owned()),
        Some('e') => {
            coding.events.iter().find(|one| one.id == local).and_then(|one| one.according_to.first().cloned())
        }
        Some('q') => {
            coding.amounts.iter().find(|one| one.id == local).and_then(|one| one.according_to.clone())
        }
        Some('d') => number.and_then(|at| coding.deadlines.get(at)).and_then(|one| one.according_to.clone()),
        Some('f') => number.and_then(|at| coding.forecasts.get(at)).and_then(|one| one.attribution.clone()),
        _ => None,
    };
    match attribution.and_then(|id| coding.attributions.iter().find(|one| one.id == id)) {
        Some(attribution) => chain_line(chain(record, attribution).into_iter().map(|link| link.source)),
        None => outlet_of(record.article.outlet.as_deref()),
    }
}

/// An article with a footnote after every attributed content.
fn article(ledger: &Ledger, id: i64, locale: Locale) -> Result<Brief, Fault> {
    let mut citations = Citations::new(ledger, locale);
    let row = citations.row(id)?.clone();
    let record = citations.record(id)?.clone();
    let text = &record.article.text;
    // Where each footnote stands: after the last word of what is attributed.
    let mut ends: Vec<(usize, String)> = record
        .coding
        .attributions
        .iter()
        .filter_map(|one| {
            let end = one.content.iter().chain(&one.cue).chain(&one.source).map(|span| span.end).max()?;
            Some((end, one.id.clone()))
        })
        .collect();
    ends.sort();
    let mut part = Part::default();
    for block in &record.article.blocks {
        let kind = match block.role {
            BlockRole::Headline | BlockRole::Byline => continue,
            BlockRole::Subheading => Kind::Heading,
            BlockRole::Caption => Kind::Caption,
            BlockRole::Quote => Kind::Quote,
            _ => Kind::Paragraph,
        };
        let mut line = Line { kind, pieces: Vec::new() };
        let mut at = block.span.start;
        for (end, local) in ends.iter().filter(|(end, _)| *end > block.span.start && *end <= block.span.end) {
            // After the sign that closes the words, as printers set it.
            let after = text.get(*end..block.span.end).unwrap_or("");
            let signs: usize = after
                .chars()
                .take_while(|c| matches!(c, '.' | ',' | '”' | '’' | '"'))
                .map(char::len_utf8)
                .sum();
            let end = end + signs;
            let number = citations.cite(id, local)?;
            if end > at || line.pieces.is_empty() {
                line.pieces
                    .push(Piece { words: text.get(at..end).unwrap_or("").to_owned(), notes: vec![number] });
                at = at.max(end);
            } else if let Some(piece) = line.pieces.last_mut() {
                piece.notes.push(number);
            }
        }
        line.pieces
            .push(Piece { words: text.get(at..block.span.end).unwrap_or("").to_owned(), notes: Vec::new() });
        part.lines.push(line);
    }
    let byline = record.article.byline.as_ref().map(|byline| format!("By {byline}"));
    let day = row.published.as_deref().map(|day| locale.day(day));
    let under = [row.outlet.clone(), byline, day].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Ok(Brief {
        title: row.headline.clone().unwrap_or_else(|| format!("Article {id}")),
        under,
        parts: vec![part],
        notes: citations.notes,
        back: format!("/article/{id}"),
        left_out: 0,
        uncounted: false,
    })
}

fn event_line(citations: &mut Citations<'_>, event: &DatedEvent) -> Result<Line, Fault> {
    let day = event
        .from_day
        .as_deref()
        .map(|day| citations.locale.day(day))
        .unwrap_or_else(|| "Day not known".into());
    let kind = event.kind.clone().or_else(|| event.code.clone()).unwrap_or_default();
    let words =
        format!("{day}: {kind}, {} ({})", sides(&event.actor, &event.recipient), plain(&event.factuality));
    let number = citations.cite(event.article, &event.id)?;
    Ok(Line { kind: Kind::Paragraph, pieces: vec![Piece { words, notes: vec![number] }] })
}

fn part(heading: &str, lines: Vec<Line>) -> Option<Part> {
    (!lines.is_empty()).then(|| Part { heading: heading.to_owned(), lines, items: true })
}

fn dossier(ledger: &Ledger, asked: &Asked, locale: Locale) -> Result<Brief, Fault> {
    let dossier = Dossier::of(ledger, asked)?;
    let mut citations = Citations::new(ledger, locale);
    let mut parts = Vec::new();
    let pair = dossier.parties.len() > 1;
    let mut events = dossier.did.clone();
    events.extend(dossier.undergone.iter().cloned());
    events.sort_by(|a, b| (&a.from_day, a.article, &a.id).cmp(&(&b.from_day, b.article, &b.id)));
    events.dedup_by(|a, b| a.article == b.article && a.id == b.id);
    let left_out = events.len().saturating_sub(LINES);
    let lines = events
        .iter()
        .take(LINES)
        .map(|event| event_line(&mut citations, event))
        .collect::<Result<Vec<_>, _>>()?;
    parts.extend(part(
        if pair { "What they did toward each other" } else { "What it did and what was done to it" },
        lines,
    ));
    let mut lines = Vec::new();
    for quote in &dossier.quotes {
        let number = citations.cite(quote.article, &quote.id)?;
        let day = quote.published.as_deref().map(|day| locale.day(day)).unwrap_or_default();
        lines.push(Line {
            kind: Kind::Paragraph,
            pieces: vec![Piece {
                words: format!("{day}, {}: {}", plain(&quote.act), quote.content),
                notes: vec![number],
            }],
        });
    }
    parts.extend(part("What it said", lines));
    let mut lines = Vec::new();
    for figure in &dossier.figures {
        let number = citations.cite(figure.article, &figure.id)?;
        let value = crate::words::bounds(figure.low, figure.high, figure.approx, &locale);
        let day = figure.published.as_deref().map(|day| locale.day(day)).unwrap_or_default();
        let what = [figure.unit.as_deref().unwrap_or(""), &figure.of, figure.befell.as_deref().unwrap_or("")];
        let what = what.into_iter().filter(|what| !what.is_empty()).collect::<Vec<_>>().join(", ");
        lines.push(Line {
            kind: Kind::Paragraph,
            pieces: vec![Piece { words: format!("{day}: {value} {what}"), notes: vec![number] }],
        });
    }
    parts.extend(part("Figures it gave", lines));
    let mut lines = Vec::new();
    for deadline in &dossier.deadlines {
        let number = citations.cite(deadline.article, &deadline.id)?;
        let day = deadline.day.as_deref().map(|day| locale.day(day)).unwrap_or_default();
        let who = deadline.who.as_deref().map(|who| format!("{who}: ")).unwrap_or_default();
        let what = deadline.what.as_deref().unwrap_or(&deadline.words);
        lines.push(Line {
            kind: Kind::Paragraph,
            pieces: vec![Piece { words: format!("{day}: {who}{what}"), notes: vec![number] }],
        });
    }
    parts.extend(part("Deadlines", lines));
    Ok(Brief {
        title: dossier.title,
        under: format!("Dossier from {} articles", dossier.total),
        parts,
        notes: citations.notes,
        back: asked.link("/dossier", &[]),
        left_out,
        uncounted: false,
    })
}

fn timeline(ledger: &Ledger, asked: &Asked, locale: Locale) -> Result<Brief, Fault> {
    let period = asked.period(ledger)?;
    let (events, deadlines) = look(ledger, asked, &period, LINES as u32 + 1)?;
    let mut citations = Citations::new(ledger, locale);
    let (_, rows, _) = lay_out(&events, &deadlines);
    let (left_out, uncounted) = (rows.len().saturating_sub(LINES), events.len() > LINES);
    let mut lines = Vec::new();
    // Where something must be left out, the oldest.
    for row in rows.iter().skip(left_out) {
        let Some((article, local)) = row.record() else { continue };
        let number = citations.cite(article, local)?;
        let day = row.shown.as_deref().map(|day| locale.day(day)).unwrap_or_else(|| "Day not known".into());
        let words = format!("{day}: {}, {} ({})", row.kind, row.what, row.state);
        lines.push(Line { kind: Kind::Paragraph, pieces: vec![Piece { words, notes: vec![number] }] });
    }
    Ok(Brief {
        title: if asked.q.is_empty() { "Timeline".into() } else { format!("Timeline: {}", asked.q) },
        under: format!("{} to {}", locale.day(&period.from), locale.day(&period.to)),
        parts: part("", lines).into_iter().collect(),
        notes: citations.notes,
        back: asked.link("/timeline", &[]),
        left_out,
        uncounted,
    })
}

fn search(ledger: &Ledger, asked: &Asked, locale: Locale) -> Result<Brief, Fault> {
    let found = ledger.articles(&asked.filter(ledger)?, Order::Newest, Window::first(ROWS))?;
    let mut notes = Vec::new();
    let mut lines = Vec::new();
    let total = usize::try_from(found.total).unwrap_or(0);
    for hit in found.hits {
        let row = hit.article;
        let snippet = hit.snippet.replace(['⟦', '⟧'], "");
        notes.push(Note {
            words: snippet,
            chain: row.outlet.clone().unwrap_or_default(),
            page: page_line(&row, &locale),
            address: row.url.clone(),
            hash: row.sha256.clone(),
            link: format!("/article/{}", row.id),
        });
        let words = page_line(&row, &locale);
        lines.push(Line { kind: Kind::Paragraph, pieces: vec![Piece { words, notes: vec![notes.len()] }] });
    }
    Ok(Brief {
        title: if asked.q.is_empty() { "Search".into() } else { format!("Search: {}", asked.q) },
        under: format!("{total} articles"),
        left_out: total.saturating_sub(lines.len()),
        uncounted: false,
        parts: part("", lines).into_iter().collect(),
        notes,
        back: asked.link("/search", &[]),
    })
}

/// A brief as Markdown.
fn markdown(brief: &Brief) -> String {
    let mut out = format!("# {}\n\n{}\n", safe(&brief.title), safe(&brief.under));
    for part in &brief.parts {
        if !part.heading.is_empty() {
            let _ = write!(out, "\n## {}\n", safe(&part.heading));
        }
        out.push('\n');
        for (at, line) in part.lines.iter().enumerate() {
            let mark = match (part.items, line.kind) {
                (true, _) => "- ",
                (_, Kind::Heading) => "## ",
                (_, Kind::Quote) => "> ",
                _ => "",
            };
            if at > 0 {
                out.push_str(if part.items { "\n" } else { "\n\n" });
            }
            out.push_str(mark);
            let words = |words: &str| {
                safe(words).replace('\n', if line.kind == Kind::Quote { "\n> " } else { "  \n" })
            };
            let mut body = String::new();
            for piece in &line.pieces {
                body.push_str(&words(&piece.words));
                for note in &piece.notes {
                    let _ = write!(body, "[^{note}]");
                }
            }
            if line.kind == Kind::Caption {
                let _ = write!(out, "*{}*", body.trim());
            } else {
                out.push_str(body.trim_end());
            }
        }
        out.push('\n');
    }
    if brief.left_out > 0 {
        let _ = write!(out, "\n{}.\n", brief.left_out_line());
    }
    out.push('\n');
    for (at, note) in brief.notes.iter().enumerate() {
        let address = note
            .address
            .as_deref()
            .map(|address| format!(" <{}>", address.replace(['<', '>', ' '], "")))
            .unwrap_or_default();
        let words = note.words.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(
            out,
            "[^{}]: “{}” {}. {}.{address} SHA-256 {}",
            at + 1,
            safe(&words),
            safe(&note.chain),
            safe(&note.page),
            note.hash
        );
    }
    out
}

/// Words that mean nothing to Markdown but themselves.
fn safe(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut start = true;
    for c in words.chars() {
        let special = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~')
            || (start && matches!(c, '#' | '+' | '-' | '=' | '!'));
        if special {
            out.push('\\');
        }
        out.push(c);
        start = c == '\n' || (start && c == ' ');
    }
    out
}

#[derive(Template)]
#[template(path = "brief.html")]
struct BriefPage {
    frame: Frame,
    brief: Brief,
    markdown: String,
}

fn print(desk: &Desk, brief: Brief, markdown: String) -> Page {
    page(&BriefPage { frame: desk.frame(Here::Nowhere, brief.title.clone()), brief, markdown })
}

fn file(brief: &Brief) -> Response {
    let name: String = brief
        .title
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(60)
        .collect();
    let name = name.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    (
        [
            (header::CONTENT_TYPE, "text/markdown; charset=utf-8".to_owned()),
            (
                header::CONTENT_DISPOSITION,
                format!("attachment; filename=\"{}.md\"", if name.is_empty() { "brief" } else { &name }),
            ),
        ],
        markdown(brief),
    )
        .into_response()
}

async fn article_page(desk: Desk, Path(id): Path<i64>) -> Page {
    let locale = desk.viewer.locale;
    let brief = desk.state.with(move |ledger| article(ledger, id, locale)).await?;
    print(&desk, brief, format!("/article/{id}/article.md"))
}

async fn article_markdown(desk: Desk, Path(id): Path<i64>) -> Result<Response, Fault> {
    let locale = desk.viewer.locale;
    Ok(file(&desk.state.with(move |ledger| article(ledger, id, locale)).await?))
}

/// What makes a brief of a question.
type Make = fn(&Ledger, &Asked, Locale) -> Result<Brief, Fault>;

async fn made(desk: &Desk, asked: &Asked, make: Make) -> Result<Brief, Fault> {
    let (asked, locale) = (asked.clone(), desk.viewer.locale);
    desk.state.with(move |ledger| make(ledger, &asked, locale)).await
}

async fn dossier_page(desk: Desk, Query(asked): Query<Asked>) -> Page {
    let brief = made(&desk, &asked, dossier).await?;
    print(&desk, brief, asked.link("/dossier/brief.md", &[]))
}

async fn dossier_markdown(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    Ok(file(&made(&desk, &asked, dossier).await?))
}

async fn timeline_page(desk: Desk, Query(asked): Query<Asked>) -> Page {
    let brief = made(&desk, &asked, timeline).await?;
    print(&desk, brief, asked.link("/timeline/brief.md", &[]))
}

async fn timeline_markdown(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    Ok(file(&made(&desk, &asked, timeline).await?))
}

async fn search_page(desk: Desk, Query(asked): Query<Asked>) -> Page {
    let brief = made(&desk, &asked, search).await?;
    print(&desk, brief, asked.link("/search/brief.md", &[]))
}

async fn search_markdown(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    Ok(file(&made(&desk, &asked, search).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_page_mean_nothing_to_markdown() {
        assert_eq!(safe("*Ferry* <b>_x_</b> [a](b)"), r"\*Ferry\* \<b\>\_x\_\</b\> \[a\](b)");
        assert_eq!(safe("# 9 dead"), r"\# 9 dead");
        assert_eq!(safe("a - b #2"), "a - b #2");
    }

    #[test]
    fn footnotes_stand_after_their_words_and_carry_the_hash() {
        let brief = Brief {
            title: "Ferry".into(),
            under: "Courier".into(),
            parts: vec![Part {
                lines: vec![Line {
                    kind: Kind::Paragraph,
                    pieces: vec![
                        Piece { words: "Nine died, police said.".into(), notes: vec![1] },
                        Piece::default(),
                    ],
                }],
                ..Part::default()
            }],
            notes: vec![Note {
                words: "Nine died,\npolice said.".into(),
                chain: "police ← Courier".into(),
                page: "Courier, “Ferry”".into(),
                address: Some("https://courier.example/a".into()),
                hash: "ab12".into(),
                link: "/article/1".into(),
            }],
            ..Brief::default()
        };
        assert_eq!(
            markdown(&brief),
            "# Ferry\n\nCourier\n\nNine died, police said.[^1]\n\n[^1]: “Nine died, police said.” police ← Courier. Courier, “Ferry”. \
             <https://courier.example/a> SHA-256 ab12\n"
        );
    }
}
