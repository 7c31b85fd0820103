//! All about one person, body or country; or about two of them.

use crate::fault::Fault;
use crate::frame::{Desk, Frame, Here, Page, page};
use crate::markup::Html;
use crate::picture::axis::day_number;
use crate::picture::timeline::timeline;
use crate::query::Asked;
use crate::state::State;
use crate::timeline::{Row, lay_out};
use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use dunlin_ledger::Ledger;
use dunlin_ledger::read::{
    ArticleRow, DatedEvent, DeadlineRow, EventsAsked, Figure, FiguresAsked, Filter, Name, Office, Order,
    Quote, QuotesAsked, Side, Window,
};

/// Lines of each part; more is a link.
const LINES: u32 = 40;

/// Routes of this module.
pub(crate) fn routes() -> Router<State> {
    Router::new().route("/dossier", get(show))
}

/// Whom a dossier is about: a name as the ledger has it, or a country or group by its code.
pub(crate) struct Party {
    pub(crate) title: String,
    pub(crate) names: Vec<Name>,
    pub(crate) alike: Vec<Name>,
    sides: Vec<Side>,
}

impl Party {
    /// Whoever is called `asked`.
    pub(crate) fn find(ledger: &Ledger, asked: &str) -> Result<Self, Fault> {
        let asked = asked.trim();
        let is_code =
            asked.len() >= 3 && asked.len() <= 9 && asked.bytes().all(|byte| byte.is_ascii_uppercase());
        let mut names = ledger.find_names(asked, 30)?;
        let lower = asked.to_lowercase();
        let exact = names.iter().any(|name| name.name.to_lowercase() == lower);
        let mut alike = Vec::new();
        if exact {
            (names, alike) = names.into_iter().partition(|name| name.name.to_lowercase() == lower);
        } else if names.len() > 1 {
            // Not by its whole name: the one most spoken of, and the others are named beside.
            alike = names.split_off(1);
        }
        let mut sides: Vec<Side> = names.iter().map(|name| Side::Name(name.id)).collect();
        if is_code {
            sides.push(if asked.len() == 3 { Side::Country(asked.into()) } else { Side::Code(asked.into()) });
        }
        if sides.is_empty() {
            return Err(Fault::NoSuch(format!("name like “{asked}”")));
        }
        let title = if exact || names.is_empty() {
            names.first().map_or_else(|| asked.to_owned(), |name| name.name.clone())
        } else {
            names.first().map(|name| name.name.clone()).unwrap_or_default()
        };
        Ok(Self { title, names, alike, sides })
    }

    fn ids(&self) -> Vec<i64> {
        self.names.iter().map(|name| name.id).collect()
    }
}

/// What a dossier holds.
pub(crate) struct Dossier {
    pub(crate) title: String,
    pub(crate) parties: Vec<Party>,
    pub(crate) offices: Vec<Office>,
    /// For one: what it did; for two: what the first did toward the second.
    pub(crate) did: Vec<DatedEvent>,
    /// What was done to it; what the second did toward the first.
    pub(crate) undergone: Vec<DatedEvent>,
    pub(crate) quotes: Vec<Quote>,
    pub(crate) figures: Vec<Figure>,
    pub(crate) deadlines: Vec<DeadlineRow>,
    pub(crate) articles: Vec<ArticleRow>,
    pub(crate) total: usize,
}

impl Dossier {
    /// The dossier of `asked.name`, or of `asked.name` and `asked.and`.
    pub(crate) fn of(ledger: &Ledger, asked: &Asked) -> Result<Self, Fault> {
        let mut parties = vec![Party::find(ledger, &asked.name)?];
        if !asked.and.trim().is_empty() {
            parties.push(Party::find(ledger, &asked.and)?);
        }
        let one = parties.first().map(|party| party.sides.clone()).unwrap_or_default();
        let other = parties.get(1).map(|party| party.sides.clone());
        let mut base = Asked { name: String::new(), and: String::new(), ..asked.clone() }.filter(ledger)?;
        base.older_versions = false;
        let between =
            |actor: &[Side], recipient: Option<&[Side]>, swap: bool| -> Result<Vec<DatedEvent>, Fault> {
                let mut rows: Vec<DatedEvent> = Vec::new();
                for side in actor {
                    let others: Vec<Option<Side>> = match recipient {
                        Some(sides) => sides.iter().cloned().map(Some).collect(),
                        None => vec![None],
                    };
                    for other in others {
                        let (actor, recipient) =
                            if swap { (other, Some(side.clone())) } else { (Some(side.clone()), other) };
                        let wanted =
                            EventsAsked { actor, recipient, filter: base.clone(), ..EventsAsked::default() };
                        rows.extend(ledger.dated_events(&wanted, Window::first(LINES * 2))?);
                    }
                }
                rows.sort_by(|a, b| {
                    b.published.cmp(&a.published).then_with(|| (a.article, &a.id).cmp(&(b.article, &b.id)))
                });
                rows.dedup_by(|a, b| a.article == b.article && a.id == b.id);
                Ok(rows)
            };
        let did = between(&one, other.as_deref(), false)?;
        let undergone = between(&one, other.as_deref(), true)?;
        let ids: Vec<Vec<i64>> = parties.iter().map(Party::ids).collect();
        let mut filter: Filter = base.clone();
        let (mut quotes, mut figures, mut deadlines, mut offices) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        if let (Some(one), None) = (ids.first().filter(|ids| !ids.is_empty()), ids.get(1)) {
            quotes = ledger.quotes(
                &QuotesAsked { by: one.clone(), filter: base.clone(), ..QuotesAsked::default() },
                Window::first(LINES),
            )?;
            figures = ledger.figures(
                &FiguresAsked { by: one.clone(), filter: base.clone(), ..FiguresAsked::default() },
                Window::first(LINES),
            )?;
            for id in one {
                offices.extend(ledger.offices(*id)?);
            }
        }
        let mut articles = Vec::new();
        let mut total = 0;
        if ids.iter().all(|ids| !ids.is_empty()) {
            filter.names = ids.first().cloned().unwrap_or_default();
            filter.and_names = ids.get(1).cloned().unwrap_or_default();
            let found = ledger.articles(&filter, Order::Newest, Window::first(LINES))?;
            total = usize::try_from(found.total).unwrap_or(0);
            articles = found.hits.into_iter().map(|hit| hit.article).collect();
            if ids.len() == 1 {
                deadlines = ledger.deadlines(None, None, &filter, Window::first(LINES))?;
            }
        }
        let title = parties.iter().map(|party| party.title.as_str()).collect::<Vec<_>>().join(" and ");
        Ok(Self { title, parties, offices, did, undergone, quotes, figures, deadlines, articles, total })
    }
}

#[derive(Template)]
#[template(path = "dossier.html")]
struct DossierPage {
    frame: Frame,
    asked: Asked,
    dossier: Dossier,
    picture: Option<Html>,
    /// What it did, and what was done to it, each under its heading.
    events: Vec<(String, Vec<Row>)>,
    pair: bool,
    kind: String,
    figures: Vec<(Figure, String)>,
}

#[derive(Template)]
#[template(path = "dossiers.html")]
struct AskPage {
    frame: Frame,
    names: Vec<dunlin_ledger::read::Counted>,
}

async fn show(desk: Desk, Query(asked): Query<Asked>) -> Page {
    if asked.name.trim().is_empty() {
        let names = desk.state.with(move |ledger| Ok(ledger.spoken_of(&asked.period(ledger)?, 80)?)).await?;
        return page(&AskPage { frame: desk.frame(Here::Nowhere, "Dossiers"), names });
    }
    let question = asked.clone();
    let dossier = desk.state.with(move |ledger| Dossier::of(ledger, &question)).await?;
    let all: Vec<DatedEvent> = dossier.did.iter().chain(&dossier.undergone).cloned().collect();
    let (items, ..) = lay_out(&all, &dossier.deadlines);
    let days = || items.iter().map(|item| item.day);
    let (from, to) = (days().fold(f64::MAX, f64::min), days().fold(f64::MIN, f64::max));
    // One far day (a war of long ago) must not press the present together: two months before the last day said.
    let last = all
        .iter()
        .filter_map(|event| event.published.as_deref())
        .filter_map(day_number)
        .fold(f64::MIN, f64::max);
    let from = if last > f64::MIN { from.max(last - 62.0) } else { from };
    let picture = (from <= to)
        .then(|| timeline(&items, from - 1.0, to + 1.0, &format!("Timeline of {}", dossier.title)));
    let locale = desk.viewer.locale;
    let rows = |events: &[DatedEvent]| {
        let (_, mut rows, _) = lay_out(events, &[]);
        rows.reverse();
        rows
    };
    let kind = dossier
        .parties
        .first()
        .and_then(|party| party.names.first())
        .map(|name| if name.kind == "organization" { "body".to_owned() } else { name.kind.clone() })
        .unwrap_or_else(|| "country or group".into());
    let template = DossierPage {
        frame: desk.frame(Here::Nowhere, dossier.title.clone()),
        events: vec![
            (dossier.did_title(), rows(&dossier.did)),
            (dossier.undergone_title(), rows(&dossier.undergone)),
        ],
        pair: dossier.parties.len() > 1,
        figures: dossier
            .figures
            .iter()
            .map(|figure| {
                (figure.clone(), crate::words::bounds(figure.low, figure.high, figure.approx, &locale))
            })
            .collect(),
        asked,
        dossier,
        picture,
        kind,
    };
    page(&template)
}

impl Dossier {
    /// Heading over what the first did.
    fn did_title(&self) -> String {
        match self.parties.as_slice() {
            [one, other] => format!("{} toward {}", one.title, other.title),
            _ => "What it did".into(),
        }
    }

    /// Heading over what was done to the first.
    fn undergone_title(&self) -> String {
        match self.parties.as_slice() {
            [one, other] => format!("{} toward {}", other.title, one.title),
            _ => "What was done to it".into(),
        }
    }
}
