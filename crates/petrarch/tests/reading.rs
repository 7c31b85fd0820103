//! What the reader says of lines that it cannot use: file, line, cause, remedy; and what it makes of odd ones.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

use dunlin_petrarch::{Dictionaries, Kind, Weight, kind_of};

fn faults(kind: Kind, text: &str) -> Vec<(usize, Weight, String)> {
    let mut set = Dictionaries::default();
    set.add("mine.txt", kind, text);
    set.faults().iter().map(|f| (f.line, f.weight, f.cause.clone())).collect()
}

#[test]
fn sound_files_have_no_faults() {
    let folder = std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/dictionaries"));
    let set = Dictionaries::open_to_code(&[folder]).unwrap();
    assert_eq!(set.faults(), &[]);
    assert_eq!(set.sources().len(), 4);
}

#[test]
fn every_fault_names_its_place_and_remedy() {
    let mut set = Dictionaries::default();
    set.add("my/mine.actors.txt", Kind::Actors, "FREDONIA [FRD]\nNOBODY\nSYLVANIA [SYL <13]\n");
    let shown: Vec<String> = set.faults().iter().map(ToString::to_string).collect();
    assert_eq!(
        shown[0],
        "my/mine.actors.txt:2: error: NOBODY has no code; add [CODE] behind the name or on the next line"
    );
    assert!(shown[1].starts_with("my/mine.actors.txt:3: error: “<13” are no dates; write"), "{}", shown[1]);
}

#[test]
fn actor_traps() {
    let lines = |text| faults(Kind::Actors, text).iter().map(|f| f.0).collect::<Vec<_>>();
    assert_eq!(lines("[FRD]"), [1], "a code without a name");
    assert_eq!(lines("FREDONIA [FRD"), [1, 1], "a bracket left open, and so no code");
    assert_eq!(lines("X [XXX 20200101-20190101]"), [1, 1], "days in the wrong order");
    assert_eq!(lines("+FREDONIA [FRD]").len(), 1, "a synonym of nothing is still read");
    assert_eq!(faults(Kind::Actors, "+FREDONIA [FRD]")[0].1, Weight::Warning);
}

#[test]
fn agent_traps() {
    let lines = |text| faults(Kind::Agents, text).iter().map(|f| f.0).collect::<Vec<_>>();
    assert_eq!(lines("ENVOY"), [1], "no code");
    assert_eq!(lines("ENVOY {ENVOYS [~GOV]"), [1], "a brace left open");
    assert_eq!(lines("!NOBODY!_OF_STATE [~GOV]"), [1], "a set that nobody defines");
    assert_eq!(faults(Kind::Agents, "ENVOY [GOV]")[0].1, Weight::Warning, "a role without its ~");
    assert!(lines("!A! = DUKE\n!A!_OF_SOUP [~ELI]").is_empty());
}

#[test]
fn verb_traps() {
    let lines = |text| faults(Kind::Verbs, text).iter().map(|f| f.0).collect::<Vec<_>>();
    assert_eq!(lines("- * SOUP [040]"), [1], "a pattern in no block");
    assert_eq!(lines("STIR"), [1], "a verb in no block");
    assert_eq!(lines("--- STIR [040] ---\nSTIR\n- SOUP [041]"), [3], "a pattern without its verb");
    assert_eq!(lines("--- STIR [040] ---\nSTIR\n- * (IN SOUP [041]"), [3], "a bracket left open");
    assert_eq!(lines("--- STIR [040] ---\nSTIR\n- * SOUP"), [3], "a pattern without its code");
    assert_eq!(lines("--- STIR [040] ---\nSTIR\n- * &SOUPS [041]"), [3], "a set that nobody defines");
    assert_eq!(faults(Kind::Verbs, "--- STIR [040] [041] ---\nSTIR")[0].1, Weight::Warning);
    let twice = "--- STIR [040] ---\nSTIR\n--- MIX [041] ---\nSTIR";
    assert_eq!(
        faults(Kind::Verbs, twice)[0],
        (4, Weight::Warning, "STIR stands in line 2 already, in another block; this one is used".to_owned())
    );
}

#[test]
fn issue_traps() {
    let lines = |text| faults(Kind::Issues, text).iter().map(|f| f.0).collect::<Vec<_>>();
    assert_eq!(lines("duck [DUCKS]"), [1], "outside of any category");
    assert_eq!(lines("<ISSUE CATEGORY=\"FOOD\">\nn:duck"), [1, 2], "no code, and never closed");
    assert!(
        lines("<ISSUE CATEGORY=\"FOOD\" TYPE=\"ALL\">\nn:duck [DUCKS]\n~duck and cover\n</ISSUE>").is_empty()
    );
}

#[test]
fn kinds_are_told_by_content() {
    assert_eq!(kind_of("a.txt", "--- STIR [040] ---\nSTIR\n"), Some(Kind::Verbs));
    assert_eq!(kind_of("a.txt", "ENVOY [~GOV]\n"), Some(Kind::Agents));
    assert_eq!(kind_of("a.txt", "FREDONIA [FRD]\n"), Some(Kind::Actors));
    assert_eq!(kind_of("a.txt", "<ISSUE CATEGORY=\"FOOD\">\n</ISSUE>\n"), Some(Kind::Issues));
    assert_eq!(kind_of("my.discards.txt", "OPERA SEASON\n"), Some(Kind::Discards));
    assert_eq!(kind_of("README.txt", "Some words.\n"), None);
}

#[test]
fn issues_are_counted_but_not_where_they_are_ignored() {
    let mut set = Dictionaries::default();
    let issues = "<ISSUE CATEGORY=\"FOOD\">\nn:duck [DUCKS]\n~duck and cover\n</ISSUE>\n";
    set.add("issues.txt", Kind::Issues, issues);
    let words = |text: &'static str| {
        text.split(' ')
            .map(|form| dunlin_petrarch::Word {
                form,
                upos: "X",
                xpos: "FW",
                relation: "dep",
                head: None,
                start: 0,
                end: 0,
            })
            .collect::<Vec<_>>()
    };
    let coded = dunlin_petrarch::code(&[words("Ducks met a duck"), words("duck and cover")], None, &set);
    assert_eq!(coded.issues, [("DUCKS".to_owned(), 2)]);
}
