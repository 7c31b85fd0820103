//! What an HTML page says about its story, from the best place that says it.
//!
//! Every field has an order of places, most deliberate first: JSON-LD is written for machines to read, `<meta>` for
//! sharing, headings and bylines for the reader, the address and the copyright line for something else altogether.

use super::date::{self, Order, Stamp};
use super::json_ld::{self, alike};
use super::markup::{self, Look, Metas};
use super::{byline, outlet};
use crate::html::Dom;
use crate::text::signs;
use dunlin_record::PublishedBasis;

/// What a page says about its story.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// The id its publisher gave it.
    pub id: Option<String>,
    /// The headline, without the outlet's name.
    pub headline: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Whether the outlet is not stated but read from the address.
    pub outlet_inferred: bool,
    /// The section path, outermost first.
    pub section: Vec<String>,
    /// The writers' names, joined by ", ".
    pub byline: Option<String>,
    /// The day of publication.
    pub published: Option<Published>,
    /// The last change, RFC 3339 or a day.
    pub modified: Option<String>,
    /// The page's own address.
    pub url: Option<String>,
    /// The language it declares, as a tag.
    pub language: Option<String>,
}

/// A day of publication and how it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Day and time.
    pub stamp: Stamp,
    /// The place it was read from: `json-ld`, `opengraph`, `meta`, `time`, `text`, `url`.
    pub from: &'static str,
    /// Stated by the page, or worked out.
    pub basis: PublishedBasis,
}

/// Reads what `dom` says. `url` is the page's address where it is known from elsewhere.
pub fn of_page(dom: &Dom, url: Option<&str>) -> Facts {
    let metas = Metas::of(dom);
    let look = Look::at(dom);
    let title = markup::title(dom);
    let headings = markup::headings(&look);
    let lesser = markup::subheadings(&look);
    let shared = metas.first(&[
        "og:title",
        "twitter:title",
        "dc.title",
        "dcterms.title",
        "parsely-title",
        "sailthru.title",
    ]);
    let ld = json_ld::read(dom, title.as_deref().or(shared));
    let address = markup::canonical(dom, &metas).or_else(|| url.map(str::to_owned));
    let declared = markup::language(dom, &metas).or_else(|| ld.language.clone());
    let site = metas
        .first(&["og:site_name"])
        .or(ld.site.as_deref())
        .or_else(|| metas.first(&["application-name", "apple-mobile-web-app-title"]));
    let host = address.as_deref().or(url).and_then(host);
    let headline =
        headline(&ld.headline, shared, &headings, &lesser, title.as_deref(), site, host.as_deref());
    let order = Order::of_language(declared.as_deref());
    let (outlet, outlet_inferred) =
        publisher(&look, &ld.publisher, site, title.as_deref(), headline.as_deref(), host.as_deref());
    let byline = writers(&look, &metas, &ld.authors, outlet.as_deref(), site);
    let modified = ld
        .modified
        .as_deref()
        .or_else(|| {
            metas.first(&[
                "article:modified_time",
                "og:updated_time",
                "datemodified",
                "last-modified",
                "dcterms.modified",
            ])
        })
        .and_then(|text| date::value(text, order))
        .map(|stamp| stamp.at.clone().unwrap_or_else(|| stamp.day.to_string()));
    Facts {
        id: None,
        section: section(&look, &metas, &ld, headline.as_deref()),
        published: published(&look, &metas, ld.published.as_deref(), address.as_deref().or(url), order),
        headline,
        outlet,
        outlet_inferred,
        byline,
        modified,
        url: address,
        language: declared,
    }
}

/// The headline: a heading of the page that its title or sharing data agree with, otherwise what those say.
fn headline(
    ld: &Option<String>,
    shared: Option<&str>,
    headings: &[String],
    lesser: &[String],
    title: Option<&str>,
    site: Option<&str>,
    host: Option<&str>,
) -> Option<String> {
    let is_site = |text: &str| {
        site.is_some_and(|site| same(site, text))
            || host.is_some_and(|host| same(host, text) || same(host.split('.').next().unwrap_or(host), text))
    };
    let bare = |text: &str| without_site(text, site, host);
    let told: Vec<&str> = [shared, title, ld.as_deref()].into_iter().flatten().collect();
    let fits = |heading: &&String| !is_site(heading) && told.iter().any(|told| agrees(heading, told));
    let agreed = headings.iter().find(fits).or_else(|| lesser.iter().find(fits));
    // A heading may hold a kicker or a date besides the headline; then the title has the headline alone.
    let lean = |heading: &String| {
        let told = told.iter().map(|told| bare(told)).find(|told| {
            let long = heading.chars().count() > told.chars().count() && told.chars().count() >= 15;
            long && (heading.ends_with(told.as_str()) || heading.starts_with(told.as_str()))
        });
        told.unwrap_or_else(|| heading.clone())
    };
    let own = |text: String| (!is_site(&text)).then_some(text);
    agreed
        .map(lean)
        .or_else(|| shared.map(bare).and_then(own))
        .or_else(|| ld.as_deref().map(bare).and_then(own))
        .or_else(|| match headings {
            [only] if !is_site(only) => Some(only.clone()),
            _ => None,
        })
        .or_else(|| title.map(bare).and_then(own))
        .or_else(|| headings.iter().find(|heading| !is_site(heading)).cloned())
        .or_else(|| title.map(str::to_owned))
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn same(a: &str, b: &str) -> bool {
    letters(a) == letters(b)
}

/// Whether a heading is what a title is about: the same words, or one of them holding the other. A short heading
/// must make up a whole part of the title, or every "News" would be a headline.
fn agrees(heading: &str, title: &str) -> bool {
    let (h, t) = (letters(heading), letters(title));
    if h.is_empty() || t.is_empty() {
        return false;
    }
    h == t
        || alike(heading, title) && h.len() * 4 >= t.len()
        || parts(title).first().is_some_and(|part| same(part, heading))
        || {
            // A title for sharing is often the heading with a word or two changed.
            let words = |text: &str| {
                text.to_lowercase()
                    .split(|c: char| !c.is_alphanumeric())
                    .filter(|w| w.chars().count() > 2)
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            };
            let (h, t) = (words(heading), words(title));
            let shared = h.iter().filter(|word| t.contains(word)).count();
            h.len() >= 4 && shared * 10 >= h.len().max(t.len()) * 6
        }
}

/// The parts of a title between the marks that outlets put before their names.
fn parts(title: &str) -> Vec<&str> {
    let mut parts = vec![title];
    for mark in
        [" | ", " - ", " – ", " — ", " · ", " :: ", " » ", " « ", " • ", " // ", " / ", "｜", " › ", " ~ "]
    {
        parts = parts.into_iter().flat_map(|part| part.split(mark)).collect();
    }
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// A title without the outlet's name before or behind it.
fn without_site(title: &str, site: Option<&str>, host: Option<&str>) -> String {
    let all = parts(title);
    if all.len() < 2 {
        return title.trim().to_owned();
    }
    let known = |part: &str| {
        site.is_some_and(|site| {
            same(site, part) || letters(part).len() > 4 && letters(site).contains(&letters(part))
        }) || host.is_some_and(|host| {
            let host = letters(host);
            let part = letters(part);
            part.len() >= 3 && (host.contains(&part) || part.contains(&host) && host.len() >= 4)
        })
    };
    let offset = |part: &str| part.as_ptr() as usize - title.as_ptr() as usize;
    let mut kept: &[&str] = &all;
    while let [first @ .., last] = kept
        && !first.is_empty()
        && (known(last)
            || all.len() - kept.len() < 1 && last.split_whitespace().count() <= 3 && longest(first) > 25)
    {
        kept = first;
    }
    while let [first, rest @ ..] = kept
        && !rest.is_empty()
        && known(first)
    {
        kept = rest;
    }
    let (Some(first), Some(last)) = (kept.first(), kept.last()) else { return title.trim().to_owned() };
    title.get(offset(first)..offset(last) + last.len()).unwrap_or(title).trim().to_owned()
}

fn longest(parts: &[&str]) -> usize {
    parts.iter().map(|part| part.chars().count()).max().unwrap_or(0)
}

/// The host of an address, without `www.`.
fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let host =
        rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (host.contains('.')).then(|| host.to_owned())
}

fn publisher(
    look: &Look,
    ld: &Option<String>,
    site: Option<&str>,
    title: Option<&str>,
    headline: Option<&str>,
    host: Option<&str>,
) -> (Option<String>, bool) {
    let named = |name: &str| {
        let sound = !name.starts_with("http") && name.chars().count() <= 80 && !name.starts_with('@');
        sound.then(|| name.to_owned())
    };
    let from_title = || {
        let (title, headline) = (title?, headline?);
        let last = *parts(title).last()?;
        (parts(title).len() > 1 && !alike(last, headline) && last.split_whitespace().count() <= 6)
            .then(|| last.to_owned())
    };
    let stated = ld
        .as_deref()
        .and_then(named)
        .or_else(|| site.and_then(named))
        .or_else(from_title)
        .or_else(|| look.lines.iter().rev().find_map(|(_, line)| outlet::from_copyright(line)));
    match stated {
        Some(name) => (Some(name), false),
        None => (host.map(str::to_owned), host.is_some()),
    }
}

fn section(look: &Look, metas: &Metas, ld: &json_ld::Ld, headline: Option<&str>) -> Vec<String> {
    let path = |mut parts: Vec<String>| {
        if parts.last().is_some_and(|last| headline.is_some_and(|headline| alike(last, headline))) {
            parts.pop();
        }
        let mut tidy: Vec<String> = Vec::new();
        for part in parts {
            if part.chars().count() <= 60 && tidy.last() != Some(&part) {
                tidy.push(part);
            }
        }
        tidy
    };
    // A breadcrumb that is only "Home" says less than a named section.
    let shown = path(markup::breadcrumb(look));
    let told = path(ld.breadcrumb.clone());
    let longest = if told.len() >= shown.len() { told } else { shown };
    if longest.len() >= 2 {
        return longest;
    }
    let named = path(ld.section.iter().take(1).cloned().collect());
    if !named.is_empty() {
        return named;
    }
    let meta = metas.first(&[
        "article:section",
        "og:article:section",
        "parsely-section",
        "og:section",
        "section",
        "cxenseparse:section",
        "dc.subject.section",
    ]);
    match meta {
        Some(section) => path(vec![section.to_owned()]),
        None => longest,
    }
}

/// Names of `<meta>` elements that hold the writer, best first.
const AUTHOR_METAS: &[&str] = &[
    "author",
    "article:author",
    "og:article:author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "cxenseparse:author",
    "dc.contributor",
    "article:author_name",
    "shareaholic:article_author_name",
    "citation_author",
];

fn writers(
    look: &Look,
    metas: &Metas,
    ld: &[String],
    outlet: Option<&str>,
    site: Option<&str>,
) -> Option<String> {
    let is_outlet = |name: &str| [outlet, site].into_iter().flatten().any(|known| same(known, name));
    let tidy = |names: &str| byline::clean(names).filter(|names| !is_outlet(names));
    let joined = |names: &[&str]| {
        let mut all: Vec<String> = Vec::new();
        for name in names.iter().filter_map(|name| tidy(name)) {
            if !all.iter().any(|known| same(known, &name)) {
                all.push(name);
            }
        }
        (!all.is_empty()).then(|| all.join(", "))
    };
    let from_meta = |name: &&str| joined(&metas.all(name).collect::<Vec<_>>());
    // WordPress labels the writer in the page's own language.
    let labelled = || {
        let label = metas.first(&["twitter:label1"])?.to_lowercase();
        let written =
            ["written", "verfasst", "geschrieben", "autor", "écrit", "escrito", "scritto", "geschreven"];
        written
            .iter()
            .any(|word| label.contains(word))
            .then(|| metas.first(&["twitter:data1"]).and_then(&tidy))?
    };
    joined(&ld.iter().map(String::as_str).collect::<Vec<_>>())
        .or_else(|| AUTHOR_METAS.iter().find_map(from_meta))
        .or_else(labelled)
        .or_else(|| markup::bylines(look).iter().find_map(|line| tidy(line)))
        .or_else(|| {
            let shown = look.lines.iter().filter(|(id, _)| !look.aside(*id));
            shown.filter(|(_, line)| signs::is_byline(line)).find_map(|(_, line)| tidy(line))
        })
}

/// Names of `<meta>` elements that hold the day of publication in the way of OpenGraph.
const SHARED_DATES: &[&str] =
    &["article:published_time", "og:article:published_time", "og:published_time", "rnews:datepublished"];

/// Names of other `<meta>` elements that hold it, best first.
const DATE_METAS: &[&str] = &[
    "datepublished",
    "date",
    "pubdate",
    "publish-date",
    "publish_date",
    "publishdate",
    "publication_date",
    "publication-date",
    "originalpublicationdate",
    "article_date_original",
    "article.published",
    "article:published",
    "article:post_date",
    "published_at",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "dc.date.publication",
    "cxenseparse:publishtime",
    "cxenseparse:recs:publishtime",
    "bt:pubdate",
    "shareaholic:article_published_time",
    "citation_publication_date",
    "citation_date",
    "prism.publicationdate",
    "release_date",
    "datecreated",
    "created",
    "displaydate",
    "ptime",
];

fn published(
    look: &Look,
    metas: &Metas,
    ld: Option<&str>,
    url: Option<&str>,
    order: Order,
) -> Option<Published> {
    let page = |stamp, from| Published { stamp, from, basis: PublishedBasis::Page };
    let stated = |text: &str, from| date::value(text, order).map(|stamp| page(stamp, from));
    let metas_of = |names: &[&str], from| {
        names.iter().flat_map(|name| metas.all(name)).find_map(|text| stated(text, from))
    };
    let shown = markup::dates(look);
    let read = |(_, from, text): &(bool, &'static str, String)| match *from {
        "text" => {
            let line = signs::date_line(text, order).and_then(|line| line.published);
            line.or_else(|| date::first(text, order)).map(|stamp| page(stamp, "text"))
        }
        from => stated(text, from),
    };
    ld.and_then(|text| stated(text, "json-ld"))
        .or_else(|| metas_of(SHARED_DATES, "opengraph"))
        .or_else(|| metas_of(DATE_METAS, "meta"))
        .or_else(|| shown.iter().filter(|(aside, ..)| !aside).find_map(read))
        .or_else(|| from_lines(look, order).map(|stamp| page(stamp, "text")))
        .or_else(|| url.and_then(from_url))
        .or_else(|| {
            // Dates beside the story are those of other stories, unless all of them are one and the same.
            let mut all = shown.iter().filter_map(read);
            let first = all.next()?;
            all.all(|other| other.stamp.day == first.stamp.day).then_some(first)
        })
}

/// The date on a line of its own near the story, or else on a short line with little besides it.
fn from_lines(look: &Look, order: Order) -> Option<Stamp> {
    let shown = || look.lines.iter().filter(|(id, _)| !look.aside(*id)).map(|(_, line)| line.as_str());
    let alone = shown().find_map(|line| signs::date_line(line, order).and_then(|line| line.published));
    alone.or_else(|| {
        shown()
            .filter(|line| line.split_whitespace().count() <= 10 && !line.ends_with(['.', '!', '?']))
            .filter(|line| !line.to_lowercase().contains("copyright") && !line.contains('©'))
            .find_map(|line| date::first(line, order))
    })
}

/// The day in an address such as `/2019/12/30/`.
fn from_url(url: &str) -> Option<Published> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let parts: Vec<&str> = path.split('/').collect();
    let digits = |part: &str, length: std::ops::RangeInclusive<usize>| {
        length.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let whole = parts.windows(3).find_map(|w| match w {
        [y, m, d] if digits(y, 4..=4) && digits(m, 1..=2) && digits(d, 1..=2) => {
            date::value(&format!("{y}-{m}-{d}"), Order::Unknown)
        }
        _ => None,
    });
    let stamp = whole.or_else(|| {
        parts.iter().find_map(|part| {
            let part = part.trim_end_matches(".html");
            match part.len() {
                8 if digits(part, 8..=8) => date::value(part, Order::Unknown),
                _ => {
                    let found = date::first(part, Order::Unknown)?;
                    part.get(found.range.clone())
                        .filter(|text| text.starts_with("19") || text.starts_with("20"))
                        .map(|_| found)
                }
            }
        })
    })?;
    Some(Published { stamp, from: "url", basis: PublishedBasis::Inferred })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(page: &str) -> Facts {
        of_page(&Dom::parse(page, 64), None)
    }

    #[test]
    fn a_page_with_everything() {
        let found = facts(
            "<html lang=en-GB><head><title>Ferry to Varn stays in port - Kerrin Post</title>\
             <meta property='og:title' content='Ferry to Varn stays in port &amp; waits'><meta property='og:site_name' content='Kerrin Post'>\
             <meta property='article:published_time' content='2026-03-02T23:30:00-05:00'>\
             <meta property='article:section' content='Harbour'><meta name=author content='Ana Sorel'>\
             <link rel=canonical href='https://www.kerrinpost.example/2026/03/ferry'></head>\
             <body><h1>Kerrin Post</h1><nav class=breadcrumbs><a>Home</a> » <a>News</a> » <a>Harbour</a></nav>\
             <h1>Ferry to Varn stays in port</h1><p>Text.</body>",
        );
        assert_eq!(found.headline.as_deref(), Some("Ferry to Varn stays in port"));
        assert_eq!((found.outlet.as_deref(), found.outlet_inferred), (Some("Kerrin Post"), false));
        assert_eq!(found.section, ["Home", "News", "Harbour"]);
        assert_eq!(found.byline.as_deref(), Some("Ana Sorel"));
        let published = found.published.unwrap();
        assert_eq!((published.stamp.day.to_string().as_str(), published.from), ("2026-03-02", "opengraph"));
        assert_eq!(found.url.as_deref(), Some("https://www.kerrinpost.example/2026/03/ferry"));
    }

    #[test]
    fn a_page_with_next_to_nothing() {
        let found = of_page(
            &Dom::parse(
                "<title>Ferry to Varn stays in port for another week | The Kerrin Post</title><p>Text.",
                64,
            ),
            Some("https://kerrinpost.example/2026/03/02/ferry.html"),
        );
        assert_eq!(found.headline.as_deref(), Some("Ferry to Varn stays in port for another week"));
        assert_eq!(found.outlet.as_deref(), Some("The Kerrin Post"));
        let published = found.published.unwrap();
        assert_eq!((published.from, published.basis), ("url", PublishedBasis::Inferred));
        assert_eq!(published.stamp.day.to_string(), "2026-03-02");
        let bare = of_page(&Dom::parse("<p>Text.", 64), Some("https://kerrinpost.example/ferry"));
        assert_eq!((bare.outlet.as_deref(), bare.outlet_inferred), (Some("kerrinpost.example"), true));
    }

    #[test]
    fn dates_and_names_of_other_things_are_left() {
        let found = facts(
            "<div class=post><h1>Ferry</h1><p class=byline>By Ana Sorel</p><time datetime=2026-03-02>2 March</time><p>Text text text text.</div>\
             <div class=comments><span class=author>Troll</span><time datetime=2026-03-09 itemprop=datePublished>9 March</time></div><p>x<p>y<p>z<p>a<p>b<p>c<p>d",
        );
        assert_eq!(found.byline.as_deref(), Some("Ana Sorel"));
        assert_eq!(found.published.map(|p| p.stamp.day.to_string()).as_deref(), Some("2026-03-02"));
    }
}
