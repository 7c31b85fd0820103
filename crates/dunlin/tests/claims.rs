//! The ten example pages, kept in one ledger: the copies, conflicts, updates, denials, corrections and deadlines
//! that docs/examples.md promises.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use common::{dunlin, stderr, stdout};
use serde_json::Value;

struct Kept {
    folder: tempfile::TempDir,
}

impl Kept {
    /// The example pages, added in this order.
    fn examples(order: &[&str]) -> Self {
        let kept = Self { folder: tempfile::tempdir().unwrap() };
        let mut pages: Vec<String> = order.iter().map(|page| format!("examples/{page}")).collect();
        let rail = pages.iter().position(|page| page.contains("rail-crossing")).map(|at| pages.remove(at));
        let mut arguments = vec!["add", "--quiet"];
        arguments.extend(pages.iter().map(String::as_str));
        kept.run(&arguments);
        if let Some(rail) = rail {
            kept.run(&["add", "--quiet", &rail, "--published", "2026-03-08"]);
        }
        kept
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn run(&self, arguments: &[&str]) -> String {
        let ledger = self.path("test.ledger");
        // What stands behind -- is a command of its own.
        let at = arguments.iter().position(|a| *a == "--").unwrap_or(arguments.len());
        let output = dunlin(&[&arguments[..at], &["--ledger", &ledger], &arguments[at..]].concat(), "");
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        stdout(&output)
    }

    fn json(&self, arguments: &[&str]) -> Vec<Value> {
        serde_json::from_str(&self.run(&[arguments, &["--to", "json"]].concat())).unwrap()
    }

    /// `words` of each side, both ways round, of the pairs of a kind.
    fn pairs(&self, kind: &str) -> Vec<(String, String)> {
        let words = |pair: &Value, side: &str| pair[side]["words"].as_str().unwrap().to_owned();
        let pairs = self.json(&["conflicts", "--kind", kind, "--limit", "500"]);
        pairs
            .iter()
            .flat_map(|p| [(words(p, "one"), words(p, "other")), (words(p, "other"), words(p, "one"))])
            .collect()
    }
}

const PAGES: [&str; 10] = [
    "courier-ferry-capsizes.html",
    "meridian-ferry-toll-rises.html",
    "courier-ferry-inquiry-correction.html",
    "meridian-river-talks.html",
    "ledger-river-talks-copy.html",
    "ledger-shelling-denied.html",
    "meridian-ultimatum.html",
    "hanbit-rail-crossing.txt",
    "hanbit-ship-inspections.html",
    "tidewater-anchovy-truce.txt",
];

fn has(pairs: &[(String, String)], one: &str, other: &str) -> bool {
    pairs.iter().any(|(a, b)| a.contains(one) && b.contains(other))
}

#[test]
fn what_the_example_pages_claim_is_found() {
    let kept = Kept::examples(&PAGES);

    let copies = kept.json(&["copies"]);
    assert_eq!(copies.len(), 1, "{copies:?}");
    assert_eq!(copies[0]["relation"], "edited");
    assert_eq!(
        (&copies[0]["copy_outlet"], &copies[0]["of_outlet"]),
        (&"Northern Ledger".into(), &"Meridian Wire".into())
    );
    assert_eq!(copies[0]["basis"], "credit");

    let conflicts = kept.pairs("conflict");
    for (one, other) in [
        ("aboard: 183", "aboard: 171"),
        ("aboard: 194", "aboard: 171"),
        ("gathered: ≈ 300", "gathered: 900"),
        ("killed: 3", "killed: 5"),
        ("wounded: 2", "wounded: 3"),
        ("≈ 2,000", "2,700"),
        ("41 cubic metre per second", "58 cubic metre per second"),
    ] {
        assert!(has(&conflicts, one, other), "{one} / {other} is not among {conflicts:#?}");
    }
    assert_eq!(conflicts.len() / 2, 7, "and nothing else: {conflicts:#?}");

    let updates = kept.pairs("update");
    for (one, other) in [
        ("killed: ≥ 9", "killed: 14"),
        ("killed: 14", "killed: 17"),
        ("missing: 31", "missing: 26"),
        ("missing: 26", "missing: 23"),
    ] {
        assert!(has(&updates, one, other), "{one} / {other} is not among {updates:#?}");
    }
    assert!(
        has(&kept.pairs("revision"), "aboard: 183", "aboard: 194"),
        "the port authority withdrew its count"
    );

    let denials = kept.pairs("denial");
    for (denied, denial) in [
        ("aboard: ≤ 212", "Straitline"),
        ("the boat had crossed the border", "Varland deny"),
        ("shelling", "fired a single shell"),
        ("shells fired", "having fired"),
    ] {
        assert!(has(&denials, denied, denial), "{denied} / {denial} is not among {denials:#?}");
    }
    assert!(
        !denials.iter().any(|(a, _)| a.contains("China")),
        "who neither confirms nor denies has not denied"
    );

    let corrected = kept.json(&["conflicts", "--corrected"]);
    assert_eq!(corrected.len(), 1);
    assert!(corrected[0]["was"].as_str().unwrap().contains("160 people"));

    let deadlines = kept.json(&["claims", "--kind", "deadline"]);
    let due: Vec<&str> = deadlines.iter().map(|d| d["words"].as_str().unwrap()).collect();
    for what in ["logbook", "artillery", "list of suspected vessels"] {
        assert!(due.iter().any(|d| d.contains(what)), "{what}: {due:?}");
    }
}

#[test]
fn the_order_in_which_pages_came_changes_no_verdict() {
    let ferry = &PAGES[..3];
    let turned: Vec<&str> = ferry.iter().rev().copied().collect();
    let verdicts = |order: &[&str]| {
        let kept = Kept::examples(order);
        ["conflict", "denial", "update", "revision"].map(|kind| {
            let mut pairs = kept.pairs(kind);
            pairs.sort();
            pairs
        })
    };
    assert_eq!(verdicts(ferry), verdicts(&turned));
}

#[test]
fn watches_tell_once_and_deliver() {
    let kept = Kept::examples(&PAGES[..2]);
    let (feed, got) = (kept.path("toll.xml"), kept.path("got.jsonl"));
    let shell = format!("cat >> '{got}'");
    kept.run(&[
        "watch",
        "add",
        "toll",
        "--when",
        "higher-figure",
        "--of",
        "killed",
        "--feed",
        &feed,
        "--",
        "sh",
        "-c",
        &shell,
    ]);
    kept.run(&["watch", "add", "due", "--when", "deadline", "--within", "7"]);
    assert!(kept.json(&["watch", "run", "--today", "2026-03-05"]).is_empty());
    kept.run(&["add", "--quiet", "examples/courier-ferry-inquiry-correction.html"]);
    let hits = kept.json(&["watch", "run", "--today", "2026-03-07"]);
    let titles: Vec<&str> = hits.iter().map(|h| h["title"].as_str().unwrap()).collect();
    assert!(titles.contains(&"people killed: 17, above 14"), "{titles:?}");
    assert!(titles.iter().any(|t| t.starts_with("by 2026-03-13: ")), "{titles:?}");
    assert!(kept.json(&["watch", "run", "--today", "2026-03-07"]).is_empty(), "each once");
    assert!(std::fs::read_to_string(&feed).unwrap().contains("<title>people killed: 17, above 14</title>"));
    let delivered = std::fs::read_to_string(&got).unwrap();
    assert_eq!(delivered.lines().count(), 1);
    assert_eq!(serde_json::from_str::<Value>(delivered.trim()).unwrap()["watch"], "toll");
    kept.run(&["watch", "remove", "toll"]);
    assert_eq!(kept.json(&["watch", "list"]).len(), 1);
}
