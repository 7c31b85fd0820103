//! Whole pages: the tiling, the roles of blocks and the kinds of furniture, and pages that mean harm.

use crate::{Body, Given, Limits, RawDocument, article};
use dunlin_record::{Article, BlockRole, FurnitureKind, Note, PageBytes};
use proptest::prelude::*;

fn read(page: &str) -> (Article, Vec<Note>) {
    let content_type = Some("text/html; charset=utf-8".to_owned());
    let document = RawDocument {
        place: "test".into(),
        given: Given { content_type, ..Given::default() },
        body: Body::Page(page.as_bytes().to_vec()),
    };
    article(&document, &Limits { text_bytes: 1 << 24, ..Limits::default() }).unwrap()
}

/// Every tile: its bytes and its words.
fn tiles(article: &Article) -> Vec<(&[PageBytes], &str)> {
    let blocks = article.blocks.iter().map(|block| (&block.page_bytes[..], block.span.of(&article.text)));
    let furniture = article.furniture.iter().map(|item| (&item.page_bytes[..], item.text.as_str()));
    blocks.chain(furniture).collect()
}

/// How many tiles hold each byte of the page.
fn cover(page: &str, article: &Article) -> Vec<u32> {
    let mut cover = vec![0; page.len()];
    for (bytes, _) in tiles(article) {
        for range in bytes {
            for byte in &mut cover[range.start as usize..range.end as usize] {
                *byte += 1;
            }
        }
    }
    cover
}

fn ink(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The words of a tile are the words at its bytes.
fn assert_words_stand_where_they_say(page: &str, article: &Article) {
    for (bytes, words) in tiles(article) {
        let source: String =
            bytes.iter().map(|range| &page[range.start as usize..range.end as usize]).collect();
        let source =
            source.replace("&nbsp;", " ").replace("&lt;", "<").replace("&auml;", "ä").replace("&amp;", "&");
        assert_eq!(ink(&source), ink(words));
        assert!(
            bytes.windows(2).all(|pair| pair[0].end <= pair[1].start),
            "ranges of a tile are in page order"
        );
    }
    let mut end = 0;
    for block in &article.blocks {
        let between = &article.text[end..block.span.start];
        assert_eq!(between, if end == 0 { "" } else { "\n\n" });
        end = block.span.end;
    }
    assert_eq!(end, article.text.len());
    let starts: Vec<u64> = article
        .furniture
        .iter()
        .filter_map(|item| item.page_bytes.first())
        .map(|range| range.start)
        .collect();
    assert!(starts.is_sorted(), "furniture is in page order");
}

/// A piece of a generated page.
#[derive(Debug, Clone)]
enum Piece {
    Words(u8),
    Break,
    Comment,
    Hidden(u8),
    Element(u8, bool, Vec<Piece>),
}

const TAGS: &[&str] = &[
    "div",
    "p",
    "span",
    "b",
    "a href='/x'",
    "ul",
    "li",
    "table",
    "tr",
    "td",
    "h2",
    "h1",
    "figure",
    "figcaption",
    "blockquote",
    "section class='related'",
    "div class=\"comment-list\"",
    "nav",
    "article",
    "em",
    "x-card",
    "form",
    "button",
    "pre",
    "aside",
    "footer",
    "div class='article-body'",
    "dl",
    "dd",
    "label",
];
const HIDDEN: &[(&str, &str)] = &[
    ("<script>", "</script>"),
    ("<style>", "</style>"),
    ("<template><p>", "</p></template>"),
    ("<div style='display: none'>", "</div>"),
    ("<p hidden>", "</p>"),
    ("<noscript>", "</noscript>"),
    ("<select><option>", "</option></select>"),
    ("<svg><text>", "</text></svg>"),
    ("<iframe>", "</iframe>"),
    ("<!-- ", " -->"),
];
const WORDS: &[&str] = &[
    "ferry",
    "Kerrin, harbour.",
    "a&amp;b",
    "x &lt; y&nbsp;z",
    "stra&auml;e",
    "서울 항구",
    "12:30",
    "wait?",
    "\u{1F6A2}",
    "The harbour office said on Monday that no ship had left the port since the storm began, and none would.",
];

fn piece() -> impl Strategy<Value = Piece> {
    let leaf = prop_oneof![
        6 => any::<u8>().prop_map(Piece::Words),
        1 => Just(Piece::Break),
        1 => Just(Piece::Comment),
        1 => any::<u8>().prop_map(Piece::Hidden),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        (any::<u8>(), any::<bool>(), prop::collection::vec(inner, 0..6))
            .prop_map(|(tag, closed, children)| Piece::Element(tag, closed, children))
    })
}

/// Writes a piece; `places` takes the range of each word that a reader sees, or does not.
fn write(
    piece: &Piece,
    page: &mut String,
    count: &mut u32,
    places: &mut Vec<(std::ops::Range<usize>, bool)>,
) {
    let mut word = |page: &mut String, text: &str, seen: bool| {
        *count += 1;
        let start = page.len();
        page.push_str(&format!("w{count}"));
        places.push((start..page.len(), seen));
        page.push_str(text);
    };
    match piece {
        Piece::Words(n) => {
            word(page, WORDS[*n as usize % WORDS.len()], true);
            if n % 3 == 0 {
                page.push(' ');
            }
        }
        Piece::Break => page.push_str("<br>"),
        Piece::Comment => page.push_str("<!-- w0 > -->"),
        Piece::Hidden(n) => {
            let (open, close) = HIDDEN[*n as usize % HIDDEN.len()];
            page.push_str(open);
            word(page, "", false);
            page.push_str(close);
        }
        Piece::Element(n, closed, children) => {
            let tag = TAGS[*n as usize % TAGS.len()];
            let name = tag.split(' ').next().unwrap();
            page.push_str(&format!("<{tag}>"));
            for child in children {
                write(child, page, count, places);
            }
            // Some pages forget to close; a form or link left open must not swallow anything either.
            if *closed || !["p", "li", "td", "tr", "dd", "b", "em"].contains(&name) {
                page.push_str(&format!("</{name}>"));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn every_visible_word_is_in_one_tile(pieces in prop::collection::vec(piece(), 1..12)) {
        let mut page = String::from("<!doctype html><title>Ferry stays</title><body><h1>Ferry stays in port</h1>");
        let (mut count, mut places) = (0, Vec::new());
        for piece in &pieces {
            write(piece, &mut page, &mut count, &mut places);
        }
        // Enough to see that what is hidden is not most of the page.
        page.push_str("</table></table></table><p>");
        page.push_str(&"Nobody left the harbour on Monday, the office said. ".repeat(60));
        let (article, _) = read(&page);
        let cover = cover(&page, &article);
        prop_assert!(cover.iter().all(|count| *count <= 1));
        for (place, seen) in places {
            let counts = &cover[place.clone()];
            prop_assert!(counts.iter().all(|count| *count == u32::from(seen)), "{} in {page}", &page[place]);
        }
        assert_words_stand_where_they_say(&page, &article);
    }

    #[test]
    fn any_text_is_read_without_harm(page in "(<[a-z/!?-]{0,9}[ \"'=>]{0,3}|&[#a-zA-Z0-9]{0,6};?|[ -~é가]{0,12}){0,40}") {
        if let Some(dom) = Some(super::Dom::parse(&page, 16)) {
            let map = crate::charset::SourceMap::identity(page.len());
            let (reading, _) = super::read(&dom, &map, super::Known::default(), crate::metadata::date::Order::Unknown);
            let article = Article {
                text: reading.tiles.text,
                blocks: reading.tiles.blocks,
                furniture: reading.tiles.furniture,
                ..Article::default()
            };
            prop_assert!(cover(&page, &article).iter().all(|count| *count <= 1));
        }
    }
}

const STORY: &str = r##"<!doctype html><html lang="en"><head><title>Ferry to Varn stays in port | Kerrin Post</title>
<style>.x { color: red }</style><script>var menu = "Home";</script></head><body>
<div class="cookie-banner"><p>We use cookies to make this site work. <a href="/privacy">Privacy policy</a></p></div>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li><li><a href="/sea">Sea</a></li></ul></nav></header>
<main><article>
<h1>Ferry to Varn stays in port</h1>
<p class="byline">By <a href="/staff/mb">Mira Bolt</a></p>
<div class="share-tools"><a href="#">Share</a> <a href="#">Tweet</a></div>
<figure><img src="f.jpg"><figcaption>The ferry at its berth in Kerrin on Sunday. (Photo: Jon Reve)</figcaption></figure>
<div class="article-body">
<p>KERRIN (AP) — The ferry between Kerrin and Varn stayed in port for a third day on Monday, its owner said, and
forecasters <b>warn</b>ed that the storm would not <i>ease</i> before Wednesday.</p>
<p>&ldquo;We shall not sail while the waves stand above five metres,&rdquo; said captain Ole Marn, who has steered the ship
since 2011.</p>
<h2>Shelves run empty</h2>
<p>On Varn, where some 900 people live, shops had run out of bread and milk by noon, the island's council said. It
asked the coast guard to bring supplies by helicopter.</p>
<ul><li>The ferry carries 80 lorries a week.</li><li>It last stood still in 2014, for nine days.</li></ul>
<blockquote><p>Nobody here is surprised by the weather; we are surprised that there is still only one ship.</p></blockquote>
<table><tr><th>Day</th><th>Waves</th></tr><tr><td>Saturday</td><td>5.2 m</td></tr><tr><td>Sunday</td><td>6.1 m</td></tr></table>
<p>The owner, Kerrin Line, said that passengers could have their money back, or travel on any later day this year
without paying again.</p>
</div>
<section class="related-articles"><h3>Related stories</h3><ul><li><a href="/a">Council of Varn asks for a second ship</a></li>
<li><a href="/b">Harbour of Kerrin to be dredged in spring</a></li></ul></section>
</article></main>
<section id="comments"><h3>Comments</h3><div class="comment"><p>I have been waiting since Friday, and my car is still on the quay in Kerrin!</p></div></section>
<footer><p>© 2026 Kerrin Post. All rights reserved.</p></footer>
</body></html>"##;

#[test]
fn a_story_is_told_and_its_furniture_named() {
    let (article, notes) = read(STORY);
    assert!(notes.is_empty(), "{notes:?}");
    assert_words_stand_where_they_say(
        &STORY.replace("&ldquo;", "“").replace("&rdquo;", "”"),
        &read(&STORY.replace("&ldquo;", "“").replace("&rdquo;", "”")).0,
    );
    let blocks: Vec<(BlockRole, &str)> =
        article.blocks.iter().map(|block| (block.role, block.span.of(&article.text))).collect();
    let roles: Vec<BlockRole> = blocks.iter().map(|(role, _)| *role).collect();
    use BlockRole::*;
    assert_eq!(
        roles,
        [
            Headline, Byline, Paragraph, Paragraph, Subheading, Paragraph, List, Quote, Table, Paragraph,
            Caption
        ],
        "{blocks:#?}"
    );
    assert_eq!(blocks[0].1, "Ferry to Varn stays in port");
    assert_eq!(blocks[1].1, "By Mira Bolt");
    assert!(blocks[2].1.contains("forecasters warned that the storm would not ease before"));
    assert_eq!(
        blocks[6].1,
        "The ferry carries 80 lorries a week.\nIt last stood still in 2014, for nine days."
    );
    assert_eq!(blocks[8].1, "Day\tWaves\nSaturday\t5.2 m\nSunday\t6.1 m");
    assert_eq!(article.blocks[10].credit.as_deref(), Some("Jon Reve"));
    let kind =
        |text: &str| article.furniture.iter().find(|item| item.text.contains(text)).map(|item| item.kind);
    assert_eq!(kind("World"), Some(FurnitureKind::Navigation));
    assert_eq!(kind("cookies"), Some(FurnitureKind::Policy));
    assert_eq!(kind("Tweet"), Some(FurnitureKind::Share));
    assert_eq!(kind("Council of Varn"), Some(FurnitureKind::Related));
    assert_eq!(kind("waiting since Friday"), Some(FurnitureKind::Comment));
    assert_eq!(kind("All rights"), Some(FurnitureKind::Policy));
    assert_eq!(kind("color: red").or(kind("var menu")), None);
}

#[test]
fn a_date_beside_a_name_is_a_word_of_its_own() {
    let story = "<p>The dam will be looked at again in April, the ministry of water said in a statement on Thursday.</p>";
    let page = format!(
        "<h1>Dam to be looked at again</h1><div>By <a href=/a>Signe Haugen</a><time>March 5</time>, updated</div>\
         {}<p>The d<b>am</b> is o<i>l</i>d and holds the water of two rivers and of many springs above the town.</p>",
        story.repeat(4)
    );
    let (article, _) = read(&page);
    let words: String = tiles(&article).into_iter().map(|(_, words)| format!("{words}\n")).collect();
    assert!(words.contains("Haugen March 5, updated"), "{words}");
    assert!(words.contains("The dam is old"), "{words}");
}

#[test]
fn language_and_markup_do_not_matter() {
    // No paragraphs, no names, text in table cells and parted by breaks; German and Chinese.
    let german = "Die Fähre nach Varn blieb am Montag den dritten Tag im Hafen, teilte die Reederei mit. Erst am Mittwoch soll \
                  der Sturm nachlassen, sagten die Meteorologen des Wetterdienstes.<br><br>Auf der Insel leben rund 900 \
                  Menschen, und in den Läden fehlten schon am Mittag Brot und Milch. Der Rat bat die Küstenwache um Hilfe.";
    let chinese = "周一，凯林与瓦恩之间的渡轮连续第三天停航，船东表示，风暴要到周三才会减弱。<br><br>岛上约有九百名居民，\
                   市议会说，中午之前商店里的面包和牛奶已经卖完，议会请求海岸警卫队用直升机运送物资。";
    for (story, count) in [(german, 2), (chinese, 2)] {
        let page = format!(
            "<table><tr><td><a href=/>Start</a><br><br><a href=/w>Welt</a><br><br><a href=/s>Sport</a></td>\
             <td><font size=5><b>Titel</b></font><br><br>{story}</td></tr></table>"
        );
        let (article, _) = read(&page);
        let told: Vec<&str> = article
            .blocks
            .iter()
            .filter(|block| block.role == BlockRole::Paragraph)
            .map(|block| block.span.of(&article.text))
            .collect();
        assert_eq!(told.len(), count, "{told:?}");
    }
}

#[test]
fn pages_that_mean_harm_are_read_in_their_length() {
    let depth = format!("{}<p>One story.</p>{}", "<div>".repeat(50_000), "</div>".repeat(50_000));
    let (article, notes) = read(&depth);
    assert!(
        article.text.contains("One story.") || article.furniture.iter().any(|item| item.text == "One story.")
    );
    assert_eq!(
        notes.iter().find(|note| note.kind == "depth-limit").map(|note| note.count),
        Some(50_000 - 511)
    );
    for page in [
        format!("x{}", "<b></b>".repeat(300_000)),
        format!("x{}", "<p>y".repeat(50_000)),
        format!("x{}", "<a href=x>y".repeat(50_000)),
        format!("x{}", "<table><tr><td>y".repeat(5_000)),
        format!("x{}", "<ul><li>y ".repeat(5_000)),
        format!("x<p class='{}'>y", "a b-c ".repeat(200_000)),
        format!("x<!--{}", " <p>y".repeat(200_000)),
        format!("x<p title=\"{}", "<p>y".repeat(200_000)),
        format!("x {}", "&amp;&#x41;&".repeat(200_000)),
        format!("x {}", "word ".repeat(400_000)),
    ] {
        let (article, _) = read(&page);
        assert!(!article.blocks.is_empty() || !article.furniture.is_empty());
    }
}
