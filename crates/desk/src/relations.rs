//! Who acts toward whom, by type: a picture of the most active, and the whole table.

use crate::frame::{Desk, Frame, Here, Page, page};
use crate::markup::Html;
use crate::picture::network::{Arrow, Node, network};
use crate::places::{class, mostly};
use crate::query::Asked;
use crate::state::State;
use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use dunlin_ledger::read::{By, Period, Relation};
use std::collections::BTreeMap;

/// Actors in the picture at most.
const DRAWN: usize = 18;

/// Routes of this module.
pub(crate) fn routes() -> Router<State> {
    Router::new().route("/network", get(show))
}

#[derive(Template)]
#[template(path = "network.html")]
struct NetworkPage {
    frame: Frame,
    asked: Asked,
    relations: Vec<(Relation, String)>,
    picture: Html,
    period: Period,
    left_out: usize,
    /// Whether only the newest articles are counted.
    cut: bool,
}

async fn show(desk: Desk, Query(asked): Query<Asked>) -> Page {
    let question = asked.clone();
    let (relations, period, cut) = desk
        .state
        .with(move |ledger| {
            let period = question.period(ledger)?;
            let by = if question.by == "name" { By::Name } else { By::Country };
            let cut = ledger.is_cut(&period)?;
            Ok((ledger.relations(&period, by, question.only_facts(), 400)?, period, cut))
        })
        .await?;
    let (nodes, arrows, left_out) = draw(&relations, &period);
    let picture = network(&nodes, &arrows, "Who acts toward whom");
    let relations = relations
        .into_iter()
        .map(|relation| {
            let link = pair(&relation.actor, &relation.recipient, &period);
            (relation, link)
        })
        .collect();
    page(&NetworkPage {
        frame: desk.frame(Here::Network, "Network"),
        asked,
        relations,
        picture,
        period,
        left_out,
        cut,
    })
}

fn pair(actor: &str, recipient: &str, period: &Period) -> String {
    crate::link::with(
        "/dossier",
        &[
            ("name", actor),
            ("and", if recipient == actor { "" } else { recipient }),
            ("from", &period.from),
            ("to", &period.to),
        ],
    )
}

/// The actors in an order in which those who have to do with each other stand close: the most active first, then always
/// whoever has most to do with those last placed.
fn beside<'r>(mut left: Vec<(&'r str, i64)>, relations: &[Relation]) -> Vec<(&'r str, i64)> {
    let mut placed: Vec<(&str, i64)> = Vec::with_capacity(left.len());
    while !left.is_empty() {
        // Ties to the last placed count most, those to the ones before less and less.
        let pull = |name: &str| -> f64 {
            let ties = placed.iter().rev().take(4).zip([8.0, 4.0, 2.0, 1.0]);
            ties.map(|((near, _), weight)| {
                let between = relations.iter().filter(|one| {
                    (one.actor == name && one.recipient == *near)
                        || (one.actor == *near && one.recipient == name)
                });
                weight * between.map(|one| one.events as f64).sum::<f64>()
            })
            .sum()
        };
        // Of equal pull the first is taken: the most active.
        let next = left.iter().enumerate().rev().max_by(|a, b| pull(a.1.0).total_cmp(&pull(b.1.0)));
        let next = next.map_or(0, |(at, _)| at);
        placed.push(left.remove(next));
    }
    placed
}

/// Events of one actor toward another: by class, by type.
type Deeds<'r> = ([i64; 4], BTreeMap<&'r str, i64>);

/// The most active actors and what they do toward each other; and how many are left to the table.
fn draw(relations: &[Relation], period: &Period) -> (Vec<Node>, Vec<Arrow>, usize) {
    let mut weights: BTreeMap<&str, i64> = BTreeMap::new();
    for relation in relations {
        *weights.entry(&relation.actor).or_insert(0) += relation.events;
        if relation.recipient != relation.actor {
            *weights.entry(&relation.recipient).or_insert(0) += relation.events;
        }
    }
    // Actors of the strongest relations, so that nobody is drawn without an arrow.
    let mut drawn: Vec<&str> = Vec::new();
    for relation in relations {
        let new: Vec<&str> = [relation.actor.as_str(), relation.recipient.as_str()]
            .into_iter()
            .filter(|name| !drawn.contains(name))
            .collect();
        if drawn.len() + new.len() <= DRAWN {
            drawn.extend(new);
            drawn.dedup();
        }
    }
    let left_out = weights.len() - drawn.len();
    let mut actors: Vec<(&str, i64)> = weights.into_iter().filter(|(name, _)| drawn.contains(name)).collect();
    actors.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let actors = beside(actors, relations);
    let nodes: Vec<Node> = actors
        .iter()
        .map(|(name, weight)| Node {
            name: (*name).to_owned(),
            link: crate::link::with("/dossier", &[("name", name)]),
            weight: usize::try_from(*weight).unwrap_or(0),
        })
        .collect();
    let number = |name: &str| actors.iter().position(|(actor, _)| *actor == name);
    let mut between: BTreeMap<(usize, usize), Deeds<'_>> = BTreeMap::new();
    for relation in relations {
        if let (Some(from), Some(to)) = (number(&relation.actor), number(&relation.recipient)) {
            let (classes, kinds) = between.entry((from, to)).or_default();
            if let Some(count) = classes.get_mut(class(relation.quad.as_deref())) {
                *count += relation.events;
            }
            *kinds.entry(&relation.kind).or_insert(0) += relation.events;
        }
    }
    let name = |at: usize| actors.get(at).map_or("", |actor| actor.0);
    let arrows = between
        .into_iter()
        .map(|((from, to), (classes, kinds))| Arrow {
            from,
            to,
            count: usize::try_from(classes.iter().sum::<i64>()).unwrap_or(0),
            class: mostly(&classes),
            link: pair(name(from), name(to), period),
            title: format!(
                "{} → {}: {}",
                name(from),
                name(to),
                kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect::<Vec<_>>().join(", ")
            ),
        })
        .collect();
    (nodes, arrows, left_out)
}
