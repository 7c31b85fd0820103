//! An article as the reading page shows it: blocks with their marks, and in the margin who says what stands beside them.

use super::layers::{Layer, Shown, marks};
use super::panel::sides;
use crate::locale::Locale;
use crate::markup::{Html, Mark, mark_up};
use crate::words::{bounds, chain, name_of, plain, short, units};
use dunlin_record::{Block, BlockRole, Record, Span};

/// A block of the article, ready to show.
pub(crate) struct BlockView {
    pub(crate) role: BlockRole,
    pub(crate) body: Body,
    /// Who took the picture, where the caption's words do not say it themselves.
    pub(crate) credit: Option<String>,
    pub(crate) margin: Vec<MarginNote>,
}

/// What stands in a block.
pub(crate) enum Body {
    Words(Html),
    List(Vec<Html>),
    Table(Vec<Vec<Html>>),
}

impl Body {
    pub(crate) fn words(&self) -> Option<&Html> {
        if let Self::Words(html) = self { Some(html) } else { None }
    }

    pub(crate) fn items(&self) -> Option<&[Html]> {
        if let Self::List(items) = self { Some(items) } else { None }
    }

    pub(crate) fn rows(&self) -> Option<&[Vec<Html>]> {
        if let Self::Table(rows) = self { Some(rows) } else { None }
    }
}

/// One line of the margin: a record that begins in the block beside it.
pub(crate) struct MarginNote {
    pub(crate) id: String,
    pub(crate) link: String,
    pub(crate) current: bool,
    pub(crate) class: &'static str,
    /// Who, or what.
    pub(crate) lead: String,
    /// What they do with the words; the state of an event.
    pub(crate) act: String,
    /// Through whom it came, for chains of more than one link.
    pub(crate) through: Vec<String>,
    start: usize,
}

/// The article's parts.
pub(crate) struct ArticleView {
    /// Words of the headline, marked.
    pub(crate) headline: Html,
    /// Words of the writers' line, marked; empty where there is none.
    pub(crate) byline: Html,
    /// The writers' line whole, where more stands in it than writers.
    pub(crate) line: Option<String>,
    pub(crate) blocks: Vec<BlockView>,
}

/// Lays the article out. `link` gives the address that selects a record.
pub(crate) fn view(
    record: &Record,
    shown: &Shown,
    at: Option<&str>,
    locale: &Locale,
    link: &dyn Fn(&str) -> String,
) -> ArticleView {
    let text = &record.article.text;
    let marks = marks(record, shown, at, link);
    let notes = margin(record, shown, at, locale, link);
    let mut out =
        ArticleView { headline: Html::default(), byline: Html::default(), line: None, blocks: Vec::new() };
    for block in &record.article.blocks {
        match block.role {
            BlockRole::Headline if out.headline.is_empty() => {
                out.headline = mark_up(text, block.span, &marks);
                continue;
            }
            BlockRole::Byline if out.byline.is_empty() => {
                let writers = writers(text, block.span, record.article.byline.as_deref());
                out.byline = mark_up(text, writers, &marks);
                out.line = (writers != block.span).then(|| block.span.of(text).to_owned());
                continue;
            }
            _ => {}
        }
        out.blocks.push(BlockView {
            role: block.role,
            body: body(text, block, &marks),
            credit: block.credit.clone().filter(|credit| !block.span.of(text).contains(credit.as_str())),
            margin: Vec::new(),
        });
    }
    if out.headline.is_empty() {
        let headline = record.article.headline.as_deref().unwrap_or("An article without a headline");
        out.headline = mark_up(headline, Span::new(0, headline.len()), &[]);
    }
    let spans: Vec<Span> = shown_spans(record);
    for note in notes {
        // What begins in the headline or the writers' line stands beside the first block.
        let at = spans.iter().rposition(|span| span.start <= note.start).unwrap_or(0);
        if let Some(block) = out.blocks.get_mut(at) {
            block.margin.push(note);
        }
    }
    out
}

/// The words of the writers' line up to the last writer: what stands behind (a time, how long it takes to read) is told
/// below, with how the page was read.
fn writers(text: &str, line: Span, names: Option<&str>) -> Span {
    let words = line.of(text);
    let ends: Option<Vec<usize>> = names
        .unwrap_or_default()
        .split([',', ';'])
        .flat_map(|names| names.split(" and "))
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(|name| words.find(name).map(|start| start + name.len()))
        .collect();
    let end = ends.and_then(|ends| ends.into_iter().max());
    end.map_or(line, |end| Span::new(line.start, line.start + end))
}

/// Spans of the blocks that are laid out below the head, in order.
fn shown_spans(record: &Record) -> Vec<Span> {
    let (mut headline, mut byline) = (false, false);
    let below = record.article.blocks.iter().filter(|block| match block.role {
        BlockRole::Headline => std::mem::replace(&mut headline, true),
        BlockRole::Byline => std::mem::replace(&mut byline, true),
        _ => true,
    });
    below.map(|block| block.span).collect()
}

fn body(text: &str, block: &Block, marks: &[Mark]) -> Body {
    let lines = || pieces(text, block.span, '\n');
    match block.role {
        BlockRole::List => Body::List(lines().map(|line| mark_up(text, line, marks)).collect()),
        BlockRole::Table => Body::Table(
            lines()
                .map(|line| pieces(text, line, '\t').map(|cell| mark_up(text, cell, marks)).collect())
                .collect(),
        ),
        _ => Body::Words(mark_up(text, block.span, marks)),
    }
}

/// The pieces of `span` between `mark`s, without empty ones at its end.
fn pieces(text: &str, span: Span, mark: char) -> impl Iterator<Item = Span> {
    let mut at = span.start;
    span.of(text).split(mark).map(move |piece| {
        let start = at;
        at += piece.len() + mark.len_utf8();
        Span::new(start, start + piece.len())
    })
}

/// The margin's lines of the layers shown, in the order of the text.
fn margin(
    record: &Record,
    shown: &Shown,
    at: Option<&str>,
    locale: &Locale,
    link: &dyn Fn(&str) -> String,
) -> Vec<MarginNote> {
    let mut notes = Vec::new();
    let mut note = |id: &str, class, lead: String, act: String, through, start| {
        notes.push(MarginNote {
            id: id.to_owned(),
            link: link(id),
            current: at == Some(id),
            class,
            lead,
            act,
            through,
            start,
        });
    };
    let coding = &record.coding;
    if shown.has(Layer::Who) {
        for one in &coding.attributions {
            let start = one
                .source
                .iter()
                .chain(&one.cue)
                .chain(&one.content)
                .map(|span| span.start)
                .min()
                .unwrap_or(0);
            let links = chain(record, one);
            let through = links.iter().skip(1).map(|link| link.source.clone()).collect::<Vec<_>>();
            let through = if through.len() > 1 { through } else { Vec::new() };
            let said = one.said.as_deref().map(|said| format!(", {}", locale.day(said))).unwrap_or_default();
            let lead = links.first().map(|link| short(&link.source, 48)).unwrap_or_default();
            note(&one.id, "act", lead, format!("{}{said}", third_person(&plain(&one.act))), through, start);
        }
    }
    if shown.has(Layer::Events) {
        for one in &coding.events {
            let kind = one.kind.as_deref().or(one.code.as_deref()).unwrap_or("event");
            let start = one.trigger.first().map_or(one.sentence.start, |span| span.start);
            let state = plain(&name_of(&one.factuality));
            let day =
                one.when.value.as_deref().map(|value| format!(", {}", locale.day(value))).unwrap_or_default();
            note(
                &one.id,
                "ev",
                format!("{kind} {}", sides(record, one)),
                format!("{state}{day}"),
                Vec::new(),
                start,
            );
        }
    }
    if shown.has(Layer::Figures) {
        for one in &coding.amounts {
            let unit = one.unit.as_deref().map(|unit| units(unit, one.low, one.high));
            let what = one.befell.clone().or(unit).unwrap_or_default();
            let value = bounds(one.low, one.high, one.approx, locale);
            note(&one.id, "fig", value, what, Vec::new(), one.span.start);
        }
    }
    notes.sort_by_key(|note| note.start);
    notes
}

/// An act as the margin says it: "denies", "says".
pub(crate) fn third_person(act: &str) -> String {
    let (verb, rest) =
        act.split_once(' ').map_or((act, String::new()), |(verb, rest)| (verb, format!(" {rest}")));
    let before = verb.chars().rev().nth(1).unwrap_or('a');
    let inflected = if verb.ends_with('y') && !"aeiou".contains(before) {
        format!("{}ies", verb.strip_suffix('y').unwrap_or(verb))
    } else if ["s", "sh", "ch", "x", "z", "o"].iter().any(|ending| verb.ends_with(ending)) {
        format!("{verb}es")
    } else {
        format!("{verb}s")
    };
    inflected + &rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_are_said_as_verbs() {
        for (act, said) in [
            ("say", "says"),
            ("deny", "denies"),
            ("express", "expresses"),
            ("call for", "calls for"),
            ("", "s"),
        ] {
            assert_eq!(third_person(act), said);
        }
    }

    #[test]
    fn the_writers_line_ends_with_the_writers() {
        let text = "By Signe HaugenMarch 5, 2026";
        let line = Span::new(0, text.len());
        assert_eq!(writers(text, line, Some("Signe Haugen")).of(text), "By Signe Haugen");
        assert_eq!(writers(text, line, Some("S. Haugen")), line);
        let two = "By Ana Sorel and Piet Damm 3 March";
        let line_of_two = Span::new(0, two.len());
        assert_eq!(
            writers(two, line_of_two, Some("Ana Sorel, Piet Damm")).of(two),
            "By Ana Sorel and Piet Damm"
        );
        assert_eq!(writers(text, line, None), line);
    }

    #[test]
    fn lists_and_tables_fall_into_their_pieces() {
        let text = "x\n\na\tb\nc\td";
        let found: Vec<&str> = pieces(text, Span::new(3, 10), '\n').map(|span| span.of(text)).collect();
        assert_eq!(found, ["a\tb", "c\td"]);
        let cells: Vec<&str> = pieces(text, Span::new(7, 10), '\t').map(|span| span.of(text)).collect();
        assert_eq!(cells, ["c", "d"]);
    }
}
