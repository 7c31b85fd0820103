//! Laying the corrections that stand over a record.

use super::{Action, Correction, Layer, anchor, patch};
use dunlin_record::{Coding, Record};
use std::collections::{BTreeMap, BTreeSet};

/// What became of corrections on one record.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// The newest correction of each item that stays, by layer and id.
    on: BTreeMap<(&'static str, String), i64>,
    /// Ids of the deadlines, forecasts and precedents that stay, where some were hidden.
    locals: BTreeMap<&'static str, Vec<String>>,
    /// Each correction with the item it holds on; `None` when its words are not there.
    pub(crate) holds: Vec<(i64, Option<String>)>,
}

impl Marks {
    /// The newest correction on an item.
    pub(crate) fn on(&self, layer: &'static str, id: &str) -> Option<i64> {
        if self.on.is_empty() {
            return None;
        }
        self.on.get(&(layer, id.to_owned())).copied()
    }

    /// Id of the n-th deadline, forecast or precedent: it counts those that were hidden.
    pub(crate) fn local(&self, layer: &'static str, n: usize) -> String {
        match self.locals.get(layer).and_then(|locals| locals.get(n)) {
            Some(local) => local.clone(),
            None => {
                let letter = match layer {
                    "deadline" => 'd',
                    "forecast" => 'f',
                    _ => 'r',
                };
                format!("{letter}{}", n + 1)
            }
        }
    }
}

/// Lays corrections over a record, oldest first.
pub(crate) fn apply(record: &mut Record, corrections: &[Correction]) -> Marks {
    let mut marks = Marks::default();
    let mut hidden: BTreeSet<(Layer, String)> = BTreeSet::new();
    for correction in corrections {
        let found = match correction.layer {
            Layer::Article => Some(String::new()),
            _ => anchor::find(record, correction),
        };
        let held = found.filter(|id| match correction.action {
            Action::Hide => hidden.insert((correction.layer, id.clone())),
            Action::Confirm => true,
            Action::Set => {
                let Record { article, coding, .. } = record;
                patch::set(article, coding, correction.layer, id, &correction.value).is_ok()
            }
        });
        if let Some(id) = &held {
            marks.on.insert((correction.layer.name(), id.clone()), correction.id);
        }
        marks.holds.push((correction.id, held));
    }
    if !hidden.is_empty() {
        hide(&mut record.coding, &hidden, &mut marks);
    }
    marks
}

/// Takes hidden items out, and every reference to them: what a hidden attribution covered is covered by the next one
/// outward.
fn hide(coding: &mut Coding, hidden: &BTreeSet<(Layer, String)>, marks: &mut Marks) {
    let is = |layer: Layer, id: &str| hidden.contains(&(layer, id.to_owned()));
    let outward: BTreeMap<String, Option<String>> = coding
        .attributions
        .iter()
        .filter(|a| is(Layer::Attribution, &a.id))
        .map(|a| (a.id.clone(), a.within.clone()))
        .collect();
    let stays = |id: &mut Option<String>| {
        // A chain of sources has no circles; the bound is for records of other programs.
        for _ in 0..=outward.len() {
            match id.as_ref().and_then(|id| outward.get(id)) {
                Some(next) => id.clone_from(next),
                None => return,
            }
        }
    };
    let drop = |layer: Layer, id: &mut Option<String>| {
        if id.as_ref().is_some_and(|id| is(layer, id)) {
            *id = None;
        }
    };
    coding.entities.retain(|n| !is(Layer::Entity, &n.id));
    coding.attributions.retain(|a| !is(Layer::Attribution, &a.id));
    coding.times.retain(|t| !is(Layer::Time, &t.id));
    coding.amounts.retain(|q| !is(Layer::Amount, &q.id));
    coding.places.retain(|p| !is(Layer::Place, &p.id));
    coding.events.retain(|e| !is(Layer::Event, &e.id));
    for a in &mut coding.attributions {
        stays(&mut a.within);
        drop(Layer::Entity, &mut a.source_entity);
        drop(Layer::Time, &mut a.said_time);
    }
    for q in &mut coding.amounts {
        stays(&mut q.according_to);
        drop(Layer::Time, &mut q.when);
        drop(Layer::Amount, &mut q.share_of);
        if let Some(change) = &mut q.change {
            drop(Layer::Amount, &mut change.from);
            drop(Layer::Amount, &mut change.to);
        }
    }
    for e in &mut coding.events {
        e.according_to.retain(|id| !is(Layer::Attribution, id));
        drop(Layer::Place, &mut e.place);
        drop(Layer::Time, &mut e.when.time);
        for actor in e.actor.iter_mut().chain(&mut e.recipient) {
            drop(Layer::Entity, &mut actor.entity);
        }
    }
    keep(&mut coding.deadlines, Layer::Deadline, 'd', hidden, marks);
    keep(&mut coding.forecasts, Layer::Forecast, 'f', hidden, marks);
    keep(&mut coding.precedents, Layer::Precedent, 'r', hidden, marks);
    for d in &mut coding.deadlines {
        stays(&mut d.according_to);
        drop(Layer::Time, &mut d.time);
    }
    for f in &mut coding.forecasts {
        stays(&mut f.attribution);
    }
    for r in &mut coding.precedents {
        stays(&mut r.according_to);
    }
    marks.on.retain(|(layer, id), _| {
        Layer::of_name(layer).is_none_or(|layer| !hidden.contains(&(layer, id.clone())))
    });
}

/// Takes hidden ones out of a layer whose items are told by their number, and remembers the numbers of the others.
fn keep<T>(
    items: &mut Vec<T>,
    layer: Layer,
    letter: char,
    hidden: &BTreeSet<(Layer, String)>,
    marks: &mut Marks,
) {
    let mut locals = Vec::new();
    let mut number = 0;
    items.retain(|_| {
        number += 1;
        let id = format!("{letter}{number}");
        let stays = !hidden.contains(&(layer, id.clone()));
        if stays {
            locals.push(id);
        }
        stays
    });
    marks.locals.insert(layer.name(), locals);
}
