//! What single lines of a page look like they are: breadcrumb, byline, date line, caption, dateline.
//!
//! Each rule looks at the form of one line and at nothing else; `classify.rs` weighs them with place and
//! neighbours. The metadata of HTML pages use the same rules where markup says nothing.

use crate::metadata::date::{self, Order, Stamp};
use regex::Regex;
use std::sync::LazyLock;

#[expect(clippy::unwrap_used, reason = "the patterns are constants, and the tests compile every one of them")]
fn pattern(source: &str) -> Regex {
    Regex::new(source).unwrap()
}

/// Words for the outermost section of a site.
const HOME: &[&str] = &[
    "home",
    "homepage",
    "front page",
    "main",
    "start",
    "startseite",
    "accueil",
    "inicio",
    "portada",
    "início",
    "главная",
    "홈",
    "首页",
    "ホーム",
    "top",
    "news",
    "anasayfa",
    "hjem",
    "hem",
    "etusivu",
    "strona główna",
];

/// The section path of a breadcrumb line (`Home > National > Politics`).
pub(crate) fn breadcrumb(line: &str) -> Option<Vec<String>> {
    let line = line.trim().strip_prefix("You are here:").unwrap_or(line).trim();
    if line.chars().count() > 160 {
        return None;
    }
    let marks: &[(&str, bool)] = &[
        (" > ", true),
        (" » ", true),
        (" › ", true),
        (" ▶ ", true),
        (" → ", true),
        (" ❯ ", true),
        (" > ", true),
        (">", false),
        ("»", false),
        ("›", false),
        (" / ", false),
        (" | ", false),
        (" :: ", false),
    ];
    let (mark, sure) = marks.iter().find(|(mark, _)| line.contains(mark))?;
    let parts: Vec<&str> = line.split(mark).map(str::trim).filter(|part| !part.is_empty()).collect();
    let short = parts.iter().all(|part| {
        part.chars().count() <= 40
            && part.split_whitespace().count() <= 5
            && !part.ends_with(['.', '!', ',', ';'])
    });
    let first = parts.first()?.to_lowercase();
    let from_home = HOME.contains(&first.as_str());
    let few = (2..=6).contains(&parts.len());
    // Slashes and bars also part menus and tags; only a path that starts at home is believed.
    (few && short && (from_home || *sure && parts.len() >= 2 && !line.contains(['?', '"', '“'])))
        .then(|| parts.iter().map(|&part| part.to_owned()).collect())
}

static BYLINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:(?i:by|von|par|por|door|av|reported by|story by|written by|text by|text|words by|autor|author|redacción))\s*:?\s+",
        r"(?P<names>\p{Lu}[\p{L}\p{M}'’.\-]*(?:[\s,&;/|]+(?:and|und|et|y|e|en|i|with|in|de|van|von|der|bin|al|del|la|le|di|da|dos|el|[\p{Lu}][\p{L}\p{M}\d'’.\-]*))*)",
        r"\s*(?:[\[(<]?\s*[\w.+-]+@[\w.-]+\s*[\])>]?)?\s*$",
    ))
});

static ROLE_BYLINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\p{Lu}[\p{L}\p{M}'’.\-]*(?:\s+(?:and|de|van|von|bin|al|[\p{Lu}][\p{L}\p{M}'’.\-]*)){1,7}\s*[,|·–-]\s*",
        r"(?i:(?:senior |chief |special |staff |foreign |political |economics |diplomatic |defen[cs]e |regional )*",
        r"(?:writer|reporter|correspondent|editor|journalist|bureau chief|columnist|contributor))(?:\s+in\s+\p{Lu}\p{L}+)?$",
    ))
});

static MAIL_BYLINE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:\p{Lu}[\p{L}\p{M}'’.\-]*\s+){1,4}[\[(<]\s*[\w.+-]+@[\w.-]+\s*[\])>]$"));

static KOREAN_BYLINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[\[(]?(?:[가-힣]+\s?[=|/]\s?)?[가-힣]{2,4}\s?(?:선임|전문)?(?:기자|특파원|논설위원)[\])]?(?:\s+[\w.+-]+@[\w.-]+)?$",
    )
});

/// Whether a line names the writers and does nothing else.
pub(crate) fn is_byline(line: &str) -> bool {
    let line = line.trim();
    let words = line.split_whitespace().count();
    if !(2..=16).contains(&words) {
        return words == 1 && KOREAN_BYLINE.is_match(line);
    }
    if let Some(c) = BYLINE.captures(line) {
        let names = &c["names"];
        let capital = names.split_whitespace().filter(|word| word.starts_with(char::is_uppercase)).count();
        // "By Monday evening" and "By Train" are no names; a day or month is never one.
        let first = names.split_whitespace().next().unwrap_or("");
        return capital >= 1 && !is_calendar_word(first) && (capital >= 2 || !line.ends_with('.'));
    }
    MAIL_BYLINE.is_match(line) || ROLE_BYLINE.is_match(line) || KOREAN_BYLINE.is_match(line)
}

fn is_calendar_word(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    const DAYS: &[&str] =
        &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "the", "now"];
    DAYS.contains(&word.as_str()) || word.len() > 3 && date::month(&word).is_some()
}

/// A line that is about a date and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DateLine {
    /// When the story came out, as far as the line says.
    pub(crate) published: Option<Stamp>,
    /// When it was last changed.
    pub(crate) modified: Option<Stamp>,
}

/// Labels of the day of a change; any other label is one of publication.
const CHANGED: &[&str] = &[
    "updated",
    "last updated",
    "modified",
    "last modified",
    "revised",
    "corrected",
    "aktualisiert",
    "actualizado",
    "mis à jour",
    "aggiornato",
    "atualizado",
    "bijgewerkt",
    "обновлено",
    "수정",
    "最終更新",
    "更新",
];

/// Reads a line that has a date and, besides it, only labels.
pub(crate) fn date_line(line: &str, order: Order) -> Option<DateLine> {
    if line.chars().count() > 160 {
        return None;
    }
    let stamps = date::find(line, order);
    let first = stamps.first()?;
    let mut found = DateLine { published: None, modified: None };
    let mut label_start = 0;
    let mut words = 0;
    for stamp in &stamps {
        let label = line.get(label_start..stamp.range.start).unwrap_or("");
        words += content_words(label);
        let label = label.to_lowercase();
        let changed = CHANGED.iter().any(|word| label.contains(word));
        let slot = if changed { &mut found.modified } else { &mut found.published };
        slot.get_or_insert_with(|| stamp.clone());
        label_start = stamp.range.end;
    }
    words += content_words(line.get(label_start..).unwrap_or(""));
    // "By Ana Sorel, 3 March 2026" is a byline with a date, and "The war of 3 March 2026" a headline.
    (words <= 1 && first.range.start < 60).then_some(found)
}

/// Words of a date line that are neither labels nor parts of a time.
fn content_words(part: &str) -> usize {
    const LABELS: &str = "a.m actualizado aggiornato ago aktualisiert am at bijgewerkt bst by cest cet corrected created \
        data date datum de del dienstag dimanche domingo donnerstag día edt el entered erschienen \
        erstellt erstveröffentlichung est fecha first freitag fri friday gepubliceerd gmt heure hora \
        hours il issued ist jeudi jour jueves kst last le local lundi lunes mardi martes mercredi min \
        mins minute minutes mis mittwoch miércoles modified mon monday montag on p.m pm posted pst \
        pubblicato publicado publication published publié read release released revised samedi samstag \
        sat saturday sonntag stand sun sunday sábado thu thur thurs thursday time tue tues tuesday uhr \
        um update updated utc vendredi veröffentlicht viernes vom wed wednesday à обновлено опубликовано \
        公開 更新 発行 기사입력 등록 수정 오전 오후 입력";
    part.split(|c: char| c.is_whitespace() || ":|,()[]·–—-/.".contains(c))
        .filter(|word| {
            word.chars().any(char::is_alphabetic)
                && !LABELS.split(' ').any(|label| label == word.to_lowercase())
        })
        .count()
}

/// What a caption says besides its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CaptionSigns {
    /// Who took the picture or passed it on.
    pub(crate) credit: Option<String>,
    /// Whether the line is the credit and nothing else.
    pub(crate) bare: bool,
    /// Whether the form leaves no doubt; a paragraph may also end in "(Reuters)".
    pub(crate) sure: bool,
}

const AGENCY: &str = concat!(
    r"(?:AP|AFP|EPA|EPA-EFE|Reuters|REUTERS|Yonhap|YONHAP|Xinhua|Kyodo|Jiji|TASS|Tass|RIA Novosti|Sputnik|Interfax|UPI|ANSA|DPA|dpa|APA|EFE|PTI|ANI|",
    r"Anadolu|AA|Bloomberg|Getty|Getty Images|Shutterstock|iStock|Alamy|Corbis|Magnum|Keystone|Belga|TT|NTB|Ritzau|Lehtikuva|PA|PA Wire|PA Media|AAP|CP|",
    r"The Canadian Press|The Associated Press|Associated Press|Agence France-Presse|KCNA|KNS|News1|NEWS1|Newsis|NEWSIS|imago|Imago|Pixabay|Unsplash|Ukrinform)"
);

static PHOTO_BRACKET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[\[(]\s*(?i:(?:(?:file|handout|courtesy|pool|screen|undated)\s+)*(?:photos?|photography|image|picture|pic|foto|bild|credit|photo credit|사진|제공|graphic|illustration|screenshot|source))\s*(?:by\s+|courtesy of\s+|credit|[:=/|–-]+\s*|\s)\s*(?P<credit>[^\[\]()]{2,80}?)\s*[\])]\s*\.?$",
    )
});
static AGENCY_PHOTO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"[\[(]\s*(?P<credit>{AGENCY}\s+(?:Photo|Image|photo|Pool|TV|Video)\b[^\[\]()]{{0,60}}|[^\[\]()]{{2,60}}?\s+via\s+{AGENCY}[^\[\]()]{{0,20}}|{AGENCY}\s*/\s*[^\[\]()]{{2,50}}|[^\[\]()]{{2,50}}\s*/\s*{AGENCY})\s*[\])]\s*\.?$"
    ))
});
static SQUARE_CAPITALS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\[\s*(?P<credit>[\p{Lu}\d][\p{Lu}\d&.\-/, ]{1,50})\s*\]\s*\.?$"));
static SQUARE_AGENCY: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"\[\s*(?P<credit>{AGENCY})\s*\]\s*\.?$")));
static ROUND_AGENCY: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"\(\s*(?P<credit>{AGENCY})\s*\)\s*\.?$")));
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[.!?…”\x22)|]\s+|\s[|–—/]\s*)(?:(?i:(?:file |handout |pool )?(?:photo|photograph|photography|image|picture|foto|bild|crédit photo|crédit|credit|photo credit|image credit|image source|사진))(?:\s+(?i:by|courtesy of))?\s*[:/=]\s*|(?i:(?:photo|photograph|picture|image)s? (?:by|courtesy of))\s+|©\s*)(?P<credit>[\p{Lu}\p{Lo}\d][^.!?:]{1,70})\.?$",
    )
});
static SLASHED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:^|[.!?…”\x22)]\s+|\s[|–—/]\s*)(?P<credit>{AGENCY}\s*/\s*\p{{Lu}}[\p{{L}}\p{{M}} .'’\-]{{1,40}}|\p{{Lu}}[\p{{L}}\p{{M}} .'’\-]{{1,40}}\s*/\s*{AGENCY}(?:/[\p{{L}} ]+)?|\p{{Lu}}[\p{{L}} ]{{1,40}} via {AGENCY}(?: Images)?)\s*$"
    ))
});
/// An agency that is not known by name shows by its capitals: `MERIDIAN/Ana Sorel`.
static CAPITALS_SLASHED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[.!?…”\x22]\s+)(?P<credit>\p{Lu}[\p{Lu}\d &-]{1,25}/\s?\p{Lu}[\p{L}\p{M}.'’\-]+(?:\s\p{Lu}[\p{L}\p{M}.'’\-]*){0,3})$",
    )
});
static BARRED: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"[.!?…”\x22]\s*(?:\||/|–|—)\s*(?P<credit>{AGENCY})\s*$")));
static OPENED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:[▲△▶]\s*\S|(?i:(?:file )?(?:photo|caption|image|picture|foto|bild)\s*:\s)|(?i:in this )(?:[\p{L}\d.,]+ ){0,5}(?i:photo|image|picture|photograph|frame grab|screen grab|screengrab|still image|handout)\b|(?i:FILE\s*(?:PHOTO)?\s*[-–—:]))",
    )
});

/// What of a caption a text shows, `None` when nothing does.
pub(crate) fn caption(text: &str) -> Option<CaptionSigns> {
    let text = text.trim();
    if text.split_whitespace().count() > 90 {
        return None;
    }
    let sure: [&Regex; 7] = [
        &PHOTO_BRACKET,
        &AGENCY_PHOTO,
        &SQUARE_AGENCY,
        &SQUARE_CAPITALS,
        &LABELLED,
        &SLASHED,
        &CAPITALS_SLASHED,
    ];
    let doubtful: [&Regex; 2] = [&ROUND_AGENCY, &BARRED];
    let with = |patterns: &[&Regex], sure: bool| {
        patterns.iter().find_map(|pattern| pattern.captures(text)).map(|c| {
            let start = c.get(0).map_or(0, |whole| whole.start());
            // A match that opens with the end of the sentence before it is not the whole line.
            let before = text.get(..start).unwrap_or("");
            let bare =
                before.trim().is_empty() && !c[0].starts_with(['.', '!', '?', '…', '”', '"', ')', ']']);
            CaptionSigns { credit: Some(clean_credit(&c["credit"])), bare, sure }
        })
    };
    let found = with(&sure, true).or_else(|| with(&doubtful, false));
    match found {
        Some(signs) => Some(CaptionSigns { sure: signs.sure || OPENED.is_match(text), ..signs }),
        None if OPENED.is_match(text) => Some(CaptionSigns { credit: None, bare: false, sure: true }),
        None => None,
    }
}

fn clean_credit(credit: &str) -> String {
    let credit = credit.trim().trim_end_matches(['.', ',', '|', '/']).trim();
    credit.trim_start_matches(['©', ':', '/']).trim().to_owned()
}

static KNOWN_AGENCY: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("^{AGENCY}$")));

static DATELINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?P<head>(?P<place>\p{Lu}[\p{L}\p{M}'’.\-]*(?:[ /]\p{L}[\p{L}\p{M}'’.\-]*){0,3}(?:,\s?\p{Lu}[\p{L}\p{M}.'’]*(?:\s\p{Lu}[\p{L}\p{M}.'’]*){0,3}){0,2})?",
        r"(?P<date>,?\s+(?:\p{L}{3,10}\.?\s+\d{1,2}|\d{1,2}\.?\s+\p{L}{3,10}\.?)(?:,?\s+(?:19|20)\d\d)?)?,?",
        r"(?P<agency>\s*[(\[][\p{L}][\p{L}\d./&’' \-]{1,40}[)\]])?)",
        r"(?P<dash>\s*(?:--+|—|–|―|\s-\s|:\s))",
    ))
});

/// The dateline that opens a paragraph (`SEOUL, Dec. 30 (Yonhap)`), without the dash after it.
pub(crate) fn dateline(paragraph: &str) -> Option<&str> {
    let c = DATELINE.captures(paragraph)?;
    let head = c.name("head")?.as_str().trim();
    let place = c.name("place").map_or("", |place| place.as_str());
    let capitals = place.split([' ', '/', ',']).next().is_some_and(|word| {
        word.chars().filter(|c| c.is_alphabetic()).count() >= 3 && !word.chars().any(char::is_lowercase)
    });
    let agency = c.name("agency").is_some();
    // "Ana Sorel (Labour) — the minister —" is no dateline, "Kerrin (AFP) —" is.
    let wire = c.name("agency").is_some_and(|part| {
        let name = part.as_str().trim_matches(|c: char| !c.is_alphabetic());
        KNOWN_AGENCY.is_match(name) || name.chars().count() >= 2 && !name.chars().any(char::is_lowercase)
    });
    let dated = c.name("date").is_some_and(|part| {
        let word = part.as_str().split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty());
        word.is_some_and(|word| date::month(word).is_some())
    });
    if c.name("date").is_some() && !dated {
        return None;
    }
    let dash = c.name("dash").map_or("", |dash| dash.as_str().trim());
    let enough = match dash {
        // "WARNING: the bridge is shut" is no dateline; a colon needs a date or an agency as well.
        ":" => agency || dated && capitals,
        _ => capitals || agency && (place.is_empty() || dated || wire) || dated && !place.is_empty(),
    };
    (enough && !head.is_empty()).then_some(head)
}

static PLACE_AND_DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\p{Lu}[\p{L}\p{M}'’.\-]*(?:[ /]\p{Lu}[\p{L}\p{M}'’.\-]*){0,2}(?:,\s?\p{Lu}[\p{L}\p{M}.'’]*)?,\s+(?:\p{L}{3,10}\.?\s+\d{1,2}|\d{1,2}\.?\s+\p{L}{3,10}\.?)",
        r"(?:,?\s+(?:19|20)\d\d)?(?:,?\s*[(\[][\p{L}][\p{L}\d./&' \-]{1,40}[)\]])?\s*(?:--|—|–)?\s*$",
    ))
});

/// Whether a line is place and date and nothing else (`KERRIN, 3 March`).
pub(crate) fn is_dateline(line: &str) -> bool {
    let month = |word: &str| word.len() > 2 && date::month(word).is_some();
    let opening = line.split_whitespace().next().unwrap_or("").to_lowercase();
    let running =
        ["on", "in", "at", "since", "by", "from", "until", "after", "before"].contains(&opening.as_str());
    !running && PLACE_AND_DATE.is_match(line) && line.split(|c: char| !c.is_alphabetic()).any(month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breadcrumbs() {
        assert_eq!(breadcrumb("Home > National > Politics").unwrap(), ["Home", "National", "Politics"]);
        assert_eq!(breadcrumb("News » World").unwrap(), ["News", "World"]);
        assert_eq!(breadcrumb("Home / Harbour / Ferries").unwrap().len(), 3);
        assert_eq!(breadcrumb("홈 > 정치 > 외교").unwrap().len(), 3);
        for line in [
            "Share | Print | Email",
            "The fleet grew to 40 > the limit of 30, the report said.",
            "Home",
            "Win / lose",
            "A headline that is longer than any section name could be > and goes on",
        ] {
            assert_eq!(breadcrumb(line), None, "{line}");
        }
    }

    #[test]
    fn bylines() {
        for line in [
            "By Ana Sorel",
            "BY ANA SOREL [sorel.ana@kerrinpost.example]",
            "By Ana Sorel and Piet van der Meer",
            "Von Ana Sorel",
            "By ANA SOREL, MARK TENN",
            "Ana Sorel, staff writer",
            "Ana Sorel (a.sorel@kerrinpost.example)",
            "김하나 기자 kim@example.kr",
        ] {
            assert!(is_byline(line), "{line}");
        }
        for line in [
            "By Monday evening the water had gone",
            "By train",
            "By Friday",
            "Passed by Parliament",
            "Ana Sorel",
        ] {
            assert!(!is_byline(line), "{line}");
        }
    }

    #[test]
    fn date_lines() {
        let read = |line| date_line(line, Order::Unknown);
        let day = |stamp: Option<Stamp>| stamp.map(|stamp| stamp.day.to_string());
        let both = read("Published : 2026-03-02 20:34 | Updated : 2026-03-03 08:00").unwrap();
        assert_eq!(day(both.published).as_deref(), Some("2026-03-02"));
        assert_eq!(day(both.modified).as_deref(), Some("2026-03-03"));
        for line in [
            "Mar 2,2026",
            "Monday, 2 March 2026, 8:34 p.m. KST",
            "입력 2026.03.02 오후 8:34",
            "Posted on 2 March 2026",
        ] {
            assert_eq!(day(read(line).unwrap().published).as_deref(), Some("2026-03-02"), "{line}");
        }
        for line in [
            "The treaty of 2 March 2026",
            "By Ana Sorel, 2 March 2026",
            "2 March",
            "It was signed on 2 March 2026.",
        ] {
            assert!(read(line).is_none(), "{line}");
        }
    }

    #[test]
    fn captions_and_their_credits() {
        for (text, credit) in [
            ("Minister Sorel leaves the hall in Kerrin on Sunday. [YONHAP]", "YONHAP"),
            ("Minister Sorel leaves the hall. [Yonhap]", "Yonhap"),
            ("Minister Sorel leaves the hall. (Photo: AP)", "AP"),
            ("Minister Sorel leaves the hall (Photo by Mark Tenn)", "Mark Tenn"),
            ("Minister Sorel leaves the hall. (AP Photo/Mark Tenn)", "AP Photo/Mark Tenn"),
            (
                "Minister Sorel leaves the hall. (Mark Tenn/AFP via Getty Images)",
                "Mark Tenn/AFP via Getty Images",
            ),
            ("Minister Sorel leaves the hall. Reuters/Mark Tenn", "Reuters/Mark Tenn"),
            ("Minister Sorel leaves the hall. Photo: Mark Tenn", "Mark Tenn"),
            ("Minister Sorel leaves the hall. Photograph: Mark Tenn/EPA", "Mark Tenn/EPA"),
            ("Minister Sorel leaves the hall. © AFP", "AFP"),
            ("Minister Sorel leaves the hall, March 4, 2026. MERIDIAN/Mark Tenn", "MERIDIAN/Mark Tenn"),
        ] {
            let signs = caption(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(signs.credit.as_deref(), Some(credit), "{text}");
            assert!(signs.sure && !signs.bare, "{text}: {signs:?}");
        }
        assert!(caption("Photo: Mark Tenn").unwrap().bare);
        assert!(caption("Reuters/Mark Tenn").unwrap().bare);
        assert!(!caption("Minister Sorel leaves the hall. (Reuters)").unwrap().sure);
        assert!(caption("In this undated photo Minister Sorel leaves the hall.").unwrap().sure);
        for text in [
            "The minister [who resigned] left the hall.",
            "He works for Reuters and the AP.",
            "The share of women (of all ages) rose.",
            "“It is over,” said Minister Sorel (47).",
        ] {
            assert_eq!(caption(text), None, "{text}");
        }
    }

    #[test]
    fn datelines() {
        for (text, head) in [
            ("SEOUL, Dec. 30 (Yonhap) -- The two sides met.", "SEOUL, Dec. 30 (Yonhap)"),
            ("KERRIN (Reuters) - The two sides met.", "KERRIN (Reuters)"),
            ("KERRIN, Varland (AP) — The two sides met.", "KERRIN, Varland (AP)"),
            ("PORT KERRIN — The two sides met.", "PORT KERRIN"),
            ("Kerrin, 3 March (VNA) – The two sides met.", "Kerrin, 3 March (VNA)"),
            ("(Reuters) - The two sides met.", "(Reuters)"),
        ] {
            assert_eq!(dateline(text), Some(head), "{text}");
        }
        for text in [
            "WARNING: the bridge is shut.",
            "The two sides — old rivals — met.",
            "Kerrin – the old port – is shut.",
            "Ana Sorel (Labour) — the minister — left.",
            "At 3 p.m. - or later - they met.",
            "Kim: we are ready.",
        ] {
            assert_eq!(dateline(text), None, "{text}");
        }
        assert!(is_dateline("KERRIN, 3 March") && is_dateline("Kerrin, March 3, 2026 (VNA)"));
        assert!(!is_dateline("Kerrin, city of 30 bridges") && !is_dateline("On Monday, March 3"));
    }
}
