//! Each rule of the sieve on a sentence or two; trees are written out by hand.

use super::resolve;
use crate::{Analysis, NameKind, conllu};
use proptest::prelude::*;

/// Reads sentences of `form[=lemma]|UPOS|XPOS|head|deprel` words, marks the names, resolves, and gives each chain as its
/// mentions' words.
fn chains(sentences: &[&str], names: &[(&str, NameKind)]) -> Vec<Vec<String>> {
    let (text, mut analysis) = analysis(sentences, names);
    resolve(&text, &mut analysis);
    let words = |m: &crate::ChainMention| analysis.span(&m.words).of(&text).to_owned();
    analysis.chains.iter().map(|chain| chain.mentions.iter().map(words).collect()).collect()
}

fn analysis(sentences: &[&str], names: &[(&str, NameKind)]) -> (String, Analysis) {
    let mut file = String::new();
    for sentence in sentences {
        for (at, word) in sentence.split_whitespace().enumerate() {
            let [form, upos, xpos, head, deprel] = word.split('|').collect::<Vec<_>>()[..] else {
                panic!("{word}")
            };
            let (form, lemma) = form.split_once('=').unwrap_or((form, form));
            let lemma = lemma.to_lowercase();
            file += &format!("{}\t{form}\t{lemma}\t{upos}\t{xpos}\t_\t{head}\t{deprel}\t_\t_\n", at + 1);
        }
        file += "\n";
    }
    let mut document = conllu::read(&file).unwrap().remove(0);
    let words = &document.analysis.words;
    let mut at = 0;
    while at < words.len() {
        let found = names.iter().find_map(|&(name, kind)| {
            let end = at + name.split_whitespace().count();
            let words = words.get(at..end)?;
            (words.iter().map(|w| w.span.of(&document.text)).eq(name.split_whitespace()))
                .then_some((end, kind))
        });
        if let Some((end, kind)) = found {
            document.analysis.names.push(crate::Name {
                words: at..end,
                kind,
                score: 1.0,
                basis: crate::NameBasis::Read,
            });
            at = end;
        } else {
            at += 1;
        }
    }
    (document.text, document.analysis)
}

const PER: NameKind = NameKind::Person;
const ORG: NameKind = NameKind::Organization;
const LOC: NameKind = NameKind::Location;

#[test]
fn a_surname_stands_for_the_full_name_and_he_for_both() {
    let found = chains(
        &[
            "Kofi|PROPN|NNP|3|nsubj Osei|PROPN|NNP|1|flat resigned=resign|VERB|VBD|0|root .|PUNCT|.|3|punct",
            "Osei|PROPN|NNP|2|nsubj said=say|VERB|VBD|0|root he|PRON|PRP|5|nsubj was=be|AUX|VBD|5|cop tired|ADJ|JJ|2|ccomp .|PUNCT|.|2|punct",
        ],
        &[("Kofi Osei", PER), ("Osei", PER)],
    );
    assert_eq!(found, [["Kofi Osei", "Osei", "he"]]);
}

#[test]
fn initials_in_brackets_and_afterwards() {
    let found = chains(
        &[
            "The|DET|DT|4|det Harbour|PROPN|NNP|4|compound Grain|PROPN|NNP|4|compound Board|PROPN|NNP|8|nsubj (|PUNCT|-LRB-|6|punct HGB|PROPN|NNP|4|appos )|PUNCT|-RRB-|6|punct met=meet|VERB|VBD|0|root .|PUNCT|.|8|punct",
            "HGB|PROPN|NNP|2|nsubj lost=lose|VERB|VBD|0|root its|PRON|PRP$|4|nmod:poss case|NOUN|NN|2|obj .|PUNCT|.|2|punct",
        ],
        &[("Harbour Grain Board", ORG), ("HGB", ORG)],
    );
    assert_eq!(found, [["The Harbour Grain Board", "HGB", "HGB", "its"]]);
}

#[test]
fn titles_tell_the_pronoun_and_part_two_persons_of_one_name() {
    let found = chains(
        &[
            "Mr.|PROPN|NNP|2|nmod:desc Adu|PROPN|NNP|3|nsubj met=meet|VERB|VBD|0|root Mrs.|PROPN|NNP|5|nmod:desc Adu|PROPN|NNP|3|obj .|PUNCT|.|3|punct",
            "She|PRON|PRP|2|nsubj smiled=smile|VERB|VBD|0|root .|PUNCT|.|2|punct",
        ],
        &[("Adu", PER)],
    );
    assert_eq!(found, [["Mrs. Adu", "She"]]);
}

#[test]
fn an_apposition_and_the_office_it_names() {
    let found = chains(
        &[
            "Ama|PROPN|NNP|8|nsubj Boateng|PROPN|NNP|1|flat ,|PUNCT|,|6|punct the|DET|DT|6|det port|NOUN|NN|6|compound minister|NOUN|NN|1|appos ,|PUNCT|,|6|punct left=leave|VERB|VBD|0|root .|PUNCT|.|8|punct",
            "The|DET|DT|2|det minister|NOUN|NN|3|nsubj declined=decline|VERB|VBD|0|root .|PUNCT|.|3|punct",
        ],
        &[("Ama Boateng", PER)],
    );
    assert_eq!(found, [["Ama Boateng", "the port minister", "The minister"]]);
}

#[test]
fn a_body_is_described_by_the_kind_its_name_tells() {
    let found = chains(
        &[
            "The|DET|DT|3|det Unification|PROPN|NNP|3|compound Ministry|PROPN|NNP|4|nsubj objected=object|VERB|VBD|0|root .|PUNCT|.|4|punct",
            "Volta|PROPN|NNP|2|compound Motors|PROPN|NNP|3|nsubj agreed=agree|VERB|VBD|0|root .|PUNCT|.|3|punct",
            "The|DET|DT|2|det ministry|NOUN|NN|3|nsubj fined=fine|VERB|VBD|0|root the|DET|DT|5|det company|NOUN|NN|3|obj .|PUNCT|.|3|punct",
        ],
        &[("Unification Ministry", ORG), ("Volta Motors", ORG)],
    );
    assert_eq!(found, [["The Unification Ministry", "The ministry"], ["Volta Motors", "the company"]]);
}

#[test]
fn a_firm_is_called_by_its_first_word_a_town_is_not_its_newspaper() {
    let found = chains(
        &[
            "Volta|PROPN|NNP|2|compound Motors|PROPN|NNP|3|nsubj sued=sue|VERB|VBD|0|root the|DET|DT|6|det Tema|PROPN|NNP|6|compound Herald|PROPN|NNP|3|obj .|PUNCT|.|3|punct",
            "Volta|PROPN|NNP|2|nsubj left=leave|VERB|VBD|0|root Tema|PROPN|NNP|2|obj .|PUNCT|.|2|punct",
        ],
        &[("Volta Motors", ORG), ("Tema Herald", ORG), ("Volta", ORG), ("Tema", LOC)],
    );
    assert_eq!(found, [["Volta Motors", "Volta"]]);
}

#[test]
fn the_north_is_the_one_state_whose_name_begins_so() {
    let sentences = [
        "North|PROPN|NNP|2|compound Volta|PROPN|NNP|3|nsubj protested=protest|VERB|VBD|0|root .|PUNCT|.|3|punct",
        "The|DET|DT|2|det North|PROPN|NNP|3|nsubj threatened=threaten|VERB|VBD|0|root South|PROPN|NNP|5|compound Volta|PROPN|NNP|3|obj .|PUNCT|.|3|punct",
    ];
    let found = chains(&sentences, &[("North Volta", LOC), ("South Volta", LOC)]);
    assert_eq!(found, [["North Volta", "The North"]]);
    // The same where the name recogniser takes it for a name.
    let found = chains(&sentences, &[("North Volta", LOC), ("South Volta", LOC), ("North", LOC)]);
    assert_eq!(found, [["North Volta", "The North"]]);
}

#[test]
fn what_a_comma_parts_is_not_in_the_phrase() {
    let found = chains(
        &[
            "Osei|PROPN|NNP|5|nsubj ,|PUNCT|,|3|punct 56|NUM|CD|1|nummod ,|PUNCT|,|3|punct resigned=resign|VERB|VBD|0|root .|PUNCT|.|5|punct",
            "He|PRON|PRP|2|nsubj slept=sleep|VERB|VBD|0|root .|PUNCT|.|2|punct",
        ],
        &[("Osei", PER)],
    );
    assert_eq!(found, [["Osei", "He"]]);
}

#[test]
fn relative_pronouns_repeat_their_noun() {
    let found = chains(
        &[
            "Tema|PROPN|NNP|6|nsubj ,|PUNCT|,|4|punct which|PRON|WDT|4|nsubj grew=grow|VERB|VBD|1|acl:relcl ,|PUNCT|,|4|punct prospered=prosper|VERB|VBD|0|root .|PUNCT|.|6|punct",
        ],
        &[("Tema", LOC)],
    );
    assert_eq!(found, [["Tema", "which"]]);
}

#[test]
fn a_speaker_is_not_he_in_the_speakers_own_words() {
    let found = chains(
        &[
            "Kofi|PROPN|NNP|2|nsubj met=meet|VERB|VBD|0|root Yaw|PROPN|NNP|2|obj .|PUNCT|.|2|punct",
            "\"|PUNCT|``|3|punct He|PRON|PRP|3|nsubj lied=lie|VERB|VBD|6|ccomp ,|PUNCT|,|3|punct \"|PUNCT|''|3|punct said=say|VERB|VBD|0|root Kofi|PROPN|NNP|6|nsubj .|PUNCT|.|6|punct",
        ],
        &[("Kofi", PER), ("Yaw", PER)],
    );
    assert_eq!(found, [vec!["Kofi", "Kofi"], vec!["Yaw", "He"]]);
}

#[test]
fn what_nothing_tells_stays_apart() {
    // Two arguments of one verb; an empty "it"; a denial.
    let found = chains(
        &[
            "Volta|PROPN|NNP|2|nsubj replaced=replace|VERB|VBD|0|root it|PRON|PRP|2|obj .|PUNCT|.|2|punct",
            "It|PRON|PRP|2|nsubj seems=seem|VERB|VBZ|0|root late|ADJ|JJ|2|xcomp .|PUNCT|.|2|punct",
            "Kofi|PROPN|NNP|5|nsubj is=be|AUX|VBZ|5|cop not|PART|RB|5|advmod the|DET|DT|5|det minister|NOUN|NN|0|root .|PUNCT|.|5|punct",
        ],
        &[("Volta", ORG), ("Kofi", PER)],
    );
    assert_eq!(found, Vec::<Vec<String>>::new());
}

proptest! {
    /// Any tree, any names: chains are ordered, apart from each other, and point at words that are there.
    #[test]
    fn chains_are_sound_whatever_the_analysis(
        words in prop::collection::vec((0..12_usize, 0..8_usize, 0..20_usize), 0..40),
        cuts in prop::collection::vec(0..40_usize, 0..4),
        names in prop::collection::vec((0..40_usize, 1..4_usize, 0..4_usize), 0..6),
    ) {
        const FORMS: [&str; 12] = ["Osei", "Kofi", "he", "its", "who", "ministry", "the", "said", "is", "(", "\"", "North"];
        let mut analysis = Analysis::default();
        let mut text = String::new();
        for &(form, upos, head) in &words {
            text.push(' ');
            let start = text.len();
            text.push_str(FORMS[form]);
            analysis.words.push(crate::Word {
                span: dunlin_record::Span::new(start, text.len()),
                lemma: FORMS[form].to_lowercase(),
                upos: crate::Upos::ALL[(upos * 5 + form) % crate::Upos::ALL.len()],
                xpos: crate::Xpos::ALL[(form * 7 + head) % crate::Xpos::ALL.len()],
                // Rings and heads out of range too.
                head: (head > 0).then(|| head * 3),
                deprel: crate::Deprel::ALL[(head * 11 + upos * 3) % crate::Deprel::ALL.len()],
                sure: 1.0,
                joined: false,
            });
        }
        let mut at = 0;
        let mut ends: Vec<usize> = cuts.into_iter().filter(|&c| c < words.len()).chain([words.len()]).collect();
        ends.sort_unstable();
        for end in ends {
            if end > at {
                let span = analysis.span(&(at..end));
                analysis.sentences.push(crate::Sentence { words: at..end, span, block: at / 9 });
                at = end;
            }
        }
        let mut after = 0;
        for (start, length, kind) in names {
            if start >= after && start + length <= words.len() {
                analysis.names.push(crate::Name { words: start..start + length, kind: NameKind::ALL[kind], score: 1.0, basis: crate::NameBasis::Read });
                after = start + length;
            }
        }
        resolve(&text, &mut analysis);
        let mut heads = std::collections::BTreeSet::new();
        for chain in &analysis.chains {
            prop_assert!(chain.mentions.len() > 1);
            prop_assert!(chain.mentions.windows(2).all(|pair| pair[0].head < pair[1].head));
            for mention in &chain.mentions {
                prop_assert!(heads.insert(mention.head), "a word heads two mentions");
                prop_assert!(mention.words.contains(&mention.head) && mention.words.end <= analysis.words.len());
            }
        }
        let again = { let mut again = analysis.clone(); resolve(&text, &mut again); again };
        prop_assert_eq!(again, analysis);
    }
}

/// One sentence of three thousand words hung on its first one: what is looked up for a word is bounded.
#[test]
fn an_endless_sentence_is_walked_once() {
    for (form, upos, xpos) in [
        ("it", "PRON", "PRP"),
        ("he", "PRON", "PRP"),
        ("North", "PROPN", "NNP"),
        ("\"", "PUNCT", "``"),
        ("Kim", "PROPN", "NNP"),
    ] {
        let mut words =
            format!("The|DET|DT|0|root {}", format!("{form}|{upos}|{xpos}|1|nsubj ").repeat(3_000));
        words.truncate(words.trim_end().len());
        let (text, mut analysis) = analysis(&[&words], &[("Kim", PER)]);
        resolve(&text, &mut analysis);
        assert_eq!(analysis.words.len(), 3_001);
    }
}
