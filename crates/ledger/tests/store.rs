//! What goes in comes out, once, and every version of it.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use common::{Made, add, add_given, ledger, new, talks};
use dunlin_ledger::read::{EventsAsked, FiguresAsked, Filter, Order, QuotesAsked, Side, Window};
use dunlin_ledger::{Added, AddressSeen, Arriving, Form, Ledger, LedgerError};

#[test]
fn a_record_is_kept_whole_and_in_rows() {
    let (_folder, mut ledger) = ledger();
    let made = talks();
    let article = new(&mut ledger, &made);
    assert_eq!(ledger.record(article).unwrap(), made.0);
    assert_eq!(ledger.made_by(article).unwrap(), made.0.made_by);
    let source = ledger.source(article).unwrap();
    assert_eq!(source.bytes, made.0.article.text.as_bytes());
    assert_eq!((source.form, source.given.as_str()), (Form::Text, "{}"));

    let name = ledger.find_names("LOSSEN", 10).unwrap().remove(0);
    assert_eq!((name.name.as_str(), name.articles), ("Henrik Lossen", 1));
    let quotes =
        ledger.quotes(&QuotesAsked { by: vec![name.id], ..QuotesAsked::default() }, Window::default());
    let quote = quotes.unwrap().remove(0);
    assert_eq!(quote.content, "that Varland had warned Orrenia");
    let text: Vec<char> = made.0.article.text.chars().collect();
    let (start, end) = quote.content_spans[0];
    assert_eq!(text[start as usize..end as usize].iter().collect::<String>(), quote.content);

    let pair = EventsAsked {
        actor: Some(Side::Country("VAR".into())),
        recipient: Some(Side::Code("ORRGOV".into())),
        ..EventsAsked::default()
    };
    let event = ledger.events(&pair, Window::default()).unwrap().remove(0);
    assert_eq!((event.kind.as_deref(), event.speaker.as_deref()), (Some("THREATEN"), Some("Henrik Lossen")));
    let dated = ledger.dated_events(&pair, Window::default()).unwrap().remove(0);
    assert_eq!((dated.article, &dated.id, &dated.kind), (article, &event.id, &event.kind));
    assert_eq!((&dated.actor, &dated.recipient, &dated.code), (&event.actor, &event.recipient, &event.code));
    assert_eq!(
        (&dated.happened, &dated.from_day, &dated.to_day),
        (&event.happened, &event.from_day, &event.to_day)
    );
    assert_eq!(
        (&dated.basis, &dated.factuality, &dated.speaker),
        (&event.basis, &event.factuality, &event.speaker)
    );
    assert_eq!((dated.published, dated.outlet), (event.published, event.outlet));
    let cited = ledger.cited_event(article, &event.id).unwrap().unwrap();
    assert_eq!((cited.sentence, cited.sources), (event.sentence, vec!["Henrik Lossen".to_owned()]));
    assert_eq!(ledger.cited_event(article, "e99").unwrap(), None);
    let turned = EventsAsked { actor: pair.recipient.clone(), recipient: pair.actor.clone(), ..pair };
    assert!(
        ledger.events(&turned, Window::default()).unwrap().is_empty(),
        "who and to whom are not the same"
    );

    let asked = FiguresAsked { unit: Some("Boats".into()), ..FiguresAsked::default() };
    assert_eq!(ledger.figures(&asked, Window::default()).unwrap()[0].words, "At least 90");
    let due = |from| ledger.deadlines(Some(from), None, &Filter::default(), Window::default()).unwrap();
    assert_eq!(due("2026-03-22")[0].what.as_deref(), Some("open the gates"));
    assert!(due("2026-03-23").is_empty());
}

#[test]
fn the_same_document_is_kept_once() {
    let (_folder, mut ledger) = ledger();
    let made = talks();
    let article = new(&mut ledger, &made);
    assert_eq!(add(&mut ledger, &made), Added::Known(article));
    let text = made.0.article.text.clone();
    let document = Arriving { place: "elsewhere", form: Form::Text, bytes: text.as_bytes(), given: "{}" };
    assert_eq!(ledger.known(&document).unwrap(), Some(article), "it need not be read again");
    // Other bytes that say the same, as when only an advert changed.
    let mut other = made.packed("{}");
    assert_eq!(add(&mut ledger, &made), Added::Known(article));
    let furniture = Arriving { bytes: b"<p>the same with another advert", form: Form::Page, ..document };
    other = dunlin_ledger::Packed::new(&furniture, other.record().clone()).unwrap();
    let mut batch = ledger.batch().unwrap();
    assert_eq!(batch.add(&other).unwrap(), Added::Known(article));
    batch.commit().unwrap();
    assert_eq!(ledger.known(&furniture).unwrap(), Some(article));
    assert_eq!(ledger.versions(article).unwrap().len(), 1);
}

#[test]
fn a_changed_page_is_a_new_version_and_both_records_stay() {
    let (_folder, mut ledger) = ledger();
    let first = new(&mut ledger, &talks());
    let mut changed = talks();
    changed.0.article.text.push_str("\n\nOrrenia denied it.");
    let Added::Version { article, number: 2, previous } = add(&mut ledger, &changed) else {
        panic!("no version")
    };
    assert_eq!(previous, first);
    assert_eq!(ledger.record(first).unwrap(), talks().0);
    assert_eq!(ledger.record(article).unwrap(), changed.0);
    let search = |older_versions| {
        let filter = Filter { words: Some("warned orrenia".into()), older_versions, ..Filter::default() };
        let found = ledger.articles(&filter, Order::Newest, Window::default()).unwrap();
        found.hits.iter().map(|hit| hit.article.id).collect::<Vec<_>>()
    };
    assert_eq!(search(false), [article]);
    assert_eq!(search(true), [article, first]);
}

#[test]
fn an_older_state_that_comes_in_later_is_not_the_newest() {
    let (_folder, mut ledger) = ledger();
    let state = |modified: &str, end: &str| {
        let mut made = talks();
        made.0.article.modified = Some(modified.into());
        made.0.article.text.push_str(end);
        made
    };
    let evening = new(&mut ledger, &state("2026-03-05T18:00:00Z", "\n\nEvening."));
    add(&mut ledger, &state("2026-03-05T09:00:00Z", "\n\nMorning."));
    let latest: Vec<_> =
        ledger.versions(evening).unwrap().into_iter().map(|v| (v.number, v.latest)).collect();
    assert_eq!(latest, [(1, true), (2, false)]);
}

#[test]
fn what_is_told_anew_about_the_same_bytes_is_a_new_record() {
    let (_folder, mut ledger) = ledger();
    let article = new(&mut ledger, &talks().published("2026-03-05"));
    let told = add_given(&mut ledger, &talks().published("2026-03-04"), r#"{"published":"2026-03-04"}"#);
    assert_eq!(told, Added::Told(article));
    let row = ledger.article_row(article).unwrap().unwrap();
    assert_eq!(row.published.as_deref(), Some("2026-03-04"));
    assert_eq!(ledger.versions(article).unwrap()[0].records, 2);
}

#[test]
fn an_id_alone_does_not_make_versions_of_different_stories() {
    let (_folder, mut ledger) = ledger();
    let story = |text: &str| Made::of(text);
    let given = r#"{"id":"1"}"#;
    assert!(matches!(add_given(&mut ledger, &story("Ferry sinks\n\nNine drowned."), given), Added::New(_)));
    assert!(matches!(add_given(&mut ledger, &story("Rail line opens\n\nTrains run."), given), Added::New(_)));
    let corrected = story("Ferry sinks\n\nTen drowned.");
    assert!(matches!(add_given(&mut ledger, &corrected, given), Added::Version { number: 2, .. }));
    // And the same word for word under two ids is two documents: a copy, not a double.
    let copy = r#"{"id":"2"}"#;
    assert!(matches!(add_given(&mut ledger, &story("Ferry sinks\n\nNine drowned."), copy), Added::New(_)));
}

#[test]
fn a_batch_that_is_dropped_leaves_nothing() {
    let (_folder, mut ledger) = ledger();
    let mut batch = ledger.batch().unwrap();
    batch.add(&talks().packed("{}")).unwrap();
    drop(batch);
    let found = ledger.articles(&Filter::default(), Order::Newest, Window::default()).unwrap();
    assert_eq!(found.total, 0);
}

#[test]
fn files_that_are_no_ledgers_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    assert!(matches!(Ledger::open(&at("none")), Err(LedgerError::Missing(_))));
    std::fs::write(
        at("text"),
        "no database, but long enough to be taken for one by its size alone ".repeat(20),
    )
    .unwrap();
    assert!(matches!(Ledger::create(&at("text")), Err(LedgerError::Foreign { .. })));
    let db = rusqlite::Connection::open(at("other")).unwrap();
    db.execute_batch("CREATE TABLE mine (x)").unwrap();
    drop(db);
    assert!(matches!(Ledger::create(&at("other")), Err(LedgerError::Foreign { .. })));
    drop(Ledger::create(&at("new")).unwrap());
    let db = rusqlite::Connection::open(at("new")).unwrap();
    db.pragma_update(None, "user_version", 999).unwrap();
    drop(db);
    assert!(matches!(Ledger::open(&at("new")), Err(LedgerError::Newer { found: 999, .. })));
    assert!(matches!(Ledger::create(&at("no/folder")), Err(LedgerError::System { .. })));
}

#[test]
fn what_servers_said_is_remembered() {
    let (_folder, mut ledger) = ledger();
    let seen = |etag: &str| AddressSeen {
        address: "https://post.example/feed".into(),
        etag: Some(etag.into()),
        last_modified: None,
    };
    ledger.note_addresses(&[seen("a")]).unwrap();
    ledger.note_addresses(&[seen("b")]).unwrap();
    assert_eq!(ledger.addresses().unwrap(), [seen("b")]);
}
