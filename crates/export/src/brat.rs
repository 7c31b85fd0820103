//! brat stand-off: names, times, amounts and triggers as text-bound annotations; attributions and events over them.
//!
//! Offsets count code points, as brat's do. An annotation may not hold a line break, so a span is cut there into fragments.

use crate::tables::name;
use crate::tsv::one_line;
use dunlin_record::{CharIndex, MentionKind, Record, Span};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What brat must know about the annotations.
pub(crate) const ANNOTATION_CONF: &str = "\
[entities]
Person
Organization
Place
Other
Time
Amount
Actor
Source
Cue
Content
Trigger

[relations]
Coreference\tArg1:<ENTITY>, Arg2:<ENTITY>

[events]
Cue\tSource*:Source, Content*:Content
Trigger\tActor*:Actor, Recipient*:Actor

[attributes]
Act\tArg:<EVENT>
Form\tArg:<EVENT>, Value:direct|mixed|indirect
Type\tArg:<EVENT>
Factuality\tArg:<EVENT>, Value:happened|ongoing|planned|threatened|possible|conditional|denied|not-happened|background
Value\tArg:<ENTITY>
";

/// A file name for a document: its id with every sign that is no letter, digit, `-`, `_` or `.` replaced, and a number where
/// that name is taken.
pub(crate) fn file_name(id: &str, taken: &mut BTreeMap<String, u64>) -> String {
    let safe: String = id
        .chars()
        .map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' })
        .take(80)
        .collect();
    let safe = safe.trim_matches('.').to_lowercase();
    let stem = if safe.is_empty() { "document".to_owned() } else { safe };
    let mut name = stem.clone();
    loop {
        let seen = taken.entry(name.clone()).or_default();
        *seen += 1;
        if *seen == 1 {
            return name;
        }
        name = format!("{stem}~{seen}");
    }
}

/// The lines of an `.ann` file as they grow.
struct Lines<'r> {
    text: &'r str,
    index: CharIndex<'r>,
    out: String,
    bound: u64,
    events: u64,
    attributes: u64,
    notes: u64,
}

impl Lines<'_> {
    /// A text-bound annotation over the fragments of `spans`; its id, or `None` when nothing is left of them.
    fn bound(&mut self, kind: &str, spans: &[Span]) -> Option<String> {
        let mut places = Vec::new();
        let mut words = Vec::new();
        for fragment in spans.iter().flat_map(|span| fragments(self.text, *span)) {
            let (start, end) = (self.index.char_at(fragment.start)?, self.index.char_at(fragment.end)?);
            places.push(format!("{start} {end}"));
            words.push(fragment.of(self.text));
        }
        if places.is_empty() {
            return None;
        }
        self.bound += 1;
        let id = format!("T{}", self.bound);
        let _ = writeln!(self.out, "{id}\t{kind} {}\t{}", places.join(";"), words.join(" "));
        Some(id)
    }

    fn event(&mut self, kind: &str, trigger: &str, roles: &[(String, String)]) -> String {
        self.events += 1;
        let id = format!("E{}", self.events);
        let _ = write!(self.out, "{id}\t{kind}:{trigger}");
        for (role, target) in roles {
            let _ = write!(self.out, " {role}:{target}");
        }
        self.out.push('\n');
        id
    }

    fn attribute(&mut self, kind: &str, target: &str, value: &str) {
        if !value.is_empty() {
            self.attributes += 1;
            let _ = writeln!(
                self.out,
                "A{}\t{kind} {target} {}",
                self.attributes,
                value.replace(char::is_whitespace, "_")
            );
        }
    }

    fn note(&mut self, target: &str, text: &str) {
        self.notes += 1;
        let _ = writeln!(self.out, "#{}\tAnnotatorNotes {target}\t{}", self.notes, one_line(text));
    }
}

/// The pieces of a span between line breaks, without white space at their ends.
fn fragments(text: &str, span: Span) -> Vec<Span> {
    let mut pieces = Vec::new();
    let mut start = span.start;
    for line in span.of(text).split('\n') {
        let left = line.len() - line.trim_start().len();
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            pieces.push(Span::new(start + left, start + left + trimmed.len()));
        }
        start += line.len() + 1;
    }
    pieces
}

/// Numbers the second and later fillers of a role, as brat does: `Source`, `Source2`.
fn numbered(role: &str, n: usize) -> String {
    if n == 0 { role.to_owned() } else { format!("{role}{}", n + 1) }
}

/// The content of the `.ann` file.
pub(crate) fn annotations(record: &Record) -> String {
    let text = record.article.text.as_str();
    let mut lines = Lines {
        text,
        index: CharIndex::new(text),
        out: String::new(),
        bound: 0,
        events: 0,
        attributes: 0,
        notes: 0,
    };
    for entity in &record.coding.entities {
        let kind = match name(entity.kind).as_str() {
            "person" => "Person",
            "organization" => "Organization",
            "place" => "Place",
            _ => "Other",
        };
        let mut first: Option<String> = None;
        for mention in &entity.mentions {
            let Some(id) = lines.bound(kind, &[mention.span]) else { continue };
            match &first {
                None => {
                    let codes: Vec<&str> = entity.codes.iter().map(|code| code.code.as_str()).collect();
                    if !codes.is_empty() {
                        lines.note(&id, &format!("{} {}", entity.name, codes.join(" ")));
                    }
                    first = Some(id);
                }
                Some(first) if mention.kind != MentionKind::Name => {
                    let relation = lines.bound;
                    let _ = writeln!(lines.out, "R{relation}\tCoreference Arg1:{id} Arg2:{first}");
                }
                Some(_) => {}
            }
        }
    }
    for time in &record.coding.times {
        if let Some(id) = lines.bound("Time", &[time.span]) {
            lines.attribute("Value", &id, time.value.as_deref().unwrap_or(""));
        }
    }
    for amount in &record.coding.amounts {
        if let Some(id) = lines.bound("Amount", &[amount.span]) {
            let end = |x: Option<f64>| x.map_or(String::new(), |x| x.to_string());
            let value = format!("{}..{}", end(amount.low), end(amount.high));
            lines.note(&id, &format!("{value} {}", amount.unit.as_deref().unwrap_or("")));
        }
    }
    for attribution in &record.coding.attributions {
        // Brat needs a trigger: where nothing stands for the cue, the source does.
        let trigger = if attribution.cue.is_empty() { &attribution.source } else { &attribution.cue };
        let Some(cue) = lines.bound("Cue", trigger) else { continue };
        let mut roles = Vec::new();
        for (role, spans) in [("Source", &attribution.source), ("Content", &attribution.content)] {
            if let Some(id) = lines.bound(role, spans) {
                roles.push((role.to_owned(), id));
            }
        }
        let event = lines.event("Cue", &cue, &roles);
        lines.attribute("Act", &event, &attribution.act);
        lines.attribute("Form", &event, &name(attribution.form));
        if let Some(within) = &attribution.within {
            lines.note(&event, &format!("{} within {within}", attribution.id));
        }
    }
    for event in &record.coding.events {
        let Some(trigger) = lines.bound("Trigger", &event.trigger) else { continue };
        let mut roles = Vec::new();
        for (role, actors) in [("Actor", &event.actor), ("Recipient", &event.recipient)] {
            for (n, actor) in actors.iter().enumerate() {
                if let Some(id) = lines.bound("Actor", &[actor.span]) {
                    roles.push((numbered(role, n), id));
                }
            }
        }
        let id = lines.event("Trigger", &trigger, &roles);
        let kind = [event.kind.as_deref(), event.mode.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("/");
        lines.attribute("Type", &id, &kind);
        lines.attribute("Factuality", &id, &name(event.factuality));
        lines.note(
            &id,
            &format!("{} code {} rule {}", event.id, event.code.as_deref().unwrap_or("none"), event.rule),
        );
    }
    lines.out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_safe_and_their_own() {
        let mut taken = BTreeMap::new();
        assert_eq!(file_name("https://x.org/a?b=1", &mut taken), "https___x.org_a_b_1");
        assert_eq!(file_name("https://x.org/a?b/1", &mut taken), "https___x.org_a_b_1~2");
        assert_eq!(file_name("../..", &mut taken), "_");
        assert_eq!(file_name("", &mut taken), "document");
    }

    #[test]
    fn spans_are_cut_at_line_breaks() {
        let text = "a 𝔘b \n\n c";
        let cut = fragments(text, Span::new(0, text.len()));
        assert_eq!(cut.iter().map(|span| span.of(text)).collect::<Vec<_>>(), ["a 𝔘b", "c"]);
    }
}
