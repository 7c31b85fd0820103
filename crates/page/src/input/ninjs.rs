//! ninjs, the IPTC's news in JSON: 1.x (`body_html`, `headline`), 2.x and 3.x (`bodies`, `headlines`, names in camel case).

use super::feed::title;
use crate::{Body, Given, PageError, RawDocument};
use serde_json::Value;

/// Whether bytes may hold a ninjs item: its one required field is there.
pub(super) fn may_be(bytes: &[u8]) -> bool {
    bytes.windows(5).any(|window| window == b"\"uri\"")
}

/// Whether a value is a ninjs item: it has the required `uri` and a field that only agencies' items have.
pub(super) fn is(value: &Value) -> bool {
    let Some(object) = value.as_object() else { return false };
    let own = ["text", "html", "html_base64"].iter().any(|field| object.contains_key(*field));
    let marks = ["bodies", "headlines", "representationtype", "versioncreated", "pubstatus"];
    let marked = object.keys().any(|key| {
        let key = key.to_ascii_lowercase();
        key.starts_with("body_") || marks.contains(&key.as_str())
    });
    object.get("uri").is_some_and(Value::is_string) && marked && !own
}

/// The article of an item.
pub(super) fn document(value: &Value, place: &str, given: &Given) -> Result<RawDocument, PageError> {
    let status = text(value, "pubstatus").unwrap_or_default().to_ascii_lowercase();
    if matches!(status.as_str(), "withheld" | "canceled" | "cancelled") {
        return Err(PageError::note(place, format!("left out: its agency has marked it as {status}"), ""));
    }
    let Some((body, html)) = body(value) else {
        let kind = text(value, "type").unwrap_or_else(|| "item".to_owned());
        return Err(PageError::note(
            place,
            format!("left out: this {kind} of an agency carries no words of an article"),
            "",
        ));
    };
    let published =
        ["contentcreated", "versioncreated", "firstcreated"].iter().find_map(|name| text(value, name));
    let own = Given {
        id: text(value, "uri"),
        url: text(value, "url").filter(|url| url.starts_with("http")),
        outlet: outlet(value),
        title: headline(value).and_then(|words| title(&words)),
        published_from: published.is_some().then(|| "ninjs".to_owned()),
        published,
        byline: text(value, "byline")
            .or_else(|| text(value, "by"))
            .and_then(|by| crate::metadata::byline::clean(&by)),
        content_type: html.then(|| "text/html; charset=utf-8".to_owned()),
    };
    let body = if html { Body::Page(body.into_bytes()) } else { Body::Text(body) };
    Ok(RawDocument { place: place.to_owned(), given: own.or(given), body })
}

/// A field whatever its case: 1.x and 2.x write `versioncreated`, 3.x `versionCreated`.
fn field<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    value.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn text(value: &Value, name: &str) -> Option<String> {
    field(value, name)?.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The words, and whether they are HTML. HTML is taken first: it knows its paragraphs.
fn body(value: &Value) -> Option<(String, bool)> {
    for (name, html) in
        [("body_html", true), ("body_xhtml", true), ("body_html5", true), ("body_text", false)]
    {
        if let Some(body) = text(value, name) {
            return Some((body, html));
        }
    }
    let bodies = field(value, "bodies")?.as_array()?;
    let of_kind = |html: bool| {
        bodies.iter().find_map(|body| {
            let kind = text(body, "contenttype")
                .or_else(|| text(body, "role"))
                .unwrap_or_default()
                .to_ascii_lowercase();
            (kind.contains("html") == html).then(|| text(body, "value")).flatten()
        })
    };
    of_kind(true).map(|body| (body, true)).or_else(|| of_kind(false).map(|body| (body, false)))
}

fn headline(value: &Value) -> Option<String> {
    text(value, "headline").or_else(|| {
        let all = field(value, "headlines")?.as_array()?;
        let main =
            all.iter().find(|one| text(one, "role").is_some_and(|role| role.eq_ignore_ascii_case("main")));
        text(main.or(all.first())?, "value")
    })
}

/// Who supplied it.
fn outlet(value: &Value) -> Option<String> {
    let named = |list: &str| field(value, list)?.as_array()?.iter().find_map(|one| text(one, "name"));
    text(value, "provider")
        .or_else(|| named("infosources"))
        .or_else(|| named("infosource"))
        .or_else(|| text(value, "infosource"))
        .or_else(|| text(value, "copyrightholder"))
}

#[cfg(test)]
mod tests {
    use crate::{Body, Given, Limits, RawDocument};
    use std::io::Cursor;

    fn read(text: &str) -> Vec<Result<RawDocument, crate::PageError>> {
        let input = Box::new(Cursor::new(text.as_bytes().to_vec()));
        crate::documents(input, "item.json", &Given::default(), &Limits::default()).collect()
    }

    #[test]
    fn all_versions_are_read() {
        for item in [
            r#"{"uri": "urn:kna:1", "type": "text", "versioncreated": "2026-03-02T08:00:00Z", "headline": "Ferry aground",
                "byline": "By Ann Tolle", "copyrightholder": "KNA", "body_text": "A ferry.", "body_html": "<p>A ferry.</p>"}"#,
            r#"{"uri": "urn:kna:1", "standard": {"name": "ninjs", "version": "3.0"}, "versionCreated": "2026-03-02T08:00:00Z",
                "by": "Ann Tolle", "infoSources": [{"name": "KNA"}],
                "headlines": [{"role": "short", "value": "Ferry"}, {"role": "main", "value": "Ferry aground"}],
                "bodies": [{"contentType": "text/plain", "value": "A ferry."}, {"contentType": "text/html", "value": "<p>A ferry.</p>"}]}"#,
        ] {
            // On one line, over many, and in an array.
            for text in [item.replace('\n', " "), item.replacen('{', "{\n", 1), format!("[{item}]")] {
                let all = read(&text);
                let document = all[0].as_ref().unwrap();
                assert_eq!(document.body, Body::Page(b"<p>A ferry.</p>".to_vec()));
                let given = &document.given;
                assert_eq!((given.id.as_deref(), given.outlet.as_deref()), (Some("urn:kna:1"), Some("KNA")));
                assert_eq!(
                    (given.title.as_deref(), given.byline.as_deref()),
                    (Some("Ferry aground"), Some("Ann Tolle"))
                );
                let (article, _) = crate::article(document, &Limits::default()).unwrap();
                assert_eq!(article.published_basis, dunlin_record::PublishedBasis::Page);
                assert_eq!(article.published.as_deref(), Some("2026-03-02"));
            }
        }
    }

    #[test]
    fn what_is_withheld_or_has_no_words_is_said() {
        let all = read(
            "{\"uri\": \"a\", \"pubstatus\": \"withheld\", \"body_text\": \"x\"}\n{\"uri\": \"b\", \"type\": \"picture\", \"versioncreated\": \"x\"}\n\
             {\"id\": \"c\", \"uri\": \"mine\", \"text\": \"A ferry.\"}",
        );
        assert!(all[0].as_ref().unwrap_err().to_string().contains("withheld"));
        assert!(all[1].as_ref().unwrap_err().to_string().contains("picture"));
        assert!(all[2].is_ok());
    }
}
