//! The figures of one article that can agree or disagree with another's: each with its slot, bounds, time, source
//! and setting.

use crate::claims::bounds::Bounds;
use crate::claims::days::{between, day, days};
use crate::claims::read_record::shortened;
use crate::claims::setting::{Setting, Stand};
use crate::claims::slot::{
    Slot, adds, class_beside, class_of_total, is_people, noun_of, projected, refers_back,
};
use crate::claims::source::{Chain, Link, find, link};
use crate::claims::text::{is_title, stems};
use dunlin_record::{Amount, Attribution, EntityType, Record, SourceKind, Span};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// One figure as one article reports it.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    /// Id of the amount in the record.
    pub(crate) local: String,
    pub(crate) span: Span,
    pub(crate) sentence: Span,
    pub(crate) slot: Slot,
    /// Number of its block in the article.
    pub(crate) block: usize,
    /// What is counted, in words.
    pub(crate) what: String,
    pub(crate) bounds: Bounds,
    /// Days it holds for, where the text says so.
    pub(crate) as_of: Option<(Date, Date)>,
    /// Day it was said, where the text says so; else that of publication.
    pub(crate) said: Option<Date>,
    pub(crate) chain: Chain,
    /// The attribution that covers it.
    pub(crate) attribution: Option<String>,
    /// The amount that it stands for or takes its slot from.
    pub(crate) stands_for: Option<String>,
    /// Names in its sentence, or in its paragraph and the title where the sentence has none.
    pub(crate) names: BTreeSet<String>,
    /// Towns in its sentence.
    pub(crate) towns: BTreeSet<String>,
    /// Stems of its sentence.
    pub(crate) stems: BTreeSet<String>,
    /// Days that its sentence names for what happened.
    pub(crate) event_days: Vec<Date>,
}

/// What people want, threaten or plan is no figure of what is.
const NOT_FACTS: [&str; 15] = [
    "demand",
    "threaten",
    "promise",
    "propose",
    "ask",
    "urge",
    "intend",
    "hope",
    "want",
    "order",
    "refuse",
    "wish",
    "recommend",
    "request",
    "predict",
];

/// Reads the figures of a record. Those that only add to others, that are projected, and those of which nothing
/// tells what they
/// count, are left out.
pub(crate) fn figures(record: &Record, setting: &Setting, agency: Option<&str>) -> Vec<Figure> {
    let text = &record.article.text;
    let published = record.article.published.as_deref().and_then(day);
    let mut found: Vec<Figure> = Vec::new();
    for amount in &record.coding.amounts {
        let Some(stand) = Stand::of(&record.article, amount.span) else { continue };
        let (before, after) = clause(record, amount, stand.sentence);
        let covering = amount.according_to.as_deref().and_then(|id| find(&record.coding, id));
        if adds(before, after)
            || projected(before)
            || amount.share_of.is_some()
            || covering.is_some_and(|a| NOT_FACTS.contains(&a.act.as_str()) || is_earlier_version(text, a))
            || words_first(after) == Some("each")
        {
            continue;
        }
        let change_size = amount.change.as_ref().is_some_and(|c| c.from.is_none() && c.to.is_none());
        let counted: String = amount.of.iter().map(|s| s.of(text)).collect::<Vec<_>>().join(" ");
        let mut stands_for = None;
        let mut as_of = amount
            .when
            .as_deref()
            .and_then(|id| time_days(record, id))
            .or_else(|| told_as_past(record, amount, stand.sentence, published));
        let slot = match own_slot(amount, &counted, before, after, stand.sentence.of(text)) {
            Some(_) if change_size && !is_measure(amount) => continue,
            Some(slot) => slot,
            None => {
                let bare = amount.unit.is_none() && (counted.is_empty() || is_word_of_counting(&counted));
                let Some(earlier) = (bare && (refers_back(before) || is_word_of_counting(&counted)))
                    .then(|| found.iter().rev().find(|f| near(record, f, &stand) && !is_past_end(record, f)))
                    .flatten()
                else {
                    continue;
                };
                stands_for = Some(earlier.local.clone());
                as_of = as_of.or(earlier.as_of);
                earlier.slot.clone()
            }
        };
        let sentence = stand.sentence;
        let mut names = setting.inside(sentence);
        if names.is_empty() || stands_for.is_some() {
            names.extend(setting.inside(stand.paragraph));
            names.extend(
                record
                    .article
                    .blocks
                    .iter()
                    .filter(|b| is_title(b.role))
                    .flat_map(|b| setting.inside(b.span)),
            );
        }
        let inherited = covering.is_none() && (stands_for.is_some() || refers_back(before));
        let covering = if inherited { covering_before(record, amount, sentence) } else { covering };
        let (chain, attribution) = who(record, amount, covering, before, agency, sentence);
        found.push(Figure {
            local: amount.id.clone(),
            span: amount.span,
            sentence,
            block: stand.block,
            what: what(&slot, amount, &counted, stands_for.as_deref(), &found),
            slot,
            bounds: Bounds { low: amount.low, high: amount.high, approx: amount.approx },
            as_of,
            said: covering.and_then(|a| a.said.as_deref()).and_then(day).or(published),
            chain,
            attribution,
            stands_for,
            names,
            towns: setting.towns(sentence),
            stems: stems(sentence.of(text)),
            event_days: event_days(record, sentence),
        });
    }
    // What the title and the opening tell in the outlet's voice, the text below tells again with its source.
    let told_again = |f: &Figure| {
        f.chain.links.is_empty()
            && found
                .iter()
                .any(|o| !o.chain.links.is_empty() && o.slot == f.slot && o.bounds.same_number(f.bounds))
    };
    let kept: Vec<bool> = found.iter().map(|f| !told_again(f)).collect();
    found.into_iter().zip(kept).filter(|(_, keep)| *keep).map(|(f, _)| f).collect()
}

/// The single days that a sentence names, those left out on which something was said.
pub(crate) fn event_days(record: &Record, sentence: Span) -> Vec<Date> {
    record
        .coding
        .times
        .iter()
        .filter(|t| sentence.contains(t.span))
        // "down from 31 on Tuesday": that is the day of the other number.
        .filter(|t| !record.coding.amounts.iter().any(|a| a.when.as_deref() == Some(t.id.as_str())))
        .filter(|t| {
            !record.coding.attributions.iter().any(|a| {
                // "the coast guard said on Wednesday".
                let behind = |cue: &Span| t.span.start >= cue.end && t.span.start - cue.end <= 6;
                a.said_time.as_deref() == Some(t.id.as_str()) || a.cue.iter().any(behind)
            })
        })
        .filter_map(|t| t.value.as_deref().and_then(day))
        .collect()
}

/// What a figure counts, for a reader: "people aboard", "soldiers killed", "flow at the border post".
fn what(slot: &Slot, amount: &Amount, counted: &str, stands_for: Option<&str>, found: &[Figure]) -> String {
    if let Some(earlier) = stands_for.and_then(|id| found.iter().find(|f| f.local == id)) {
        return earlier.what.clone();
    }
    let thing = match (&slot.noun, &amount.unit) {
        (noun, _) if noun.is_empty() => "people",
        (_, Some(unit)) if slot.unit.is_empty() => unit,
        _ => counted,
    };
    let thing = shortened(thing, 60);
    if slot.class.is_empty() { thing } else { format!("{thing} {}", slot.class) }
}

/// The words of the amount's clause before and after it: up to the sentence's ends, other numbers and semicolons.
fn clause<'t>(record: &'t Record, amount: &Amount, sentence: Span) -> (&'t str, &'t str) {
    let text = &record.article.text;
    let others = || {
        record
            .coding
            .amounts
            .iter()
            .map(|a| a.span)
            .filter(|s| sentence.contains(*s) && !s.overlaps(amount.span))
    };
    let start =
        others().map(|s| s.end).filter(|&end| end <= amount.span.start).max().unwrap_or(sentence.start);
    let end =
        others().map(|s| s.start).filter(|&start| start >= amount.span.end).min().unwrap_or(sentence.end);
    let before = Span::new(start, amount.span.start).of(text);
    let after = Span::new(amount.span.end, end).of(text);
    (before.rsplit(';').next().unwrap_or(before), after.split(';').next().unwrap_or(after))
}

fn words_first(text: &str) -> Option<&str> {
    text.split_whitespace().nth(1)
}

/// Measures of which "what is measured" must be told too.
fn is_measure(amount: &Amount) -> bool {
    amount.unit.as_deref().is_some_and(|unit| {
        let head = unit.split(' ').next().unwrap_or_default();
        matches!(
            head,
            "percent"
                | "percentage"
                | "fraction"
                | "cubic"
                | "square"
                | "metre"
                | "kilometre"
                | "mile"
                | "foot"
                | "inch"
                | "tonne"
                | "ton"
                | "kilogram"
                | "gram"
                | "barrel"
                | "litre"
                | "gallon"
                | "hectare"
                | "acre"
                | "degree"
                | "watt"
                | "kilowatt"
                | "megawatt"
                | "gigawatt"
                | "point"
        ) || head.len() == 3 && head.chars().all(|c| c.is_ascii_uppercase())
    })
}

/// The slot by the amount itself and the words beside it.
fn own_slot(amount: &Amount, counted: &str, before: &str, after: &str, sentence: &str) -> Option<Slot> {
    let unit = amount.unit.as_deref().unwrap_or_default();
    if is_measure(amount) {
        let noun = noun_of(counted);
        return (!noun.is_empty()).then(|| Slot {
            class: String::new(),
            noun,
            of_whom: of_whom(counted),
            unit: unit.to_owned(),
        });
    }
    if matches!(
        unit.split(' ').next(),
        Some("day" | "year" | "hour" | "week" | "month" | "minute" | "time" | "times" | "age")
    ) {
        return None;
    }
    let class = amount
        .befell
        .as_deref()
        .or_else(|| counted.to_lowercase().contains("death toll").then_some("killed"))
        .or_else(|| class_beside(before, after, amount.unit.as_deref()))
        .or_else(|| class_of_total(sentence, before));
    let people = unit.is_empty() || is_people(unit);
    match class {
        Some(class) => {
            let noun = if people { String::new() } else { noun_of(unit) };
            Some(Slot { class: class.to_owned(), noun, of_whom: of_whom(counted), unit: String::new() })
        }
        // People of whom nothing is told, and things counted in passing ("two countries").
        None if people || amount.number().is_none_or(|n| n < 5.0) => None,
        None => Some(Slot {
            class: String::new(),
            noun: noun_of(unit),
            of_whom: of_whom(counted),
            unit: String::new(),
        })
        .filter(|s| !s.noun.is_empty()),
    }
}

/// The names among the words that say what is counted: "Artsakh soldiers", "U.S. deaths". Others are other soldiers.
fn of_whom(counted: &str) -> String {
    let mut names: Vec<String> = counted
        .split_whitespace()
        .filter(|w| w.chars().next().is_some_and(char::is_uppercase))
        .filter(|w| !matches!(*w, "The" | "A" | "An" | "Some" | "Its" | "Their"))
        .flat_map(crate::words::words)
        .filter(|w| w.chars().count() > 1 || counted.contains("U.S"))
        .collect();
    names.sort();
    names.dedup();
    names.join(" ")
}

trait Number {
    fn number(&self) -> Option<f64>;
}

impl Number for Amount {
    fn number(&self) -> Option<f64> {
        self.low.or(self.high)
    }
}

/// "the figure", "its count": a word that stands for a number told elsewhere.
fn is_word_of_counting(counted: &str) -> bool {
    matches!(noun_of(counted).as_str(), "figur" | "number" | "count" | "total" | "toll" | "tally" | "estimat")
        && !counted.contains("number of ")
}

/// Whether a figure stands near enough for a bare number to mean it: in the same paragraph or the one before.
fn near(record: &Record, figure: &Figure, stand: &Stand) -> bool {
    Stand::of(&record.article, figure.span)
        .is_some_and(|s| s.block == stand.block || s.block + 1 == stand.block && !is_title(s.role))
}

/// "from 96 a year earlier": the end of a change that no longer holds.
fn is_past_end(record: &Record, figure: &Figure) -> bool {
    record.coding.amounts.iter().any(|a| {
        a.id == figure.local && a.change.as_ref().is_some_and(|c| c.from.as_deref() == Some(a.id.as_str()))
    })
}

fn time_days(record: &Record, id: &str) -> Option<(Date, Date)> {
    record.coding.times.iter().find(|t| t.id == id).and_then(|t| t.value.as_deref()).and_then(days)
}

/// The days of a sentence that tells of another year: "In the fighting of 2009, …". "The largest since 2010" tells
/// of now; "since 1987, when 27 were
/// killed" does not.
fn told_as_past(
    record: &Record,
    amount: &Amount,
    sentence: Span,
    published: Option<Date>,
) -> Option<(Date, Date)> {
    let text = &record.article.text;
    record
        .coding
        .times
        .iter()
        .filter(|t| sentence.contains(t.span))
        .filter(|t| !record.coding.amounts.iter().any(|a| a.when.as_deref() == Some(t.id.as_str())))
        .filter(|t| {
            let since =
                Span::new(sentence.start, t.span.start).of(text).trim_end().to_lowercase().ends_with("since");
            let when = Span::new(t.span.end, sentence.end)
                .of(text)
                .trim_start_matches([',', ' '])
                .starts_with("when");
            !since || when && amount.span.start > t.span.end
        })
        .filter_map(|t| t.value.as_deref().and_then(days))
        .find(|&(_, last)| published.is_some_and(|p| between(last, p) > 60))
}

/// Whether an attribution tells what a page said before it was corrected.
pub(crate) fn is_earlier_version(text: &str, attribution: &Attribution) -> bool {
    attribution.source.iter().any(|s| {
        let words = s.of(text).to_lowercase();
        words.contains("earlier version")
            || words.contains("previous version")
            || words.contains("original version")
    })
}

/// Who gives a figure: the attribution that covers it; else whose count the words beside it say it is.
fn who(
    record: &Record,
    amount: &Amount,
    covering: Option<&Attribution>,
    before: &str,
    agency: Option<&str>,
    sentence: Span,
) -> (Chain, Option<String>) {
    let attribution = covering.map(|a| a.id.clone());
    let mut chain = Chain::of(record, attribution.as_deref(), agency);
    if let Some(named) = giver(record, amount, before, sentence)
        && chain.innermost().is_none_or(|l| l.name != named.name)
        && (covering.is_none() || before.contains("count of") || before.contains("spoke of"))
    {
        // What the giver's words were reported by: the attribution whose sentence it is, if that is another's.
        let own = covering.is_some_and(|a| link(record, a).name == named.name);
        if !own {
            let outer = chain.links.clone();
            chain.links = vec![named];
            if covering.is_some_and(|a| a.within.is_some()) {
                chain.links.extend(outer.into_iter().skip(1));
            }
        }
    }
    (chain, attribution)
}

/// The attribution of the last figure before this one in its sentence: "It says that 11 people boarded, which would
/// bring the total to 194".
fn covering_before<'r>(record: &'r Record, amount: &Amount, sentence: Span) -> Option<&'r Attribution> {
    record
        .coding
        .amounts
        .iter()
        .filter(|a| sentence.contains(a.span) && a.span.end <= amount.span.start)
        .max_by_key(|a| a.span.end)
        .and_then(|a| a.according_to.as_deref())
        .and_then(|id| find(&record.coding, id))
}

/// "Straitline Ferries, which owns the vessel, put the figure at 171", "the company's count of 171", "the union
/// spoke of 900": the body or
/// person before the verb or the word of counting.
fn giver(record: &Record, amount: &Amount, before: &str, sentence: Span) -> Option<Link> {
    let low = before.to_lowercase();
    let cue = [
        "put the figure",
        "put the number",
        "put it",
        "puts the figure",
        "puts the number",
        "gave a figure",
        "gives a figure",
        "spoke of",
        "count of",
        "figure of",
        "estimate of",
        "tally of",
        "had registered",
        "counted",
    ]
    .iter()
    .filter_map(|cue| low.rfind(cue))
    .max()?;
    let border = amount.span.start - before.len() + cue;
    let text = &record.article.text;
    let clause_start = Span::new(sentence.start, border)
        .of(text)
        .rfind(';')
        .map_or(sentence.start, |at| sentence.start + at);
    record
        .coding
        .entities
        .iter()
        .filter(|e| matches!(e.kind, EntityType::Person | EntityType::Organization) && !e.mentions.is_empty())
        .flat_map(|e| e.mentions.iter().map(move |m| (m.span, e)))
        .filter(|(span, _)| span.start >= clause_start && span.end <= border && border - span.end < 60)
        .max_by_key(|(span, e)| (span.end, std::cmp::Reverse(span.start), std::cmp::Reverse(e.id.clone())))
        .map(|(_, entity)| Link {
            name: entity.name.clone(),
            kind: if entity.kind == EntityType::Person { SourceKind::Person } else { SourceKind::Body },
        })
}
