//! What is one claim, who is a source of it, and what contradicts what: small articles on one ferry, told in any order.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use common::{Made, add, ledger, new};
use dunlin_ledger::Ledger;
use dunlin_ledger::read::{ConflictsAsked, Window};
use dunlin_record::EntityType;

/// An article in which `source` says that so many were aboard, beside what the outlet itself has to tell.
fn aboard(outlet: &str, day: &str, source: &str, number: &str) -> Made {
    let own = match outlet {
        "Courier" => {
            "Divers brought up the bell of the ship at noon. A crowd on the quay sang until the lamps went out over the water."
        }
        "Meridian" => {
            "Shares of the owner fell by a tenth in early trading. Brokers spoke of a slow week, with most of the money gone to grain."
        }
        "Ledger" => {
            "Schools stay shut on the island. Teachers opened the halls all the same, and bakers carried bread from door to door."
        }
        _ => {
            "The king cut short his stay in the mountains. His train was met by the mayor, two ministers and a silent line of sailors."
        }
    };
    let text = format!(
        "A long night\n\n{source} said {number} people were aboard the Halcyon when it left Kerrin.\n\n{own}"
    );
    Made::of(&text)
        .outlet(outlet)
        .published(day)
        .url(&format!("https://{}.example/{day}", outlet.to_lowercase()))
        .entity("Halcyon", EntityType::Other)
        .entity("Kerrin", EntityType::Place)
        .entity(source, EntityType::Organization)
        .says(source, "said", &format!("{number} people were aboard the Halcyon when it left Kerrin"))
        .amount(number, number.parse().unwrap(), "people", "people")
}

/// A page of its own words, so that it is nobody's copy.
fn page_of_its_own(number: usize, source: &str, aboard: &str) -> Made {
    let own = (0..24).map(|at| format!("w{number}x{}", at * 7919 % 97)).collect::<Vec<_>>().join(" ");
    let content = format!("{aboard} people were aboard the Halcyon when it left Kerrin");
    Made::of(&format!("A long night\n\n{source} said {content}.\n\nThe paper tells {own}."))
        .outlet(&format!("Paper {number}"))
        .published("2026-03-02")
        .url(&format!("https://paper{number}.example/"))
        .entity("Halcyon", EntityType::Other)
        .entity("Kerrin", EntityType::Place)
        .entity(source, EntityType::Organization)
        .says(source, "said", &content)
        .amount(aboard, aboard.parse().unwrap(), "people", "people")
}

/// Kind, words and sources of all pairs that do not agree.
fn rivals(ledger: &Ledger) -> Vec<String> {
    let mut found: Vec<String> = ledger
        .connection()
        .prepare("SELECT kind, one_words, one_source, other_words, other_source FROM conflicts")
        .unwrap()
        .query_map([], |row| {
            let mut sides = [
                format!("{} by {}", row.get::<_, String>(1)?, row.get::<_, String>(2)?),
                format!("{} by {}", row.get::<_, String>(3)?, row.get::<_, String>(4)?),
            ];
            sides.sort();
            Ok(format!("{}: {} / {}", row.get::<_, String>(0)?, sides[0], sides[1]))
        })
        .unwrap()
        .map(Result::unwrap)
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Words, articles and independent sources of the claims on people aboard.
fn claims(ledger: &Ledger) -> Vec<(String, i64, i64)> {
    ledger
        .connection()
        .prepare("SELECT words, articles, sources FROM claims WHERE kind = 'figure' ORDER BY words")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

#[test]
fn the_order_of_addition_changes_no_conflict() {
    let all = [
        aboard("Courier", "2026-03-03", "The port authority", "183"),
        aboard("Meridian", "2026-03-04", "Straitline Ferries", "171"),
        aboard("Ledger", "2026-03-04", "The coast guard", "183"),
        aboard("Tidewater", "2026-03-06", "The port authority", "194"),
    ];
    let mut seen = None;
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]] {
        let (_folder, mut ledger) = ledger();
        for at in order {
            new(&mut ledger, &all[at]);
        }
        let now = (rivals(&ledger), claims(&ledger));
        assert_eq!(*seen.get_or_insert(now.clone()), now, "{order:?}");
    }
    let (rivals, claims) = seen.unwrap();
    assert_eq!(
        rivals,
        [
            "conflict: people aboard: 171 by Straitline Ferries / people aboard: 183 by The coast guard",
            "conflict: people aboard: 171 by Straitline Ferries / people aboard: 183 by The port authority",
            "conflict: people aboard: 171 by Straitline Ferries / people aboard: 194 by The port authority",
            "conflict: people aboard: 183 by The coast guard / people aboard: 194 by The port authority",
            "revision: people aboard: 183 by The port authority / people aboard: 194 by The port authority",
        ]
    );
    let told = |words: &str, articles, sources| (format!("people aboard: {words}"), articles, sources);
    assert_eq!(claims, [told("171", 1, 1), told("183", 2, 2), told("194", 1, 1)]);
}

#[test]
fn a_repeated_name_is_no_second_source() {
    let (_folder, mut ledger) = ledger();
    new(&mut ledger, &aboard("Courier", "2026-03-03", "The port authority", "183"));
    new(&mut ledger, &aboard("Meridian", "2026-03-03", "The coast guard", "183"));
    new(&mut ledger, &aboard("Ledger", "2026-03-04", "The port authority", "183"));
    assert_eq!(claims(&ledger), [("people aboard: 183".to_owned(), 3, 2)]);
}

#[test]
fn a_copy_is_no_party_to_a_conflict_with_its_original() {
    let (_folder, mut ledger) = ledger();
    new(&mut ledger, &aboard("Courier", "2026-03-03", "The port authority", "183"));
    let mut reprint = aboard("Courier", "2026-03-03", "The port authority", "188")
        .url("https://reprint.example/1")
        .outlet("Reprint");
    reprint.0.coding.attributions[0].source_entity = None;
    new(&mut ledger, &reprint);
    let story: (i64, String) = ledger
        .connection()
        .query_row("SELECT articles, first_basis FROM story", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert_eq!(story, (2, "unknown".into()), "the same day, and neither credits the other");
    assert!(rivals(&ledger).is_empty(), "a slip of the copyist");
}

#[test]
fn a_page_that_changes_takes_its_conflicts_with_it() {
    let (_folder, mut ledger) = ledger();
    new(&mut ledger, &aboard("Courier", "2026-03-03", "The port authority", "183"));
    let wrong = aboard("Meridian", "2026-03-04", "Straitline Ferries", "171");
    let url = wrong.0.article.url.clone().unwrap();
    new(&mut ledger, &wrong);
    assert_eq!(rivals(&ledger).len(), 1);
    add(&mut ledger, &aboard("Meridian", "2026-03-04", "Straitline Ferries", "183").url(&url));
    assert!(rivals(&ledger).is_empty());
    assert_eq!(claims(&ledger), [("people aboard: 183".to_owned(), 2, 2)]);
}

#[test]
fn another_ferry_is_another_matter() {
    let (_folder, mut ledger) = ledger();
    new(&mut ledger, &aboard("Courier", "2026-03-03", "The port authority", "183"));
    let text = "The ferry Anna Tove sank off Varn\n\nThe Anna Tove sank off Varn. The harbour master said 90 people were aboard the Anna Tove.";
    new(
        &mut ledger,
        &Made::of(text)
            .outlet("Ledger")
            .entity("Anna Tove", EntityType::Other)
            .entity("Varn", EntityType::Place)
            .entity("The harbour master", EntityType::Organization)
            .says("The harbour master", "said", "90 people were aboard the Anna Tove")
            .amount("90", 90.0, "people", "people"),
    );
    assert!(rivals(&ledger).is_empty());
}

#[test]
fn of_very_many_reports_the_newest_are_told() {
    let (_folder, mut ledger) = ledger();
    let mut last = 0;
    for number in 0..24 {
        let (source, aboard) = [("The coast guard", "183"), ("Straitline Ferries", "171")][number % 2];
        last = new(&mut ledger, &page_of_its_own(number, source, aboard));
        let told = ledger.conflicts(&ConflictsAsked::default(), Window::default()).unwrap();
        if number > 0 {
            let reports = || told.iter().flat_map(|one| one.one.reports.iter().chain(&one.other.reports));
            assert!(reports().any(|report| report.article == last), "of {} reports", number + 1);
        }
    }
    assert!(last > 20);
}
