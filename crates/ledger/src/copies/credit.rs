//! Whose story an article says it is: the agency named in its dateline, byline, opening or sign-off.
//!
//! "KERRIN, March 4 (Meridian) -", "By Meridian Wire", "ONA - The ministry …", "(Reporting by …; Meridian)",
//! "Source: VNA". Help from
//! an agency ("with material from AFP", "Reuters contributed to this report") is no credit: the story is the
//! outlet's own.

use dunlin_record::{Article, BlockRole};
use serde::{Deserialize, Serialize};

/// News agencies by short and full name: who may be credited with a bare name.
const AGENCIES: [(&str, &str); 47] = [
    ("AA", "Anadolu Agency"),
    ("AAP", "Australian Associated Press"),
    ("AFP", "Agence France-Presse"),
    ("AGERPRES", "Agerpres"),
    ("ANI", "Asian News International"),
    ("ANSA", "Agenzia Nazionale Stampa Associata"),
    ("AP", "Associated Press"),
    ("APA", "Austria Presse Agentur"),
    ("ATA", "Albanian Telegraphic Agency"),
    ("BELTA", "Belarusian Telegraph Agency"),
    ("BERNAMA", "Bernama"),
    ("BLOOMBERG", "Bloomberg News"),
    ("BNS", "Baltic News Service"),
    ("BTA", "Bulgarian News Agency"),
    ("CNA", "Central News Agency"),
    ("CP", "Canadian Press"),
    ("CTK", "Czech News Agency"),
    ("DPA", "Deutsche Presse-Agentur"),
    ("EFE", "Agencia EFE"),
    ("HINA", "Croatian News Agency"),
    ("IANS", "Indo-Asian News Service"),
    ("INTERFAX", "Interfax"),
    ("IRNA", "Islamic Republic News Agency"),
    ("ISNA", "Iranian Students News Agency"),
    ("JIJI", "Jiji Press"),
    ("KCNA", "Korean Central News Agency"),
    ("KUNA", "Kuwait News Agency"),
    ("KYODO", "Kyodo News"),
    ("LUSA", "Lusa"),
    ("MTI", "Hungarian Telegraphic Office"),
    ("NAN", "News Agency of Nigeria"),
    ("NTB", "Norsk Telegrambyrå"),
    ("PA", "Press Association"),
    ("PAP", "Polish Press Agency"),
    ("PTI", "Press Trust of India"),
    ("QNA", "Qatar News Agency"),
    ("REUTERS", "Reuters"),
    ("RIA", "RIA Novosti"),
    ("SANA", "Syrian Arab News Agency"),
    ("SPA", "Saudi Press Agency"),
    ("STA", "Slovenian Press Agency"),
    ("TASS", "TASS"),
    ("UNI", "United News of India"),
    ("UPI", "United Press International"),
    ("WAFA", "Palestinian News and Information Agency"),
    ("XINHUA", "Xinhua News Agency"),
    ("YONHAP", "Yonhap News Agency"),
];

/// Words that name what an outlet is and not which.
const GENERIC: [&str; 13] = [
    "the",
    "news",
    "newswire",
    "newswires",
    "agency",
    "wire",
    "wires",
    "press",
    "service",
    "services",
    "com",
    "ltd",
    "inc",
];

/// Words that make a byline an agency's.
const AGENCY_WORDS: [&str; 7] = ["agency", "agencies", "wire", "wires", "newswire", "newswires", "press"];

/// The agency whose story an article is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// Its name as the article has it.
    pub agency: String,
    /// Where the article says so.
    pub basis: CreditBasis,
}

/// Where a credit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CreditBasis {
    /// In the dateline: "KERRIN, March 4 (Meridian) -".
    Dateline,
    /// In the byline: "Meridian Wire".
    Byline,
    /// Before the first sentence: "ONA - …".
    Opening,
    /// Behind the last: "(AFP)", "Source: AFP".
    SignOff,
}

impl CreditBasis {
    /// The word it is kept as.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dateline => "dateline",
            Self::Byline => "byline",
            Self::Opening => "opening",
            Self::SignOff => "sign-off",
        }
    }
}

/// Reads an article's credit; `None` when it names no agency as its source.
pub fn credit(article: &Article) -> Option<Credit> {
    let body: Vec<&str> = article
        .blocks
        .iter()
        .filter(|b| b.role == BlockRole::Paragraph)
        .map(|b| b.span.of(&article.text))
        .collect();
    let found = |agency: &str, basis| Some(Credit { agency: agency.trim().to_owned(), basis });
    let dateline = article.dateline.as_deref().unwrap_or_default();
    if let Some(agency) = bracketed(dateline).or_else(|| known(last_part(dateline))) {
        return found(agency, CreditBasis::Dateline);
    }
    if let Some(byline) = article.byline.as_deref()
        && is_agency(byline)
    {
        return found(byline, CreditBasis::Byline);
    }
    let first = body.first().copied().unwrap_or_default();
    // "KERRIN (Meridian) - …" that no dateline was made of; the bracket must stand before the dash.
    let opening = first.chars().take(80).collect::<String>();
    if let Some((head, _)) = split_at_dash(&opening) {
        if let Some(agency) = bracketed(head).filter(|_| head.trim_end().ends_with(')')) {
            return found(agency, CreditBasis::Dateline);
        }
        if let Some(agency) = known(head).or_else(|| speaks_of_itself(head, article)) {
            return found(agency, CreditBasis::Opening);
        }
    }
    let last = body.iter().rev().take(2);
    let set_aside = article.furniture.iter().rev().take(12).map(|f| f.text.as_str());
    for line in last.copied().chain(set_aside).filter(|line| line.chars().count() < 240) {
        let line = line.trim().trim_end_matches('.');
        let named = ["Source:", "Credit:", "Agency:"].iter().find_map(|label| line.strip_prefix(label));
        // The bracket alone on its line, or behind the last sentence.
        let behind = line
            .strip_suffix(')')
            .and_then(|rest| rest.rsplit_once('('))
            .map(|(_, inside)| inside)
            .and_then(known);
        if let Some(agency) =
            named.and_then(|n| known(n).or_else(|| Some(n).filter(|n| is_agency(n)))).or(behind)
        {
            return found(agency, CreditBasis::SignOff);
        }
    }
    None
}

/// Whether two names are the same outlet's: "Meridian" and "Meridian Wire", "AFP" and "Agence France-Presse".
pub fn same_outlet(one: &str, other: &str) -> bool {
    let (one, other) = (outlet_key(one), outlet_key(other));
    !one.is_empty() && one == other
}

/// An outlet's name as it is compared: lower case, without "the", "news", "agency", "wire"; agencies by their short
/// name.
pub fn outlet_key(name: &str) -> String {
    if let Some((short, _)) = entry(name) {
        return short.to_lowercase();
    }
    let all: Vec<String> = crate::words::words(name).collect();
    let telling: Vec<&str> = all.iter().map(String::as_str).filter(|w| !GENERIC.contains(w)).collect();
    if telling.is_empty() { all.join(" ") } else { telling.join(" ") }
}

fn entry(name: &str) -> Option<&'static (&'static str, &'static str)> {
    let name = name.trim().trim_start_matches("The ").trim_start_matches("the ");
    AGENCIES.iter().find(|(short, full)| short.eq_ignore_ascii_case(name) || full.eq_ignore_ascii_case(name))
}

/// The name, when it is that of a known agency. Short names must be in capitals: "pa" and "sta" are words.
fn known(name: &str) -> Option<&str> {
    let name = name.trim();
    entry(name)
        .filter(|(short, full)| name == *short || full.eq_ignore_ascii_case(name) || short.len() > 4)
        .map(|_| name)
}

fn is_agency(name: &str) -> bool {
    known(name).is_some()
        || (crate::words::words(name).count() <= 5
            && crate::words::words(name).last().is_some_and(|w| AGENCY_WORDS.contains(&w.as_str())))
}

/// What stands in brackets in a dateline: "KERRIN, March 4 (Meridian)".
fn bracketed(dateline: &str) -> Option<&str> {
    let (_, rest) = dateline.split_once('(')?;
    let (inside, _) = rest.split_once(')')?;
    let capital = inside.chars().next().is_some_and(char::is_uppercase);
    // "(AP Photo)", "(2 p.m.)" and the like are none.
    (capital && inside.split_whitespace().count() <= 4 && !inside.chars().any(|c| c.is_ascii_digit()))
        .then_some(inside)
}

/// What stands behind the last comma or dash: "PARIS - AFP".
fn last_part(dateline: &str) -> &str {
    dateline.rsplit([',', '-', '–', '—', '/']).next().unwrap_or_default()
}

fn split_at_dash(text: &str) -> Option<(&str, &str)> {
    [" - ", " – ", " — ", " -- ", "— ", "– "].iter().find_map(|dash| text.split_once(dash))
}

/// "ONA – …" where the article itself calls ONA an agency or the outlet bears the name.
fn speaks_of_itself<'a>(head: &'a str, article: &Article) -> Option<&'a str> {
    let head = head.trim();
    let short = (2..=8).contains(&head.len()) && head.chars().all(|c| c.is_ascii_uppercase());
    let called = ["agency ", "Agency ", "agency, ", "wire service "]
        .iter()
        .any(|before| article.text.contains(&format!("{before}{head}")));
    let own = article.outlet.as_deref().is_some_and(|outlet| same_outlet(outlet, head));
    (short && (called || own)).then_some(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dunlin_record::{Furniture, FurnitureKind};

    fn of(dateline: Option<&str>, byline: Option<&str>, text: &str) -> Option<(String, CreditBasis)> {
        let mut article = Article::of_paragraphs(text.to_owned());
        article.dateline = dateline.map(str::to_owned);
        article.byline = byline.map(str::to_owned);
        credit(&article).map(|c| (c.agency, c.basis))
    }

    #[test]
    fn credits_are_read_where_outlets_put_them() {
        let told = |agency: &str, basis| Some((agency.to_owned(), basis));
        assert_eq!(
            of(Some("KERRIN, March 4 (Meridian)"), None, "A."),
            told("Meridian", CreditBasis::Dateline)
        );
        assert_eq!(of(Some("PARIS, AFP"), None, "A."), told("AFP", CreditBasis::Dateline));
        assert_eq!(of(None, Some("Meridian Wire"), "A."), told("Meridian Wire", CreditBasis::Byline));
        assert_eq!(of(None, None, "TARSK (ONA) - The dam is full."), told("ONA", CreditBasis::Dateline));
        assert_eq!(of(None, None, "TASS - The dam is full."), told("TASS", CreditBasis::Opening));
        assert_eq!(
            of(None, None, "ONA – The dam is full, the state agency ONA has learned."),
            told("ONA", CreditBasis::Opening)
        );
        assert_eq!(
            of(None, None, "The dam is full.\n\nNobody came. (AFP)"),
            told("AFP", CreditBasis::SignOff)
        );
    }

    #[test]
    fn places_people_and_help_are_no_credit() {
        assert_eq!(of(Some("LIMA, March 11"), Some("Ana Sorel"), "A."), None);
        assert_eq!(of(None, None, "LIMA – The dam is full."), None, "a place, not an agency");
        assert_eq!(
            of(None, None, "He came (and stayed) - at first.\n\nReuters contributed to this report."),
            None
        );
        assert_eq!(of(None, Some("Courier staff"), "A.\n\nWith material from AFP"), None);
    }

    #[test]
    fn sign_offs_that_were_set_aside_are_read_too() {
        let mut article = Article::of_paragraphs("The dam is full.".to_owned());
        article.furniture.push(Furniture {
            kind: FurnitureKind::Other,
            page_bytes: vec![],
            text: "Source: Yonhap".into(),
            limit: None,
        });
        assert_eq!(credit(&article).unwrap().agency, "Yonhap");
    }

    #[test]
    fn names_of_one_outlet_are_the_same() {
        assert!(same_outlet("Meridian", "Meridian Wire"));
        assert!(same_outlet("AFP", "Agence France-Presse"));
        assert!(same_outlet("The Associated Press", "AP"));
        assert!(!same_outlet("Northern Ledger", "Northern Star"));
        assert!(!same_outlet("", ""));
    }
}
