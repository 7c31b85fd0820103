//! Every other page over the example pages: three stories of ten days, with a copy, conflicts and deadlines in them.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use axum::http::StatusCode;
use common::{desk, text};

#[tokio::test]
async fn today_lists_a_story_once_and_its_copy_under_it() {
    let page = text(&desk().page("/").await);
    let wire = "Varland, Orrenia agree to talks in Oslo over river dam";
    let copy = "Neighbours at odds over dam to meet in Oslo";
    assert!(page.contains("1 copy: no second source"), "{page}");
    assert_eq!((page.matches(wire).count(), page.matches(copy).count()), (1, 1));
    assert!(page.find(wire) < page.find(copy), "the wire had it first");
    for words in ["Deadlines ahead", "Conflicts", "Spoken of", "Sections", "Outlets"] {
        assert!(page.contains(words), "{words}");
    }
}

#[tokio::test]
async fn search_finds_lights_and_leads_on() {
    let desk = desk();
    let page = desk.page("/search?q=ferry+-dam&outlet=The+Kerrin+Courier").await;
    assert!(page.contains("<mark>") && text(&page).contains("2 articles"), "{}", text(&page));
    assert!(
        page.contains("/quotes?q=ferry+-dam&#38;outlet=The+Kerrin+Courier")
            || page.contains("/quotes?q=ferry+-dam&amp;outlet=")
    );
    assert!(text(&desk.page("/search?name=Nobody+Ever").await).contains("0 articles"));
}

#[tokio::test]
async fn conflicts_stand_side_by_side_with_their_sources() {
    let desk = desk();
    let page = desk.page("/conflicts").await;
    let shown = text(&page);
    assert!(page.contains("class=\"side-card b\""));
    assert!(shown.contains("Cannot both be right") && shown.contains("Said and denied"), "{shown}");
    let claim = page.split("href=\"/claims/").nth(1).unwrap().split('"').next().unwrap();
    let claim = text(&desk.page(&format!("/claims/{claim}")).await);
    assert!(claim.contains("independent source") && claim.contains("What stands against it"), "{claim}");
    assert_eq!(desk.get("/claims/999999").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_picture_has_its_table_and_leads_to_the_words() {
    let desk = desk();
    for path in ["/timeline", "/map?facts=all", "/network?facts=all", "/figures?unit=people"] {
        let page = desk.page(path).await;
        let picture = page.split("<svg xmlns").nth(1).unwrap().split("</svg>").next().unwrap();
        assert!(picture.contains("aria-label") && picture.contains("<a href=\"/"), "{path}");
        assert!(!picture.contains("NaN") && !picture.contains("inf"), "{path}");
        assert!(page.contains("<caption>") && page.contains("<tbody><tr"), "{path}");
    }
}

#[tokio::test]
async fn a_figure_keeps_its_open_end() {
    let page = text(&desk().page("/figures?befell=killed").await);
    assert!(page.contains("at least 9"), "{page}");
}

#[tokio::test]
async fn dossiers_of_one_and_of_two() {
    let desk = desk();
    let one = text(&desk.page("/dossier?name=Varland").await);
    assert!(one.contains("What it did") && one.contains("Articles"), "{one}");
    let two = text(&desk.page("/dossier?name=Varland&and=Orrenia").await);
    assert!(two.contains("Varland toward Orrenia"), "{two}");
    let nobody = desk.get("/dossier?name=Nobody+Ever").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    assert!(text(&nobody.body).contains("Search for its words instead"));
}

#[tokio::test]
async fn briefs_carry_the_exact_words_the_chain_and_the_hash() {
    let desk = desk();
    let hash = "SHA-256";
    for (page, markdown) in [
        ("/article/1/print", "/article/1/article.md"),
        ("/dossier/print?name=Varland", "/dossier/brief.md?name=Varland"),
        ("/timeline/print", "/timeline/brief.md"),
        ("/search/print?q=ferry", "/search/brief.md?q=ferry"),
    ] {
        let printed = desk.page(page).await;
        assert!(
            printed.contains("id=\"note-1\"")
                && printed.contains("href=\"#note-1\"")
                && printed.contains(hash),
            "{page}"
        );
        let answer = desk.get(markdown).await;
        assert_eq!(answer.header("content-type"), "text/markdown; charset=utf-8");
        let notes = answer.body.lines().filter(|line| line.starts_with("[^")).count();
        assert!(notes > 0 && answer.body.matches(hash).count() == notes, "{markdown}: {}", answer.body);
        let refs = (1..=notes).all(|n| answer.body.contains(&format!("[^{n}]")));
        assert!(refs, "{markdown}: every note is referred to");
    }
    // The same chain that the reading page shows.
    assert!(desk.page("/article/6/print").await.contains("← "));
}

#[tokio::test]
async fn the_dictionary_knows_terms_names_and_what_people_noted() {
    let desk = desk();
    assert!(text(&desk.page("/dictionary").await).contains("Event types (16)"));
    assert!(text(&desk.page("/dictionary?q=assault").await).contains("Uses physical force"));
    let norway = text(&desk.page("/dictionary?q=Norway").await);
    assert!(norway.contains("actors/countries.tsv") && norway.contains("In this ledger"), "{norway}");
    let kept = desk.post("/dictionary/note", "q=Straitline&text=Owner+of+the+%3Cb%3EHalcyon").await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
    let page = desk.page("/dictionary?q=straitline").await;
    assert!(text(&page).contains("Owner of the <b>Halcyon") && !page.contains("<b>Halcyon"));
    let note = page.split("name=\"note\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    desk.post("/dictionary/undo", &format!("q=Straitline&note={note}")).await;
    assert!(!text(&desk.page("/dictionary?q=Straitline").await).contains("Owner of"));
    assert!(text(&desk.page("/dictionary?q=qqqqq").await).contains("Nobody has heard of it"));
}

#[tokio::test]
async fn the_reading_page_knows_copies_corrections_and_claims() {
    let desk = desk();
    let copy = text(&desk.page("/article/5").await);
    assert!(copy.contains("this is no second source"), "{copy}");
    let corrected = text(&desk.page("/article/2").await);
    assert!(corrected.contains("The page corrects itself"), "{corrected}");
    let mut found = false;
    for id in 1..=12 {
        found |= desk.page(&format!("/article/1?at=q{id}")).await.contains("href=\"/claims/");
    }
    assert!(found, "a figure leads to its claim");
}

#[tokio::test]
async fn versions_of_a_page_stand_side_by_side() {
    let desk = common::desk_with(|ledger| {
        for (day, count) in [("2026-03-12", "nine"), ("2026-03-13", "eleven")] {
            let text = format!(
                "Crane falls at the Kerrin docks\n\nA crane fell on Monday and hurt {count} dock workers, the port said."
            );
            let article = dunlin_record::Article {
                url: Some("https://post.example/crane".into()),
                headline: Some("Crane falls at the Kerrin docks".into()),
                published: Some("2026-03-12".into()),
                modified: Some(day.into()),
                ..dunlin_record::Article::of_paragraphs(text.clone())
            };
            common::keep(ledger, text.as_bytes(), dunlin_record::Record { article, ..Default::default() });
        }
    });
    let page = desk.page("/article/12/versions").await;
    assert!(page.contains("<del>nine</del>") && page.contains("<ins>eleven</ins>"), "{page}");
    assert!(desk.page("/article/12").await.contains("version 2 of 2"));
    assert!(text(&desk.page("/article/1/versions").await).contains("one version so far"));
    assert_eq!(desk.get("/article/999/versions").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_watch_finds_what_is_there_and_today_tells() {
    let desk = desk();
    let made = desk.post("/watches/add", "title=Tolls&when=higher-figure&of=killed").await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", text(&made.body));
    let page = text(&desk.page("/watches").await);
    assert!(page.contains("Tolls: a figure above all before it, on “killed”"), "{page}");
    let again = desk.post("/watches/add", "title=Tolls&when=denial").await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    desk.post("/watches/add", "title=Denials&when=denial").await;
    assert!(text(&desk.page("/").await).contains("Denials"), "its hits stand on Today");
    assert_eq!(desk.post("/watches/run", "").await.status, StatusCode::SEE_OTHER);
    desk.post("/watches/remove", "title=Tolls").await;
    assert!(!text(&desk.page("/watches").await).contains("Tolls:"));
}
