use super::*;
use std::io::Cursor;

fn read(text: &str) -> (Vec<RawDocument>, Vec<String>) {
    let (mut documents, mut errors) = (Vec::new(), Vec::new());
    let input = Box::new(Cursor::new(text.as_bytes().to_vec()));
    for document in crate::documents(input, "feed.xml", &Given::default(), &Limits::default()) {
        match document {
            Ok(document) => documents.push(document),
            Err(error) => errors.push(error.to_string()),
        }
    }
    (documents, errors)
}

const RSS: &str = r#"<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Kerrin Post &amp;amp; Mail</title><link>https://kerrin.example/</link>
<image><title>A logo</title></image>
<item><title>Ferry &lt;i&gt;aground&lt;/i&gt; off Kerrin</title><link>https://kerrin.example/ferry</link>
 <guid isPermaLink="false">4711</guid><pubDate>Mon, 02 Mar 26 23:15:00 GMT</pubDate><dc:creator>Ann Tolle</dc:creator>
 <description>A ferry ran aground.</description>
 <content:encoded><![CDATA[<p>A ferry ran aground off Kerrin on Monday.</p>]]></content:encoded></item>
<item><title>Toll rises</title><link>https://kerrin.example/toll</link><description>The toll rises.</description></item>
<item><title>Nothing</title><link>https://kerrin.example/nothing</link></item>
</channel></rss>"#;

#[test]
fn an_item_with_its_article_is_a_document() {
    let (documents, errors) = read(RSS);
    assert_eq!(documents.len(), 1);
    let given = &documents[0].given;
    assert_eq!(given.title.as_deref(), Some("Ferry aground off Kerrin"));
    assert_eq!(given.outlet.as_deref(), Some("Kerrin Post & Mail"));
    assert_eq!(given.published.as_deref(), Some("Mon, 02 Mar 2026 23:15:00 GMT"));
    assert_eq!(given.byline.as_deref(), Some("Ann Tolle"));
    assert_eq!(
        (given.id.as_deref(), given.url.as_deref()),
        (Some("4711"), Some("https://kerrin.example/ferry"))
    );
    assert_eq!(documents[0].place, "feed.xml, item 1");
    let (article, _) = crate::article(&documents[0], &Limits::default()).unwrap();
    assert_eq!(article.text, "A ferry ran aground off Kerrin on Monday.");
    assert_eq!(article.published.as_deref(), Some("2026-03-02"));
    assert_eq!(article.published_basis, dunlin_record::PublishedBasis::Feed);
    assert_eq!(article.published_from.as_deref(), Some("feed"));
    assert_eq!(
        errors,
        ["feed.xml: left out 2 items: 1 that carry no words of their article, 1 that carry only a summary \
          (cut off, or shorter than 500 characters); dunlin add with the feed's address reads the pages they point to"]
    );
}

#[test]
fn a_long_summary_is_read_unless_it_is_cut_off() {
    let long = "The ferry company said it would look into why its boat ran aground. ".repeat(9);
    let feed = |end: &str| {
        format!(
            "<rss><channel><item><description>&lt;p&gt;{long}{end}&lt;/p&gt;</description></item></channel></rss>"
        )
    };
    assert_eq!(read(&feed("")).0.len(), 1);
    assert_eq!(read(&feed("[&amp;#8230;]")).0.len(), 0);
}

#[test]
fn atom_in_all_its_content_types() {
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">Kerrin &amp;amp; Isles</title>
      <author><name>The desk</name></author>
      <entry><id>tag:kerrin.example,2026:1</id><title>One</title><link rel="self" href="https://kerrin.example/1.atom"/>
        <link href="https://kerrin.example/1"/><published>2026-03-02T08:00:00+01:00</published><updated>2026-03-03T08:00:00Z</updated>
        <author><name>Ann Tolle</name></author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>A ferry &amp; a tug.</p></div></content></entry>
      <entry><title>Two</title><content type="html">&lt;p&gt;A ferry.&lt;/p&gt;</content></entry>
      <entry><title>Three</title><content>A ferry &lt; a tug.</content></entry>
      <entry><title>Four</title><content type="image/png" src="x.png"/></entry></feed>"#;
    let (documents, errors) = read(atom);
    let bodies: Vec<String> = documents
        .iter()
        .map(|document| match &document.body {
            Body::Page(bytes) => String::from_utf8(bytes.clone()).unwrap(),
            Body::Text(text) => text.clone(),
        })
        .collect();
    assert!(bodies[0].contains("<p>A ferry &amp; a tug.</p>"), "{}", bodies[0]);
    assert_eq!(bodies[1..], ["<p>A ferry.</p>", "A ferry < a tug."]);
    assert_eq!(documents[0].given.url.as_deref(), Some("https://kerrin.example/1"));
    assert_eq!(documents[0].given.outlet.as_deref(), Some("Kerrin & Isles"));
    assert_eq!(documents[0].given.published.as_deref(), Some("2026-03-02T08:00:00+01:00"));
    assert!(errors[0].contains("left out 1 items: 1 that carry no words"), "{errors:?}");
}

#[test]
fn rss_1_has_its_items_beside_the_channel() {
    let rdf = r#"<rdf:RDF xmlns:rdf="x" xmlns="y"><channel rdf:about="z"><title>Kerrin Post</title><items><rdf:Seq/></items></channel>
      <item rdf:about="a"><title>One</title><link>https://kerrin.example/1</link><dc:date>2026-03-02</dc:date>
      <content:encoded>&lt;p&gt;A ferry.&lt;/p&gt;</content:encoded></item></rdf:RDF>"#;
    let (documents, errors) = read(rdf);
    assert_eq!((documents.len(), errors.len()), (1, 0), "{errors:?}");
    assert_eq!(documents[0].given.published.as_deref(), Some("2026-03-02"));
    assert_eq!(documents[0].given.outlet.as_deref(), Some("Kerrin Post"));
}

#[test]
fn a_broken_item_costs_itself_alone() {
    let feed = RSS.replace("<title>Toll rises", "<title><!-- Toll rises");
    let (documents, errors) = read(&feed);
    assert_eq!(documents.len(), 1);
    assert!(errors.iter().any(|error| error.contains("broken at byte")), "{errors:?}");
    let cut = &RSS[..RSS.find("Toll rises").unwrap()];
    let (documents, errors) = read(cut);
    assert_eq!(documents.len(), 1);
    assert!(errors[0].contains("it ends inside an element"), "{errors:?}");
}

#[test]
fn a_feed_can_be_read_as_a_whole_and_a_list_names_feeds() {
    let feed = super::feed(RSS.as_bytes(), "feed.xml").unwrap();
    let urls: Vec<_> = feed.items.iter().filter_map(|item| item.url.as_deref()).collect();
    assert_eq!(
        urls,
        ["https://kerrin.example/ferry", "https://kerrin.example/toll", "https://kerrin.example/nothing"]
    );
    assert!(super::feed(b"<html><p>x</p></html>", "x").is_err());
    let opml = r#"<opml version="2.0"><body><outline text="Isles"><outline type="rss" text="Kerrin Post" xmlUrl="https://kerrin.example/rss"/></outline></body></opml>"#;
    let listed = outline(opml.as_bytes());
    assert_eq!(
        listed,
        [Listed { title: Some("Kerrin Post".into()), url: "https://kerrin.example/rss".into() }]
    );
}

#[test]
fn entities_of_its_own_are_complained_of() {
    let bomb = RSS.replace("<rss ", "<!DOCTYPE rss [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><rss ");
    let (documents, errors) = read(&bomb);
    assert_eq!(documents.len(), 1);
    assert!(errors.iter().any(|error| error.contains("not followed")), "{errors:?}");
}
