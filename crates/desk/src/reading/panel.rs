//! One record in words: what it says, from which words, by which rule and how surely, and what of it can be corrected.

use super::view::third_person;
use crate::locale::Locale;
use crate::words::{self, Link, bounds, chain, is_pronoun, name_of, plain, short, units, words_at};
use dunlin_record::{Actor, Event, Record, Span, TimeBasis, WhenBasis};

/// One line of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    /// Where the value leads.
    pub(crate) link: Option<String>,
}

/// A field that a person may set, as the form shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    /// Its name in the record.
    pub(crate) key: &'static str,
    pub(crate) label: &'static str,
    /// What it holds now.
    pub(crate) value: String,
    /// All that it can hold, where that is a closed list.
    pub(crate) choices: Vec<&'static str>,
}

/// A record as the page shows it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Panel {
    pub(crate) id: String,
    pub(crate) kind: &'static str,
    pub(crate) title: String,
    /// The exact words.
    pub(crate) words: String,
    pub(crate) facts: Vec<Fact>,
    /// From the first speaker to the outlet; empty when nobody but the writer says it.
    pub(crate) chain: Vec<Link>,
    pub(crate) rule: Option<String>,
    /// 0 to 100.
    pub(crate) confidence: Option<u8>,
    pub(crate) fields: Vec<Field>,
    /// Where its claim is kept beside others': the path of a page.
    pub(crate) more: Vec<(String, String)>,
}

impl Panel {
    fn new(id: &str, kind: &'static str, title: String, words: String) -> Self {
        Self {
            id: id.to_owned(),
            kind,
            title,
            words,
            facts: Vec::new(),
            chain: Vec::new(),
            rule: None,
            confidence: None,
            fields: Vec::new(),
            more: Vec::new(),
        }
    }

    fn fact(&mut self, name: &'static str, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.facts.push(Fact { name, value, link: None });
        }
    }

    fn linked(&mut self, name: &'static str, value: impl Into<String>, link: String) {
        let value = value.into();
        if !value.is_empty() {
            self.facts.push(Fact { name, value, link: Some(link) });
        }
    }

    fn field(
        &mut self,
        key: &'static str,
        label: &'static str,
        value: Option<&str>,
        choices: &[&'static str],
    ) {
        let value = value.unwrap_or("").to_owned();
        self.fields.push(Field { key, label, value, choices: choices.to_vec() });
    }

    fn judged(&mut self, rule: &str, confidence: f32) {
        self.rule = Some(rule.to_owned());
        self.confidence = Some((confidence.clamp(0.0, 1.0) * 100.0).round() as u8);
    }

    fn said_by(&mut self, record: &Record, attribution: Option<&str>) {
        if let Some(attribution) =
            attribution.and_then(|id| record.coding.attributions.iter().find(|one| one.id == id))
        {
            self.chain = chain(record, attribution);
        }
    }
}

pub(crate) const FACTUALITY: [&str; 9] = [
    "happened",
    "ongoing",
    "planned",
    "threatened",
    "possible",
    "conditional",
    "denied",
    "not-happened",
    "background",
];
/// PLOVER's types.
pub(crate) const TYPES: [&str; 16] = [
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
];

/// The record `id` of `record`; `None` when it has none of that id.
pub(crate) fn panel(record: &Record, id: &str, locale: &Locale) -> Option<Panel> {
    match id.chars().next()? {
        'a' => attribution(record, id, locale),
        'e' => event(record, id, locale),
        'q' => amount(record, id, locale),
        't' => time(record, id, locale),
        'n' => entity(record, id, locale),
        'p' => place(record, id),
        'd' | 'f' | 'r' => outlook(record, id, locale),
        _ => None,
    }
}

fn attribution(record: &Record, id: &str, locale: &Locale) -> Option<Panel> {
    let one = record.coding.attributions.iter().find(|one| one.id == id)?;
    let text = &record.article.text;
    let source = words::source(record, one);
    let title = format!("{source} {}", third_person(&plain(&one.act)));
    let mut panel = Panel::new(id, "Who says what", title, words_at(text, &one.content));
    panel.linked("Source", words_at(text, &one.source), dictionary(&source));
    panel.fact("Kind of source", plain(&name_of(&one.source_kind)));
    panel.linked("Act", plain(&one.act), dictionary(&one.act));
    panel.fact("Shown by", words_at(text, &one.cue));
    panel.fact(
        "Whose words",
        match name_of(&one.form).as_str() {
            "direct" => "the source's own, quoted",
            "mixed" => "partly quoted",
            _ => "the writer's",
        },
    );
    if let Some(said) = &one.said {
        let basis = if one.said_time.is_some() { "" } else { " (inferred)" };
        panel.fact("Said", format!("{}{basis}", locale.day(said)));
    }
    panel.chain = chain(record, one);
    panel.judged(&one.rule, one.confidence);
    panel.field("act", "Act", Some(&one.act), &[]);
    let kinds = ["person", "body", "outlet", "document", "unnamed", "author"];
    panel.field("source_kind", "Kind of source", Some(&name_of(&one.source_kind)), &kinds);
    panel.field("form", "Form", Some(&name_of(&one.form)), &["direct", "mixed", "indirect"]);
    panel.field("said", "Said (day)", one.said.as_deref(), &[]);
    panel.field("within", "Reported inside (a1, a2, …)", one.within.as_deref(), &[]);
    Some(panel)
}

/// Who did it and to whom, in one line: "Varland → Orrenia". Somebody whom the words only point at is named.
pub(crate) fn sides(record: &Record, event: &Event) -> String {
    let name = |actor: &Actor| {
        let entity = actor.entity.as_ref().filter(|_| is_pronoun(&actor.text));
        let named = entity.and_then(|id| record.coding.entities.iter().find(|entity| entity.id == *id));
        named.map_or_else(|| short(&actor.text, 40), |entity| short(&entity.name, 40))
    };
    let names = |side: &[Actor]| {
        let mut all: Vec<String> = side.iter().map(name).collect();
        all.dedup();
        all.join(", ")
    };
    match (event.actor.is_empty(), event.recipient.is_empty()) {
        (false, false) => format!("{} → {}", names(&event.actor), names(&event.recipient)),
        (false, true) => names(&event.actor),
        (true, false) => format!("→ {}", names(&event.recipient)),
        (true, true) => String::new(),
    }
}

fn event(record: &Record, id: &str, locale: &Locale) -> Option<Panel> {
    let one = record.coding.events.iter().find(|one| one.id == id)?;
    let text = &record.article.text;
    let kind = one.kind.as_deref().or(one.code.as_deref()).unwrap_or("Event");
    let title = format!("{kind}: {}", sides(record, one));
    let mut panel = Panel::new(id, "Event", title, one.sentence.of(text).to_owned());
    let actor = |side: &Actor| {
        let code = side
            .code
            .as_deref()
            .map(|code| format!(" ({code}{})", if side.inferred { ", country inferred" } else { "" }));
        format!("{}{}", side.text, code.unwrap_or_default())
    };
    for side in &one.actor {
        panel.linked("Actor", actor(side), dictionary(&side.text));
    }
    for side in &one.recipient {
        panel.linked("Recipient", actor(side), dictionary(&side.text));
    }
    panel.linked(
        "Type (PLOVER)",
        one.kind.clone().unwrap_or_default(),
        dictionary(one.kind.as_deref().unwrap_or("")),
    );
    panel.linked("Mode", one.mode.clone().unwrap_or_default(), dictionary(one.mode.as_deref().unwrap_or("")));
    panel.fact("Context", one.context.iter().map(|context| plain(context)).collect::<Vec<_>>().join(", "));
    panel.linked(
        "Code (CAMEO)",
        one.code.clone().unwrap_or_default(),
        dictionary(one.code.as_deref().unwrap_or("")),
    );
    if let Some(quad) = one.quad {
        let quad = name_of(&quad);
        panel.linked("Class", plain(&quad), dictionary(&quad));
    }
    if let Some(score) = one.score {
        panel.fact("Score", format!("{} (of −10 to 10)", locale.number(f64::from(score))));
    }
    let factuality = name_of(&one.factuality);
    panel.linked("Factuality", plain(&factuality), dictionary(&factuality));
    let basis = match one.when.basis {
        WhenBasis::Stated => "stated",
        WhenBasis::Tense => "from the tense",
        WhenBasis::Published => "taken from the day of publication",
        WhenBasis::Unknown => "not known",
    };
    match &one.when.value {
        Some(value) => panel.fact("When", format!("{} ({basis})", locale.day(value))),
        None => panel.fact("When", basis),
    }
    if let Some(place) =
        one.place.as_ref().and_then(|id| record.coding.places.iter().find(|place| place.id == *id))
    {
        panel.fact("Where", place.name.clone());
    }
    panel.fact("Shown by", words_at(text, &one.trigger));
    panel.said_by(record, one.according_to.first().map(String::as_str));
    panel.judged(&one.rule, one.confidence);
    panel.field("factuality", "Factuality", Some(&factuality), &FACTUALITY);
    panel.field("type", "Type", one.kind.as_deref(), &TYPES);
    panel.field("mode", "Mode", one.mode.as_deref(), &[]);
    panel.field("code", "Code", one.code.as_deref(), &[]);
    panel.field("when.value", "When (2026-03-05)", one.when.value.as_deref(), &[]);
    if let Some(actor) = one.actor.first() {
        panel.field("actor.0.code", "Actor's code", actor.code.as_deref(), &[]);
    }
    if let Some(recipient) = one.recipient.first() {
        panel.field("recipient.0.code", "Recipient's code", recipient.code.as_deref(), &[]);
    }
    Some(panel)
}

fn amount(record: &Record, id: &str, locale: &Locale) -> Option<Panel> {
    let one = record.coding.amounts.iter().find(|one| one.id == id)?;
    let text = &record.article.text;
    let value = bounds(one.low, one.high, one.approx, locale);
    let unit = one.unit.clone().unwrap_or_default();
    let title = format!("{value} {}", units(&unit, one.low, one.high));
    let mut panel = Panel::new(id, "Figure", title, sentence_around(text, one.span));
    panel.fact("Value", value);
    panel.fact("Unit", unit.clone());
    panel.fact("Of", words_at(text, &one.of));
    panel.fact("What befell them", one.befell.clone().unwrap_or_default());
    if let Some(whole) = &one.share_of {
        panel.fact("Share of", describe(record, whole, locale));
    }
    if let Some(change) = &one.change {
        let way = name_of(&change.direction);
        let end = |id: &Option<String>, word: &str| match id {
            Some(id) => format!(" {word} {}", describe(record, id, locale)),
            None => String::new(),
        };
        panel.fact("Change", format!("{way}{}{}", end(&change.from, "from"), end(&change.to, "to")));
    }
    if let Some(time) =
        one.when.as_ref().and_then(|id| record.coding.times.iter().find(|time| time.id == *id))
    {
        panel.fact(
            "As of",
            time.value.as_deref().map_or_else(|| time.span.of(text).to_owned(), |v| locale.day(v)),
        );
    }
    panel.said_by(record, one.according_to.as_deref());
    panel.confidence = Some((one.confidence.clamp(0.0, 1.0) * 100.0).round() as u8);
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    panel.field("low", "Lower end", Some(&number(one.low)), &[]);
    panel.field("high", "Upper end", Some(&number(one.high)), &[]);
    panel.field("unit", "Unit", Some(&unit), &[]);
    panel.field(
        "befell",
        "What befell them",
        one.befell.as_deref(),
        &["killed", "wounded", "held", "displaced", "missing"],
    );
    Some(panel)
}

fn describe(record: &Record, id: &str, locale: &Locale) -> String {
    match record.coding.amounts.iter().find(|amount| amount.id == id) {
        Some(amount) => bounds(amount.low, amount.high, amount.approx, locale),
        None => id.to_owned(),
    }
}

fn time(record: &Record, id: &str, locale: &Locale) -> Option<Panel> {
    let one = record.coding.times.iter().find(|one| one.id == id)?;
    let text = &record.article.text;
    let words = one.span.of(text).to_owned();
    let mut panel = Panel::new(id, "Date", words, sentence_around(text, one.span));
    panel.fact("Value", one.value.as_deref().map(|value| locale.day(value)).unwrap_or_default());
    panel.linked(
        "TIMEX3",
        one.value.clone().unwrap_or_default(),
        dictionary(one.value.as_deref().unwrap_or("")),
    );
    panel.fact("Type", name_of(&one.kind).to_lowercase());
    panel.fact("Modifier", one.modifier.clone().unwrap_or_default());
    panel.fact(
        "How often",
        [one.quant.as_deref(), one.freq.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" "),
    );
    panel.fact(
        "Known",
        match one.basis {
            TimeBasis::Explicit => "from the words alone".to_owned(),
            TimeBasis::Relative => match one.anchor.as_deref() {
                Some("published") | None => "counted from the day of publication".to_owned(),
                Some(id) => {
                    let anchor = record.coding.times.iter().find(|time| time.id == id);
                    format!("counted from “{}”", anchor.map_or(id, |time| time.span.of(text)))
                }
            },
            TimeBasis::Unanchored => "not: it needs a day to count from, and the page gives none".to_owned(),
        },
    );
    panel.field("value", "Value (2026-03-05, 2026-W10, P3D, …)", one.value.as_deref(), &[]);
    panel.field("type", "Type", Some(&name_of(&one.kind)), &["DATE", "TIME", "DURATION", "SET"]);
    Some(panel)
}

fn entity(record: &Record, id: &str, locale: &Locale) -> Option<Panel> {
    let one = record.coding.entities.iter().find(|one| one.id == id)?;
    let text = &record.article.text;
    let first = one.mentions.first().map(|mention| sentence_around(text, mention.span)).unwrap_or_default();
    let mut panel = Panel::new(id, "Name", one.name.clone(), first);
    panel.fact(
        "What it is",
        match name_of(&one.kind).as_str() {
            "organization" => "a body".to_owned(),
            "other" => "a thing that is named".to_owned(),
            kind => format!("a {kind}"),
        },
    );
    for code in &one.codes {
        let days = match (&code.from, &code.to) {
            (Some(from), Some(to)) => format!(", {} to {}", locale.day(from), locale.day(to)),
            (Some(from), None) => format!(", since {}", locale.day(from)),
            (None, Some(to)) => format!(", until {}", locale.day(to)),
            (None, None) => String::new(),
        };
        let role = code.role.as_deref().map(|role| format!(": {role}")).unwrap_or_default();
        panel.linked("Code", format!("{}{role}{days}", code.code), dictionary(&code.code));
    }
    if one.codes.is_empty() {
        panel.fact("Code", "none in the lexicon");
    }
    let mut said: Vec<String> = Vec::new();
    for mention in &one.mentions {
        let words = mention.span.of(text).to_owned();
        if !said.contains(&words) {
            said.push(words);
        }
    }
    panel.fact("Called", said.join(", "));
    panel.fact("Spoken of", format!("{} times", one.mentions.len()));
    panel.more.push((dictionary(&one.name), "In the dictionary".into()));
    panel.field("name", "Name", Some(&one.name), &[]);
    panel.field(
        "type",
        "What it is",
        Some(&name_of(&one.kind)),
        &["person", "organization", "place", "other"],
    );
    Some(panel)
}

fn place(record: &Record, id: &str) -> Option<Panel> {
    let one = record.coding.places.iter().find(|one| one.id == id)?;
    let text = &record.article.text;
    let mut panel = Panel::new(id, "Place", one.name.clone(), sentence_around(text, one.span));
    panel.fact("Kind", name_of(&one.kind));
    panel.fact(
        "In the text",
        match name_of(&one.form).as_str() {
            "part-of-name" => "inside the name of something else",
            "adjective" => "by its adjective or people",
            _ => "by its name",
        },
    );
    panel.fact("Part of", one.region.clone().unwrap_or_default());
    panel.linked(
        "Country",
        one.country.clone().unwrap_or_default(),
        dictionary(one.country.as_deref().unwrap_or("")),
    );
    if let (Some(lat), Some(lon)) = (one.lat, one.lon) {
        panel.fact("Lies at", format!("{lat:.3}, {lon:.3}"));
    }
    panel.fact("Gazetteer", one.gazetteer.clone().unwrap_or_default());
    panel.field("name", "Name", Some(&one.name), &[]);
    panel.field("country", "Country (three letters)", one.country.as_deref(), &[]);
    panel.field("lat", "Degrees north", one.lat.map(|d| d.to_string()).as_deref(), &[]);
    panel.field("lon", "Degrees east", one.lon.map(|d| d.to_string()).as_deref(), &[]);
    Some(panel)
}

fn outlook(record: &Record, id: &str, locale: &Locale) -> Option<Panel> {
    let at = id.get(1..)?.parse::<usize>().ok()?.checked_sub(1)?;
    let text = &record.article.text;
    match id.chars().next()? {
        'd' => {
            let one = record.coding.deadlines.get(at)?;
            let title = one.date.as_deref().map_or_else(|| "Deadline".to_owned(), |day| locale.day(day));
            let mut panel = Panel::new(id, "Deadline", title, sentence_around(text, one.span));
            panel.fact("Day", one.date.as_deref().map(|day| locale.day(day)).unwrap_or_default());
            panel.fact("Who must act", one.who.clone().unwrap_or_default());
            panel.fact("What must be done", one.what.clone().unwrap_or_default());
            panel.fact("Set by", one.set_by.clone().unwrap_or_default());
            panel.said_by(record, one.according_to.as_deref());
            panel.field("date", "Day", one.date.as_deref(), &[]);
            panel.field("who", "Who must act", one.who.as_deref(), &[]);
            panel.field("what", "What must be done", one.what.as_deref(), &[]);
            panel.field("set_by", "Set by", one.set_by.as_deref(), &[]);
            Some(panel)
        }
        'f' => {
            let one = record.coding.forecasts.get(at)?;
            let strength = name_of(&one.strength);
            let mut panel =
                Panel::new(id, "Forecast", format!("Forecast: {strength}"), one.span.of(text).to_owned());
            panel.fact("How sure", strength.clone());
            panel.said_by(record, one.attribution.as_deref());
            panel.field("strength", "How sure", Some(&strength), &["possible", "likely", "certain"]);
            Some(panel)
        }
        _ => {
            let one = record.coding.precedents.get(at)?;
            let kind = name_of(&one.kind);
            let mut panel =
                Panel::new(id, "Comparison with the past", plain(&kind), one.span.of(text).to_owned());
            panel.fact("Since", one.since.as_deref().map(|since| locale.day(since)).unwrap_or_default());
            panel.said_by(record, one.according_to.as_deref());
            panel.field("kind", "Kind", Some(&kind), &["first", "largest", "since", "compared"]);
            panel.field("since", "Since", one.since.as_deref(), &[]);
            Some(panel)
        }
    }
}

/// The path of the dictionary's entry on `words`.
pub(crate) fn dictionary(words: &str) -> String {
    format!("/dictionary?q={}", crate::link::encoded(words))
}

/// The sentence that holds `span`, roughly: from the last full stop or line before it to the next after it.
pub(crate) fn sentence_around(text: &str, span: Span) -> String {
    let before = text.get(..span.start).unwrap_or("");
    let after = text.get(span.end..).unwrap_or("");
    let start = [
        before.rfind(". ").map(|at| at + 2),
        before.rfind('\n').map(|at| at + 1),
        before.rfind("” ").map(|at| at + "” ".len()),
    ]
    .into_iter()
    .flatten()
    .max()
    .unwrap_or(0);
    let end = [after.find(". ").map(|at| at + 1), after.find('\n'), after.find(".\n").map(|at| at + 1)]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(after.len());
    text.get(start..span.end + end).unwrap_or("").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_shown_in_its_sentence() {
        let text = "First one. Then nine people died, police said. Last.\n\nNext";
        let at = text.find("nine").unwrap();
        assert_eq!(sentence_around(text, Span::new(at, at + 4)), "Then nine people died, police said.");
        let at = text.find("Next").unwrap();
        assert_eq!(sentence_around(text, Span::new(at, at + 4)), "Next");
    }
}
