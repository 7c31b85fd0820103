//! When two spellings are one name: without case, accents, punctuation and possessive.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The key under which a name is kept: `Kim Jong-un’s` and `KIM JONG UN` have the same.
pub fn key(name: &str) -> String {
    let name = name.trim();
    let name = ["'s", "’s"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    let mut key = String::with_capacity(name.len());
    for c in name.nfkd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase) {
        match c {
            // U.S. and US are one, and so are O'Neill and ONeill.
            '.' | '\'' | '’' => {}
            c if c.is_alphanumeric() => key.push(c),
            _ if key.is_empty() || key.ends_with(' ') => {}
            _ => key.push(' '),
        }
    }
    let key: String = key.trim_end().nfc().collect();
    if key.is_empty() { name.to_owned() } else { key }
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn spellings_of_one_name_have_one_key() {
        for (one, other) in [
            ("Kim Jong-un’s", "KIM JONG UN"),
            ("U.S.", "US"),
            ("São Tomé", "Sao Tome"),
            ("O'Neill", "O’Neill"),
            ("  Varland  ", "varland"),
        ] {
            assert_eq!(key(one), key(other));
        }
        assert_ne!(key("Henrik Lossen"), key("Lossen"));
        assert_eq!(key("김정은"), key("김정은"));
        assert_eq!(key("…"), "…", "a name of signs alone stays");
    }
}
