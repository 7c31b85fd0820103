//! Where an article names places: names of the gazetteer in its text, judged by what the model read there and by the
//! words around them.
//!
//! The table holds every small town, and so half of all family names and many plain words. A name counts by itself
//! where the model saw a place, or where the words around it say so ("Cook, Minn.", "in Murmansk", "Hartford
//! police"); elsewhere only when the article names the same place surely at least once.

use super::gazetteer::{Candidate, Gazetteer, Means, contains};
use super::table::folded;
use dunlin_language::{Analysis, Name, NameKind, Upos};
use dunlin_record::{Article, PlaceForm, PlaceKind, Span};
use std::collections::BTreeSet;

/// A name of a place in the text.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub(super) span: Span,
    /// Its folded name.
    pub(super) key: String,
    pub(super) form: PlaceForm,
    pub(super) candidates: Vec<Candidate>,
    /// Whether the words beside it say where it lies ("Paris, Texas"), so that `candidates` are only those.
    pub(super) placed: bool,
}

/// How sure it is that a name is that of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Sure,
    /// Only where the article names it surely elsewhere.
    Perhaps,
    No,
}

/// The longest name of the table, in pieces.
const LONGEST: usize = 6;
/// A town of this weight (100,000 people) is known beyond its region.
const KNOWN: f64 = 5.0;

/// Words inside names that are written small.
const CONNECTORS: &[&str] = &[
    "of", "the", "de", "la", "le", "les", "du", "da", "do", "dos", "del", "des", "y", "and", "upon", "on",
    "in", "sur", "am", "der", "den", "al", "el", "es", "ad", "under",
];
/// Words before a place.
const BEFORE: &[&str] = &[
    "in",
    "at",
    "from",
    "near",
    "to",
    "outside",
    "around",
    "through",
    "across",
    "toward",
    "towards",
    "of",
    "between",
    "into",
    "via",
    "throughout",
    "inside",
    "leaving",
    "visiting",
    "off",
];
/// Words before a name that say which part of the place is meant.
const PARTS: &[&str] = &[
    "the",
    "north",
    "south",
    "east",
    "west",
    "northern",
    "southern",
    "eastern",
    "western",
    "central",
    "downtown",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
    "northeastern",
    "northwestern",
    "southeastern",
    "southwestern",
    "upper",
    "lower",
    "greater",
    "metro",
    "metropolitan",
    "inner",
    "rural",
    "mid",
    "city",
    "town",
    "village",
    "county",
    "state",
    "province",
    "republic",
];

/// A word, or a part of one between hyphens.
struct Piece {
    start: usize,
    end: usize,
    word: usize,
}

/// All names of places of an article that count, in text order; they do not overlap.
pub(super) fn mentions(
    article: &Article,
    analysis: &Analysis,
    gazetteer: &Gazetteer,
    home: Option<&Candidate>,
) -> Vec<Mention> {
    let scan = Scan {
        text: &article.text,
        analysis,
        gazetteer,
        pieces: pieces(&article.text, analysis),
        names: names(analysis),
    };
    let mut found: Vec<(Mention, Level)> = Vec::new();
    let mut at = 0;
    while at < scan.pieces.len() {
        match scan.at(at) {
            Some((mention, level)) => {
                let end = mention.span.end;
                at += 1;
                if level == Level::No {
                    continue;
                }
                while scan.pieces.get(at).is_some_and(|p| p.start < end) {
                    at += 1;
                }
                found.push((mention, level));
            }
            None => at += 1,
        }
    }
    let sure: BTreeSet<String> = found
        .iter()
        .filter(|(m, level)| *level == Level::Sure && m.form == PlaceForm::Name)
        .map(|(m, _)| m.key.clone())
        .chain(home.map(|home| folded(&gazetteer.about(home).0)))
        .collect();
    let people = scan.family_names();
    found.retain(|(m, level)| *level == Level::Sure || sure.contains(&m.key) && !people.contains(&m.key));
    let mut mentions: Vec<Mention> = found.into_iter().map(|(m, _)| m).collect();
    contain(&scan, &mut mentions);
    mentions
}

/// The model's names by word.
fn names(analysis: &Analysis) -> Vec<Option<usize>> {
    let mut at_word = vec![None; analysis.words.len()];
    for (at, name) in analysis.names.iter().enumerate() {
        for slot in at_word.get_mut(name.words.clone()).into_iter().flatten() {
            *slot = Some(at);
        }
    }
    at_word
}

fn pieces(text: &str, analysis: &Analysis) -> Vec<Piece> {
    let mut out = Vec::new();
    for (word, w) in analysis.words.iter().enumerate() {
        let (mut start, end) = (w.span.start, w.span.end);
        let form = w.span.of(text);
        for (at, _) in form.match_indices(['-', '–', '/']) {
            let stop = w.span.start + at;
            let after = text.get(stop..).and_then(|rest| rest.chars().nth(1));
            if stop > start && after.is_some_and(char::is_uppercase) {
                out.push(Piece { start, end: stop, word });
                start = stop + text.get(stop..).and_then(|r| r.chars().next()).map_or(1, char::len_utf8);
            }
        }
        if start < end {
            out.push(Piece { start, end, word });
        }
    }
    out
}

struct Scan<'a> {
    text: &'a str,
    analysis: &'a Analysis,
    gazetteer: &'a Gazetteer,
    pieces: Vec<Piece>,
    names: Vec<Option<usize>>,
}

impl Scan<'_> {
    fn slice(&self, start: usize, end: usize) -> &str {
        self.text.get(start..end).unwrap_or("")
    }

    fn name(&self, word: usize) -> Option<&Name> {
        self.analysis.names.get((*self.names.get(word)?)?)
    }

    /// The word before byte `start`, in lower case, where no more than blanks lie between.
    fn before(&self, start: usize) -> String {
        let head = self.text.get(..start).unwrap_or("").trim_end_matches([' ', '\n', '\t', '\u{a0}']);
        let from = head
            .rfind(|c: char| !c.is_alphanumeric())
            .map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
        head.get(from..).unwrap_or("").to_lowercase()
    }

    /// The word after byte `end`, where no more than blanks lie between.
    fn after(&self, end: usize) -> &str {
        let rest = self.text.get(end..).unwrap_or("").trim_start_matches([' ', '\n', '\t', '\u{a0}']);
        let stop = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        rest.get(..stop).unwrap_or("")
    }

    /// The name of a place that begins at piece `at`, if any.
    fn at(&self, at: usize) -> Option<(Mention, Level)> {
        let piece = self.pieces.get(at)?;
        let rest = self.text.get(piece.start..)?;
        if !rest.starts_with(char::is_uppercase) {
            return None;
        }
        let hit = self.gazetteer.exact(rest);
        let (mut end, mut candidates) = self.longest(at);
        let mut means = Means::Name;
        if let Some(hit) = hit {
            let stop = piece.start + hit.length;
            if stop >= end || hit.means == Means::Adjective && stop + 1 >= end {
                if hit.means == Means::Name && stop == end {
                    candidates.splice(0..0, hit.candidates);
                } else {
                    candidates = hit.candidates;
                }
                (end, means) = (stop, hit.means);
            }
        }
        if candidates.is_empty() {
            return None;
        }
        let span = Span::new(piece.start, end);
        let mut mention = Mention {
            span,
            key: folded(span.of(self.text)),
            form: PlaceForm::Name,
            candidates,
            placed: false,
        };
        let level = match means {
            Means::Adjective => self.adjective(&mut mention, piece.word),
            Means::Short => self.short(&mention, piece.word),
            Means::Name => self.judge(&mut mention, at),
        };
        Some((mention, level))
    }

    /// The longest name of the table that begins at piece `at`.
    fn longest(&self, at: usize) -> (usize, Vec<Candidate>) {
        let Some(first) = self.pieces.get(at) else { return (0, Vec::new()) };
        let mut ends = Vec::new();
        for piece in self.pieces.iter().skip(at).take(LONGEST) {
            let form = self.slice(piece.start, piece.end);
            let capital = form.starts_with(char::is_uppercase);
            if piece.start > first.start && self.slice(first.start, piece.start).ends_with("\n\n") {
                break;
            }
            if capital {
                ends.push(piece.end);
            } else if !(CONNECTORS.contains(&form) || matches!(form, "-" | "." | "'s" | "’s")) {
                break;
            }
        }
        for &end in ends.iter().rev() {
            let surface = self.slice(first.start, end);
            // Initials and abbreviations in capitals are no towns: "AP", "CNN".
            let letters = surface.chars().filter(|c| c.is_alphabetic()).count();
            let shouted = letters < 5 && !surface.contains(char::is_lowercase);
            if letters < 3 || shouted {
                continue;
            }
            // "State of Illinois" in the middle of other words is about Illinois.
            let office = ["State of ", "City of ", "County of ", "Province of ", "Town of ", "Village of "];
            if office.iter().any(|o| surface.starts_with(o)) {
                continue;
            }
            let found = self.gazetteer.find(surface);
            if !found.is_empty() {
                return (end, found);
            }
        }
        (first.start, Vec::new())
    }

    fn adjective(&self, mention: &mut Mention, word: usize) -> Level {
        mention.form = PlaceForm::Adjective;
        let inside_person = self
            .name(word)
            .is_some_and(|n| n.kind == NameKind::Person && n.words.len() > 1 && !self.opens(n, mention.span));
        if inside_person { Level::No } else { Level::Sure }
    }

    fn short(&self, mention: &Mention, word: usize) -> Level {
        let before = self.text.get(..mention.span.start).unwrap_or("");
        let dots = mention.span.of(self.text).matches('.').count();
        let placed = before.trim_end().ends_with(',') || before.ends_with(['(', '-']);
        let seen = self.name(word).is_some_and(|n| n.kind == NameKind::Location);
        // Two capitals without a dot are a state only after a town or a party: "Atlanta, GA", "R-TX".
        if placed || dots > 1 || dots == 1 && seen { Level::Sure } else { Level::No }
    }

    /// Whether the mention opens the model's name and goes on with more of it.
    fn opens(&self, name: &Name, span: Span) -> bool {
        self.analysis.span(&name.words).start == span.start
    }

    fn judge(&self, mention: &mut Mention, at: usize) -> Level {
        let span = mention.span;
        let word = self.pieces.get(at).map_or(0, |p| p.word);
        let kind_is = |kind: PlaceKind| mention.candidates.iter().any(|c| c.kind == kind);
        let wide = kind_is(PlaceKind::Country) || kind_is(PlaceKind::State) || kind_is(PlaceKind::Region);
        let county = kind_is(PlaceKind::District) && mention.key.contains(' ');
        let strong = wide || county || mention.candidates.iter().any(|c| c.weight >= KNOWN);
        let before = self.before(span.start);
        let after = self.after(span.end);
        let headed = self.gazetteer.is_head(after);
        let led = BEFORE.contains(&before.as_str());
        let placed = self.container(mention).is_some();
        let party = self.text.get(..span.start).is_some_and(|t| {
            t.ends_with(['-', '–'])
                && ["r", "d", "dfl", "gop"].contains(&self.before(span.start - 1).as_str())
        });
        if party {
            return Level::Sure;
        }
        // "South", "Hall", "College": plain words that are also the names of towns.
        let plain = !mention.key.contains(' ')
            && (PARTS.contains(&mention.key.as_str())
                || CONNECTORS.contains(&mention.key.as_str())
                || self.gazetteer.is_head(&mention.key));
        if plain && !placed {
            return Level::No;
        }
        let Some(name) = self.name(word) else {
            let propn = self.analysis.words.get(word).is_some_and(|w| w.upos == Upos::Propn);
            let inside = self.analysis.sentence_of(word).and_then(|s| self.analysis.sentences.get(s));
            let inside = inside.is_some_and(|s| s.words.start < word);
            return match () {
                () if placed || wide && inside => Level::Sure,
                () if strong && propn && (led || headed || wide) => Level::Sure,
                () if propn => Level::Perhaps,
                () => Level::No,
            };
        };
        let whole = self.analysis.span(&name.words);
        let exact = whole.start == span.start && whole.end <= span.end;
        let opens = whole.start == span.start;
        let closes = span.end >= whole.end;
        let part_of_place = PARTS.contains(&before.as_str()) || before == "of" || before == "and";
        if !closes || !opens && name.kind != NameKind::Location && !led {
            mention.form = PlaceForm::PartOfName;
        }
        match name.kind {
            NameKind::Location if exact || closes && part_of_place => Level::Sure,
            NameKind::Location
                if closes && self.text.get(..span.start).is_some_and(|t| t.ends_with(['-', '–', '/'])) =>
            {
                Level::Sure
            }
            NameKind::Location if opens && (strong || headed || county) => Level::Sure,
            NameKind::Location if placed => Level::Sure,
            NameKind::Location if strong => Level::Sure,
            NameKind::Location => Level::Perhaps,
            NameKind::Person if exact && name.words.len() == 1 => match () {
                () if placed || led && strong => Level::Sure,
                () => Level::Perhaps,
            },
            NameKind::Person => match () {
                () if opens && headed => Level::Sure,
                () if closes && before == "of" => Level::Sure,
                () if exact && placed => Level::Sure,
                () => Level::No,
            },
            NameKind::Organization | NameKind::Miscellaneous => match () {
                () if placed || county => Level::Sure,
                () if opens && (headed || strong) => Level::Sure,
                () if exact && led => Level::Sure,
                () if led && strong => Level::Sure,
                () => Level::Perhaps,
            },
        }
    }

    /// What the words after a mention say contains it: the candidates of a state or country after a comma.
    fn container(&self, mention: &Mention) -> Option<(Vec<Candidate>, bool)> {
        let rest = self.text.get(mention.span.end..)?;
        let rest = rest
            .strip_prefix(',')
            .or_else(|| rest.strip_prefix(" ("))
            .or_else(|| rest.strip_prefix(", in"))?;
        let rest = rest.trim_start_matches([' ', '\u{a0}', '\n']);
        let (outer, short) = match self.gazetteer.exact(rest) {
            Some(hit) if hit.means == Means::Short => (hit.candidates, true),
            Some(hit) if hit.means == Means::Name => {
                let own = rest.get(..hit.length).unwrap_or("");
                let mut all = hit.candidates;
                all.extend(self.gazetteer.find(own));
                (all, false)
            }
            Some(_) => return None,
            None => (self.container_name(rest)?, false),
        };
        let outer: Vec<Candidate> = outer
            .into_iter()
            .filter(|o| o.kind != PlaceKind::Town && mention.candidates.iter().any(|c| contains(o, c)))
            .collect();
        // "Ohio, Indiana and Georgia" is a list.
        let listed = |c: &Candidate| matches!(c.kind, PlaceKind::State | PlaceKind::Country);
        if outer.is_empty()
            || !short
                && mention.candidates.iter().any(listed)
                && !outer.iter().all(|o| o.kind == PlaceKind::Country)
        {
            return None;
        }
        Some((outer, short))
    }

    fn container_name(&self, rest: &str) -> Option<Vec<Candidate>> {
        let stop = rest
            .find(|c: char| !(c.is_alphanumeric() || c == ' ' || c == '-' || c == '.'))
            .unwrap_or(rest.len());
        let words: Vec<&str> = rest.get(..stop)?.split(' ').take(3).collect();
        (1..=words.len()).rev().find_map(|n| {
            let name = words.get(..n)?.join(" ");
            if !name.starts_with(char::is_uppercase) {
                return None;
            }
            let mut found = self.gazetteer.find(&name);
            found.retain(|c| c.kind != PlaceKind::Town);
            (!found.is_empty()).then_some(found)
        })
    }

    /// Family names of the people in the article, folded.
    fn family_names(&self) -> BTreeSet<String> {
        let people = self.analysis.names.iter().filter(|n| n.kind == NameKind::Person && n.words.len() > 1);
        people
            .filter_map(|n| self.analysis.span(&n.words).of(self.text).rsplit(' ').next().map(folded))
            .collect()
    }
}

/// Keeps, of a mention that says where it lies, the candidates there, and of what it names as its container those that
/// contain one of them: "Athens, Georgia" settles both.
fn contain(scan: &Scan<'_>, mentions: &mut [Mention]) {
    for at in 0..mentions.len() {
        let Some((outer, _)) = mentions.get(at).and_then(|m| scan.container(m)) else { continue };
        let Some(mention) = mentions.get_mut(at) else { continue };
        mention.candidates.retain(|c| outer.iter().any(|o| contains(o, c)));
        mention.placed = true;
        let end = mention.span.end;
        if let Some(next) = mentions.get_mut(at + 1)
            && next.span.start <= end + 5
        {
            let fits = |c: &Candidate| outer.iter().any(|o| o.source == c.source);
            if next.candidates.iter().any(fits) {
                next.candidates.retain(fits);
                next.placed = true;
            }
        }
    }
}
