//! First pass: the same name again, in full, in part or as initials.
//!
//! "Amara Diallo" … "Diallo"; "Mr. Osei" … "Kofi Osei"; "West African Grain Board" … "WAGB"; "Acme Motors Inc." … "Acme".
//! A short name that fits several long ones goes to the one named last before it.

use super::clusters::Clusters;
use super::lists::{Class, Lists};
use super::mentions::{Mention, Mentions};
use crate::Analysis;
use std::collections::BTreeMap;

/// A word in more different names than this tells none of them.
const MOST_LONGS: usize = 200;

/// A name as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Form {
    /// Its words without title, article, possessive and stops.
    words: Vec<String>,
    person: bool,
}

/// Links the names of an article.
pub(super) fn link(
    text: &str,
    analysis: &Analysis,
    mentions: &Mentions,
    lists: &Lists,
    clusters: &mut Clusters,
) {
    // Distinct forms with the mentions that have them, in text order.
    let mut forms: BTreeMap<Form, Vec<usize>> = BTreeMap::new();
    for (at, mention) in mentions.all.iter().enumerate() {
        if let Some(form) = form(text, analysis, lists, mention) {
            forms.entry(form).or_default().push(at);
        }
    }
    for same in forms.values() {
        for pair in same.windows(2) {
            // Two persons of one surname, "Mr. Adu" and "Mrs. Adu", are told apart by what goes with them.
            if clusters.agree(pair[0], pair[1]) || !forms_clash(mentions, pair[0], pair[1]) {
                clusters.join(pair[0], pair[1]);
            }
        }
    }
    let shorts = Shorts::new(&forms);
    for (short, same) in &forms {
        let longs = shorts.longer(short, same, mentions, lists);
        if longs.is_empty() {
            continue;
        }
        for &mention in same {
            if let Some(long) = choose(mention, &longs, clusters) {
                clusters.join(mention, long);
            }
        }
    }
}

/// Whether two mentions of one form are known to be different persons.
fn forms_clash(mentions: &Mentions, one: usize, other: usize) -> bool {
    let gender = |at: usize| mentions.all[at].gender;
    matches!((gender(one), gender(other)), (Some(a), Some(b)) if a != b)
}

/// The words of a name mention that are compared.
fn form(text: &str, analysis: &Analysis, lists: &Lists, mention: &Mention) -> Option<Form> {
    let name = analysis.names.get(mention.name?)?;
    let person = mention.class == Class::Person;
    let mut words: Vec<String> = Vec::new();
    for part in analysis.span(&name.words).of(text).split_whitespace() {
        let part = part.trim_matches(['"', '“', '”', '(', ')', ',', '\'', '‘']);
        let part = part.strip_suffix("'s").or_else(|| part.strip_suffix("’s")).unwrap_or(part);
        let part = part.trim_end_matches(['\'', '’']);
        if part.is_empty() || (words.is_empty() && part.eq_ignore_ascii_case("the")) {
            continue;
        }
        if person && ((words.is_empty() && lists.title(part).is_some()) || lists.is_suffix(part)) {
            continue;
        }
        // "U.S." and "US", "J." and "J" are the same.
        words.push(part.replace('.', ""));
    }
    // A headline may be all in capitals; initials stay as they are.
    for word in &mut words {
        if word.chars().count() > 5 && !word.chars().any(char::is_lowercase) {
            let lower = word.to_lowercase();
            let mut chars = lower.chars();
            *word = chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default();
        }
    }
    if !person {
        let corporate = [
            "Inc",
            "Corp",
            "Corporation",
            "Co",
            "Company",
            "Ltd",
            "Limited",
            "LLC",
            "PLC",
            "plc",
            "AG",
            "GmbH",
        ];
        while words.len() > 1
            && words.last().is_some_and(|last| corporate.contains(&last.trim_end_matches(',')))
        {
            words.pop();
        }
    }
    (!words.is_empty()).then_some(Form { words, person })
}

/// Long forms by what may stand for them.
struct Shorts<'f> {
    by_word: BTreeMap<&'f str, Vec<(&'f Form, &'f [usize])>>,
    by_initials: BTreeMap<String, Vec<(&'f Form, &'f [usize])>>,
}

impl<'f> Shorts<'f> {
    fn new(forms: &'f BTreeMap<Form, Vec<usize>>) -> Self {
        let mut by_word: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        let mut by_initials: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for (form, mentions) in forms {
            if form.words.len() < 2 {
                continue;
            }
            let entry = (form, mentions.as_slice());
            if let (Some(first), Some(last)) = (form.words.first(), form.words.last()) {
                by_word.entry(first).or_default().push(entry);
                if first != last && form.person {
                    by_word.entry(last).or_default().push(entry);
                }
            }
            if !form.person {
                for initials in initials(&form.words) {
                    by_initials.entry(initials).or_default().push(entry);
                }
            }
        }
        Self { by_word, by_initials }
    }

    /// The longer forms that `short` may stand for.
    fn longer(
        &self,
        short: &Form,
        same: &[usize],
        mentions: &Mentions,
        lists: &Lists,
    ) -> Vec<(&'f Form, &'f [usize])> {
        let mut out = Vec::new();
        let (Some(first), Some(last)) = (short.words.first(), short.words.last()) else { return out };
        let bucket = |word: &str| {
            self.by_word.get(word).filter(|longs| longs.len() <= MOST_LONGS).into_iter().flatten()
        };
        if short.person {
            let same_last = bucket(last);
            let fits = same_last
                .filter(|(long, _)| long.person && long != &short && is_part(&short.words, &long.words));
            out.extend(fits.copied());
        } else {
            if short.words.len() == 1 && is_initials(first) {
                let same = self.by_initials.get(first.as_str()).filter(|longs| longs.len() <= MOST_LONGS);
                out.extend(same.into_iter().flatten().copied());
            }
            // "Acme" for "Acme Motors"; not "North" for "North Sea", nor "Bank" for "Bank of Example".
            let body = |places: &[usize]| {
                places.iter().any(|&place| mentions.all.get(place).is_some_and(|m| m.class == Class::Body))
            };
            // A place is not the newspaper or the club that is called after it.
            if body(same) && (!is_general(first, lists) || short.words.len() > 1) {
                let same_first = bucket(first);
                let fits = same_first.filter(|(long, places)| {
                    body(places)
                        && !long.person
                        && long != &short
                        && long.words.starts_with(&short.words)
                        && is_body_tail(long, short, lists)
                });
                out.extend(fits.copied());
            }
        }
        out
    }
}

/// Whether what a longer name adds is the kind of body it names: "Acme" + "Motors", "Hana" + "Financial Group". Without
/// that, "York" could stand for "York Minster".
fn is_body_tail(long: &Form, short: &Form, lists: &Lists) -> bool {
    long.words.get(short.words.len()..).is_some_and(|tail| {
        tail.iter()
            .all(|word| !lists.class_nouns(word).is_empty() || matches!(word.as_str(), "&" | "and" | "of"))
            && tail.iter().any(|word| {
                lists.class_nouns(word).iter().any(|noun| {
                    matches!(*noun, "company" | "firm" | "agency" | "group" | "newspaper" | "network")
                })
            })
    })
}

/// Whether the short name's words stand in the long one in order, sharing its first or last word.
fn is_part(short: &[String], long: &[String]) -> bool {
    if short.len() >= long.len() {
        return false;
    }
    let mut rest = long.iter();
    let fits = |short: &String, long: &String| {
        short == long || (short.chars().count() == 1 && long.starts_with(short.as_str()))
    };
    short.iter().all(|word| rest.any(|other| fits(word, other)))
}

/// The mention of a longer form that a short one stands for: of the only one there is, else of the one named last.
fn choose(mention: usize, longs: &[(&Form, &[usize])], clusters: &Clusters) -> Option<usize> {
    // Name recognisers waver between a state as a place and as a body; the pronoun of a person is another matter.
    let gender = |at: usize| clusters.known(at).gender;
    let fits = |&candidate: &usize| {
        gender(mention).is_none() || gender(candidate).is_none() || gender(mention) == gender(candidate)
    };
    let mut clusters_seen: Vec<usize> = Vec::new();
    let mut before: Option<usize> = None;
    let mut any: Option<usize> = None;
    for (_, places) in longs {
        if let Some(&first) = places.first().filter(|place| fits(place)) {
            let root = clusters.of(first);
            if !clusters_seen.contains(&root) {
                clusters_seen.push(root);
            }
            any = any.or(Some(first));
        }
        let split = places.partition_point(|&place| place < mention);
        let last = places.get(..split).and_then(|places| places.iter().rev().find(|place| fits(place)));
        before = before.max(last.copied());
    }
    match clusters_seen.len() {
        0 => None,
        1 => any,
        _ => before,
    }
}

/// The initials a name of several words can be written with: with and without its small words.
fn initials(words: &[String]) -> Vec<String> {
    let capital = |word: &String| word.chars().next().filter(|c| c.is_uppercase());
    let large: String =
        words.iter().flat_map(|word| word.split('-')).filter_map(|w| capital(&w.to_owned())).collect();
    let all: String =
        words.iter().filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect();
    let mut out = Vec::new();
    for initials in [large, all] {
        if initials.chars().count() > 1 && !out.contains(&initials) {
            out.push(initials);
        }
    }
    out
}

/// Whether a word looks like initials: "KCNA", "IAEA", "US".
fn is_initials(word: &str) -> bool {
    word.chars().count() > 1 && word.chars().all(char::is_uppercase)
}

/// Whether `short` are the initials of `long`, for a pair that the text itself puts side by side.
pub(super) fn stands_for(short: &str, long: &str) -> bool {
    let short = short.replace('.', "");
    let words: Vec<String> =
        long.split_whitespace().filter(|w| !w.eq_ignore_ascii_case("the")).map(str::to_owned).collect();
    is_initials(&short) && initials(&words).contains(&short)
}

/// Words that begin many names and so name nothing alone.
fn is_general(word: &str, lists: &Lists) -> bool {
    matches!(
        word,
        "North"
            | "South"
            | "East"
            | "West"
            | "New"
            | "Old"
            | "Great"
            | "National"
            | "International"
            | "United"
            | "Central"
            | "Royal"
            | "Federal"
            | "World"
            | "Supreme"
            | "High"
            | "General"
            | "First"
            | "Saint"
            | "St"
            | "San"
            | "Los"
            | "La"
            | "El"
            | "Al"
    ) || !lists.class_nouns(word).is_empty()
}
