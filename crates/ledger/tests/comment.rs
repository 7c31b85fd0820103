//! Comments: written under a page, counted as a reader counts, reported, hidden and shown again, all of it logged.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use common::{Made, add, ledger, new, talks};
use dunlin_ledger::comment::{DEFAULT_LONGEST, Who, length};
use dunlin_ledger::read::Window;
use dunlin_ledger::{Added, Ledger, LedgerError};

const MARGOT: Who<'_> = Who { name: "Margot", account: Some(1) };
const ANTON: Who<'_> = Who { name: "Anton", account: Some(2) };

fn texts(ledger: &Ledger, article: i64, all: bool) -> Vec<String> {
    ledger.comments(article, all).unwrap().into_iter().map(|comment| comment.text).collect()
}

fn acts(ledger: &Ledger) -> Vec<String> {
    let mut log = ledger.comment_log(Window::default()).unwrap();
    log.reverse();
    log.into_iter().map(|act| format!("{} {}", act.by, act.action)).collect()
}

#[test]
fn a_comment_hangs_on_an_article_or_a_record() {
    let (_folder, mut ledger) = ledger();
    let article = new(&mut ledger, &talks());
    ledger.comment(article, "", "  The ministry put this out a day earlier.\r\n\r\n", MARGOT).unwrap();
    let on_event = ledger.comment(article, "e1", "Warned, not threatened.", ANTON).unwrap();
    assert!(!on_event.words.is_empty(), "it knows the words it is about");
    assert_eq!(
        texts(&ledger, article, false),
        ["The ministry put this out a day earlier.", "Warned, not threatened."]
    );
    let missing = |result: Result<_, LedgerError>| matches!(result, Err(LedgerError::NotFound { .. }));
    assert!(missing(ledger.comment(article, "e99", "x", ANTON)));
    assert!(missing(ledger.comment(article + 1, "", "x", ANTON)));
    assert!(ledger.comment(article, "'; DROP TABLE comment", "x", ANTON).is_err());
}

#[test]
fn length_is_counted_as_a_reader_counts() {
    assert_eq!(length("naı̈ve"), 5);
    assert_eq!(length("👩‍👩‍👧‍👦🇰🇷"), 2);
    let (_folder, mut ledger) = ledger();
    let article = new(&mut ledger, &talks());
    let longest = DEFAULT_LONGEST as usize;
    ledger.comment(article, "", &"👩‍👩‍👧‍👦".repeat(longest), MARGOT).unwrap();
    assert!(ledger.comment(article, "", &"a".repeat(longest + 1), MARGOT).is_err());
    assert!(ledger.comment(article, "", " \r\n\u{7} ", MARGOT).is_err(), "nothing in it");
    ledger.set_policy("Be kind.", 3, "Owner").unwrap();
    assert!(ledger.comment(article, "", "four", MARGOT).is_err());
    ledger.comment(article, "", "né!", MARGOT).unwrap();
}

#[test]
fn only_its_author_takes_a_comment_back() {
    let (_folder, mut ledger) = ledger();
    let article = new(&mut ledger, &talks());
    let comment = ledger.comment(article, "", "A first thought.", MARGOT).unwrap();
    assert!(ledger.remove_comment(comment.id, ANTON).is_err());
    assert!(
        ledger.remove_comment(comment.id, Who { name: "Margot", account: None }).is_err(),
        "a name is not enough"
    );
    ledger.remove_comment(comment.id, MARGOT).unwrap();
    assert!(texts(&ledger, article, false).is_empty());
    assert_eq!(texts(&ledger, article, true), ["A first thought."], "it keeps its row");
    ledger.restore_comment(comment.id, MARGOT).unwrap();
    assert_eq!(texts(&ledger, article, false), ["A first thought."]);
}

#[test]
fn a_report_waits_until_a_moderator_settles_or_hides() {
    let (_folder, mut ledger) = ledger();
    let article = new(&mut ledger, &talks());
    let rude = ledger.comment(article, "", "Rude words.", MARGOT).unwrap().id;
    let fine = ledger.comment(article, "", "Fine words.", MARGOT).unwrap().id;
    for id in [rude, fine, rude] {
        ledger.report_comment(id, "I do not like it", ANTON).unwrap();
    }
    assert!(ledger.report_comment(fine, " ", ANTON).is_err(), "a reason is needed");
    let queue = ledger.reported_comments(Window::default()).unwrap();
    let waiting: Vec<_> = queue.iter().map(|(comment, reports)| (comment.id, reports.len())).collect();
    assert_eq!(waiting, [(rude, 1), (fine, 1)], "the same person counts once");

    ledger.settle_reports(fine, "Editor").unwrap();
    assert!(ledger.hide_comment(rude, "", "Editor").is_err());
    let hidden = ledger.hide_comment(rude, "an insult", "Editor").unwrap();
    assert_eq!((hidden.hidden_by.as_deref(), hidden.reports), (Some("Editor"), 0));
    assert!(ledger.reported_comments(Window::default()).unwrap().is_empty());
    assert_eq!(texts(&ledger, article, false), ["Fine words."]);
    assert!(ledger.report_comment(rude, "again", ANTON).is_err(), "who cannot see it cannot report it");

    ledger.show_comment(rude, "Editor").unwrap();
    assert_eq!(texts(&ledger, article, false), ["Rude words.", "Fine words."]);
    assert_eq!(
        acts(&ledger),
        [
            "Margot write",
            "Margot write",
            "Anton report",
            "Anton report",
            "Editor settle",
            "Editor hide",
            "Editor show"
        ]
    );
}

#[test]
fn every_state_of_the_rules_is_kept() {
    let (_folder, mut ledger) = ledger();
    let first = ledger.policy().unwrap();
    assert_eq!((first.longest, first.by), (250, None));
    for (text, longest) in [("", 10), ("x", 0), ("x", 1_000_000)] {
        assert!(ledger.set_policy(text, longest, "Owner").is_err());
    }
    ledger.set_policy("Be kind.", 100, "Owner").unwrap();
    ledger.set_policy("Be kind and short.", 50, "Owner").unwrap();
    assert_eq!(ledger.policy().unwrap().text, "Be kind and short.");
    let kept: i64 =
        ledger.connection().query_row("SELECT count(*) FROM policy", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 2);
}

#[test]
fn comments_stay_under_later_versions_of_the_page() {
    let (_folder, mut ledger) = ledger();
    let first = new(&mut ledger, &talks().url("https://north.example/talks"));
    ledger.comment(first, "e1", "See the ministry's own words.", MARGOT).unwrap();
    let later = Made::of("Varland warns Orrenia over dam\n\nThe talks were put off.")
        .url("https://north.example/talks");
    let Added::Version { article: second, .. } = add(&mut ledger, &later) else { panic!("no version") };
    assert_eq!(texts(&ledger, second, false), texts(&ledger, first, false));
}
