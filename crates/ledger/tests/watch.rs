//! Saved conditions: each hit once, from what came in since the watch last ran.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use common::{Made, add_given, ledger, new, talks};
use dunlin_ledger::read::Window;
use dunlin_ledger::watch::{Condition, Delivery, Hit, When, feed::atom};
use dunlin_ledger::{Added, Ledger, LedgerError};
use dunlin_record::EntityType;

fn on(when: When) -> Condition {
    Condition { when, words: None, name: None, of: None, pair: None, within: None, sources: None }
}

/// An article of `day` in which `source` says that so many were killed on the Halcyon.
fn toll(outlet: &str, day: &str, source: &str, number: &str) -> Made {
    let text = format!(
        "{outlet} of {day}\n\nThe {source} said {number} people were killed on the Halcyon off Kerrin.\n\n{outlet} has sent a boat of its own \
         to the place, where nothing but gulls is left on the water."
    );
    let mut made = Made::of(&text)
        .outlet(outlet)
        .published(day)
        .url(&format!("https://{outlet}.example/{day}"))
        .entity("Halcyon", EntityType::Other)
        .entity("Kerrin", EntityType::Place)
        .entity(source, EntityType::Organization)
        .says(source, "said", &format!("{number} people were killed on the Halcyon off Kerrin"))
        .amount(number, number.parse().unwrap(), "people", "people");
    made.0.coding.amounts[0].befell = Some("killed".into());
    made
}

fn titles(hits: &[Hit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.title.as_str()).collect()
}

fn run(ledger: &mut Ledger, name: &str) -> Vec<Hit> {
    ledger.run_watch(name, "2026-03-10").unwrap()
}

#[test]
fn a_figure_above_the_last_is_told_once() {
    let (_folder, mut ledger) = ledger();
    new(&mut ledger, &toll("courier", "2026-03-03", "coast guard", "9"));
    ledger.add_watch("toll", &on(When::HigherFigure), &[Delivery::Feed("toll.xml".into())], false).unwrap();
    assert!(run(&mut ledger, "toll").is_empty(), "nothing came in since");

    new(&mut ledger, &toll("meridian", "2026-03-04", "coast guard", "14"));
    new(&mut ledger, &toll("tidewater", "2026-03-05", "navy", "12"));
    let hits = run(&mut ledger, "toll");
    assert_eq!(titles(&hits), ["people killed: 14, above 9"]);
    assert!(run(&mut ledger, "toll").is_empty(), "each hit once");

    let watch = ledger.watch("toll").unwrap().unwrap();
    assert_eq!(ledger.undelivered(watch.id, 0).unwrap(), hits);
    ledger.delivered(hits[0].id, 0).unwrap();
    assert!(ledger.undelivered(watch.id, 0).unwrap().is_empty());
    assert!(atom("toll", &ledger.watch_hits(Some("toll"), Window::default()).unwrap()).contains("above 9"));
}

#[test]
fn a_second_source_is_another_name_not_another_paper() {
    let (_folder, mut ledger) = ledger();
    ledger.add_watch("two", &on(When::Sources), &[], false).unwrap();
    new(&mut ledger, &toll("courier", "2026-03-03", "coast guard", "9"));
    new(&mut ledger, &toll("meridian", "2026-03-03", "coast guard", "9"));
    assert!(run(&mut ledger, "two").is_empty());
    new(&mut ledger, &toll("tidewater", "2026-03-04", "harbour hospital", "9"));
    let hits = run(&mut ledger, "two");
    assert_eq!(titles(&hits), ["people killed: 9: 2 independent sources"]);
    assert_eq!(hits[0].detail, "coast guard ← courier; harbour hospital ← tidewater");
}

#[test]
fn deadlines_events_and_articles() {
    let (_folder, mut ledger) = ledger();
    new(&mut ledger, &talks());
    let soon = Condition { within: Some(12), ..on(When::Deadline) };
    ledger.add_watch("soon", &soon, &[], false).unwrap();
    assert_eq!(titles(&run(&mut ledger, "soon")), ["by 2026-03-22: Orrenia: open the gates"]);
    assert!(run(&mut ledger, "soon").is_empty());
    let sooner = Condition { within: Some(3), ..on(When::Deadline) };
    ledger.add_watch("sooner", &sooner, &[], false).unwrap();
    assert!(run(&mut ledger, "sooner").is_empty(), "it is twelve days off");

    let pair = Condition { pair: Some(("Orrenia".into(), "Varland".into())), ..on(When::NewEvent) };
    ledger.add_watch("first", &pair, &[], true).unwrap();
    assert_eq!(run(&mut ledger, "first").len(), 1);
    let again = talks().url("https://other.example/").outlet("Other").published("2026-03-20");
    assert!(matches!(add_given(&mut ledger, &again, r#"{"outlet":"Other"}"#), Added::New(_)));
    assert!(run(&mut ledger, "first").is_empty(), "it was seen before");

    ledger
        .add_watch("boats", &Condition { words: Some("boats".into()), ..on(When::Article) }, &[], true)
        .unwrap();
    assert_eq!(run(&mut ledger, "boats").len(), 2);
    assert_eq!(ledger.watches().unwrap().len(), 4);
    ledger.remove_watch("boats").unwrap();
    assert!(matches!(ledger.run_watch("boats", "2026-03-10"), Err(LedgerError::NotFound { .. })));
}
