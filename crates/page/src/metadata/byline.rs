//! Names of writers, cleaned of "By", roles, addresses and agencies' habits.

use regex::Regex;
use std::sync::LazyLock;

#[expect(clippy::unwrap_used, reason = "the patterns are constants, and the tests compile every one of them")]
fn pattern(source: &str) -> Regex {
    Regex::new(source).unwrap()
}

static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)^(?:(?:exclusive|analysis|opinion|interview)\s*[:|]?\s+)?",
        r"(?:(?:reported|story|written|posted|published|words|text|article|report|submitted|created|reviewed)\s+by|view all posts by|all posts by|zeige alle beiträge von|",
        r"(?:ein |blog[ -]?)?(?:artikel|beitrag)\s+von|(?:geschrieben|verfasst|veröffentlicht|erstellt|gepostet)\s+von|pressemitteilung von|publié par|écrit par|escrito por|publicado por|scritto da|",
        r"by|von|vom|par|por|di|door|av|af|autor(?:in|en)?|auteur(?:\(s\)|s)?|author(?:\(s\)|s)?|text|texte|redacción|redaktion|автор)(?:\b|\s|:)\s*:?\s*",
    ))
});
static GLUED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:By|Von|Author|Autor|Auteur|Par|Por|Veröffentlicht von|Written by)(?P<name>\p{Lu}\p{Ll}+(?:\s.*)?)$",
    )
});
static MAIL: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\[(<]?\s*[\w.+-]+@[\w-]+(?:\.[\w-]+)+\s*[\])>]?"));
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| pattern(r"https?://\S+|www\.\S+|@\w+"));
static ROLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)^(?:(?:the|our|a|an|senior|chief|special|staff|foreign|political|economics?|business|diplomatic|defen[cs]e|regional|national|world|",
        r"science|health|sports?|technology|security|legal|environment|deputy|managing|associate|assistant|contributing|news|guest|digital|data|lead|freelance|video|social|media|investigations?)\s+)*",
        r"(?:writers?|reporters?|correspondents?|editors?|journalists?|bureau chief|columnists?|contributors?|producers?|author|redakteur(?:in)?|redaktion|reporterin|journaliste|rédacteur|redactor|periodista|기자|특파원)\b.*$",
    ))
});
static DATED_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\s*[,|·•–-]\s*|\s+)(?:(?:on|am|le|el)\s+)?(?:published|updated|posted|last|veröffentlicht)?\s*:?\s*(?:\p{L}+day,?\s+)?(?:\d{1,2}[.\s]\s?\p{L}{3,}|\p{L}{3,9}\.?\s+\d{1,2},|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}).*$",
    )
});

/// The names in a byline, joined by ", "; `None` when it names nobody.
pub(crate) fn clean(line: &str) -> Option<String> {
    let mut text: String = line.split_whitespace().collect::<Vec<_>>().join(" ");
    text = MAIL.replace_all(&text, " ").into_owned();
    text = ADDRESS.replace_all(&text, " ").into_owned();
    text = DATED_END.replace(&text, "").into_owned();
    // Markup without a space between label and name: "ByAna Sorel".
    let text = GLUED.replace(text.trim(), "$name");
    let text = OPENING.replace(&text, "");
    let mut names: Vec<String> = Vec::new();
    for part in split(&text) {
        let name = part.trim_matches(|c: char| c.is_whitespace() || "|·•–—-,;:*[]()<>\"“”".contains(c));
        let name = name.trim_end_matches(" 기자").trim_end_matches(" 특파원").trim();
        let name = name.strip_suffix('.').filter(|rest| !rest.ends_with(char::is_uppercase)).unwrap_or(name);
        let name = name.split(" in ").next().filter(|short| short.split(' ').count() >= 2).unwrap_or(name);
        if !is_name(name) || names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            continue;
        }
        names.push(name.to_owned());
    }
    (!names.is_empty()).then(|| names.join(", "))
}

/// The parts of a byline that may each be a name.
fn split(text: &str) -> Vec<&str> {
    let mut parts = vec![text];
    for mark in [
        " and ", " und ", " et ", " y ", " & ", " with ", " AND ", ",", ";", "|", " / ", "·", "•", "\n",
        " – ", " — ", " - ", "(",
    ] {
        parts = parts.into_iter().flat_map(|part| part.split(mark)).collect();
    }
    parts
}

/// Whether a part may be somebody's name: it has letters, is short, and is no role, place of a sentence or address.
fn is_name(name: &str) -> bool {
    let words = name.split_whitespace().count();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let lower = name.to_lowercase();
    const EMPTY: &str = "|admin|administrator|wordpressadmin|author|authors|editor|staff|agencies|unknown|none|no author|null|\
        guest|anonymous|redaktion|team|user|by|stand|webmaster|";
    let starts = name
        .chars()
        .next()
        .is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || !c.is_lowercase() && c.is_alphabetic());
    let particle =
        ["de ", "van ", "von ", "al-", "el-", "bin ", "d'", "della ", "di ", "le ", "la ", "ter ", "ten "];
    (1..=6).contains(&words)
        && (2..=60).contains(&letters)
        && (starts || particle.iter().any(|start| lower.starts_with(start)) || words <= 2)
        && !EMPTY.contains(&format!("|{lower}|"))
        && !ROLE.is_match(name)
        && !name.contains(['/', '@', '?', '!', '='])
        && name.chars().filter(char::is_ascii_digit).count() <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_freed_of_what_stands_around_them() {
        for (line, names) in [
            ("By Ana Sorel", "Ana Sorel"),
            ("BY ANA SOREL [sorel.ana@kerrinpost.example]", "ANA SOREL"),
            ("By Ana Sorel and Piet van der Meer, Staff Writers", "Ana Sorel, Piet van der Meer"),
            ("Von Ana Sorel, Redakteurin", "Ana Sorel"),
            ("Reported by Ana Sorel in Kerrin", "Ana Sorel"),
            ("Ana Sorel | Senior Political Correspondent", "Ana Sorel"),
            ("By Ana Sorel  Published 3 March 2026", "Ana Sorel"),
            ("By Ana Sorel, March 3, 2026", "Ana Sorel"),
            ("Ana Sorel, Ana Sorel; Mark Tenn Jr.", "Ana Sorel, Mark Tenn Jr"),
            ("by J.K. Tenn", "J.K. Tenn"),
            ("김하나 기자", "김하나"),
            ("ByAna Sorel", "Ana Sorel"),
            ("Auteur: Ana Sorel", "Ana Sorel"),
            ("View all posts by Ana Sorel", "Ana Sorel"),
            ("vom Krimiblogger", "Krimiblogger"),
        ] {
            assert_eq!(clean(line).as_deref(), Some(names), "{line}");
        }
        for line in [
            "By",
            "Staff writer",
            "admin",
            "wordpressadmin",
            "agencies",
            "stand",
            "https://kerrinpost.example/ana",
            "editor@kerrinpost.example",
            "",
        ] {
            assert_eq!(clean(line), None, "{line}");
        }
    }
}
