use crate::{Given, Limits, PageError, RawDocument, article, documents};
use dunlin_record::{Article, BlockRole};
use std::io::Cursor;

fn read(xml: &str) -> (Vec<Article>, Vec<String>) {
    let input = Box::new(Cursor::new(xml.as_bytes().to_vec()));
    let all: Vec<Result<RawDocument, PageError>> =
        documents(input, "item.xml", &Given::default(), &Limits::default()).collect();
    let (mut articles, mut errors) = (Vec::new(), Vec::new());
    for document in all {
        match document.and_then(|document| Ok((article(&document, &Limits::default())?.0, document))) {
            Ok((article, document)) => {
                places_are_right(&article, &document);
                articles.push(article);
            }
            Err(error) => errors.push(error.to_string()),
        }
    }
    (articles, errors)
}

/// Every block's words stand in the bytes it names.
fn places_are_right(article: &Article, document: &RawDocument) {
    let crate::Body::Page(source) = &document.body else { panic!() };
    for block in &article.blocks {
        let source: String = block
            .page_bytes
            .iter()
            .map(|bytes| {
                String::from_utf8_lossy(&source[bytes.start as usize..bytes.end as usize]).into_owned()
            })
            .collect();
        let words = &article.text[block.span.start..block.span.end];
        let first = words.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| !word.is_empty()).unwrap();
        assert!(source.contains(first), "{first} is not in {source}");
    }
}

const NITF: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-6.dtd">
<nitf><head><title>ferry-aground</title><docdata><doc-id id-string="kna.2026.17"/><date.issue norm="20260302T080000Z"/></docdata>
<pubdata position.section="Isles" name="Kerrin Post"/></head>
<body><body.head><hedline><hl1>Ferry aground off <location>Kerrin</location></hl1><hl2>Nobody hurt</hl2></hedline>
<byline>By <person>Ann Tolle</person><byttl>KNA</byttl></byline><distributor>Kerrin News Agency</distributor>
<dateline><location>TOLLE HARBOUR</location>, <story.date>March 2</story.date> (KNA) -</dateline></body.head>
<body.content><block><p>A ferry ran aground off <location>Kerrin</location> on&nbsp;Monday, the
 harbour office said.</p><p>&#x201C;Nobody was hurt,&#x201D; it said.</p></block>
<media media-type="image"><media-reference source="a.jpg"/><media-caption>The ferry on the rocks.</media-caption><media-producer>P. Sund</media-producer></media>
<table><tr><th>Boat</th><th>Year</th></tr><tr><td>Gull</td><td>1998</td></tr></table>
<ul><li>one tug</li><li>two boats</li></ul></body.content>
<body.end><tagline>KNA 0801 020326</tagline></body.end></body></nitf>"#;

#[test]
fn nitf_says_what_everything_is() {
    let (articles, errors) = read(NITF);
    assert!(errors.is_empty(), "{errors:?}");
    let article = &articles[0];
    assert_eq!(article.id, "kna.2026.17");
    assert_eq!(article.headline.as_deref(), Some("Ferry aground off Kerrin"));
    assert_eq!(article.byline.as_deref(), Some("Ann Tolle"));
    assert_eq!(article.outlet.as_deref(), Some("Kerrin News Agency"));
    assert_eq!(article.published.as_deref(), Some("2026-03-02"));
    assert_eq!(article.section, ["Isles"]);
    let blocks: Vec<(BlockRole, &str)> = article
        .blocks
        .iter()
        .map(|block| (block.role, &article.text[block.span.start..block.span.end]))
        .collect();
    assert_eq!(
        blocks,
        [
            (BlockRole::Headline, "Ferry aground off Kerrin"),
            (BlockRole::Subheading, "Nobody hurt"),
            (BlockRole::Byline, "By Ann Tolle KNA"),
            (BlockRole::Dateline, "TOLLE HARBOUR, March 2 (KNA) -"),
            (BlockRole::Paragraph, "A ferry ran aground off Kerrin on Monday, the harbour office said."),
            (BlockRole::Paragraph, "“Nobody was hurt,” it said."),
            (BlockRole::Caption, "The ferry on the rocks."),
            (BlockRole::Table, "Boat\tYear\nGull\t1998"),
            (BlockRole::List, "one tug\ntwo boats"),
        ]
    );
    assert_eq!(article.blocks[6].credit.as_deref(), Some("P. Sund"));
    assert_eq!(article.furniture.len(), 2);
    assert_eq!(article.source.media_type, super::NITF);
}

fn item(guid: &str, meta: &str, content: &str) -> String {
    format!(
        r#"<newsItem guid="{guid}" version="2" xmlns="http://iptc.org/std/nar/2006-10-01/"><itemMeta><itemClass qcode="ninat:text"/>
        <provider qcode="nprov:KNA"/><versionCreated>2026-03-02T08:00:00+01:00</versionCreated>{meta}</itemMeta>
        <contentMeta><headline>Ferry aground off Kerrin</headline><by>By Ann Tolle</by><language tag="en"/></contentMeta>
        <contentSet>{content}</contentSet></newsItem>"#
    )
}

#[test]
fn a_message_of_newsml_holds_items_of_all_sorts() {
    let xhtml = r#"<inlineXML contenttype="application/xhtml+xml"><x:html xmlns:x="http://www.w3.org/1999/xhtml"><x:head><x:title>x</x:title></x:head>
        <x:body><x:p>A ferry ran aground.</x:p><x:p>Nobody was hurt.</x:p></x:body></x:html></inlineXML>"#;
    let nitf = format!("<inlineXML>{}</inlineXML>", &NITF[NITF.find("<nitf>").unwrap()..]);
    let message = format!(
        r#"<?xml version="1.0"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2026-03-02</sent></header><itemSet>
        {}{}{}{}{}{}<packageItem guid="p"><groupSet/></packageItem></itemSet></newsMessage>"#,
        item("a", "", xhtml),
        item("b", "", &nitf),
        item(
            "c",
            "",
            "<inlineData contenttype='text/plain'>A ferry ran aground.\n\nNobody was hurt.</inlineData>"
        ),
        item(
            "d",
            "",
            "<inlineData contenttype='text/html'>&lt;p&gt;A ferry ran aground off Kerrin.&lt;/p&gt;</inlineData>"
        ),
        item("e", "<pubStatus qcode='stat:canceled'/>", xhtml),
        item("f", "", "<remoteContent href='a.jpg'/>"),
    );
    let (articles, errors) = read(&message);
    let ids: Vec<&str> = articles.iter().map(|article| article.id.as_str()).collect();
    assert_eq!(ids, ["a", "b", "c", "d"]);
    for article in &articles {
        assert_eq!(article.headline.as_deref(), Some("Ferry aground off Kerrin"), "{}", article.id);
        assert_eq!(article.outlet.as_deref(), Some("KNA"));
        assert_eq!(article.byline.as_deref(), Some("Ann Tolle"));
        assert_eq!(article.published.as_deref(), Some("2026-03-02"));
    }
    assert_eq!(articles[0].text, "Ferry aground off Kerrin\n\nA ferry ran aground.\n\nNobody was hurt.");
    assert_eq!(articles[2].text, articles[0].text);
    assert_eq!(
        errors,
        [
            "item.xml: left out 3 items: 1 that are packages, which refer to items and hold none, 1 that carry no words of an article (ninat:text 1), \
          1 that their agency has withheld or cancelled (stat:canceled 1)"
        ]
    );
}

#[test]
fn broken_xml_is_read_as_far_as_it_goes() {
    let (articles, _) = read(&NITF[..NITF.find("<media ").unwrap()]);
    assert!(articles[0].text.ends_with("it said."));
    assert!(read("<nitf>").1[0].contains("no visible text"));
}
