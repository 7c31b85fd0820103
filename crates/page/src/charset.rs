//! Which character encoding a page is in, its text as UTF-8, and for every byte of that text the byte of the
//! source it was decoded from.
//!
//! The order of evidence follows the WHATWG encoding and HTML standards: byte order mark, charset of the
//! transport, `<meta>` near the start, XML declaration, then detection by chardetng. Two corrections are made to
//! what a page declares, since both mistakes are common in the wild and neither can happen by chance: text that
//! is wholly sound UTF-8 with multi-byte sequences is read as UTF-8, and text declared as UTF-8 whose multi-byte
//! sequences are mostly unsound goes to the detector. Decoding is by encoding_rs; nothing is decoded here by hand.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use dunlin_record::{Note, PageBytes, Stage};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

/// How far into a page a `<meta>` is looked for, in bytes. The standard says 1,024; browsers read on when the head
/// begins with long scripts, and so do we.
const META_WINDOW: usize = 4096;
/// How much of a page the detector reads, in bytes.
const DETECT_WINDOW: usize = 1 << 18;

/// A page's text in UTF-8, with the way back to its bytes.
#[derive(Debug, Clone)]
pub struct Decoded {
    /// The text; malformed sequences stand as U+FFFD.
    pub text: String,
    /// The encoding it was read in.
    pub charset: &'static Encoding,
    /// What the encoding was told by.
    pub basis: CharsetBasis,
    /// Malformed sequences that became U+FFFD.
    pub malformed: u64,
    /// From offsets of `text` to offsets of the source.
    pub map: SourceMap,
    /// The charset that was declared and not believed.
    pub disbelieved: Option<&'static Encoding>,
}

/// What a page's encoding was told by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CharsetBasis {
    /// A byte order mark.
    ByteOrderMark,
    /// The charset of the transport's content type.
    Transport,
    /// A `<meta>` near the start of the page.
    Meta,
    /// An XML declaration.
    XmlDeclaration,
    /// The bytes themselves.
    Detected,
}

impl Decoded {
    /// What a record should say about the decoding; empty when all went as declared.
    pub fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        if self.malformed > 0 {
            let detail = format!("byte sequences that are not {} stand as U+FFFD", self.charset.name());
            notes.push(Note::new(Stage::Page, "malformed-bytes", self.malformed, detail));
        }
        if let Some(declared) = self.disbelieved {
            let detail = format!("declared as {}, read as {}", declared.name(), self.charset.name());
            notes.push(Note::new(Stage::Page, "charset-not-as-declared", 1, detail));
        }
        notes
    }
}

/// For every byte offset of a decoded text, the byte offset of the source.
///
/// Both sides are cut into runs in which every step forward by `text_step` bytes of text is a step by
/// `source_step` bytes of source: one run for the whole of a sound UTF-8 page, about two a word for Hangul in
/// EUC-KR. A look-up is a binary search.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceMap {
    runs: Vec<Run>,
    text_len: usize,
    source_len: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    text: usize,
    source: u64,
    text_step: u32,
    source_step: u32,
}

impl SourceMap {
    /// The map of a text that is its own source.
    pub fn identity(len: usize) -> Self {
        let run = Run { text: 0, source: 0, text_step: 1, source_step: 1 };
        Self { runs: vec![run], text_len: len, source_len: len as u64 }
    }

    /// The source offset at which the character around byte `text` begins; the end of the source from the end of
    /// the text on.
    pub fn source(&self, text: usize) -> u64 {
        if text >= self.text_len {
            return self.source_len;
        }
        let at = self.runs.partition_point(|run| run.text <= text);
        match at.checked_sub(1).and_then(|before| self.runs.get(before)) {
            Some(run) => {
                let steps = (text - run.text) as u64 / u64::from(run.text_step.max(1));
                run.source + steps * u64::from(run.source_step)
            }
            None => 0,
        }
    }

    /// The source range of text bytes `[start, end)`.
    pub fn range(&self, start: usize, end: usize) -> PageBytes {
        let from = self.source(start);
        PageBytes::new(from, if end <= start { from } else { self.source(end) })
    }

    /// Appends `text_len` bytes of text decoded from the next `source_len` bytes of source.
    fn push(&mut self, text_len: usize, source_len: u64, text_step: u32, source_step: u32) {
        let extends = self.runs.last().is_some_and(|run| {
            run.text_step == text_step
                && run.source_step == source_step
                && self.source_len - run.source
                    == (self.text_len - run.text) as u64 / u64::from(text_step.max(1))
                        * u64::from(source_step)
        });
        if !extends {
            self.runs.push(Run { text: self.text_len, source: self.source_len, text_step, source_step });
        }
        self.text_len += text_len;
        self.source_len += source_len;
    }
}

/// Decodes `bytes`. `content_type` is what the transport said (`text/html; charset=euc-kr`); `markup` tells
/// whether a `<meta>` or XML declaration may be looked for.
pub fn decode(bytes: &[u8], content_type: Option<&str>, markup: bool) -> Decoded {
    let (encoding, basis, skip, disbelieved) = choose(bytes, content_type, markup);
    let mut map = SourceMap { source_len: skip as u64, ..SourceMap::default() };
    let body = bytes.get(skip..).unwrap_or_default();
    let (text, malformed) =
        if encoding == UTF_8 { decode_utf8(body, &mut map) } else { decode_legacy(body, encoding, &mut map) };
    // Bytes at the end may give no text: a change of character set in ISO-2022-JP that nothing follows.
    map.source_len = bytes.len() as u64;
    Decoded { text, charset: encoding, basis, malformed, map, disbelieved }
}

type Choice = (&'static Encoding, CharsetBasis, usize, Option<&'static Encoding>);

/// The encoding, what tells it, how many bytes of mark to skip, and a declaration that was overruled.
fn choose(bytes: &[u8], content_type: Option<&str>, markup: bool) -> Choice {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return (encoding, CharsetBasis::ByteOrderMark, length, None);
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return (encoding, CharsetBasis::Detected, 0, None);
    }
    let head = bytes.get(..META_WINDOW).unwrap_or(bytes);
    let declared = content_type
        .and_then(charset_parameter)
        .and_then(|label| Encoding::for_label(label.as_bytes()))
        .map(|encoding| (encoding, CharsetBasis::Transport))
        .or_else(|| {
            let found = if markup { meta_charset(head) } else { None }?;
            Some((found, CharsetBasis::Meta))
        })
        .or_else(|| {
            let found = if markup { xml_charset(head) } else { None }?;
            Some((found, CharsetBasis::XmlDeclaration))
        });
    let evidence = Utf8Evidence::of(bytes);
    match declared {
        Some((encoding, basis)) if encoding == UTF_8 => {
            if evidence.unsound > evidence.sound && evidence.unsound > 3 {
                (detect(bytes, false), CharsetBasis::Detected, 0, Some(UTF_8))
            } else {
                (UTF_8, basis, 0, None)
            }
        }
        Some((encoding, basis)) => {
            // One or two such sequences may be Hangul or Cyrillic that happens to look like UTF-8.
            if evidence.unsound == 0 && evidence.sound > 3 && encoding.is_ascii_compatible() {
                (UTF_8, CharsetBasis::Detected, 0, Some(encoding))
            } else {
                // GBK is decoded as its superset, as the standard's own decoder does.
                (if encoding == GBK { GB18030 } else { encoding }, basis, 0, None)
            }
        }
        // Mostly sound UTF-8 with a few bad bytes is UTF-8 with a few bad bytes.
        None if evidence.unsound * 20 <= evidence.sound => (UTF_8, CharsetBasis::Detected, 0, None),
        None => (detect(bytes, true), CharsetBasis::Detected, 0, None),
    }
}

/// How many multi-byte sequences of a page are sound UTF-8 and how many are not.
struct Utf8Evidence {
    sound: usize,
    unsound: usize,
}

impl Utf8Evidence {
    fn of(bytes: &[u8]) -> Self {
        let mut found = Self { sound: 0, unsound: 0 };
        for chunk in bytes.utf8_chunks() {
            if !chunk.valid().is_ascii() {
                found.sound += chunk.valid().bytes().filter(|&byte| byte >= 0xC2).count();
            }
            found.unsound += usize::from(!chunk.invalid().is_empty());
        }
        found
    }
}

fn detect(bytes: &[u8], allow_utf8: bool) -> &'static Encoding {
    let window = bytes.get(..DETECT_WINDOW).unwrap_or(bytes);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(window, window.len() == bytes.len());
    detector.guess(None, if allow_utf8 { Utf8Detection::Allow } else { Utf8Detection::Deny })
}

/// UTF-16 without a mark shows as a NUL in nearly every other byte, which no text in another encoding has.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let window = bytes.get(..1024).unwrap_or(bytes);
    if window.len() < 16 {
        return None;
    }
    let zeros = |odd: usize| window.iter().skip(odd).step_by(2).filter(|&&byte| byte == 0).count() * 2;
    let (even, odd) = (zeros(0), zeros(1));
    let most = window.len() * 7 / 10;
    let few = window.len() / 20;
    match (even, odd) {
        (even, odd) if odd >= most && even <= few => Some(UTF_16LE),
        (even, odd) if even >= most && odd <= few => Some(UTF_16BE),
        _ => None,
    }
}

/// The charset parameter of a content type.
fn charset_parameter(content_type: &str) -> Option<String> {
    let lower = content_type.to_ascii_lowercase();
    let (_, after) = lower.split_once("charset")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let value = value.trim_start_matches(['"', '\'']);
    let end =
        value.find(|c: char| c == ';' || c == '"' || c == '\'' || c.is_whitespace()).unwrap_or(value.len());
    value.get(..end).filter(|label| !label.is_empty()).map(str::to_owned)
}

/// The encoding that a `<meta charset>` or `<meta http-equiv=content-type>` names, by the standard's prescan.
fn meta_charset(head: &[u8]) -> Option<&'static Encoding> {
    let head: String = head.iter().map(|&byte| char::from(byte).to_ascii_lowercase()).collect();
    let mut rest = head.as_str();
    while let Some(at) = rest.find('<') {
        rest = rest.get(at + 1..)?;
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->")?.1;
            continue;
        }
        let Some(tag) = rest.strip_prefix("meta").filter(|tag| tag.starts_with([' ', '\t', '\n', '\r', '/']))
        else {
            continue;
        };
        let tag = tag.split('>').next()?;
        let label = match (attribute(tag, "charset"), attribute(tag, "content")) {
            (Some(label), _) => Some(label),
            (None, Some(content)) if attribute(tag, "http-equiv").as_deref() == Some("content-type") => {
                charset_parameter(&content)
            }
            _ => None,
        };
        if let Some(encoding) = label.and_then(|label| Encoding::for_label(label.trim().as_bytes())) {
            // What could be read as ASCII so far cannot be UTF-16; the standard takes these two otherwise.
            return Some(match encoding {
                e if e == UTF_16LE || e == UTF_16BE => UTF_8,
                e if e == X_USER_DEFINED => WINDOWS_1252,
                e => e,
            });
        }
    }
    None
}

/// The value of an attribute in the inside of a tag, already in lower case.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    loop {
        let at = rest.find(name)?;
        let before = rest.get(..at)?.chars().next_back();
        let after = rest.get(at + name.len()..)?;
        if before.is_none_or(|c| c.is_whitespace() || c == '/' || c == '"' || c == '\'')
            && let Some(value) = after.trim_start().strip_prefix('=')
        {
            let value = value.trim_start();
            let quoted =
                value.strip_prefix('"').map(|v| (v, '"')).or(value.strip_prefix('\'').map(|v| (v, '\'')));
            return match quoted {
                Some((value, quote)) => value.split(quote).next().map(str::to_owned),
                None => value.split(|c: char| c.is_whitespace() || c == '/').next().map(str::to_owned),
            };
        }
        rest = after;
    }
}

/// The encoding that an XML declaration names.
fn xml_charset(head: &[u8]) -> Option<&'static Encoding> {
    let head: String = head.iter().map(|&byte| char::from(byte).to_ascii_lowercase()).collect();
    let declaration = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    Encoding::for_label(attribute(declaration, "encoding")?.as_bytes()).filter(|e| e.is_ascii_compatible())
}

fn decode_utf8(bytes: &[u8], map: &mut SourceMap) -> (String, u64) {
    let mut text = String::with_capacity(bytes.len());
    let mut malformed = 0;
    for chunk in bytes.utf8_chunks() {
        if !chunk.valid().is_empty() {
            text.push_str(chunk.valid());
            map.push(chunk.valid().len(), chunk.valid().len() as u64, 1, 1);
        }
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            malformed += 1;
            let replacement = char::REPLACEMENT_CHARACTER.len_utf8();
            map.push(
                replacement,
                chunk.invalid().len() as u64,
                replacement as u32,
                chunk.invalid().len() as u32,
            );
        }
    }
    (text, malformed)
}

/// Decodes anything but UTF-8: stretches of ASCII at once, the rest byte by byte, so that each character is seen
/// together with the bytes that gave it.
fn decode_legacy(bytes: &[u8], encoding: &'static Encoding, map: &mut SourceMap) -> (String, u64) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2);
    let mut malformed = 0;
    // First byte of the sequence that has given no character yet.
    let mut pending = 0;
    let mut at = 0;
    let mut out = [0u8; 64];
    while at < bytes.len() {
        if pending == at && encoding.is_ascii_compatible() {
            let rest = bytes.get(at..).unwrap_or_default();
            let plain = Encoding::ascii_valid_up_to(rest);
            if plain > 0 {
                let ascii = rest.get(..plain).unwrap_or_default();
                text.extend(ascii.iter().map(|&byte| char::from(byte)));
                map.push(plain, plain as u64, 1, 1);
                at += plain;
                pending = at;
                continue;
            }
        }
        let last = at + 1 == bytes.len();
        let step = bytes.get(at..=at).unwrap_or_default();
        // 64 bytes of room hold whatever one byte can release, so the decoder never reports a full buffer.
        let (_, _, written, bad) = decoder.decode_to_utf8(step, &mut out, last);
        at += 1;
        let Some(released) = out.get(..written).and_then(|slice| std::str::from_utf8(slice).ok()) else {
            continue;
        };
        if bad {
            malformed += released.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count() as u64;
        }
        pending = release(released, step.first().copied(), pending, at, map);
        text.push_str(released);
    }
    (text, malformed)
}

/// Books the characters that the bytes `[pending, at)` gave. Several at once come from malformed sequences (a lead
/// byte, then an ASCII byte that stands for itself) and from the few double characters of Big5; the ones that
/// cannot be told apart share their bytes: the first takes all of them, the others stand at their end.
fn release(released: &str, byte: Option<u8>, pending: usize, at: usize, map: &mut SourceMap) -> usize {
    if released.is_empty() {
        return pending;
    }
    let own = released.chars().next_back().filter(|&c| c.is_ascii() && byte.map(char::from) == Some(c));
    let own = own.filter(|_| at - pending > 1 && released.chars().nth(1).is_some());
    let mut left = (at - pending - usize::from(own.is_some())) as u64;
    let body = released.get(..released.len() - own.map_or(0, char::len_utf8)).unwrap_or(released);
    for c in body.chars() {
        map.push(c.len_utf8(), left, c.len_utf8() as u32, left as u32);
        left = 0;
    }
    if own.is_some() {
        map.push(1, 1, 1, 1);
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every character of the text must come from bytes that decode to it on their own.
    fn check_map(bytes: &[u8], decoded: &Decoded) {
        for (at, c) in decoded.text.char_indices() {
            let range = decoded.map.range(at, at + c.len_utf8());
            let slice = &bytes[range.start as usize..range.end as usize];
            let (text, _) = decoded.charset.decode_without_bom_handling(slice);
            assert_eq!(text, c.to_string(), "at {at} of {:?}", decoded.charset);
        }
    }

    fn check(text: &str, encoding: &'static Encoding, content_type: Option<&str>, markup: bool) {
        let (bytes, _, lossy) = encoding.encode(text);
        assert!(!lossy, "{} cannot write the test's text", encoding.name());
        let decoded = decode(&bytes, content_type, markup);
        assert_eq!(decoded.charset, encoding);
        assert_eq!(decoded.text, text);
        assert_eq!(decoded.malformed, 0);
        check_map(&bytes, &decoded);
    }

    const KOREAN: &str = "외교부는 30일 두 나라가 국경 통행을 다시 열기로 했다고 밝혔다. 회담은 이틀 동안 열렸다. \
                          대변인은 \"아직 정해진 날짜는 없다\"고 말했다. Dunlin 2026.";
    const JAPANESE: &str = "外務省は三十日、両国が国境の通行を再開すると発表した。会談は二日間続いた。\
                            報道官は「日程はまだ決まっていない」と述べた。";
    const RUSSIAN: &str = "Министерство иностранных дел сообщило в понедельник, что обе страны снова откроют границу. \
                           Переговоры длились два дня.";
    const FRENCH: &str = "Le ministère a déclaré lundi que la frontière serait rouverte à l’été, après deux jours de \
                          pourparlers très tendus à Orléans. « Rien n’est signé », a-t-il ajouté.";
    const CHINESE: &str = "外交部星期一表示，两国将重新开放边境。会谈持续了两天。发言人说：“日期尚未确定。”";

    #[test]
    fn bytes_that_give_no_text_at_the_end_belong_to_the_source() {
        let page = b"A ship \x1b$BA%\x1b(B\n\x1b$B";
        let decoded = decode(page, Some("text/plain; charset=iso-2022-jp"), false);
        assert_eq!(decoded.text, "A ship 船\n");
        assert_eq!(decoded.map.source(decoded.text.len()), page.len() as u64);
    }

    #[test]
    fn a_transport_charset_is_followed() {
        check(KOREAN, encoding_rs::EUC_KR, Some("text/html; charset=euc-kr"), true);
        check(JAPANESE, encoding_rs::SHIFT_JIS, Some("text/plain;charset=\"Shift_JIS\""), false);
        check(RUSSIAN, encoding_rs::WINDOWS_1251, Some("text/html; Charset=windows-1251"), true);
        check(FRENCH, encoding_rs::WINDOWS_1252, Some("text/html; charset=iso-8859-1"), true);
        check(CHINESE, encoding_rs::GB18030, Some("text/html; charset=gb2312"), true);
        // In a stateful encoding a slice means nothing on its own, so only the text is compared.
        let bytes = encoding_rs::ISO_2022_JP.encode(JAPANESE).0.into_owned();
        assert_eq!(decode(&bytes, Some("text/plain; charset=iso-2022-jp"), false).text, JAPANESE);
    }

    #[test]
    fn without_a_declaration_the_bytes_tell() {
        check(KOREAN, encoding_rs::EUC_KR, None, false);
        check(JAPANESE, encoding_rs::SHIFT_JIS, None, false);
        check(RUSSIAN, encoding_rs::WINDOWS_1251, None, false);
        check(FRENCH, encoding_rs::WINDOWS_1252, None, false);
        check(KOREAN, UTF_8, None, false);
    }

    #[test]
    fn meta_and_xml_declarations_are_found() {
        let page = |head: &str| format!("<html><head>{head}</head><body>{RUSSIAN}</body></html>");
        let koi = encoding_rs::KOI8_R;
        check(&page("<meta charset=koi8-r>"), koi, None, true);
        check(
            &page("<META Content=\"text/html; charset='KOI8-R'\" HTTP-EQUIV=Content-Type>"),
            koi,
            None,
            true,
        );
        check(&format!("<?xml version=\"1.0\" encoding=\"koi8-r\"?>{}", page("")), koi, None, true);
        let hidden = page("<!-- <meta charset=utf-8> --><meta name=x content=y><meta charset=\"koi8-r\"/>");
        check(&hidden, koi, None, true);
        // The transport wins over the page.
        let bytes = koi.encode(&page("<meta charset=windows-1251>")).0.into_owned();
        assert_eq!(decode(&bytes, Some("text/html; charset=koi8-r"), true).charset, koi);
        // A text that speaks of markup is no markup.
        assert_ne!(meta_charset(b"<metal charset=koi8-r>"), Some(koi));
    }

    #[test]
    fn utf16_with_and_without_a_mark() {
        for (little, mark) in [(true, true), (false, true), (true, false), (false, false)] {
            let text = "The border post at Kerrin was shut, 𝔘nd so on.";
            let mut bytes: Vec<u8> = Vec::new();
            for unit in mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16()) {
                bytes.extend(if little { unit.to_le_bytes() } else { unit.to_be_bytes() });
            }
            let decoded = decode(&bytes, None, true);
            assert_eq!(decoded.text, text);
            assert_eq!(decoded.charset, if little { UTF_16LE } else { UTF_16BE });
            check_map(&bytes, &decoded);
        }
    }

    #[test]
    fn a_utf8_mark_is_skipped_and_counted() {
        let decoded = decode("\u{feff}Dunlin".as_bytes(), None, false);
        assert_eq!((decoded.text.as_str(), decoded.basis), ("Dunlin", CharsetBasis::ByteOrderMark));
        assert_eq!(decoded.map.range(0, 6), PageBytes::new(3, 9));
    }

    #[test]
    fn malformed_bytes_are_marked_and_counted() {
        let decoded = decode(b"caf\xE9 \xC3\xA9t\xC3\xA9 \xE2\x82", Some("text/plain; charset=utf-8"), false);
        assert_eq!(decoded.text, "caf\u{FFFD} été \u{FFFD}");
        assert_eq!(decoded.malformed, 2);
        assert_eq!(decoded.map.range(3, 6), PageBytes::new(3, 4));
        assert_eq!(decoded.map.range(6, 7), PageBytes::new(4, 5));
        assert_eq!(decoded.map.source(decoded.text.len()), 13);
        assert_eq!(decoded.notes().len(), 1);
        // A lead byte before an ASCII byte: the ASCII byte stands for itself.
        let decoded = decode(b"\xB0\xA1\xB0<b>", Some("text/html; charset=euc-kr"), true);
        assert_eq!(decoded.text, "가\u{FFFD}<b>");
        assert_eq!(decoded.map.range(3, 6), PageBytes::new(2, 3));
        assert_eq!(decoded.map.range(6, 7), PageBytes::new(3, 4));
    }

    #[test]
    fn wrong_declarations_are_overruled_with_a_note() {
        let decoded = decode(KOREAN.as_bytes(), Some("text/html; charset=iso-8859-1"), true);
        assert_eq!((decoded.charset, decoded.text.as_str()), (UTF_8, KOREAN));
        assert_eq!(decoded.notes()[0].kind, "charset-not-as-declared");
        // Two bytes that are sound in both are no evidence.
        let (home, _, _) = encoding_rs::EUC_KR.encode("홈");
        assert_eq!(decode(&home, Some("text/html; charset=euc-kr"), true).text, "홈");
        let bytes = encoding_rs::EUC_KR.encode(KOREAN).0.into_owned();
        let decoded = decode(&bytes, Some("text/html; charset=utf-8"), true);
        assert_eq!((decoded.charset, decoded.text.as_str()), (encoding_rs::EUC_KR, KOREAN));
    }

    proptest! {
        #[test]
        fn any_bytes_decode_as_the_library_decodes_them(
            bytes in proptest::collection::vec(prop_oneof![any::<u8>(), 0x20u8..0x7F, 0x81u8..0xFF], 0..300),
            label in proptest::sample::select(vec!["euc-kr", "shift_jis", "gb18030", "big5", "euc-jp", "windows-1252",
                "utf-16le", "iso-2022-jp", "utf-8"]),
        ) {
            let encoding = Encoding::for_label(label.as_bytes()).unwrap_or(UTF_8);
            let mut map = SourceMap::default();
            let (text, _) = if encoding == UTF_8 {
                decode_utf8(&bytes, &mut map)
            } else {
                decode_legacy(&bytes, encoding, &mut map)
            };
            prop_assert_eq!(&text, &encoding.decode_without_bom_handling(&bytes).0);
            let mut before = 0;
            for (at, _) in text.char_indices() {
                let source = map.source(at);
                prop_assert!(before <= source && source <= bytes.len() as u64);
                before = source;
            }
            prop_assert_eq!(map.source(text.len()), map.source_len);
        }
    }
}
