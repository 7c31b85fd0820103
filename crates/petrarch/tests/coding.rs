//! Whole sentences coded with small dictionaries of our own; one trap of the formats each.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

use dunlin_petrarch::{Coded, Dictionaries, Word, code};
use std::path::PathBuf;

fn dictionaries() -> Dictionaries {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/dictionaries"));
    Dictionaries::open_to_code(&[folder]).unwrap()
}

/// Words as `form/XPOS/relation/head`, heads from 1 and 0 for the root; spans as if parted by blanks.
fn coded_on(day: &str, sentence: &str) -> Coded {
    let mut at = 0;
    let words = sentence
        .split_whitespace()
        .map(|word| {
            let parts: Vec<&str> = word.split('/').collect();
            let (form, xpos) = (parts[0], parts[1]);
            let upos = match xpos {
                "NNP" | "NNPS" => "PROPN",
                "NN" | "NNS" => "NOUN",
                "PRP" => "PRON",
                "JJ" => "ADJ",
                "RB" => "ADV",
                "IN" => "ADP",
                "DT" => "DET",
                "CC" => "CCONJ",
                "," | "." => "PUNCT",
                "POS" => "PART",
                "CD" => "NUM",
                _ if parts[2].starts_with("aux") => "AUX",
                _ => "VERB",
            };
            let start = at;
            at += form.len() + 1;
            let head: usize = parts[3].parse().unwrap();
            Word {
                form,
                upos,
                xpos,
                relation: parts[2],
                head: head.checked_sub(1),
                start,
                end: start + form.len(),
            }
        })
        .collect();
    code(&[words], Some(day), &dictionaries())
}

fn events(sentence: &str) -> Vec<String> {
    shown(&coded_on("1934-05-06", sentence))
}

fn shown(coded: &Coded) -> Vec<String> {
    coded.events.iter().map(|e| format!("{} {} {}", e.code, e.source.code, e.target.code)).collect()
}

#[test]
fn the_verb_alone_gives_its_code_and_the_rule_names_its_line() {
    let coded = coded_on("1934-05-06", "Fredonia/NNP/nsubj/2 praised/VBD/root/0 Sylvania/NNP/obj/2");
    assert_eq!(shown(&coded), ["051 FRD SYL"]);
    assert_eq!(coded.events[0].rule, "duck.verbs.txt:16");
}

#[test]
fn an_irregular_verb_has_the_forms_it_lists_and_its_own_code() {
    assert_eq!(events("Fredonia/NNP/nsubj/2 extolled/VBD/root/0 Sylvania/NNP/obj/2"), ["052 FRD SYL"]);
    // SNUB lists its forms, so none is made for it.
    assert!(events("Fredonia/NNP/nsubj/2 snubbing/VBG/root/0 Sylvania/NNP/obj/2").is_empty());
}

#[test]
fn the_pattern_that_asks_for_more_goes_first() {
    let sentence = "Fredonia/NNP/nsubj/5 heavily/RB/advmod/5 and/CC/cc/4 unjustly/RB/conj/2 praised/VBD/root/0 Sylvania/NNP/obj/5";
    assert_eq!(events(sentence), ["054 FRD SYL"]);
}

#[test]
fn an_underscore_before_the_verb_lets_nothing_between() {
    let near = "Fredonia/NNP/nsubj/3 duly/RB/advmod/3 praised/VBD/root/0 Sylvania/NNP/obj/3";
    let far = "Fredonia/NNP/nsubj/4 duly/RB/advmod/4 now/RB/advmod/4 praised/VBD/root/0 Sylvania/NNP/obj/4";
    assert_eq!((events(near), events(far)), (vec!["056 FRD SYL".to_owned()], vec!["051 FRD SYL".to_owned()]));
}

#[test]
fn sets_inside_closed_words_must_touch_and_open_members_need_not() {
    let bonds = "Fredonia/NNP/nsubj/2 dropped/VBD/root/0 new/JJ/amod/5 postal/JJ/amod/5 bonds/NNS/obj/2 with/IN/case/7 Sylvania/NNP/nmod/5";
    assert_eq!(events(bonds), ["161 FRD SYL"]);
    let loose = "Fredonia/NNP/nsubj/2 dropped/VBD/root/0 new/JJ/amod/6 good/JJ/amod/6 postal/JJ/amod/6 bonds/NNS/obj/2 with/IN/case/8 Sylvania/NNP/nmod/6";
    assert!(events(loose).is_empty());
    let soup = "Fredonia/NNP/nsubj/2 dropped/VBD/root/0 green/JJ/amod/6 cold/JJ/amod/6 pea/NN/compound/6 chowder/NN/obj/2 on/IN/case/8 Sylvania/NNP/obl/2";
    assert_eq!(events(soup), ["162 FRD SYL"]);
}

#[test]
fn several_words_make_one_verb_in_either_direction() {
    assert_eq!(
        events("Fredonia/NNP/nsubj/2 brushed/VBD/root/0 off/RP/compound:prt/2 Sylvania/NNP/obj/2"),
        ["120 FRD SYL"]
    );
    assert_eq!(
        events("Fredonia/NNP/nsubj/3 horn/NN/compound/3 swoggled/VBD/root/0 Sylvania/NNP/obj/3"),
        ["121 FRD SYL"]
    );
}

#[test]
fn signs_bind_source_target_and_what_is_skipped() {
    let aloud = "Sylvania/NNP/nsubj:pass/3 was/VBD/aux:pass/3 snubbed/VBN/root/0 aloud/RB/advmod/3 in/IN/case/6 Fredonia/NNP/obl/3";
    assert_eq!(events(aloud), ["122 FRD SYL"]);
    let skip = "Fredonia/NNP/nsubj/2 snubbed/VBD/root/0 at/IN/case/4 Osterlich/NNP/obl/2 for/IN/case/6 Sylvania/NNP/obl/2";
    assert_eq!(events(skip), ["123 FRD SYL"]);
}

#[test]
fn a_compound_is_both_sides_of_a_percent_sign() {
    let sentence = "Fredonia/NNP/nsubj/5 and/CC/cc/3 Sylvania/NNP/conj/1 openly/RB/advmod/5 praised/VBD/root/0 the/DT/det/7 day/NN/obj/5";
    assert_eq!(events(sentence), ["055 FRD SYL", "055 SYL FRD"]);
}

#[test]
fn a_mirrored_code_gives_the_event_from_both_sides() {
    assert_eq!(
        events("Fredonia/NNP/nsubj/2 visited/VBD/root/0 Sylvania/NNP/obj/2"),
        ["042 FRD SYL", "043 SYL FRD"]
    );
}

#[test]
fn a_passive_with_by_turns_the_sides() {
    let sentence =
        "Fredonia/NNP/nsubj:pass/3 was/VBD/aux:pass/3 praised/VBN/root/0 by/IN/case/5 Sylvania/NNP/obl/3";
    assert_eq!(events(sentence), ["051 SYL FRD"]);
}

#[test]
fn agents_add_their_role_before_or_behind() {
    let sentence = "Fredonian/JJ/amod/2 envoys/NNS/nsubj/3 praised/VBD/root/0 Sylvanian/JJ/amod/6 relief/NN/compound/6 bodies/NNS/obj/3";
    assert_eq!(events(sentence), ["051 FRDGOV NGOSYL"]);
    let alone = "Fredonia/NNP/nsubj/2 praised/VBD/root/0 deckhands/NNS/obj/2";
    assert_eq!(events(alone), ["051 FRD ---CVL"]);
}

#[test]
fn agents_and_countries_are_coded_crosswise() {
    let sentence = "Envoys/NNS/nsubj/6 of/IN/case/3 Fredonia/NNP/nmod/1 and/CC/cc/5 Osterlich/NNP/conj/3 praised/VBD/root/0 Sylvania/NNP/obj/6";
    assert_eq!(events(sentence), ["051 FRDGOV SYL", "051 OSTGOV SYL"]);
}

#[test]
fn codes_hold_in_their_time_and_none_without_a_day() {
    let sentence = "Firefly/NNP/nsubj/2 praised/VBD/root/0 Sylvania/NNP/obj/2";
    assert_eq!(shown(&coded_on("1934-12-31", sentence)), ["051 FRDGOV SYL"]);
    assert_eq!(shown(&coded_on("1935-01-01", sentence)), ["051 FRDOPP SYL"]);
    assert!(shown(&coded_on("1932-12-31", sentence)).is_empty());
}

#[test]
fn a_blank_in_a_name_lets_other_words_between_and_a_slash_means_two() {
    let radio =
        "Radio/NNP/compound/3 One/CD/nummod/3 Fredonia/NNP/nsubj/4 praised/VBD/root/0 Sylvania/NNP/obj/4";
    assert_eq!(events(radio), ["051 FRDMED SYL"]);
    let isles = "Fredonia/NNP/nsubj/2 praised/VBD/root/0 Two/NNP/compound/4 Isles/NNP/obj/2";
    assert_eq!(events(isles), ["051 FRD NIS", "051 FRD SIS"]);
}

#[test]
fn contractions_stand_as_the_treebank_cuts_them() {
    let sentence = "Fredonia/NNP/nsubj/4 did/VBD/aux/4 n't/RB/advmod/4 snub/VB/root/0 Sylvania/NNP/obj/4";
    assert_eq!(events(sentence), ["050 FRD SYL"]);
}

#[test]
fn discards_drop_a_sentence_or_the_story() {
    let story = "Fredonia/NNP/nsubj/2 praised/VBD/root/0 Sylvania/NNP/obj/2 's/POS/case/6 opera/NN/compound/6 season/NN/obj/2";
    let coded = coded_on("1934-05-06", story);
    assert!(coded.events.is_empty() && coded.story_discarded);
    let sentence = "Fredonia/NNP/nsubj/2 praised/VBD/root/0 Sylvania/NNP/obj/2 after/IN/case/6 chess/NN/compound/6 cup/NN/obl/2";
    let coded = coded_on("1934-05-06", sentence);
    assert!(coded.events.is_empty() && !coded.story_discarded);
    assert_eq!(coded.discarded, [(0, "duck.discards.txt:2".to_owned())]);
}
