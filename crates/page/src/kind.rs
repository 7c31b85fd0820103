//! What kind of input some bytes are, told from the bytes and never from a file's name.
//!
//! The rules for HTML follow the WHATWG MIME Sniffing standard's list of opening tags, widened by fragments: saved
//! pages often start with a paragraph or an article element. This is the one place that knows the kinds; a new
//! one gets a variant here and a reader in `input/`.

use crate::charset;

/// How many bytes are enough to tell.
pub const SNIFFED: usize = 4096;

/// What an input or a document's body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One page in HTML.
    Html,
    /// One page in plain text, with or without furniture.
    Text,
    /// One JSON document a line.
    Jsonl,
    /// JSON documents in an array, or over several lines.
    Json,
    /// Packed with gzip: any number of members.
    Gzip,
    /// Packed with Zstandard: any number of frames.
    Zstd,
    /// A zip: WACZ, or any other with pages in it.
    Zip,
    /// A web archive.
    Warc,
    /// A feed in XML: RSS of any version, or Atom.
    Feed,
    /// A list of feeds.
    Opml,
    /// An agency's article in NITF.
    Nitf,
    /// NewsML-G2: one item, or a message or package of them.
    NewsMl,
    /// An e-mail message: a newsletter.
    Email,
    /// White space and nothing else.
    Empty,
    /// Known and not readable, or not yet.
    Unread(Unread),
}

impl Kind {
    /// What it is, to follow "this is".
    pub fn what(self) -> &'static str {
        match self {
            Self::Html => "a page in HTML",
            Self::Text => "plain text",
            Self::Jsonl | Self::Json => "JSON",
            Self::Gzip => "packed with gzip",
            Self::Zstd => "packed with Zstandard",
            Self::Zip => "a zip",
            Self::Warc => "a web archive (WARC)",
            Self::Feed => "a feed",
            Self::Opml => "a list of feeds (OPML)",
            Self::Nitf => "a NITF document",
            Self::NewsMl => "a NewsML-G2 document",
            Self::Email => "an e-mail message",
            Self::Empty => "empty",
            Self::Unread(unread) => unread.what,
        }
    }
}

/// An input that is recognised and refused: what it is, and what the user can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unread {
    /// What it is, to follow "this is".
    pub what: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
}

const fn unread(what: &'static str, remedy: &'static str) -> Kind {
    Kind::Unread(Unread { what, remedy })
}

/// Openings of binary and packed formats.
const MAGIC: &[(&[u8], Kind)] = &[
    (b"\x1F\x8B", Kind::Gzip),
    (b"\x28\xB5\x2F\xFD", Kind::Zstd),
    (b"\x5D\x2A\x4D\x18", Kind::Zstd),
    (b"WARC/", Kind::Warc),
    (b"PK\x03\x04", Kind::Zip),
    (b"BZh", unread("packed with bzip2", "unpack it first: bzip2 -dc FILE | dunlin code -")),
    (b"\xFD7zXZ\x00", unread("packed with xz", "unpack it first: xz -dc FILE | dunlin code -")),
    (b"%PDF-", unread("a PDF", "turn it into text first: pdftotext -layout FILE -")),
    (b"{\\rtf", unread("a rich text document", "save it as plain text")),
    (b"\x89PNG", unread("a picture", "give the page's HTML or text")),
    (b"GIF8", unread("a picture", "give the page's HTML or text")),
    (b"\xFF\xD8\xFF", unread("a picture", "give the page's HTML or text")),
    (b"RIFF", unread("a picture, sound or film", "give the page's HTML or text")),
    (b"\xD0\xCF\x11\xE0", unread("an office document", "save it as plain text or HTML")),
    (b"SQLite format 3\x00", unread("an SQLite database", "give the pages that were read into it")),
    (b"PAR1", unread("a Parquet file", "write its rows as JSONL, one document a line")),
    (b"Rar!\x1A\x07", unread("packed with RAR", "unpack it and give the pages in it")),
    (b"7z\xBC\xAF\x27\x1C", unread("packed with 7-Zip", "unpack it and give the pages in it")),
    (b"PK\x05\x06", unread("an empty zip", "give a zip with pages in it")),
];

/// Root elements of XML that carries news, without their prefixes.
const XML_NEWS: &[(&str, Kind)] = &[
    ("rss", Kind::Feed),
    ("feed", Kind::Feed),
    ("rdf", Kind::Feed),
    ("opml", Kind::Opml),
    ("nitf", Kind::Nitf),
    ("newsitem", Kind::NewsMl),
    ("newsmessage", Kind::NewsMl),
    ("packageitem", Kind::NewsMl),
    (
        "newsml",
        unread(
            "NewsML 1, which NewsML-G2 replaced",
            "give its text as JSONL: {\"id\", \"title\", \"text\", \"published\"}",
        ),
    ),
    ("sitemapindex", unread("a site map", SITE_MAP)),
    ("urlset", unread("a site map", SITE_MAP)),
];

const SITE_MAP: &str = "it names pages and holds none; fetch them, or give the site's feed to dunlin add";

/// Elements that a page, or a piece of one, may open with.
const HTML_OPENINGS: &[&str] = &[
    "!doctype html",
    "html",
    "head",
    "body",
    "title",
    "meta",
    "link",
    "script",
    "style",
    "base",
    "div",
    "span",
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "article",
    "section",
    "main",
    "header",
    "footer",
    "nav",
    "aside",
    "figure",
    "table",
    "ul",
    "ol",
    "dl",
    "a",
    "b",
    "i",
    "em",
    "strong",
    "font",
    "center",
    "br",
    "hr",
    "img",
    "iframe",
    "form",
    "blockquote",
    "pre",
    "svg",
    "noscript",
    "amp-img",
    "template",
];

/// Tells what `start`, the first bytes of an input ([`SNIFFED`] of them, or all), is the start of.
pub fn sniff(start: &[u8]) -> Kind {
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| start.starts_with(magic)) {
        return *kind;
    }
    if let Some(kind) = film(start) {
        return kind;
    }
    // Enough to see tags and quotes; a character cut in two at the end does no harm.
    let text = charset::decode(start, None, true).text;
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if text.is_empty() {
        return Kind::Empty;
    }
    if let Some(kind) = json(text) {
        return kind;
    }
    // Before markup: a message may have pages in it.
    if is_email(text) {
        return Kind::Email;
    }
    let lower = text.to_ascii_lowercase();
    if let Some(kind) = markup(&lower) {
        return kind;
    }
    if start.get(257..262) == Some(b"ustar") {
        return unread("a tar archive", "unpack it: tar -xf FILE; then give the folder");
    }
    let controls = text.chars().filter(|c| c.is_ascii_control() && !"\t\n\r\u{c}\u{1b}".contains(*c)).count();
    if controls * 50 > text.chars().count() {
        return unread("not text", "give a page in HTML, plain text or JSONL");
    }
    Kind::Text
}

/// MP4, AVIF, HEIC and their like have their mark at the fifth byte.
fn film(start: &[u8]) -> Option<Kind> {
    (start.get(4..8)? == b"ftyp")
        .then_some(unread("a picture, sound or film", "give the page's HTML or text"))
}

fn json(text: &str) -> Option<Kind> {
    let after = |open: char| text.strip_prefix(open).map(|rest| rest.trim_start_matches([' ', '\t']));
    if let Some(inside) = after('{') {
        if inside.starts_with(['"', '}']) {
            return Some(Kind::Jsonl);
        }
        if inside.trim_start().starts_with('"') {
            return Some(Kind::Json);
        }
    }
    let inside = after('[')?.trim_start();
    let inside = inside.strip_prefix('{')?.trim_start();
    inside.starts_with('"').then_some(Kind::Json)
}

fn markup(lower: &str) -> Option<Kind> {
    let mut rest = lower;
    // Comments, declarations and processing instructions may stand before the first element.
    while let Some(inside) = rest.strip_prefix('<') {
        if let Some(comment) = inside.strip_prefix("!--") {
            let Some((_, after)) = comment.split_once("-->") else { return Some(Kind::Html) };
            rest = after.trim_start();
        } else if inside.starts_with('?')
            || inside.starts_with("!doctype") && !inside.starts_with("!doctype html")
        {
            rest = after_declaration(inside)?.trim_start();
        } else {
            break;
        }
    }
    if let Some(kind) = xml(rest) {
        return Some(kind);
    }
    if HTML_OPENINGS.iter().any(|tag| opens(rest, tag)) {
        return Some(Kind::Html);
    }
    // Text that turns into markup further on: two closing tags of page elements are no accident.
    let closed =
        ["</p>", "</div>", "</a>", "</h1>", "</h2>", "</li>", "</span>", "</head>", "</script>", "</body>"];
    let count: usize = closed.iter().map(|tag| lower.matches(tag).count()).sum();
    (count >= 2).then_some(Kind::Html)
}

/// What stands behind a declaration; a document type may hold declarations of its own in brackets.
fn after_declaration(inside: &str) -> Option<&str> {
    let (before, _) = inside.split_once('>')?;
    let behind = if before.contains('[') { inside.split_once(']')?.1 } else { inside };
    behind.split_once('>').map(|(_, after)| after)
}

/// The kind of an XML document by its root element, whatever prefix it wears.
fn xml(text: &str) -> Option<Kind> {
    let name: &str =
        text.strip_prefix('<')?.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next()?;
    let local = name.rsplit(':').next()?;
    XML_NEWS.iter().find(|(root, _)| *root == local).map(|(_, kind)| *kind)
}

/// Fields of which a message has at least one beside "From".
const MAIL_FIELDS: &[&str] = &["message-id", "mime-version", "received", "return-path", "delivered-to"];

/// Whether text opens as a message does: nothing but header fields up to the first blank line (or as far as is seen),
/// "From" among them and another that only messages have.
fn is_email(text: &str) -> bool {
    let (mut from, mut other, mut lines) = (false, false, 0);
    for line in text.split_inclusive('\n') {
        let whole = line.ends_with('\n');
        let line = line.trim_end_matches(['\r', '\n']);
        if line.is_empty() || !whole && lines >= 3 {
            break;
        }
        lines += 1;
        if line.starts_with([' ', '\t']) && lines > 1 {
            continue;
        }
        let Some((name, value)) = line.split_once(':') else { return false };
        let shaped =
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if !shaped {
            return false;
        }
        let name = name.to_ascii_lowercase();
        from |= name == "from";
        other |= MAIL_FIELDS.contains(&name.as_str());
        // Memos have a date too; only messages have the time with it.
        other |= name == "date" && value.contains(':');
    }
    from && other && lines >= 3
}

/// Whether `text` starts with the tag, and not with a longer name.
fn opens(text: &str, tag: &str) -> bool {
    text.strip_prefix('<').and_then(|rest| rest.strip_prefix(tag)).is_some_and(|rest| {
        rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || c == '>' || c == '/')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn what(start: &[u8]) -> &'static str {
        match sniff(start) {
            Kind::Unread(unread) => unread.what,
            kind => panic!("{kind:?}"),
        }
    }

    #[test]
    fn pages_are_told_from_their_content() {
        for page in [
            "<!DOCTYPE html><html>",
            "\u{feff}\n <!doctype HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\">",
            "<!-- saved --><p>A ship ran aground.",
            "<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x' 'y'><html xmlns='z'>",
            "<?xml version='1.0'?>\n<html>",
            "<article class=x>A ship</article>",
            "A ship ran aground.</p><p>It was empty.</p>",
        ] {
            assert_eq!(sniff(page.as_bytes()), Kind::Html, "{page}");
        }
        let utf16: Vec<u8> = "<html><body>A ship</body>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(sniff(&utf16), Kind::Html);
    }

    #[test]
    fn text_is_what_is_left() {
        for text in [
            "A ship ran aground off Kerrin.",
            "[YONHAP] A ship ran aground.",
            "<Photo 1> A ship ran aground.",
            "{braces} may open a text",
            "3 < 4, they said, and 5 > 4.",
            "Tags such as </p> are named once here.",
        ] {
            assert_eq!(sniff(text.as_bytes()), Kind::Text, "{text}");
        }
        let (euc, _, _) = encoding_rs::EUC_KR.encode("배가 좌초했다고 해경이 밝혔다.");
        assert_eq!(sniff(&euc), Kind::Text);
        assert_eq!(sniff(b" \r\n\t"), Kind::Empty);
        assert_eq!(sniff(b""), Kind::Empty);
    }

    #[test]
    fn json_lines_are_told_from_other_json() {
        assert_eq!(sniff(b"{\"id\": 1}\n"), Kind::Jsonl);
        assert_eq!(sniff("\u{feff}\n{ \"id\": 1}".as_bytes()), Kind::Jsonl);
        assert_eq!(sniff(b"{\n  \"id\": 1\n}"), Kind::Json);
        assert_eq!(sniff(b"[\n {\"id\": 1}]"), Kind::Json);
    }

    #[test]
    fn containers_are_told_from_their_marks_and_root_elements() {
        for (start, kind) in [
            ("WARC/1.0\r\n", Kind::Warc),
            ("<?xml version='1.0'?><rss version='2.0'>", Kind::Feed),
            ("<?xml version='1.0'?>\n<!-- by hand -->\n<rdf:RDF xmlns:rdf='x'>", Kind::Feed),
            ("<atom:feed xmlns:atom='http://www.w3.org/2005/Atom'>", Kind::Feed),
            ("<opml version='2.0'>", Kind::Opml),
            ("<!DOCTYPE nitf SYSTEM 'nitf-3-6.dtd' [ <!ENTITY a 'b'> ]>\n<nitf>", Kind::Nitf),
            ("<newsItem guid='x'>", Kind::NewsMl),
            ("<g2:newsMessage>", Kind::NewsMl),
            (
                "From: Kerrin Post <news@kerrinpost.example>\r\nSubject: The week\r\n in Kerrin\r\nDate: Mon, 2 Mar 2026 08:00 +0000\r\n\r\nHello.",
                Kind::Email,
            ),
            ("From: the sea\nTo: the land\n\nA poem.", Kind::Text),
            ("FROM: The Ministry\nTO: All\nDATE: 2 March 2026\n\nThe port is shut.", Kind::Text),
            ("Date: 2 March\nPlace: Kerrin\nFrom the start it rained.", Kind::Text),
        ] {
            assert_eq!(sniff(start.as_bytes()), kind, "{start}");
        }
        assert_eq!(sniff(b"\x1F\x8B\x08\x00"), Kind::Gzip);
        assert_eq!(sniff(b"\x28\xB5\x2F\xFD\x00"), Kind::Zstd);
        assert_eq!(sniff(b"PK\x03\x04"), Kind::Zip);
    }

    #[test]
    fn what_cannot_be_read_says_so() {
        assert_eq!(what(b"%PDF-1.7\n"), "a PDF");
        assert_eq!(what(b"\x00\x00\x00\x20ftypavif"), "a picture, sound or film");
        assert_eq!(what(b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"), "a site map");
        let noise: Vec<u8> = (0..2000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(what(&noise), "not text");
    }
}
