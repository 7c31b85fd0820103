//! Pages to articles, through the public functions: the example pages, shapes of plain text, and the promise that
//! a page is tiled.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its page has failed")]

use dunlin_page::{Body, Given, Limits, RawDocument, article, charset, documents};
use dunlin_record::{Article, BlockRole, FurnitureKind, PublishedBasis};
use proptest::prelude::*;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut pages: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "html" || kind == "txt"))
        .collect();
    pages.sort();
    pages
}

fn read(bytes: &[u8], given: &Given) -> Article {
    let input = Box::new(Cursor::new(bytes.to_vec()));
    let document = documents(input, "page", given, &Limits::default()).next().unwrap().unwrap();
    article(&document, &Limits::default()).unwrap().0
}

fn example(name: &str) -> Article {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    read(&fs::read(folder.join(name)).unwrap(), &Given::default())
}

fn squash(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every block and item stands where it says it does, and in plain text nothing that is not white space is left
/// over or taken twice.
fn check_tiles(bytes: &[u8], article: &Article) {
    let html = article.source.media_type == "text/html";
    let name = article.source.charset.clone().unwrap_or_default();
    let encoding = encoding_rs::Encoding::for_label(name.as_bytes()).unwrap();
    let mut taken = vec![0u8; bytes.len()];
    let blocks = article.blocks.iter().map(|block| (&block.page_bytes, block.span.of(&article.text)));
    let furniture = article.furniture.iter().map(|item| (&item.page_bytes, item.text.as_str()));
    for (ranges, words) in blocks.chain(furniture) {
        assert!(!words.trim().is_empty() && words.trim() == words, "{words:?}");
        let mut found = String::new();
        for range in ranges {
            let (start, end) = (range.start as usize, range.end as usize);
            found.push_str(&encoding.decode_without_bom_handling(&bytes[start..end]).0);
            found.push(' ');
            for byte in &mut taken[start..end] {
                *byte += 1;
            }
        }
        if !html {
            assert_eq!(squash(&found), squash(words));
        } else if !found.contains('&') {
            // Markup may part a word in two, so only its letters are compared.
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            assert_eq!(letters(&found), letters(words));
        }
    }
    assert!(taken.iter().all(|&times| times <= 1), "a byte belongs to two tiles");
    if !html {
        let decoded = charset::decode(bytes, Some(&format!("text/plain; charset={name}")), false);
        for (at, c) in decoded.text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            let source = decoded.map.source(at) as usize;
            assert_eq!(taken[source], 1, "{c:?} at {at} of {:?} is in no tile", decoded.text);
        }
    }
    let mut end = 0;
    for block in &article.blocks {
        let between =
            article.text.get(end..block.span.start).unwrap_or_else(|| panic!("blocks out of order"));
        assert!(between.trim().is_empty(), "text between blocks: {between:?}");
        end = block.span.end;
    }
    assert!(article.text[end..].trim().is_empty());
}

#[test]
fn all_example_pages_are_tiled() {
    assert!(examples().len() >= 8);
    for path in examples() {
        let bytes = fs::read(&path).unwrap();
        let article = read(&bytes, &Given::default());
        check_tiles(&bytes, &article);
        assert!(article.headline.is_some() && article.outlet.is_some(), "{}", path.display());
        assert_eq!(article.language.as_deref(), Some("en"), "{}", path.display());
        let paragraphs = article.blocks.iter().filter(|block| block.role == BlockRole::Paragraph).count();
        assert!(paragraphs >= 12, "{}: {paragraphs}", path.display());
    }
}

#[test]
fn a_plain_text_page_with_furniture() {
    let page = example("hanbit-rail-crossing.txt");
    assert_eq!(
        page.headline.as_deref(),
        Some("North to reopen rail crossing with China in April, state media says")
    );
    assert_eq!(page.section, ["Home", "National", "North Korea"]);
    assert_eq!(page.outlet.as_deref(), Some("Hanbit Daily"));
    assert_eq!(page.byline.as_deref(), Some("SEO HA-NEUL"));
    assert_eq!((page.published, page.published_basis), (None, PublishedBasis::Unknown));
    let roles: Vec<BlockRole> = page.blocks.iter().map(|block| block.role).collect();
    assert_eq!(roles[..2], [BlockRole::Headline, BlockRole::Caption]);
    assert_eq!(roles.iter().filter(|role| **role == BlockRole::Paragraph).count(), 14);
    assert_eq!(page.blocks[1].credit.as_deref(), Some("HANBIT DAILY"));
    let kinds: Vec<FurnitureKind> = page.furniture.iter().map(|item| item.kind).collect();
    for kind in [
        FurnitureKind::Navigation,
        FurnitureKind::Print,
        FurnitureKind::Dictionary,
        FurnitureKind::Share,
        FurnitureKind::Login,
        FurnitureKind::Comment,
    ] {
        assert!(kinds.contains(&kind), "{kind:?} in {kinds:?}");
    }
    assert!(page.furniture.iter().any(|item| item.limit == Some(300)));
    assert!(!page.text.contains("Sign in") && !page.text.contains("dictionary"));
}

#[test]
fn a_plain_text_page_broken_at_72_columns() {
    let page = example("tidewater-anchovy-truce.txt");
    assert_eq!(page.byline.as_deref(), Some("Rosalind Achebe, Tomás Rey"));
    assert_eq!(page.dateline.as_deref(), Some("LIMA, March 11"));
    assert_eq!(page.published.as_deref(), Some("2026-03-11"));
    assert_eq!(page.published_basis, PublishedBasis::Page);
    assert_eq!(page.published_at.as_deref(), Some("2026-03-11T17:48:00-04:00"));
    assert_eq!(page.outlet.as_deref(), Some("Tidewater Post"));
    let paragraphs: Vec<&str> = page
        .blocks
        .iter()
        .filter(|block| block.role == BlockRole::Paragraph)
        .map(|block| block.span.of(&page.text))
        .collect();
    assert_eq!(paragraphs.len(), 13, "{paragraphs:#?}");
    assert!(paragraphs.iter().all(|paragraph| !paragraph.contains('\n')));
    assert!(
        !page.text.contains("ADVERTISEMENT")
            && !page.text.contains("Read more")
            && !page.text.contains("Ecuador")
    );
    assert!(page.blocks.iter().any(|block| block.role == BlockRole::Subheading));
}

#[test]
fn markup_tells_outlet_section_writers_and_day() {
    let page = example("courier-ferry-capsizes.html");
    assert_eq!(page.headline.as_deref(), Some("Ferry capsizes off Kerrin, at least nine dead"));
    assert_eq!(page.outlet.as_deref(), Some("The Kerrin Courier"));
    assert_eq!(page.section, ["Home", "News", "Coast"]);
    assert_eq!(page.byline.as_deref(), Some("Ana Sorel, Piet Damm"));
    assert_eq!(page.published.as_deref(), Some("2026-03-03"));
    assert_eq!(page.published_from.as_deref(), Some("json-ld"));
    assert_eq!(page.modified.as_deref(), Some("2026-03-03T07:15:00+01:00"));

    let page = example("ledger-shelling-denied.html");
    assert_eq!(page.source.charset.as_deref(), Some("windows-1252"));
    assert_eq!(page.outlet.as_deref(), Some("Northern Ledger"));
    assert_eq!(page.byline.as_deref(), Some("Frances Alder"));
    assert_eq!(
        (page.published.as_deref(), page.published_from.as_deref()),
        (Some("2026-03-07"), Some("meta"))
    );
    assert!(page.text.contains("“a fairy tale written for Oslo”"));

    let page = example("hanbit-ship-inspections.html");
    assert_eq!(page.source.charset.as_deref(), Some("EUC-KR"));
    assert_eq!(page.published_at.as_deref(), Some("2026-03-09T20:17:00"));
    assert!(page.furniture.iter().any(|item| item.limit == Some(300)));

    let page = example("meridian-ultimatum.html");
    assert_eq!(page.dateline.as_deref(), Some("KERRIN/TARSK, March 10 (Meridian)"));
}

#[test]
fn what_is_given_wins_over_the_page() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/courier-ferry-capsizes.html");
    let given = Given {
        id: Some("ferry-1".into()),
        outlet: Some("Courier".into()),
        published: Some("4 March 2026".into()),
        ..Given::default()
    };
    let page = read(&fs::read(path).unwrap(), &given);
    assert_eq!((page.id.as_str(), page.outlet.as_deref()), ("ferry-1", Some("Courier")));
    assert_eq!(
        (page.published.as_deref(), page.published_basis),
        (Some("2026-03-04"), PublishedBasis::Given)
    );
}

const STORY: [&str; 4] = [
    "The harbour master of Kerrin said on Monday that the ferry had left without a pilot, against the rules that the \
     port adopted after the storm of last winter.",
    "“Nobody asked me,” she said.",
    "The owners did not answer calls. Their office on the quay was shut when a reporter went there, and a note on the \
     door asked visitors to come back on Thursday.",
    "A hearing is set for next week.",
];

#[test]
fn any_day_of_the_calendar_can_be_given_and_one_over_the_page_is_noted() {
    let told = |published: &str, html: &str| {
        let document = RawDocument {
            place: "here".into(),
            given: Given { published: Some(published.into()), ..Given::default() },
            body: Body::Page(html.as_bytes().to_vec()),
        };
        let (article, notes) = article(&document, &Limits::default()).unwrap();
        (article.published, notes.into_iter().map(|note| note.kind).collect::<Vec<_>>())
    };
    let silent = "<p>The wire reached us late on a wet evening, and nobody was there to read it.</p>";
    assert_eq!(told("1957-10-05", silent), (Some("1957-10-05".into()), vec![]), "older than any web page");
    assert_eq!(
        told("1957-02-30", silent),
        (None, vec!["given-date-unread".into()]),
        "no day of the calendar"
    );
    let dated =
        format!("<meta property=\"article:published_time\" content=\"2026-03-03T08:00:00Z\">{silent}");
    assert_eq!(told("2026-03-20", &dated), (Some("2026-03-20".into()), vec!["given-date-over-page".into()]));
}

fn paragraphs(page: &str) -> Vec<String> {
    let article = read(page.as_bytes(), &Given::default());
    check_tiles(page.as_bytes(), &article);
    let wanted = article.blocks.iter().filter(|block| block.role == BlockRole::Paragraph);
    wanted.map(|block| block.span.of(&article.text).to_owned()).collect()
}

fn wrapped(paragraph: &str, width: usize) -> String {
    let mut out = String::new();
    let mut line = 0;
    for word in paragraph.split(' ') {
        if line > 0 && line + 1 + word.len() > width {
            out.push('\n');
            line = 0;
        } else if line > 0 {
            out.push(' ');
            line += 1;
        }
        out.push_str(word);
        line += word.len();
    }
    out
}

#[test]
fn plain_articles_come_out_whole_whatever_their_shape() {
    let headline = "Ferry left Kerrin without a pilot, harbour master says";
    let hard = STORY.map(|paragraph| wrapped(paragraph, 72));
    for (shape, page) in [
        ("blank lines", STORY.join("\n\n")),
        ("line breaks", STORY.join("\n")),
        ("CRLF and blank lines", STORY.join("\r\n\r\n")),
        ("72 columns", hard.join("\n\n")),
        ("72 columns, indented", hard.map(|paragraph| format!("    {paragraph}")).join("\n")),
        ("with a headline", format!("{headline}\n\n{}", STORY.join("\n\n"))),
        ("with headline and byline", format!("{headline}\nBy Ana Sorel\n\n{}", STORY.join("\n"))),
        ("with a mark", format!("\u{feff}{}", STORY.join("\n\n"))),
    ] {
        assert_eq!(paragraphs(&page), STORY, "{shape}");
    }
    assert_eq!(paragraphs(&STORY.join(" ")), [STORY.join(" ")], "all in one line");
    assert_eq!(paragraphs("A ship ran aground."), ["A ship ran aground."]);
    let article = read(format!("{headline}\n\n{}", STORY.join("\n\n")).as_bytes(), &Given::default());
    assert_eq!(article.headline.as_deref(), Some(headline));
    assert!(article.furniture.is_empty());
}

#[test]
fn text_documents_are_taken_as_they_are() {
    let text =
        format!("  Ferry left Kerrin without a pilot\n\n{}\r\n\r\nShare this article\n", STORY.join("\n\n"));
    let line = format!("{}\n", serde_json::json!({ "id": 7, "text": text, "published": "2026-03-02" }));
    let document =
        documents(Box::new(Cursor::new(line.into_bytes())), "x.jsonl", &Given::default(), &Limits::default())
            .next()
            .unwrap()
            .unwrap();
    let (article, notes) = article(&document, &Limits::default()).unwrap();
    assert_eq!(article.text, text);
    assert_eq!(article.headline.as_deref(), Some("Ferry left Kerrin without a pilot"));
    assert_eq!(article.blocks.len(), 6);
    assert!(article.furniture.is_empty() && notes.is_empty());
    assert_eq!((article.id.as_str(), article.published.as_deref()), ("7", Some("2026-03-02")));
    check_tiles(text.as_bytes(), &article);
}

#[test]
fn pages_without_words_are_errors() {
    for bytes in [&b""[..], b" \n\t\r\n", b"<html><body><script>var a = 1;</script></body></html>"] {
        let document =
            RawDocument { place: "here".into(), given: Given::default(), body: Body::Page(bytes.to_vec()) };
        let message = article(&document, &Limits::default()).unwrap_err().to_string();
        assert!(message.starts_with("here: it has no visible text"), "{message}");
    }
}

/// Lines of the kinds that plain text pages are made of.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Z][a-zé가-힣 ,]{20,90}[.?!]",
        3 => "[A-Z][a-z]{2,9}( [a-z]{2,9}){1,8}",
        2 => proptest::sample::select(vec![
            "Home > World > Europe", "print | share | A+ A-", "By Ana Sorel", "Published : 2026-03-02 20:34",
            "Read more: Ferry found", "Log in", "(0/250자)", "Comments", "© 2026 Kerrin Post", "- one", "- two",
            "A ship in port. [YONHAP]", "Photo: Mark Tenn", "KERRIN, 3 March", "***",
        ]).prop_map(str::to_owned),
        2 => Just(String::new()),
        1 => "[ \\t]{0,4}\\PC{0,60}",
    ]
}

proptest! {
    #[test]
    fn any_page_of_lines_is_tiled(lines in proptest::collection::vec(line(), 1..40), break_ in "\n|\r\n|\r") {
        let page = lines.join(&break_);
        // Some of these look like HTML or JSON or nothing at all; only plain text is promised here.
        if dunlin_page::kind::sniff(page.as_bytes()) == dunlin_page::kind::Kind::Text {
            let article = read(page.as_bytes(), &Given::default());
            check_tiles(page.as_bytes(), &article);
        }
    }

    #[test]
    fn legacy_pages_are_tiled_too(lines in proptest::collection::vec("[가-힣]{2,9}( [가-힣a-z]{1,9}){2,12}[.]?", 3..12)) {
        let page = format!("{}\n외교부는 월요일 두 나라가 국경을 다시 열기로 했다고 밝혔다.", lines.join("\n"));
        let (bytes, _, lossy) = encoding_rs::EUC_KR.encode(&page);
        prop_assume!(!lossy);
        let article = read(&bytes, &Given { content_type: Some("text/plain; charset=euc-kr".into()), ..Given::default() });
        check_tiles(&bytes, &article);
    }

    #[test]
    fn verbatim_text_is_tiled(text in "(\\PC|\n|\r\n|\t| ){1,200}") {
        prop_assume!(!text.trim().is_empty());
        let document = RawDocument { place: "x".into(), given: Given::default(), body: Body::Text(text.clone()) };
        let (article, _) = article(&document, &Limits::default()).unwrap();
        prop_assert_eq!(&article.text, &text);
        check_tiles(text.as_bytes(), &article);
    }
}
