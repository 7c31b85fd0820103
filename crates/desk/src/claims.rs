//! What is claimed, each claim once with everybody who reports it; and the board of what does not agree.

use crate::fault::Fault;
use crate::frame::{Desk, Frame, Here, Page, page};
use crate::markup::Html;
use crate::picture::axis::day_number;
use crate::picture::plot::{Point, SERIES, plot};
use crate::query::{Asked, Pager};
use crate::state::State;
use crate::words::{bounds, marked};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::get;
use dunlin_ledger::claims::{ClaimKind, Rivalry};
use dunlin_ledger::read::{ClaimRow, ClaimsAsked, Conflict, ConflictsAsked, ReportRow, Window};

/// Routes of this module.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/claims", get(list))
        .route("/claims/{id}", get(claim))
        .route("/conflicts", get(board))
}

const KINDS: [ClaimKind; 4] =
    [ClaimKind::Figure, ClaimKind::Event, ClaimKind::Statement, ClaimKind::Deadline];
pub(crate) const RIVALRIES: [(Rivalry, &str); 4] = [
    (Rivalry::Conflict, "Cannot both be right"),
    (Rivalry::Denial, "Said and denied"),
    (Rivalry::Update, "Later state"),
    (Rivalry::Revision, "The same source, changed"),
];

#[derive(Template)]
#[template(path = "claims.html")]
struct ClaimsPage {
    frame: Frame,
    asked: Asked,
    claims: Vec<ClaimRow>,
    kinds: Vec<&'static str>,
    pager: Pager,
}

async fn list(desk: Desk, Query(asked): Query<Asked>) -> Page {
    let question = asked.clone();
    let (claims, pager) = desk
        .state
        .with(move |ledger| {
            let some = |value: &str| Some(value.trim().to_owned()).filter(|value| !value.is_empty());
            let wanted = ClaimsAsked {
                kind: KINDS.into_iter().find(|kind| kind.name() == question.by),
                of: some(&question.of),
                sources: if question.facts == "two" { 2 } else { 0 },
                filter: question.filter(ledger)?,
                ..ClaimsAsked::default()
            };
            let mut claims = ledger.claims(&wanted, question.window())?;
            let pager = question.pager("/claims", &mut claims);
            Ok((claims, pager))
        })
        .await?;
    let kinds = KINDS.iter().map(|kind| kind.name()).collect();
    page(&ClaimsPage { frame: desk.frame(Here::Claims, "Claims"), asked, claims, kinds, pager })
}

/// A report with the link to its words.
struct Reported {
    report: ReportRow,
    link: String,
    chain: String,
}

#[derive(Template)]
#[template(path = "claim.html")]
struct ClaimPage {
    frame: Frame,
    claim: ClaimRow,
    reports: Vec<Reported>,
    conflicts: Vec<Rival>,
    picture: Option<Html>,
    legend: Vec<(usize, String)>,
}

async fn claim(desk: Desk, Path(id): Path<i64>) -> Page {
    let (claim, reports, conflicts, beside) = desk
        .state
        .with(move |ledger| {
            let (claim, reports) = ledger.claim(id)?.ok_or_else(|| Fault::NoSuch(format!("claim {id}")))?;
            let asked = ConflictsAsked { claim: Some(id), ..ConflictsAsked::default() };
            let conflicts = ledger.conflicts(&asked, Window::first(50))?;
            let beside = if claim.kind == ClaimKind::Figure { ledger.quantity(id)? } else { Vec::new() };
            Ok((claim, reports, conflicts, beside))
        })
        .await?;
    let locale = desk.viewer.locale;
    let mut legend: Vec<String> = Vec::new();
    let mut points = Vec::new();
    for report in &beside {
        let Some(day) = report.said.as_deref().and_then(day_number) else { continue };
        let series = legend.iter().position(|name| *name == report.source).unwrap_or_else(|| {
            legend.push(report.source.clone());
            legend.len() - 1
        });
        points.push(Point {
            day,
            low: report.low,
            high: report.high,
            approx: false,
            series,
            drawn: true,
            link: link(report),
            label: marked(report.low, report.high, false, &locale),
            title: format!(
                "{}, according to {}",
                bounds(report.low, report.high, false, &locale),
                report.chain.in_words()
            ),
        });
    }
    // Reports stand against each other as their claims do.
    let mut clashes = Vec::new();
    for conflict in conflicts.iter().filter(|conflict| conflict.kind == Rivalry::Conflict) {
        let place = |claim: i64| beside.iter().position(|report| report.claim == claim);
        clashes.extend(place(conflict.one.claim).zip(place(conflict.other.claim)));
    }
    let picture = (points.len() > 1).then(|| plot(&points, &clashes, &claim.words, "", &locale));
    let template = ClaimPage {
        frame: desk.frame(Here::Claims, claim.words.clone()),
        claim,
        reports: reports.into_iter().map(reported).collect(),
        conflicts: conflicts.into_iter().map(rival).collect(),
        picture,
        legend: legend.into_iter().enumerate().map(|(at, name)| (at % SERIES, name)).collect(),
    };
    page(&template)
}

fn reported(report: ReportRow) -> Reported {
    Reported { link: link(&report), chain: report.chain.in_words(), report }
}

/// The page and record that a report was read from.
pub(crate) fn link(report: &ReportRow) -> String {
    format!("/article/{}?show={}&at={}#record", report.article, layer(&report.local), report.local)
}

/// The layer that shows a record.
pub(crate) fn layer(local: &str) -> &'static str {
    match local.chars().next() {
        Some('e') => "events",
        Some('q') => "figures",
        Some('t') => "dates",
        Some('n') => "names",
        Some('p') => "places",
        Some('d' | 'f' | 'r') => "outlook",
        _ => "who",
    }
}

/// Two claims that do not agree, ready to show.
pub(crate) struct Rival {
    pub(crate) kind: &'static str,
    pub(crate) name: &'static str,
    pub(crate) basis: String,
    pub(crate) sides: Vec<RivalSide>,
    pub(crate) day: Option<String>,
}

pub(crate) struct RivalSide {
    pub(crate) claim: i64,
    pub(crate) words: String,
    reports: Vec<Reported>,
}

pub(crate) fn rival(conflict: Conflict) -> Rival {
    let name = RIVALRIES.iter().find(|(kind, _)| *kind == conflict.kind).map_or("", |(_, name)| *name);
    let side = |side: dunlin_ledger::read::ConflictSide| RivalSide {
        claim: side.claim,
        // A sign does not part from its number.
        words: side.words.replace("≈ ", "≈\u{202f}"),
        reports: side.reports.into_iter().map(reported).collect(),
    };
    Rival {
        kind: conflict.kind.name(),
        name,
        basis: conflict.basis.replace(['-', '_'], " "),
        sides: vec![side(conflict.one), side(conflict.other)],
        day: conflict.day,
    }
}

#[derive(Template)]
#[template(path = "conflicts.html")]
struct BoardPage {
    frame: Frame,
    asked: Asked,
    conflicts: Vec<Rival>,
    tabs: Vec<(&'static str, String, bool)>,
    pager: Pager,
}

async fn board(desk: Desk, Query(asked): Query<Asked>) -> Page {
    let question = asked.clone();
    let (conflicts, pager) = desk
        .state
        .with(move |ledger| {
            let kinds = match question.by.as_str() {
                "all" => Vec::new(),
                "" => vec![Rivalry::Conflict, Rivalry::Denial],
                by => RIVALRIES.iter().map(|(kind, _)| *kind).filter(|kind| kind.name() == by).collect(),
            };
            let of = Some(question.of.trim().to_owned()).filter(|of| !of.is_empty());
            let wanted =
                ConflictsAsked { kinds, of, filter: question.filter(ledger)?, ..ConflictsAsked::default() };
            let mut conflicts = ledger.conflicts(&wanted, question.window())?;
            let pager = question.pager("/conflicts", &mut conflicts);
            Ok((conflicts, pager))
        })
        .await?;
    let tab = |by: &str, name| (name, asked.link("/conflicts", &[("by", by)]), asked.by == by);
    let mut tabs = vec![tab("", "Conflicts and denials")];
    tabs.extend(RIVALRIES.iter().map(|(kind, name)| tab(kind.name(), *name)));
    tabs.push(tab("all", "All"));
    let conflicts = conflicts.into_iter().map(rival).collect();
    page(&BoardPage { frame: desk.frame(Here::Conflicts, "Conflicts"), asked, conflicts, tabs, pager })
}
