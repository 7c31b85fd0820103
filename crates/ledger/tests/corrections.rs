//! What people say holds on the words it was said of, whatever becomes of the record.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use common::{Made, add, ledger, new, talks};
use dunlin_ledger::read::{EventsAsked, Filter, QuotesAsked, Window};
use dunlin_ledger::{Action, Added, ArticleId, Ledger, LedgerError, Wanted};
use dunlin_record::Factuality;
use serde_json::{Value, json};

fn correct(ledger: &mut Ledger, article: ArticleId, item: &str, action: Action, value: Value) -> i64 {
    ledger.correct(&Wanted { by: "Ada", article, item, action, value, why: None }).unwrap().id
}

fn factuality(ledger: &Ledger) -> Vec<String> {
    let events = ledger.events(&EventsAsked::default(), Window::default()).unwrap();
    events.into_iter().map(|event| event.factuality).collect()
}

#[test]
fn an_item_is_found_again_by_its_words_though_ids_and_ends_differ() {
    let (_folder, mut ledger) = ledger();
    let article = new(&mut ledger, &talks());
    correct(&mut ledger, article, "e1", Action::Set, json!({"factuality": "denied"}));
    assert_eq!(factuality(&ledger), ["denied"]);
    // Coded again, the event has another id, another type and a longer trigger.
    let mut again = talks();
    let trigger = again.span("had warned");
    let event = &mut again.0.coding.events[0];
    event.id = "e7".into();
    event.kind = Some("REJECT".into());
    event.trigger = vec![trigger];
    again.0.made_by.lexicon = "newer".into();
    let mut batch = ledger.batch().unwrap();
    batch.recode(article, "{}", &again.0).unwrap();
    batch.commit().unwrap();
    assert_eq!(factuality(&ledger), ["denied"]);
    assert_eq!(ledger.record(article).unwrap().coding.events[0].factuality, Factuality::Happened);
    assert_eq!(ledger.corrected(article).unwrap().coding.events[0].factuality, Factuality::Denied);
}

#[test]
fn of_equal_words_the_surroundings_tell() {
    let text = "First note\n\nVarland warned Orrenia about the dam on Monday. Later that week Varland warned Orrenia about fish.";
    let made = |text: &str| {
        let mut made = Made::of(text).url("https://post.example/notes");
        for (at, _) in text.match_indices("warned") {
            made = made.event("THREATEN", ("Varland", "VAR"), "warned", ("Orrenia", "ORR"));
            made.0.coding.events.last_mut().unwrap().trigger =
                vec![dunlin_record::Span::new(at, at + "warned".len())];
        }
        made
    };
    let (_folder, mut ledger) = ledger();
    let article = new(&mut ledger, &made(text));
    correct(&mut ledger, article, "e2", Action::Hide, Value::Null);
    // In the next version a third one stands before both.
    let longer = text.replace("First note\n\n", "First note\n\nIn May Varland warned Orrenia of floods.\n\n");
    let Added::Version { article, .. } = add(&mut ledger, &made(&longer)) else { panic!() };
    let left = ledger.corrected(article).unwrap().coding.events;
    let before: Vec<&str> =
        left.iter().map(|e| &longer[e.trigger[0].start - 12..e.trigger[0].start]).collect();
    assert_eq!(left.len(), 2, "{before:?}");
    assert_eq!((left[0].id.as_str(), left[1].id.as_str()), ("e1", "e2"), "the third, about fish, is hidden");
}

#[test]
fn words_that_went_are_not_looked_for_elsewhere() {
    let (_folder, mut ledger) = ledger();
    let article = new(&mut ledger, &talks());
    let id = correct(&mut ledger, article, "e1", Action::Hide, Value::Null);
    let other = Made::of(
        "Varland warns Orrenia over dam\n\nA bank in Tolm warned its clients of Orrenia and Varland.",
    )
    .url("https://post.example/2026/talks")
    .event("THREATEN", ("Varland", "VAR"), "warned", ("Orrenia", "ORR"));
    add(&mut ledger, &other);
    assert_eq!(factuality(&ledger), ["happened"], "another sentence with the same word is not hidden");
    let sql = "SELECT count(*) FROM correction_hold WHERE correction = ? AND local IS NULL";
    let lost: i64 = ledger.connection().query_row(sql, [id], |row| row.get(0)).unwrap();
    assert_eq!(lost, 1, "that it holds nowhere there is noted");
}

#[test]
fn a_hidden_attribution_leaves_what_it_covered_to_the_next_one_outward() {
    let (_folder, mut ledger) = ledger();
    let mut made = talks();
    let mut outer = made.0.coding.attributions[0].clone();
    outer.id = "a2".into();
    made.0.coding.attributions[0].within = Some("a2".into());
    made.0.coding.attributions.push(outer);
    let article = new(&mut ledger, &made);
    correct(&mut ledger, article, "a1", Action::Hide, Value::Null);
    let record = ledger.corrected(article).unwrap();
    assert_eq!(record.coding.attributions.len(), 1);
    assert_eq!(record.coding.amounts[0].according_to.as_deref(), Some("a2"));
    assert!(record.coding.events[0].according_to.is_empty());
}

#[test]
fn a_second_deadline_keeps_its_number_when_the_first_is_hidden() {
    let (_folder, mut ledger) = ledger();
    let made = talks().deadline("At least 90", "2026-04-01", "boats", "leave");
    let article = new(&mut ledger, &made);
    correct(&mut ledger, article, "d1", Action::Hide, Value::Null);
    let due = ledger.deadlines(None, None, &Filter::default(), Window::default()).unwrap();
    assert_eq!(due.iter().map(|d| d.id.as_str()).collect::<Vec<_>>(), ["d2"]);
    correct(&mut ledger, article, "d2", Action::Set, json!({"date": "2026-05-01"}));
    let due = ledger.deadlines(None, None, &Filter::default(), Window::default()).unwrap();
    assert_eq!(due[0].day.as_deref(), Some("2026-05-01"));
}

#[test]
fn a_name_that_is_set_is_the_name_that_speaks() {
    let (_folder, mut ledger) = ledger();
    let article = new(&mut ledger, &talks());
    correct(&mut ledger, article, "n1", Action::Set, json!({"name": "Henrik O. Lossen"}));
    let name = ledger.find_names("Henrik O Lossen", 1).unwrap().remove(0);
    let asked = QuotesAsked { by: vec![name.id], ..QuotesAsked::default() };
    assert_eq!(ledger.quotes(&asked, Window::default()).unwrap().len(), 1);
}

#[test]
fn sides_of_an_event_are_set_one_by_one() {
    let (_folder, mut ledger) = ledger();
    let article = new(&mut ledger, &talks());
    let sides = json!({"actor": [{"code": "ORRGOV", "country": "ORR"}], "recipient": [null]});
    correct(&mut ledger, article, "e1", Action::Set, sides);
    let event = ledger.events(&EventsAsked::default(), Window::default()).unwrap().remove(0);
    assert_eq!((event.actor.as_str(), event.actor_codes.as_deref()), ("Varland", Some("ORRGOV")));
    assert_eq!((event.recipient.as_str(), event.recipient_codes), ("", None));
}

#[test]
fn what_makes_no_sense_is_refused_with_a_remedy() {
    let (_folder, mut ledger) = ledger();
    let article = new(&mut ledger, &talks());
    let set = |value: Value| (Action::Set, value);
    for (item, (action, value)) in [
        ("e1", set(json!({}))),
        ("e1", set(json!({"trigger": []}))),
        ("e1", set(json!({"factuality": "sometimes"}))),
        ("e1", set(json!({"actor": [{}, {"text": "more"}]}))),
        ("e9", (Action::Hide, Value::Null)),
        ("x1", (Action::Hide, Value::Null)),
        ("", (Action::Hide, Value::Null)),
        ("", set(json!({"published": "yesterday"}))),
        ("", set(json!({"text": "all new"}))),
    ] {
        let wanted = Wanted { by: "Ada", article, item, action, value: value.clone(), why: None };
        let error = ledger.correct(&wanted).unwrap_err();
        assert!(
            matches!(error, LedgerError::Wrong { .. } | LedgerError::NotFound { .. }),
            "{item} {value}: {error}"
        );
    }
    assert!(ledger.corrections(None, true).unwrap().is_empty());
    assert_eq!(factuality(&ledger), ["happened"]);
}
