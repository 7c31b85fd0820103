//! The layers that a reader may switch, and the marks that each puts on the words.

use crate::markup::Mark;
use dunlin_record::{Attribution, MentionKind, Record, Span};

/// One layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layer {
    /// Source, cue and content of every attribution.
    Who,
    Events,
    Figures,
    Dates,
    Names,
    Places,
    /// Deadlines, forecasts, comparisons with the past.
    Outlook,
}

/// Every layer with its name in addresses, its name on the page and its class.
pub(crate) const LAYERS: [(Layer, &str, &str, &str); 7] = [
    (Layer::Who, "who", "Who says what", "who"),
    (Layer::Events, "events", "Events", "events"),
    (Layer::Figures, "figures", "Figures", "figures"),
    (Layer::Dates, "dates", "Dates", "dates-layer"),
    (Layer::Names, "names", "Names", "names"),
    (Layer::Places, "places", "Places", "places-layer"),
    (Layer::Outlook, "outlook", "Outlook", "outlook"),
];

/// The layers that are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Shown(Vec<Layer>);

impl Shown {
    /// From the parameter `show`: names parted by points, `none` for none. Without it, who says what.
    pub(crate) fn parse(parameter: Option<&str>) -> Self {
        match parameter {
            None => Self(vec![Layer::Who]),
            Some(names) => Self(
                LAYERS
                    .iter()
                    .filter(|(_, name, ..)| names.split('.').any(|given| given == *name))
                    .map(|(layer, ..)| *layer)
                    .collect(),
            ),
        }
    }

    pub(crate) fn has(&self, layer: Layer) -> bool {
        self.0.contains(&layer)
    }

    /// The parameter that shows these layers.
    pub(crate) fn parameter(&self) -> String {
        let names: Vec<&str> =
            LAYERS.iter().filter(|(layer, ..)| self.has(*layer)).map(|(_, name, ..)| *name).collect();
        if names.is_empty() { "none".into() } else { names.join(".") }
    }

    /// These layers with `layer` switched over.
    pub(crate) fn switched(&self, layer: Layer) -> Self {
        let mut layers = self.0.clone();
        match layers.iter().position(|shown| *shown == layer) {
            Some(at) => {
                layers.remove(at);
            }
            None => layers.push(layer),
        }
        Self(layers)
    }
}

/// Marks of the layers that are `shown`, and of the record `lit`, which lights up whether its layer is shown or not.
/// `link` gives the address that selects a record.
pub(crate) fn marks(
    record: &Record,
    shown: &Shown,
    lit: Option<&str>,
    link: &dyn Fn(&str) -> String,
) -> Vec<Mark> {
    let mut out = Marks { out: Vec::new(), link };
    let coding = &record.coding;
    if shown.has(Layer::Who) {
        for attribution in &coding.attributions {
            let class = if depth(&coding.attributions, attribution) > 0 { "said-2" } else { "said" };
            out.all(&attribution.content, class, &attribution.id);
        }
        for attribution in &coding.attributions {
            out.all(&attribution.cue, "cue", &attribution.id);
            out.all(&attribution.source, "source", &attribution.id);
        }
    }
    if shown.has(Layer::Events) {
        for event in &coding.events {
            for side in event.actor.iter().chain(&event.recipient) {
                out.one(side.span, "side", &event.id);
            }
            out.all(&event.trigger, "trigger", &event.id);
        }
    }
    if shown.has(Layer::Figures) {
        for amount in &coding.amounts {
            out.all(&amount.of, "counted", &amount.id);
            out.one(amount.span, "figure", &amount.id);
        }
    }
    if shown.has(Layer::Dates) {
        for time in &coding.times {
            out.one(time.span, "time", &time.id);
        }
    }
    if shown.has(Layer::Names) {
        for entity in &coding.entities {
            for mention in entity.mentions.iter().filter(|mention| mention.kind != MentionKind::Pronoun) {
                out.one(mention.span, "name", &entity.id);
            }
        }
    }
    if shown.has(Layer::Places) {
        for place in &coding.places {
            out.one(place.span, "place", &place.id);
        }
    }
    if shown.has(Layer::Outlook) {
        for (id, span) in outlook(record) {
            out.one(span, "outlook", &id);
        }
    }
    if let Some(id) = lit {
        for span in spans_of(record, id) {
            out.one(span, "lit", id);
        }
    }
    out.out
}

struct Marks<'l> {
    out: Vec<Mark>,
    link: &'l dyn Fn(&str) -> String,
}

impl Marks<'_> {
    fn one(&mut self, span: Span, class: &'static str, id: &str) {
        self.out.push(Mark { span, class, link: Some((self.link)(id)), title: None });
    }

    fn all(&mut self, spans: &[Span], class: &'static str, id: &str) {
        for span in spans {
            self.one(*span, class, id);
        }
    }
}

/// How many attributions stand around this one.
pub(crate) fn depth(all: &[Attribution], attribution: &Attribution) -> usize {
    let mut depth = 0;
    let mut outer = attribution.within.as_deref();
    while let Some(id) = outer.filter(|_| depth < all.len()) {
        depth += 1;
        outer = all.iter().find(|other| other.id == id).and_then(|other| other.within.as_deref());
    }
    depth
}

/// Deadlines, forecasts and precedents with the ids that the ledger gives them: `d1`, `f1`, `r1`, …
pub(crate) fn outlook(record: &Record) -> Vec<(String, Span)> {
    let coding = &record.coding;
    let named = |letter: char, spans: Vec<Span>| {
        spans.into_iter().enumerate().map(move |(at, span)| (format!("{letter}{}", at + 1), span))
    };
    named('d', coding.deadlines.iter().map(|one| one.span).collect())
        .chain(named('f', coding.forecasts.iter().map(|one| one.span).collect()))
        .chain(named('r', coding.precedents.iter().map(|one| one.span).collect()))
        .collect()
}

/// Every stretch of words that the record `id` was read from.
pub(crate) fn spans_of(record: &Record, id: &str) -> Vec<Span> {
    let coding = &record.coding;
    let mut spans = Vec::new();
    for attribution in coding.attributions.iter().filter(|one| one.id == id) {
        spans.extend(attribution.source.iter().chain(&attribution.cue).chain(&attribution.content));
    }
    for event in coding.events.iter().filter(|one| one.id == id) {
        spans.extend(&event.trigger);
        spans.extend(event.actor.iter().chain(&event.recipient).map(|side| side.span));
    }
    for amount in coding.amounts.iter().filter(|one| one.id == id) {
        spans.push(amount.span);
        spans.extend(&amount.of);
    }
    spans.extend(coding.times.iter().filter(|one| one.id == id).map(|one| one.span));
    spans.extend(coding.places.iter().filter(|one| one.id == id).map(|one| one.span));
    for entity in coding.entities.iter().filter(|one| one.id == id) {
        spans.extend(entity.mentions.iter().map(|mention| mention.span));
    }
    spans.extend(outlook(record).into_iter().filter(|(name, _)| name == id).map(|(_, span)| span));
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_switch_one_by_one_and_addresses_say_which() {
        let shown = Shown::parse(None);
        assert_eq!(shown.parameter(), "who");
        let more = shown.switched(Layer::Figures);
        assert_eq!(more.parameter(), "who.figures");
        assert_eq!(Shown::parse(Some(&more.parameter())), more);
        assert_eq!(shown.switched(Layer::Who).parameter(), "none");
        assert_eq!(Shown::parse(Some("none.nonsense")), Shown::default());
    }
}
