//! Dictionary phrases: words that must stand next to each other (`_`) or may have others between them (blank).

/// What may stand between a word of a phrase and the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Link {
    /// Nothing: `_`.
    Close,
    /// Other words: a blank.
    Open,
}

/// A phrase of a dictionary, in capitals.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Phrase {
    /// Its words, each with what may follow it.
    pub(crate) words: Vec<(String, Link)>,
    /// Whether it ends with `_`: it ends there, and no plural is made of it.
    pub(crate) stopped: bool,
}

impl Phrase {
    /// Reads `NAME_OF ACTOR_`. Possessive endings go, since they go from the text as well.
    pub(crate) fn read(text: &str) -> Self {
        let text = text.trim();
        let stopped = text.ends_with('_');
        let mut words: Vec<(String, Link)> = Vec::new();
        for part in text.split_whitespace() {
            for word in part.split('_') {
                let word = plain(word);
                if !word.is_empty() {
                    words.push((word, Link::Close));
                }
            }
            if let Some(last) = words.last_mut() {
                last.1 = Link::Open;
            }
        }
        Self { words, stopped }
    }

    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// With its last word replaced.
    pub(crate) fn with_last(&self, word: String) -> Self {
        let mut other = self.clone();
        if let Some(last) = other.words.last_mut() {
            last.0 = word;
        }
        other
    }

    /// The words and how they are linked, as the file has them.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for (at, (word, link)) in self.words.iter().enumerate() {
            text.push_str(word);
            if at + 1 < self.words.len() {
                text.push(if *link == Link::Close { '_' } else { ' ' });
            }
        }
        text
    }
}

/// A word in capitals, without a possessive ending.
pub(crate) fn plain(word: &str) -> String {
    let word = word.replace('\u{2019}', "'").to_uppercase();
    match word.strip_suffix("'S").or_else(|| word.strip_suffix('\'')) {
        Some(stem) if !stem.is_empty() => stem.to_owned(),
        _ => word,
    }
}

/// The regular plural of a noun in capitals.
pub(crate) fn plural(word: &str) -> String {
    let vowel = |c: Option<char>| matches!(c, Some('A' | 'E' | 'I' | 'O' | 'U'));
    if let Some(stem) = word.strip_suffix('Y')
        && !vowel(stem.chars().last())
    {
        return format!("{stem}IES");
    }
    if word.ends_with('S')
        || word.ends_with('X')
        || word.ends_with('Z')
        || word.ends_with("CH")
        || word.ends_with("SH")
    {
        return format!("{word}ES");
    }
    format!("{word}S")
}

/// The regular forms of a verb in capitals besides itself: third person, past, participle. Like PETRARCH, it doubles
/// no consonant: such verbs list their forms in the file.
pub(crate) fn verb_forms(base: &str) -> Vec<String> {
    let vowel = |c: Option<char>| matches!(c, Some('A' | 'E' | 'I' | 'O' | 'U'));
    if let Some(stem) = base.strip_suffix('E') {
        let ing = if stem.ends_with(['E', 'O', 'Y']) { format!("{base}ING") } else { format!("{stem}ING") };
        return vec![format!("{base}S"), format!("{base}D"), ing];
    }
    if let Some(stem) = base.strip_suffix('Y')
        && !vowel(stem.chars().last())
    {
        return vec![format!("{stem}IES"), format!("{stem}IED"), format!("{base}ING")];
    }
    let third = if base.ends_with('S')
        || base.ends_with('X')
        || base.ends_with('Z')
        || base.ends_with("CH")
        || base.ends_with("SH")
    {
        format!("{base}ES")
    } else {
        format!("{base}S")
    };
    vec![third, format!("{base}ED"), format!("{base}ING")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn underscores_close_and_blanks_open() {
        let phrase = Phrase::read("RADIO FREDONIA_ONE_");
        let words: Vec<_> = phrase.words.iter().map(|(w, l)| (w.as_str(), *l)).collect();
        assert_eq!(words, [("RADIO", Link::Open), ("FREDONIA", Link::Close), ("ONE", Link::Open)]);
        assert!(phrase.stopped);
        assert_eq!(phrase.text(), "RADIO FREDONIA_ONE");
    }

    #[test]
    fn possessive_endings_go() {
        assert_eq!(Phrase::read("PEOPLE'S_FRONT").words[0].0, "PEOPLE");
        assert_eq!(Phrase::read("TEACHERS'_UNION").words[0].0, "TEACHERS");
    }

    #[test]
    fn forms_are_regular() {
        assert_eq!(plural("ALLY"), "ALLIES");
        assert_eq!(plural("ENVOY"), "ENVOYS");
        assert_eq!(verb_forms("MERGE"), ["MERGES", "MERGED", "MERGING"]);
        assert_eq!(verb_forms("ALLY"), ["ALLIES", "ALLIED", "ALLYING"]);
        assert_eq!(verb_forms("CLASH"), ["CLASHES", "CLASHED", "CLASHING"]);
    }
}
