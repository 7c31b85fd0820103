//! What a page's markup says of its article outside JSON-LD: `<meta>`, `<title>`, headings, `<time>`, breadcrumbs,
//! elements whose class says byline or date.

use super::json_ld::tidy;
use crate::html::{Dom, NodeId, Tag};
use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

/// The `<meta>` elements of a page by name, property or itemprop, in page order.
pub(super) struct Metas {
    entries: Vec<(String, String)>,
}

impl Metas {
    pub(super) fn of(dom: &Dom) -> Self {
        let mut entries = Vec::new();
        for meta in dom.elements(Tag::Meta) {
            let Some(content) = dom.attribute(meta, "content").and_then(tidy) else { continue };
            for key in ["property", "name", "itemprop", "http-equiv"] {
                if let Some(name) = dom.attribute(meta, key) {
                    entries.push((name.trim().to_ascii_lowercase(), content.clone()));
                }
            }
        }
        Self { entries }
    }

    /// The first content of the first of these names that the page has.
    pub(super) fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            self.entries.iter().find(|(known, _)| known == name).map(|(_, content)| content.as_str())
        })
    }

    /// Every content of a name.
    pub(super) fn all<'m>(&'m self, name: &str) -> impl Iterator<Item = &'m str> {
        self.entries.iter().filter(move |(known, _)| known == name).map(|(_, content)| content.as_str())
    }
}

/// A page with what is asked of its elements again and again, worked out once.
pub(super) struct Look<'d> {
    pub(super) dom: &'d Dom,
    /// Class, id, itemprop and other names of each element, in lower case, in one string.
    names: String,
    named: Vec<(u32, u32)>,
    about: Vec<u8>,
    aside: Vec<bool>,
    /// The short lines that a reader sees, with the block they stand in.
    pub(super) lines: Vec<(NodeId, String)>,
}

/// What an element's names speak of, one bit each.
mod about {
    /// Not the story: menus, side columns, comments, other stories.
    pub(super) const ASIDE: u8 = 1;
    /// The writer.
    pub(super) const WRITER: u8 = 2;
    /// A date.
    pub(super) const DATE: u8 = 4;
    /// A breadcrumb.
    pub(super) const BREADCRUMB: u8 = 8;
    /// The headline.
    pub(super) const HEADLINE: u8 = 16;
}

/// Words in names, by what they speak of. They may stand anywhere in a name; the functions below look closer.
const WORDS: &[(u8, &[&str])] = &[
    (
        about::ASIDE,
        &[
            "comment",
            "related",
            "sidebar",
            "side-bar",
            "widget",
            "footer",
            "recommend",
            "teaser",
            "most-read",
            "mostread",
            "trending",
            "popular",
            "promo",
            "newsletter",
            "more-stories",
            "latest",
            "archive",
            "respond",
            "navigation",
            "prevnext",
            "nextprev",
            "next-post",
            "previous-post",
        ],
    ),
    (about::WRITER, &["author", "autor", "auteur", "byline", "vcard", "creator"]),
    (
        about::DATE,
        &[
            "date",
            "datum",
            "fecha",
            "dato",
            "publish",
            "timestamp",
            "posted",
            "byline",
            "entry-meta",
            "post-meta",
            "article-meta",
            "postmeta",
            "postinfo",
            "post-info",
        ],
    ),
    (about::BREADCRUMB, &["breadcrum", "bread-crumb", "bread_crumb", "brotkrume"]),
    (about::HEADLINE, &["title", "headline"]),
];

static FINDER: LazyLock<(AhoCorasick, Vec<u8>)> = LazyLock::new(|| {
    let (bits, words): (Vec<u8>, Vec<&str>) =
        WORDS.iter().flat_map(|(bit, words)| words.iter().map(move |word| (*bit, *word))).unzip();
    #[expect(
        clippy::unwrap_used,
        reason = "the words are constants, and every test that reads a page builds them"
    )]
    let finder = AhoCorasick::new(&words).unwrap();
    (finder, bits)
});

impl<'d> Look<'d> {
    pub(super) fn at(dom: &'d Dom) -> Self {
        let mut names = String::new();
        let mut named = Vec::with_capacity(dom.len());
        let mut aside: Vec<bool> = Vec::with_capacity(dom.len());
        for id in dom.nodes() {
            let start = names.len() as u32;
            for (name, value) in dom.attributes(id) {
                if matches!(
                    name,
                    "class" | "id" | "itemprop" | "rel" | "data-testid" | "aria-label" | "itemtype" | "role"
                ) {
                    names.push_str(value);
                    names.push(' ');
                }
            }
            named.push((start, names.len() as u32));
        }
        names.make_ascii_lowercase();
        let mut about = vec![0u8; dom.len()];
        let mut at = 0;
        let (finder, bits) = &*FINDER;
        for hit in finder.find_overlapping_iter(&names) {
            // Matches come in the order of their ends, elements in the order of their names.
            while named.get(at).is_some_and(|(_, end)| (*end as usize) < hit.end()) {
                at += 1;
            }
            let bit = bits.get(hit.pattern().as_usize()).copied().unwrap_or(0);
            if let Some(slot) =
                about.get_mut(at).filter(|_| named.get(at).is_some_and(|n| n.0 as usize <= hit.start()))
            {
                *slot |= bit;
            }
        }
        for id in dom.nodes() {
            let above = dom.parent(id).and_then(|up| aside.get(up.index()).copied()).unwrap_or(false);
            let by_name = match dom.tag(id) {
                Some(Tag::Nav | Tag::Aside | Tag::Footer) => true,
                Some(Tag::Body | Tag::Html | Tag::Main | Tag::Article) | None => false,
                // The wrapper of a whole page is often called by everything that may be in it.
                Some(_) => {
                    (dom.end(id) - id.index()) * 2 < dom.len()
                        && about.get(id.index()).is_some_and(|bits| bits & about::ASIDE != 0)
                }
            };
            aside.push(above || by_name);
        }
        Self { dom, names, named, about, aside, lines: lines(dom) }
    }

    /// The names of an element, in lower case, parted by spaces.
    pub(super) fn names(&self, id: NodeId) -> &str {
        let (start, end) = self.named.get(id.index()).copied().unwrap_or_default();
        self.names.get(start as usize..end as usize).unwrap_or("")
    }

    /// Whether an element's names speak of something.
    fn speaks(&self, id: NodeId, of: u8) -> bool {
        self.about.get(id.index()).is_some_and(|bits| bits & of != 0)
    }

    /// Whether a node stands inside something that is not the story.
    pub(super) fn aside(&self, id: NodeId) -> bool {
        self.aside.get(id.index()).copied().unwrap_or(false)
    }
}

/// Longest line that is kept, in bytes.
const LINE: usize = 240;

fn lines(dom: &Dom) -> Vec<(NodeId, String)> {
    let mut found: Vec<(NodeId, String)> = Vec::new();
    let mut line = String::new();
    let mut at = NodeId::ROOT;
    let mut skip_to = 0;
    let mut long = false;
    let mut flush = |line: &mut String, long: &mut bool, at: NodeId| {
        if !*long && !line.is_empty() {
            found.push((at, line.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
        line.clear();
        *long = false;
    };
    // A block ends where its descendants end; what follows is a new line.
    let mut ends: Vec<usize> = Vec::new();
    for id in dom.nodes() {
        while ends.last().is_some_and(|&end| end <= id.index()) {
            ends.pop();
            flush(&mut line, &mut long, at);
        }
        if id.index() < skip_to {
            continue;
        }
        match dom.tag(id) {
            Some(tag) if tag.hides_text() => skip_to = dom.end(id),
            Some(tag) if tag.is_block() || tag == Tag::Br => {
                flush(&mut line, &mut long, at);
                at = id;
                if tag != Tag::Br {
                    ends.push(dom.end(id));
                }
            }
            Some(_) => {}
            None => {
                if let Some(text) = dom.text(id).filter(|_| !long) {
                    if line.is_empty() {
                        line.push_str(text.trim_start());
                        at = id;
                    } else {
                        line.push_str(text);
                    }
                    long = line.len() > LINE * 2;
                }
            }
        }
    }
    flush(&mut line, &mut long, at);
    found.retain(|(_, line)| line.len() <= LINE && !line.is_empty());
    found
}

/// The text of a small element, tidied. Large ones hold more than a name or a date, and reading every one of many
/// large elements inside each other would take time out of proportion to the page.
fn small(dom: &Dom, id: NodeId) -> Option<String> {
    if dom.end(id) > id.index() + 300 {
        return None;
    }
    let bytes: usize =
        dom.descendants(id).filter_map(|node| dom.text_range(node)).map(|range| range.len()).sum();
    if bytes > 4000 { None } else { tidy(&dom.visible_text(id)) }
}

/// The text of the page's `<title>`.
pub(super) fn title(dom: &Dom) -> Option<String> {
    // An SVG may have a title too; the page's comes first and outside of it.
    let page =
        dom.elements(Tag::Title).find(|&title| !dom.ancestors(title).any(|up| dom.is(up, Tag::Svg)))?;
    tidy(&dom.text_below(page))
}

/// Headings that may be the story's, best first: the text of each `<h1>`, then of other elements marked as headline.
pub(super) fn headings(look: &Look) -> Vec<String> {
    let dom = look.dom;
    let text = |id: NodeId| small(dom, id).filter(|text| text.chars().count() <= 300);
    let mut found: Vec<String> = dom
        .elements(Tag::H1)
        .filter(|&h1| !look.aside(h1) && !leads_home(dom, h1))
        .filter_map(text)
        .collect();
    for id in dom.nodes() {
        let Some(Tag::H1 | Tag::H2 | Tag::H3 | Tag::Div | Tag::P | Tag::Span | Tag::A) = dom.tag(id) else {
            continue;
        };
        if !look.speaks(id, about::HEADLINE) {
            continue;
        }
        let marked = dom.attribute(id, "itemprop") == Some("headline")
            || dom.attribute(id, "class").is_some_and(|class| {
                class.split_ascii_whitespace().any(|word| {
                    let word = word.to_ascii_lowercase();
                    [
                        "entry-title",
                        "post-title",
                        "article-title",
                        "articletitle",
                        "article-headline",
                        "headline",
                        "posttitle",
                        "post_title",
                    ]
                    .contains(&word.as_str())
                })
            });
        if marked
            && !look.aside(id)
            && let Some(text) = text(id)
            && !found.contains(&text)
        {
            found.push(text);
        }
        if found.len() >= 12 {
            break;
        }
    }
    found
}

/// Whether a heading is a link to the front page: then it is the site's name.
fn leads_home(dom: &Dom, heading: NodeId) -> bool {
    let inside = dom.descendants(heading).take(20).chain(dom.ancestors(heading).take(2));
    inside.filter(|&id| dom.is(id, Tag::A)).filter_map(|id| dom.attribute(id, "href")).any(|href| {
        let path = href
            .split_once("://")
            .map_or(href, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
        let absolute = href.contains("://") || href.starts_with('/');
        absolute && matches!(path.trim_matches('/'), "" | "index.html" | "index.php" | "home")
    })
}

/// Headings of lower rank, among which blogs and forums have their headlines.
pub(super) fn subheadings(look: &Look) -> Vec<String> {
    let ranked = |id: &NodeId| matches!(look.dom.tag(*id), Some(Tag::H2 | Tag::H3)) && !look.aside(*id);
    look.dom.nodes().filter(ranked).take(12).filter_map(|id| small(look.dom, id)).collect()
}

/// The section path of a breadcrumb in the page, outermost first.
pub(super) fn breadcrumb(look: &Look) -> Vec<String> {
    let dom = look.dom;
    let list = dom.nodes().find(|&id| {
        let tag = dom.tag(id);
        if !matches!(tag, Some(Tag::Nav | Tag::Ul | Tag::Ol | Tag::Div | Tag::P | Tag::Span | Tag::Section)) {
            return false;
        }
        look.speaks(id, about::BREADCRUMB) && small(dom, id).is_some()
    });
    let Some(list) = list else { return Vec::new() };
    let mut parts: Vec<String> = Vec::new();
    let has_items = dom.descendants(list).any(|id| dom.is(id, Tag::Li));
    for id in dom.descendants(list) {
        let wanted = if has_items { dom.is(id, Tag::Li) } else { dom.is(id, Tag::A) };
        if wanted
            && !dom.descendants(id).any(|inner| dom.is(inner, Tag::Li))
            && let Some(text) = small(dom, id)
        {
            let text = text.trim_matches(|c: char| c.is_whitespace() || "/>»›|·→❯:-".contains(c)).to_owned();
            if !text.is_empty() && text.chars().count() <= 60 && parts.last() != Some(&text) {
                parts.push(text);
            }
        }
    }
    if parts.is_empty() {
        parts = crate::text::signs::breadcrumb(&dom.visible_text(list)).unwrap_or_default();
    }
    parts.truncate(8);
    parts
}

/// Bylines that the page shows, best first.
pub(super) fn bylines(look: &Look) -> Vec<String> {
    let dom = look.dom;
    let mut found: Vec<(u8, String)> = Vec::new();
    for id in dom.nodes() {
        let Some(tag) = dom.tag(id) else { continue };
        if !look.speaks(id, about::WRITER) {
            continue;
        }
        if !matches!(
            tag,
            Tag::A
                | Tag::Span
                | Tag::Div
                | Tag::P
                | Tag::Address
                | Tag::Li
                | Tag::Strong
                | Tag::B
                | Tag::Em
                | Tag::H3
                | Tag::H4
                | Tag::H5
                | Tag::H6
                | Tag::Cite
                | Tag::Section
                | Tag::Ul
        ) {
            continue;
        }
        let rel = dom
            .attribute(id, "rel")
            .is_some_and(|rel| rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("author")));
        let prop = dom.attribute(id, "itemprop").is_some_and(|prop| {
            prop.split_ascii_whitespace().any(|word| word == "author" || word == "creator")
        });
        let rank = if prop {
            0
        } else if rel {
            1
        } else {
            let class =
                [dom.attribute(id, "class"), dom.attribute(id, "id"), dom.attribute(id, "data-testid")];
            let mut best = None;
            for word in class.into_iter().flatten().flat_map(str::split_ascii_whitespace) {
                let rank = byline_class(&word.to_ascii_lowercase());
                best = match (best, rank) {
                    (None, rank) => rank,
                    (Some(a), Some(b)) => Some(u8::min(a, b)),
                    (best, None) => best,
                };
            }
            match best {
                Some(rank) => rank,
                None => continue,
            }
        };
        if look.aside(id) {
            continue;
        }
        let inner = dom.descendants(id).find(|&inner| dom.attribute(inner, "itemprop") == Some("name"));
        if let Some(text) = small(dom, inner.unwrap_or(id))
            && text.chars().count() <= 160
        {
            found.push((rank, text));
        }
        if found.len() > 40 {
            break;
        }
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, text)| text).collect()
}

/// How surely a class name means the writer's name, smaller is surer.
fn byline_class(word: &str) -> Option<u8> {
    const SURE: &[&str] = &[
        "author-name",
        "authorname",
        "author_name",
        "byline-name",
        "byline__name",
        "article-author",
        "article__author",
        "post-author",
        "entry-author",
        "fn",
    ];
    if [
        "image",
        "avatar",
        "photo",
        "bio",
        "box",
        "social",
        "desc",
        "title",
        "follow",
        "widget",
        "link-list",
        "thumb",
        "job",
    ]
    .iter()
    .any(|no| word.contains(no))
    {
        return None;
    }
    if SURE.contains(&word) && word != "fn" {
        Some(2)
    } else if matches!(word, "byline" | "author" | "authors" | "autor" | "auteur" | "vcard") {
        Some(3)
    } else if word.contains("byline") || word.contains("author") || word.contains("autor") {
        Some(4)
    } else {
        None
    }
}

/// Date texts that the page shows, best first: whether it stands in something that is not the story, where it is
/// from, and its value or text.
pub(super) fn dates(look: &Look) -> Vec<(bool, &'static str, String)> {
    let dom = look.dom;
    let mut found: Vec<(u8, &'static str, String)> = Vec::new();
    for id in dom.nodes() {
        let Some(tag) = dom.tag(id) else { continue };
        if tag != Tag::Time && !look.speaks(id, about::DATE) {
            continue;
        }
        let prop = dom.attribute(id, "itemprop").unwrap_or("").to_ascii_lowercase();
        let published =
            prop.contains("datepublished") || prop == "datecreated" || dom.attribute(id, "pubdate").is_some();
        if prop.contains("datemodified") {
            continue;
        }
        let value = dom
            .attribute(id, "datetime")
            .or_else(|| if published { dom.attribute(id, "content") } else { None });
        if tag == Tag::Time || published {
            let names = look.names(id);
            if ["updated", "modified"].iter().any(|word| names.contains(word))
                && !names.contains("publish")
                && !names.contains("entry-date")
            {
                continue;
            }
            if let Some(text) = value.and_then(tidy).or_else(|| small(dom, id)) {
                let away = u8::from(look.aside(id)) * 10;
                found.push((
                    away + if published { 0 } else { 1 },
                    if tag == Tag::Time { "time" } else { "markup" },
                    text,
                ));
            }
            continue;
        }
        if !matches!(
            tag,
            Tag::Span
                | Tag::Div
                | Tag::P
                | Tag::Li
                | Tag::Small
                | Tag::Em
                | Tag::I
                | Tag::A
                | Tag::Abbr
                | Tag::Td
                | Tag::H2
                | Tag::H3
                | Tag::H4
                | Tag::H5
                | Tag::H6
                | Tag::Dd
        ) {
            continue;
        }
        let named = [dom.attribute(id, "class"), dom.attribute(id, "id")]
            .into_iter()
            .flatten()
            .any(|value| value.split_ascii_whitespace().any(|word| date_class(&word.to_ascii_lowercase())));
        if named {
            let text = dom
                .attribute(id, "title")
                .filter(|title| title.bytes().filter(u8::is_ascii_digit).count() >= 6);
            if let Some(text) = text.and_then(tidy).or_else(|| small(dom, id))
                && text.chars().count() <= 120
            {
                found.push((3 + u8::from(look.aside(id)) * 10, "text", text));
            }
        }
        if found.len() > 60 {
            break;
        }
    }
    found.sort_by_key(|(rank, _, _)| *rank);
    found.into_iter().map(|(rank, from, text)| (rank >= 10, from, text)).collect()
}

fn date_class(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "date",
        "datum",
        "fecha",
        "pubdate",
        "published",
        "publish",
        "timestamp",
        "dateline",
        "posted",
        "meta-date",
        "byline",
        "entry-meta",
        "post-meta",
        "article-meta",
        "postmeta",
        "postinfo",
        "post-info",
        "dato",
    ];
    let parts = || word.split(['-', '_']);
    if parts().any(|part| matches!(part, "updated" | "modified" | "update" | "modify" | "comment" | "event"))
    {
        return false;
    }
    WORDS.contains(&word)
        || parts().any(|part| {
            matches!(part, "date" | "datum" | "fecha" | "pubdate" | "published" | "timestamp" | "posted")
        })
        || word.ends_with("date") && !word.contains("up")
}

/// The page's own address as it states it, when it is a whole one.
pub(super) fn canonical(dom: &Dom, metas: &Metas) -> Option<String> {
    let whole = |url: &&str| url.starts_with("http://") || url.starts_with("https://");
    let link = dom
        .elements(Tag::Link)
        .filter(|&link| dom.attribute(link, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")))
        .find_map(|link| dom.attribute(link, "href").map(str::trim).filter(whole));
    link.or_else(|| metas.first(&["og:url"]).filter(whole)).map(str::to_owned)
}

/// The language that the page declares.
pub(super) fn language(dom: &Dom, metas: &Metas) -> Option<String> {
    let html = dom.elements(Tag::Html).next();
    let attribute =
        html.and_then(|html| dom.attribute(html, "lang").or_else(|| dom.attribute(html, "xml:lang")));
    let declared = attribute.filter(|tag| !tag.trim().is_empty());
    declared
        .or_else(|| metas.first(&["content-language", "og:locale", "dc.language", "language"]))
        .map(str::to_owned)
}
