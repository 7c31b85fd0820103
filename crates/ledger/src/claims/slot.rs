//! What a figure counts: the slot that two figures must share before they can contradict each other.
//!
//! Of people it is what befell them (`killed`, `missing`, `aboard`, …), by the record where that says so, else by the
//! words right beside the number; of other things, the counted noun; of measures, the unit and what is measured. A
//! number
//! that stands for an earlier one ("put the figure at 171", "the union spoke of 900") takes that one's slot.

use crate::claims::text::{is_empty_word, stem};
use crate::words::words;
use serde::{Deserialize, Serialize};

/// What is counted or measured.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Slot {
    /// What befell the people counted (`killed`, `aboard`, …); empty where nothing did.
    pub class: String,
    /// The noun that is counted (its stem), empty for people as such; for a measure, what is measured (`flow`).
    pub noun: String,
    /// Names that tell which of them are counted ("artsakh" of "Artsakh soldiers"); empty where none do.
    pub of_whom: String,
    /// Unit of a measure (`cubic metre per second`), empty for counts.
    pub unit: String,
}

/// How a count behaves while time goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Course {
    /// It can only grow: the dead, the wounded, the rescued.
    Grows,
    /// It goes up and down: the missing, prices, a flow.
    Moves,
    /// It was fixed when it happened: people aboard, a crowd, votes.
    Fixed,
}

impl Slot {
    /// How such a count behaves.
    pub fn course(&self) -> Course {
        match self.class.as_str() {
            "killed" | "wounded" | "rescued" | "held" | "displaced" => Course::Grows,
            "aboard" | "gathered" => Course::Fixed,
            // "Goals", "drones", "delegates": nothing tells that their number was settled once.
            _ => Course::Moves,
        }
    }

    /// Whether nothing tells what is counted.
    pub fn is_empty(&self) -> bool {
        self.class.is_empty() && self.noun.is_empty()
    }
}

/// Whether a counted noun means people as such, so that the class alone is the slot.
pub(crate) fn is_people(noun: &str) -> bool {
    matches!(
        noun,
        "people"
            | "person"
            | "persons"
            | "others"
            | "lives"
            | "bodies"
            | "passengers"
            | "passenger"
            | "crew"
            | "victims"
            | "deaths"
            | "dead"
            | "fatalities"
            | "casualties"
            | "individuals"
            | "residents"
            | "survivors"
            | "names"
            | "demonstrators"
            | "protesters"
            | "protestors"
            | "marchers"
            | "relatives"
            | "participants"
            | "supporters"
    )
}

/// What befell the people counted, by the words beside the number: `before` and `after` it inside its clause.
pub(crate) fn class_beside(before: &str, after: &str, unit: Option<&str>) -> Option<&'static str> {
    let after_low = after.to_lowercase();
    let near: Vec<String> = words(after).take(9).collect();
    let has = |w: &str| near.iter().any(|n| n == w);
    let behind: Vec<String> = words(before).collect();
    let tail = behind[behind.len().saturating_sub(5)..].join(" ");
    let ends = |ways: &[&str]| ways.iter().any(|way| tail.contains(way));
    // "the death toll to 14", "the number of dead reaches 17", "put the number of survivors at 143".
    if ends(&["death toll", "number of dead", "number of deaths", "number of people killed", "the dead to"]) {
        return Some("killed");
    }
    if ends(&["number of survivors", "number of people rescued", "number rescued"]) {
        return Some("rescued");
    }
    if ends(&["number of missing", "number of people missing"]) {
        return Some("missing");
    }
    if ends(&["number of injured", "number of wounded"]) {
        return Some("wounded");
    }
    match unit {
        Some("lives" | "life") if ends(&["loss of", "claimed", "cost", "took", "lost"]) || has("lost") => {
            return Some("killed");
        }
        Some("bodies")
            if ends(&["seen", "found", "recovered", "counted", "pulled"])
                || has("found")
                || has("recovered") =>
        {
            return Some("killed");
        }
        Some("bodies" | "lives" | "life") => return None,
        _ => {}
    }
    if has("aboard") || after_low.contains("on board") || on_a_vessel(after) {
        return Some("aboard");
    }
    if has("rescued")
        || has("survived")
        || after_low.contains("pulled from the")
        || after_low.contains("pulled alive")
    {
        return Some("rescued");
    }
    if after_low.contains("lost their lives") {
        return Some("killed");
    }
    if has("missing") || has("unaccounted") {
        return Some("missing");
    }
    if ["marched", "rallied", "demonstrated", "protested", "gathered", "blocked", "attended"]
        .iter()
        .any(|w| has(w))
        || after_low.contains("turned out")
        || after_low.contains("took to the streets")
        || after_low.contains("took part")
    {
        return Some("gathered");
    }
    if after_low.contains("had left")
        || after_low.contains("have left")
        || after_low.contains("left their homes")
    {
        return Some("displaced");
    }
    None
}

/// "may have been on the Halcyon", "were on the ferry".
fn on_a_vessel(after: &str) -> bool {
    let Some((head, tail)) = after.split_once(" on ") else { return false };
    let verb = head.split_whitespace().last().unwrap_or_default();
    let mut rest = tail.split_whitespace();
    let mut next = rest.next().unwrap_or_default();
    if matches!(next, "the" | "a" | "her" | "that") {
        next = rest.next().unwrap_or_default();
        let vessel = [
            "ferry",
            "ship",
            "boat",
            "vessel",
            "plane",
            "aircraft",
            "flight",
            "train",
            "bus",
            "helicopter",
            "jet",
        ];
        let bare = next.trim_matches(|c: char| !c.is_alphanumeric());
        let named = bare.chars().next().is_some_and(char::is_uppercase);
        return matches!(verb, "been" | "was" | "were" | "be" | "travelling" | "traveling")
            && (vessel.contains(&bare) || named);
    }
    false
}

/// Whether the words before a bare number make it stand for an earlier one: "put the figure at", "spoke of", "had
/// registered".
pub(crate) fn refers_back(before: &str) -> bool {
    let behind: Vec<String> = words(before).collect();
    let tail = behind[behind.len().saturating_sub(6)..].join(" ");
    let cue = [
        "figure at",
        "figure of",
        "number at",
        "number to",
        "count of",
        "count at",
        "count to",
        "total to",
        "total at",
        "total of",
        "toll to",
        "toll at",
        "estimate of",
        "estimated",
        "spoke of",
        "speaks of",
        "spoken of",
        "registered",
        "counted",
        "put it at",
        "puts it at",
        "put them at",
        "raised to",
        "figure it raised to",
        "raised it to",
        "gave",
        "gives",
        "tally of",
    ];
    cue.iter().any(|cue| tail.ends_with(cue))
}

/// The class of a total by what its sentence adds up: "11 people had boarded without being entered, which would
/// bring the total to 194". What
/// people did to be counted is enough here; beside a number of its own it would count only those.
pub(crate) fn class_of_total(sentence: &str, before: &str) -> Option<&'static str> {
    let behind: Vec<String> = words(before).collect();
    let tail = behind[behind.len().saturating_sub(4)..].join(" ");
    if !["total to", "total at", "total of"].iter().any(|cue| tail.ends_with(cue)) {
        return None;
    }
    let all: Vec<String> = words(sentence).collect();
    let has = |w: &str| all.iter().any(|a| a == w);
    let ways = [
        ("boarded", "aboard"),
        ("aboard", "aboard"),
        ("died", "killed"),
        ("killed", "killed"),
        ("wounded", "wounded"),
        ("injured", "wounded"),
    ];
    let mut classes = ways.iter().filter(|(word, _)| has(word)).map(|&(_, class)| class);
    let first = classes.next()?;
    classes.all(|class| class == first).then_some(first)
}

/// Whether a number adds to another count instead of giving one: "five more bodies", "another 12", "12 others".
pub(crate) fn adds(before: &str, after: &str) -> bool {
    let last = words(before).last().unwrap_or_default();
    let next = words(after).next().unwrap_or_default();
    matches!(last.as_str(), "another" | "further" | "additional" | "extra")
        || matches!(next.as_str(), "more" | "others" | "other" | "further" | "additional")
}

/// Whether the clause only projects the figure: "could reach 4,000", "would cut the flow to about 20". "May have
/// been" tells of what was.
pub(crate) fn projected(before: &str) -> bool {
    let clause = before.rsplit(',').next().unwrap_or_default();
    let all: Vec<String> = words(clause).collect();
    let modal = ["would", "could", "will", "may", "might", "should", "shall", "if", "unless", "must", "can"];
    all.iter().enumerate().any(|(i, w)| {
        modal.contains(&w.as_str()) && !matches!(all.get(i + 1).map(String::as_str), Some("have" | "bring"))
    })
}

/// The noun of a slot: the last telling word of what is counted, as a stem.
pub(crate) fn noun_of(words_of: &str) -> String {
    let all: Vec<String> = words(words_of).filter(|w| !w.chars().all(|c| c.is_ascii_digit())).collect();
    // "flow at the border post of Hask": the head stands before the first preposition.
    let head = all
        .iter()
        .position(|w| {
            matches!(
                w.as_str(),
                "of" | "in" | "at" | "on" | "for" | "from" | "to" | "that" | "which" | "who" | "with" | "by"
            )
        })
        .unwrap_or(all.len());
    all[..head].iter().rev().find(|w| !is_empty_word(w)).map(|w| stem(w)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_beside_a_number_tell_what_befell() {
        for (before, after, unit, class) in [
            (
                "The port authority said ",
                " passengers and crew were aboard",
                Some("passengers"),
                Some("aboard"),
            ),
            (
                "told Meridian that as many as ",
                " people may have been on the Halcyon",
                Some("people"),
                Some("aboard"),
            ),
            ("raising the death toll to ", ", the coast guard said", None, Some("killed")),
            ("as the number of dead reaches ", "", None, Some("killed")),
            ("with the loss of at least ", " lives", Some("lives"), Some("killed")),
            ("said she had seen ", " bodies, two of them", Some("bodies"), Some("killed")),
            ("It put the number of survivors at ", "", None, Some("rescued")),
            ("", " of them blocked the harbour road", None, Some("gathered")),
            ("", " bodies of water", Some("bodies"), None),
            ("", " people for whom the ferry was certified", Some("people"), None),
            ("that ", " people had boarded without being entered", Some("people"), None),
        ] {
            assert_eq!(class_beside(before, after, unit), class, "{before}N{after}");
        }
    }

    #[test]
    fn a_bare_number_after_a_word_of_counting_stands_for_an_earlier_one() {
        for before in [
            "put the figure at ",
            "the union spoke of ",
            "it had registered ",
            "repeating the company's count of ",
            "gave a figure of ",
        ] {
            assert!(refers_back(before), "{before}");
        }
        assert!(!refers_back("by 88 votes to "));
        assert!(!refers_back("from eight to "));
    }

    #[test]
    fn what_adds_or_only_may_come_is_no_count() {
        assert!(adds("recovered ", " more bodies"));
        assert!(adds("and another ", " people"));
        assert!(!adds("", " of them blocked the road"));
        assert!(projected("prices could reach "));
        assert!(!projected("as many as 212 people may have been "));
    }

    #[test]
    fn the_noun_is_the_head_of_what_is_counted() {
        assert_eq!(noun_of("The flow at the border post of Hask"), "flow");
        assert_eq!(noun_of("border guards"), "guard");
    }
}
