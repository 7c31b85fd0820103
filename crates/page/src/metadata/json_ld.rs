//! What a page's JSON-LD says of its article, in the terms of schema.org.
//!
//! Pages write JSON-LD by hand and by template: in comments, with raw line breaks in strings, as one object, a list
//! or an `@graph`, with the author in place or by `@id`. All of that is read; what is not JSON is passed over.

use crate::html::{Dom, NodeId, Tag};
use serde_json::Value;

/// Deepest nesting that is followed, and most objects that are looked at.
const DEPTH: usize = 24;
const OBJECTS: usize = 20_000;

/// The article of a page as its JSON-LD describes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ld {
    pub(super) headline: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) publisher: Option<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) section: Vec<String>,
    /// The breadcrumb, outermost first.
    pub(super) breadcrumb: Vec<String>,
    pub(super) language: Option<String>,
    pub(super) url: Option<String>,
    /// Name of the site as a whole.
    pub(super) site: Option<String>,
}

/// Reads the JSON-LD of a page. `title` is its title as written elsewhere; where a page describes several articles
/// it tells which one is meant.
pub(super) fn read(dom: &Dom, title: Option<&str>) -> Ld {
    let values: Vec<Value> = dom
        .elements(Tag::Script)
        .filter(|&script| {
            dom.attribute(script, "type").is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json"))
        })
        .filter_map(|script| parse(&text(dom, script)))
        .collect();
    let mut objects = Vec::new();
    for value in &values {
        collect(value, DEPTH, &mut objects);
    }
    let mut ld = Ld::default();
    let articles: Vec<&Value> = objects.iter().copied().filter(|object| weight(object) == 2).collect();
    let named = title.and_then(|title| {
        articles
            .iter()
            .find(|object| string(object.get("headline")).is_some_and(|headline| alike(&headline, title)))
    });
    // Several articles and none of them the page's own: a list of links, which says nothing of this one.
    let lone = || match articles.as_slice() {
        [only] => Some(only),
        [first, ..]
            if title.is_none()
                || articles.iter().skip(1).all(|o| o.get("headline") == first.get("headline")) =>
        {
            Some(first)
        }
        _ => None,
    };
    if let Some(article) = named.or_else(lone) {
        take(&mut ld, article, &objects);
    }
    for object in &objects {
        if weight(object) == 1 {
            let mut page = Ld::default();
            take(&mut page, object, &objects);
            ld.published = ld.published.or(page.published);
            ld.modified = ld.modified.or(page.modified);
            ld.language = ld.language.or(page.language);
            ld.publisher = ld.publisher.or(page.publisher);
            if ld.authors.is_empty() {
                ld.authors = page.authors;
            }
        }
        if is(object, &["WebSite"]) {
            ld.site = ld.site.or_else(|| string(object.get("name")));
        }
        if is(object, &["BreadcrumbList"]) && ld.breadcrumb.is_empty() {
            ld.breadcrumb = breadcrumb(object);
        }
    }
    ld
}

fn text(dom: &Dom, script: NodeId) -> String {
    dom.text_below(script)
}

fn parse(text: &str) -> Option<Value> {
    let text = text
        .trim()
        .trim_start_matches("<!--")
        .trim_start_matches("//<![CDATA[")
        .trim_start_matches("<![CDATA[");
    let text = text
        .trim_end_matches("-->")
        .trim_end_matches("//]]>")
        .trim_end_matches("]]>")
        .trim()
        .trim_end_matches(';');
    serde_json::from_str(text).ok().or_else(|| {
        // Line breaks and tabs inside strings are the usual fault.
        let flat: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&flat).ok()
    })
}

/// Every object of a value, outermost first.
fn collect<'v>(value: &'v Value, depth: usize, out: &mut Vec<&'v Value>) {
    if depth == 0 || out.len() >= OBJECTS {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, depth - 1, out)),
        Value::Object(fields) => {
            out.push(value);
            fields
                .values()
                .filter(|v| v.is_object() || v.is_array())
                .for_each(|v| collect(v, depth - 1, out));
        }
        _ => {}
    }
}

fn is(object: &Value, types: &[&str]) -> bool {
    let one = |value: &Value| {
        value.as_str().is_some_and(|name| types.contains(&name.rsplit('/').next().unwrap_or(name)))
    };
    match object.get("@type") {
        Some(Value::Array(all)) => all.iter().any(one),
        Some(value) => one(value),
        None => false,
    }
}

/// 2 for an article, 1 for the page around one, 0 for anything else.
fn weight(object: &Value) -> u8 {
    const ARTICLES: &[&str] = &[
        "NewsArticle",
        "Article",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "BackgroundNewsArticle",
        "ReviewNewsArticle",
        "AskPublicNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "Report",
        "TechArticle",
        "ScholarlyArticle",
        "SatiricalArticle",
        "AdvertiserContentArticle",
        "MedicalScholarlyArticle",
        "SocialMediaPosting",
        "DiscussionForumPosting",
    ];
    if is(object, ARTICLES) {
        2
    } else {
        u8::from(is(object, &["WebPage", "ItemPage", "MedicalWebPage", "VideoObject", "CreativeWork"]))
    }
}

fn take(ld: &mut Ld, object: &Value, all: &[&Value]) {
    ld.headline = string(object.get("headline")).or_else(|| string(object.get("name")));
    ld.authors = people(object.get("author").or_else(|| object.get("creator")), all);
    ld.publisher = object.get("publisher").and_then(|value| name(value, all));
    ld.published = string(object.get("datePublished")).or_else(|| string(object.get("dateCreated")));
    ld.modified = string(object.get("dateModified"));
    ld.section = strings(object.get("articleSection"));
    ld.language = object
        .get("inLanguage")
        .and_then(|value| string(Some(value)).or_else(|| string(value.get("alternateName"))));
    ld.url = string(object.get("url")).or_else(|| {
        object.get("mainEntityOfPage").and_then(|v| string(v.get("@id")).or_else(|| string(Some(v))))
    });
}

/// A field's text, references and white space cleaned; `None` when it is not text or empty.
fn string(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => tidy(text),
        Value::Array(items) => items.iter().find_map(|item| string(Some(item))),
        Value::Object(fields) => string(fields.get("@value")),
        _ => None,
    }
}

fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.iter().filter_map(|item| string(Some(item))).collect(),
        other => string(other).into_iter().collect(),
    }
}

/// White space folded, and the references undone that templates put into JSON as if it were HTML.
pub(super) fn tidy(text: &str) -> Option<String> {
    let mut text = text.to_owned();
    if text.contains('&') {
        // Twice, since "&amp;quot;" is as common as "&quot;".
        for _ in 0..2 {
            let dom = Dom::parse(&text.replace('<', "&lt;"), 4);
            text = dom.all_text().to_owned();
        }
    }
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!folded.is_empty()).then_some(folded)
}

/// An object's name, in place or by `@id`.
fn name(value: &Value, all: &[&Value]) -> Option<String> {
    match value {
        Value::String(text) => tidy(text).filter(|text| !text.starts_with("http")),
        Value::Array(items) => items.iter().find_map(|item| name(item, all)),
        Value::Object(fields) => string(fields.get("name")).or_else(|| {
            let id = fields.get("@id")?;
            all.iter().find_map(|other| (other.get("@id") == Some(id)).then(|| string(other.get("name")))?)
        }),
        _ => None,
    }
}

fn people(value: Option<&Value>, all: &[&Value]) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.iter().flat_map(|item| people(Some(item), all)).collect(),
        Some(value) => match value.get("name") {
            Some(names @ Value::Array(_)) => strings(Some(names)),
            _ => name(value, all).into_iter().collect(),
        },
        None => Vec::new(),
    }
}

fn breadcrumb(list: &Value) -> Vec<String> {
    let Some(items) = list.get("itemListElement") else { return Vec::new() };
    let items: Vec<&Value> = match items {
        Value::Array(items) => items.iter().collect(),
        one => vec![one],
    };
    let mut found: Vec<(u64, String)> = items
        .into_iter()
        .enumerate()
        .filter_map(|(at, item)| {
            let name = string(item.get("name")).or_else(|| string(item.get("item")?.get("name")))?;
            let position = match item.get("position") {
                Some(Value::Number(number)) => number.as_u64(),
                Some(Value::String(text)) => text.parse().ok(),
                _ => None,
            };
            Some((position.unwrap_or(at as u64 + 1), name))
        })
        .collect();
    found.sort_by_key(|(position, _)| *position);
    found.into_iter().map(|(_, name)| name).collect()
}

/// Whether two titles are the same, or one is the other with something added.
pub(super) fn alike(a: &str, b: &str) -> bool {
    let letters = |text: &str| {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    let (a, b) = (letters(a), letters(b));
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    !short.is_empty() && (short == long || short.len() >= 12 && long.contains(short.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ld(scripts: &[&str], title: Option<&str>) -> Ld {
        let page: String = scripts
            .iter()
            .map(|script| format!("<script type=\"application/ld+json\">{script}</script>"))
            .collect();
        read(&Dom::parse(&page, 64), title)
    }

    #[test]
    fn an_article_in_a_graph_with_references() {
        let found = ld(
            &[r##"{"@context":"https://schema.org","@graph":[
                {"@type":"WebSite","name":"Kerrin Post Online"},
                {"@type":["NewsArticle"],"headline":"Ferry &amp; port shut","author":[{"@id":"#ana"},{"@type":"Person","name":"Mark Tenn"}],
                 "publisher":{"@id":"#org"},"datePublished":"2026-03-02T08:00:00+01:00","dateModified":"2026-03-03","articleSection":"Harbour",
                 "inLanguage":"en-GB"},
                {"@type":"Person","@id":"#ana","name":"Ana Sorel"},
                {"@type":"Organization","@id":"#org","name":"Kerrin Post"},
                {"@type":"BreadcrumbList","itemListElement":[{"position":2,"name":"Harbour"},{"position":1,"item":{"name":"Home"}}]}]}"##],
            None,
        );
        assert_eq!(found.headline.as_deref(), Some("Ferry & port shut"));
        assert_eq!(found.authors, ["Ana Sorel", "Mark Tenn"]);
        assert_eq!(found.publisher.as_deref(), Some("Kerrin Post"));
        assert_eq!(found.published.as_deref(), Some("2026-03-02T08:00:00+01:00"));
        assert_eq!(found.modified.as_deref(), Some("2026-03-03"));
        assert_eq!(found.breadcrumb, ["Home", "Harbour"]);
        assert_eq!(
            (found.language.as_deref(), found.site.as_deref()),
            (Some("en-GB"), Some("Kerrin Post Online"))
        );
    }

    #[test]
    fn faulty_json_and_lists_of_links() {
        let found = ld(
            &["<!-- {\"@type\":\"Article\",\n\"headline\":\"Ferry\nshut\",\"author\":\"Ana Sorel\"} -->"],
            None,
        );
        assert_eq!(
            (found.headline.as_deref(), found.authors.as_slice()),
            (Some("Ferry shut"), &["Ana Sorel".to_owned()][..])
        );
        assert_eq!(ld(&["{\"@type\":\"Article\", oops"], None), Ld::default());
        let list = r#"[{"@type":"NewsArticle","headline":"One ship","datePublished":"2026-01-01"},
            {"@type":"NewsArticle","headline":"The ferry is shut for good","datePublished":"2026-03-02"}]"#;
        assert_eq!(
            ld(&[list], Some("The ferry is shut for good - Kerrin Post")).published.as_deref(),
            Some("2026-03-02")
        );
        assert_eq!(ld(&[list], Some("Something else")).published, None);
    }

    #[test]
    fn deep_json_is_harmless() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(ld(&[&deep], None), Ld::default());
    }
}
