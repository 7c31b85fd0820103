//! Hits as an Atom feed (RFC 4287), for any feed reader.

use super::Hit;
use std::fmt::Write;

/// The feed of a watch's hits, newest first. Its ids are the same at every writing.
pub fn atom(watch: &str, hits: &[Hit]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n",
    );
    let id = format!("urn:dunlin:watch:{}", slug(watch));
    let updated = hits.first().map_or("1970-01-01T00:00:00Z", |hit| hit.at.as_str());
    // Writing to a string cannot fail.
    let _ =
        writeln!(out, "  <title>{}</title>\n  <id>{id}</id>\n  <updated>{updated}</updated>", escaped(watch));
    let _ = writeln!(out, "  <author><name>Dunlin</name></author>");
    for hit in hits {
        let _ = writeln!(
            out,
            "  <entry>\n    <title>{}</title>\n    <id>{id}:{}</id>\n    <updated>{}</updated>\n    <content type=\"text\">{}</content>",
            escaped(&hit.title),
            hit.id,
            hit.at,
            escaped(&body(hit))
        );
        if let Some(url) = &hit.url {
            let _ = writeln!(out, "    <link rel=\"related\" href=\"{}\"/>", escaped(url));
        }
        out.push_str("  </entry>\n");
    }
    out.push_str("</feed>\n");
    out
}

fn body(hit: &Hit) -> String {
    let page =
        [hit.outlet.as_deref(), hit.headline.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(": ");
    [hit.detail.as_str(), &page].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// A name as part of a URN: letters and digits stay, all else becomes its bytes in hexadecimal.
fn slug(name: &str) -> String {
    name.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b == b'-' {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// Text for XML: marks as references, control characters that XML forbids left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(c),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_is_sound_xml_whatever_the_words() {
        let hit = Hit {
            id: 7,
            watch: "toll & missing".into(),
            at: "2026-03-06T17:00:00Z".into(),
            article: 3,
            claim: Some(9),
            title: "people killed: 17 <above \"14\">\u{1}".into(),
            detail: "the coast guard ← Courier".into(),
            said: None,
            outlet: Some("Courier".into()),
            headline: None,
            url: Some("https://courier.example/?a=1&b=2".into()),
        };
        let feed = atom("toll & missing", &[hit]);
        assert!(feed.contains("<title>people killed: 17 &lt;above &quot;14&quot;&gt;</title>"));
        assert!(feed.contains("<id>urn:dunlin:watch:toll%20%26%20missing:7</id>"));
        assert!(feed.contains("href=\"https://courier.example/?a=1&amp;b=2\""));
        assert!(!feed.contains('\u{1}'));
    }
}
