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

/// Text for XML 1.0, in elements and attributes: marks as references, and a carriage return too, which a reader would
/// take for a line feed otherwise. What XML has no way to write is left out: control characters below the blank, but for
/// tab and line feed, and U+FFFE and U+FFFF.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_for_xml_is_what_a_reader_reads_again() {
        assert_eq!(escaped("a & <b> \"c\""), "a &amp; &lt;b&gt; &quot;c&quot;");
        // A bare carriage return is read as a line feed; a reference to it is not.
        assert_eq!(escaped("one\r\n\ttwo"), "one&#13;\n\ttwo");
        // U+0000 to U+001F, U+FFFE and U+FFFF cannot stand in XML 1.0; U+007F to U+009F can.
        assert_eq!(escaped("a\0\u{1}\u{b}\u{1f}\u{fffe}\u{ffff}b"), "ab");
        assert_eq!(escaped("\u{7f}\u{85}\u{9f}\u{fffd}\u{1f426}"), "\u{7f}\u{85}\u{9f}\u{fffd}\u{1f426}");
    }

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
