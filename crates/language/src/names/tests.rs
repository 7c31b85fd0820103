//! Each rule on a sentence or two. What the model said is written by hand: for each word its most likely tag, and how
//! likely that is; the others share the rest.

use super::*;
use crate::conllu::{self, Document};
use crate::model::decode::tags::{self, Scheme};
use proptest::prelude::*;

const LABELS: [&str; 9] = ["O", "B-PER", "E-PER", "S-PER", "B-ORG", "E-ORG", "S-ORG", "S-LOC", "S-MISC"];

fn labels() -> Vec<Tag<NameKind>> {
    LABELS.iter().map(|label| Tag::parse(label, NameKind::from_label).unwrap()).collect()
}

/// Reads sentences of `form|XPOS` words, or `form|XPOS|tag:probability,…` where the model does not say surely "O", with the
/// names as the model has them; no blank follows a form that ends in `~`.
fn read(sentences: &[&str]) -> (Document, Vec<f32>) {
    let (mut file, mut logs) = (String::new(), Vec::new());
    for sentence in sentences {
        for (at, word) in sentence.split_whitespace().enumerate() {
            let parts: Vec<&str> = word.split('|').collect();
            let (form, xpos) = (parts[0].trim_end_matches('~'), parts[1]);
            let space = if parts[0].ends_with('~') { "SpaceAfter=No" } else { "_" };
            let upos = if xpos.starts_with("NNP") { "PROPN" } else { "X" };
            file += &format!("{}\t{form}\t{form}\t{upos}\t{xpos}\t_\t{}\tdep\t_\t{space}\n", at + 1, at);
            let mut row = [0.001f32; LABELS.len()];
            for (label, likely) in
                parts.get(2).unwrap_or(&"O:0.99").split(',').filter_map(|s| s.split_once(':'))
            {
                let tag = LABELS.iter().position(|l| *l == label).unwrap();
                row[tag] = likely.parse().unwrap();
            }
            logs.extend(row.map(f32::ln));
        }
        file += "\n";
    }
    let mut document = conllu::read(&file).unwrap().remove(0);
    let tags = labels();
    for name in tags::spans(Scheme::Bioes, &tags, &logs) {
        let (words, kind, score) = (name.words, name.label, name.score);
        document.analysis.names.push(Name { words, kind, score, basis: NameBasis::Read });
    }
    (document, logs)
}

/// The names of such sentences, settled: words, kind and basis.
fn settled(sentences: &[&str]) -> Vec<(String, NameKind, NameBasis)> {
    let (mut document, logs) = read(sentences);
    settle(&document.text, &mut document.analysis, Evidence { tags: &labels(), logs: &logs });
    let analysis = &document.analysis;
    let told =
        |name: &Name| (analysis.span(&name.words).of(&document.text).to_owned(), name.kind, name.basis);
    analysis.names.iter().map(told).collect()
}

fn name(words: &str, kind: NameKind, basis: NameBasis) -> (String, NameKind, NameBasis) {
    (words.to_owned(), kind, basis)
}

const PER: NameKind = NameKind::Person;
const ORG: NameKind = NameKind::Organization;
const LOC: NameKind = NameKind::Location;

#[test]
fn the_same_words_name_the_same_thing_all_over_the_article() {
    let found = settled(&[
        "Orlena|NNP|S-ORG:0.9,S-LOC:0.05 raised|VBD its|PRP$ prices|NNS .|.",
        "The|DT board|NN of|IN Orlena|NNP|S-ORG:0.8,S-LOC:0.1 met|VBD .|.",
        "He|PRP had|VBD come|VBN from|IN Orlena|NNP|S-LOC:0.6,S-ORG:0.3 .|.",
    ]);
    let read = name("Orlena", ORG, NameBasis::Read);
    assert_eq!(found, [read.clone(), read, name("Orlena", ORG, NameBasis::Kind)]);
}

#[test]
fn a_sure_mention_outweighs_two_that_could_be_either() {
    let found = settled(&[
        "Orlena|NNP|S-ORG:0.41,S-LOC:0.45 met|VBD .|.",
        "Orlena|NNP|S-ORG:0.41,S-LOC:0.45 left|VBD .|.",
        "Orlena|NNP|S-ORG:0.98 won|VBD .|.",
    ]);
    assert!(found.iter().all(|(_, kind, _)| *kind == ORG), "{found:?}");
}

#[test]
fn a_family_name_is_of_a_person_if_its_full_name_is() {
    let found = settled(&[
        "Ada|NNP|B-PER:0.95 Marrick|NNP|E-PER:0.95 resigned|VBD .|.",
        "Marrick|NNP|S-LOC:0.6,S-PER:0.3 was|VBD tired|JJ .|.",
    ]);
    assert_eq!(found[1], name("Marrick", PER, NameBasis::Kind));
    // A street that is called after somebody does not make him a street.
    let apart = settled(&[
        "Marrick|NNP|B-ORG:0.9 Council|NNP|E-ORG:0.9 met|VBD .|.",
        "Marrick|NNP|S-LOC:0.9 is|VBZ small|JJ .|.",
    ]);
    assert_eq!(apart[1], name("Marrick", LOC, NameBasis::Read));
}

#[test]
fn a_single_word_that_could_be_a_place_is_a_person_only_if_most_say_so() {
    let place = "They|PRP live|VBP in|IN Ternova|NNP|S-LOC:0.9 .|.";
    let person = "Ternova|NNP|S-PER:0.6 agreed|VBD .|.";
    assert_eq!(settled(&[place, person, person])[1], name("Ternova", LOC, NameBasis::Kind));
    let introduced = "Irena|NNP|B-PER:0.9 Ternova|NNP|E-PER:0.9 came|VBD .|.";
    assert_eq!(settled(&[introduced, place, person])[1], name("Ternova", PER, NameBasis::Kind));
    // Where nothing speaks against it, a single word is what it was read as.
    assert_eq!(settled(&[person])[0], name("Ternova", PER, NameBasis::Read));
}

#[test]
fn a_person_named_elsewhere_is_found_where_he_was_passed_over() {
    let sure = "Osei|NNP|S-PER:0.97 spoke|VBD .|.";
    let found = settled(&[sure, "Thank|VB you|PRP ,|, Osei|NNP|O:0.6,S-PER:0.38 !|."]);
    assert_eq!(found[1], name("Osei", PER, NameBasis::Repeated));
    // Not where it is surely no name, nor in a longer one, nor in a compound.
    for other in [
        "Osei|NNP|O:0.99 is|VBZ a|DT word|NN .|.",
        "The|DT Osei|NNP|O:0.6,S-PER:0.38 Building|NNP|O:0.9 fell|VBD .|.",
        "An|DT Osei~|NNP|O:0.6,S-PER:0.38 -~|HYPH led|VBN team|NN won|VBD .|.",
    ] {
        assert_eq!(settled(&[sure, other]).len(), 1, "{other}");
    }
}

#[test]
fn a_single_word_that_is_no_person_is_not_looked_for() {
    let sure = "The|DT KWO|NNP|S-ORG:0.97 met|VBD .|.";
    assert_eq!(settled(&[sure, "Another|DT KWO|NNP|O:0.6,S-ORG:0.38 .|."]).len(), 1);
    let several = "Harbour|NNP|B-ORG:0.97 Watch|NNP|E-ORG:0.97 met|VBD .|.";
    let found =
        settled(&[several, "A|DT Harbour|NNP|O:0.6,B-ORG:0.38 Watch|NNP|O:0.6,E-ORG:0.38 report|NN .|."]);
    assert_eq!(found[1], name("Harbour Watch", ORG, NameBasis::Repeated));
}

proptest! {
    /// Whatever the model says: names stay in order and apart, and those that were read keep their words.
    #[test]
    fn names_stay_in_order_and_apart(
        sentences in prop::collection::vec(prop::collection::vec((0usize..4, 0usize..LABELS.len()), 1..7), 1..5),
    ) {
        let forms = ["Ada|NNP", "Osei|NNP", "said|VBD", "Kwo|NNP"];
        let sentences: Vec<String> = sentences
            .iter()
            .map(|words| {
                let word = |&(form, tag): &(usize, usize)| format!("{}|{}:0.8", forms[form], LABELS[tag]);
                words.iter().map(word).collect::<Vec<_>>().join(" ")
            })
            .collect();
        let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
        let (Document { text, mut analysis, .. }, logs) = read(&sentences);
        let before = analysis.names.clone();
        settle(&text, &mut analysis, Evidence { tags: &labels(), logs: &logs });
        prop_assert!(analysis.names.windows(2).all(|two| two[0].words.end <= two[1].words.start));
        for name in &before {
            prop_assert!(analysis.names.iter().any(|settled| settled.words == name.words));
        }
    }
}
