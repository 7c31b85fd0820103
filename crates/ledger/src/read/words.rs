//! What a person types into a search box, as an expression of FTS5. Every input is a sound expression or none.

/// The expression for `typed`; `None` when there is no word in it.
///
/// Words are all wanted; `"several words"` is a phrase, `word*` a beginning, `-word` unwanted, `a OR b` one of both.
pub(super) fn expression(typed: &str) -> Option<String> {
    let mut wanted: Vec<Vec<String>> = Vec::new();
    let mut unwanted: Vec<String> = Vec::new();
    let mut or = false;
    for piece in pieces(typed) {
        match piece {
            Piece::Or => or = !wanted.is_empty(),
            Piece::Not(term) => unwanted.push(term),
            Piece::Term(term) => {
                match wanted.last_mut().filter(|_| or) {
                    Some(group) => group.push(term),
                    None => wanted.push(vec![term]),
                }
                or = false;
            }
        }
    }
    if wanted.is_empty() {
        return None;
    }
    let groups: Vec<String> = wanted.iter().map(|group| format!("({})", group.join(" OR "))).collect();
    let mut all = groups.join(" AND ");
    if !unwanted.is_empty() {
        all = format!("({all}) NOT ({})", unwanted.join(" OR "));
    }
    Some(all)
}

/// Most words of a question: further ones are not looked for. Each costs time on every page that has the others, and
/// nobody types so many; a whole page pasted in should not hold up the ledger.
const MOST: usize = 64;

/// Most characters of a question that are looked at, for the same reason.
const LONGEST: usize = 4_000;

/// The expression for claims that have words with all these beginnings; `None` when there is no word.
pub(super) fn beginnings(typed: &str) -> Option<String> {
    let typed: String = typed.chars().take(LONGEST).collect();
    let words: Vec<String> = typed
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .take(MOST)
        .map(|w| format!("\"{w}\"*"))
        .collect();
    (!words.is_empty()).then(|| words.join(" AND "))
}

enum Piece {
    Term(String),
    Not(String),
    Or,
}

fn pieces(typed: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let typed: String = typed.chars().take(LONGEST).collect();
    let mut rest = typed.replace(['“', '”', '„', '«', '»'], "\"");
    loop {
        rest = rest.trim_start().to_owned();
        if rest.is_empty() || out.len() >= MOST {
            return out;
        }
        let (not, body) = match rest.strip_prefix('-') {
            Some(body) => (true, body),
            None => (false, rest.as_str()),
        };
        let (term, left) = if let Some(inside) = body.strip_prefix('"') {
            let (phrase, left) = inside.split_once('"').unwrap_or((inside, ""));
            let prefix = left.starts_with('*');
            (quoted(phrase, prefix), left.strip_prefix('*').unwrap_or(left).to_owned())
        } else {
            let end = body.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(body.len());
            let (word, left) = body.split_at(end);
            if !not && word == "OR" {
                out.push(Piece::Or);
                rest = left.to_owned();
                continue;
            }
            (quoted(word.trim_end_matches('*'), word.ends_with('*')), left.to_owned())
        };
        match term {
            Some(term) if not => out.push(Piece::Not(term)),
            Some(term) => out.push(Piece::Term(term)),
            None => {}
        }
        rest = left;
    }
}

/// A term in FTS5's quotes; `None` when it has nothing that the index knows.
fn quoted(words: &str, prefix: bool) -> Option<String> {
    let words: String = words.chars().filter(|&c| c != '"' && c != '\0').collect();
    words.chars().any(char::is_alphanumeric).then(|| format!("\"{words}\"{}", if prefix { "*" } else { "" }))
}

#[cfg(test)]
mod tests {
    use super::expression;
    use proptest::prelude::*;

    #[test]
    fn a_page_pasted_in_asks_for_its_first_words() {
        let found = expression(&"word ".repeat(100_000)).unwrap();
        assert_eq!(found.matches("word").count(), super::MOST);
        assert!(expression(&format!("\"{}\"", "word ".repeat(100_000))).unwrap().len() < 5_000);
    }

    #[test]
    fn words_phrases_beginnings_alternatives_and_what_is_unwanted() {
        for (typed, expected) in [
            ("flood dam", r#"("flood") AND ("dam")"#),
            ("“river talks” oslo", r#"("river talks") AND ("oslo")"#),
            ("sanction*", r#"("sanction"*)"#),
            ("flood OR drought dam", r#"("flood" OR "drought") AND ("dam")"#),
            ("ferry -sport", r#"(("ferry")) NOT ("sport")"#),
            ("U.S.-led", r#"("U.S.-led")"#),
            ("\"open", r#"("open")"#),
        ] {
            assert_eq!(expression(typed).as_deref(), Some(expected), "{typed}");
        }
        for none in ["", " ", "-", "\"\"", "***", "-sport", "OR"] {
            assert_eq!(expression(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn the_index_takes_whatever_is_typed(typed in "[\\PC\"*()\\-:^+ ORNEAT]{0,40}") {
            let db = rusqlite::Connection::open_in_memory().unwrap();
            db.execute_batch("CREATE VIRTUAL TABLE words USING fts5(text)").unwrap();
            if let Some(expression) = expression(&typed) {
                let sql = "SELECT count(*) FROM words WHERE words MATCH ?";
                let found = db.query_row(sql, [&expression], |row| row.get::<_, i64>(0));
                prop_assert!(found.is_ok(), "{typed:?} → {expression:?}: {found:?}");
            }
        }
    }
}
