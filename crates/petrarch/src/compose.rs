//! One code of two: what PETRARCH 2 makes of a verb that governs another.
//!
//! "wants to help" is neither wanting (030) nor help (070) but the intent to help (033); "agreed to lift the sanctions"
//! is the lifting; "would not provide support" refuses it (121). PETRARCH 2 gets there by adding numbers that it gives to
//! the codes; the sums that are defined come to the rules below, stated in CAMEO's own terms. Rules of the dictionary
//! (`~ a (b . ATTACK) SAY = a b 112`) go before them.

use crate::verbs::{Rewrite, Verbs};

/// The code of `inner` while somebody intends, promises or announces it.
pub(crate) fn intended(inner: &str) -> String {
    let digit = inner.get(2..3).filter(|d| *d != "0").unwrap_or("");
    match inner.get(..2) {
        Some("04") => "036".to_owned(),
        Some("05") => "032".to_owned(),
        Some("06") => format!("031{}", if matches!(digit, "1" | "2") { digit } else { "" }),
        Some("07") => format!("033{}", if matches!(digit, "1" | "2" | "3" | "4") { digit } else { "" }),
        _ if inner.starts_with("084") => "0353".to_owned(),
        _ => inner.to_owned(),
    }
}

/// The code of what is not done: help and agreement refused. `None`: not doing it is no event.
pub(crate) fn negated(inner: &str) -> Option<String> {
    let code = match inner.get(..3) {
        Some("031" | "033") => "121",
        Some("036") => "125",
        Some("035") => "123",
        _ => match inner.get(..2) {
            Some("06" | "07") => "121",
            Some("03" | "05") => "120",
            Some("08") => "123",
            Some("04") => "125",
            _ => return None,
        },
    };
    Some(code.to_owned())
}

/// The code of a verb of code `outer` that governs one of code `inner`; `None`: each stands for itself.
pub(crate) fn combined(outer: Option<&str>, inner: &str) -> Option<String> {
    match outer.and_then(|c| c.get(..2)) {
        // A verb without a code of its own hands on what it governs; so does saying.
        None | Some("01") => Some(inner.to_owned()),
        // What one prepares or wants to say, or to meet about, is coded as said or met about.
        Some("03") if matches!(inner.get(..2), Some("01" | "02" | "04")) => Some(inner.to_owned()),
        Some("03") => Some(intended(inner)),
        // "agreed to lift the sanctions" is the lifting.
        Some("05") => Some(inner.to_owned()),
        // Refusing, demanding, threatening, accusing say more than what is refused.
        _ => None,
    }
}

/// The rule that fits an outer verb and the event inside it, with the code that comes out. `same`: whether the inner
/// source is the outer one; `has` whether the inner event has a source and a target.
pub(crate) fn rewritten<'v>(
    verbs: &'v Verbs,
    outer: &str,
    inner: &str,
    same: bool,
    has: (bool, bool),
) -> Option<(&'v Rewrite, String)> {
    verbs.rewrites.iter().find_map(|rule| {
        let by = rule.by == outer;
        // A strike from the air is an attack too: the first two digits tell.
        let root = |code: &str| code.get(..2).map(str::to_owned);
        let of = rule.of == "Q" || verbs.code_of(&rule.of).is_some_and(|code| root(code) == root(inner));
        let slot = |letter: &str, there: bool, is_source: bool| match letter {
            "." => true,
            "_" => !there,
            letter => there && (!is_source || (letter == rule.source) == same),
        };
        let fits = by && of && slot(&rule.inner.0, has.0, true) && slot(&rule.inner.1, has.1, false);
        let code = if rule.code == "Q" { inner.to_owned() } else { rule.code.clone() };
        fits.then_some((rule, code))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intent_and_refusal_of_what_is_governed() {
        assert_eq!(intended("070"), "033");
        assert_eq!(intended("072"), "0332");
        assert_eq!(intended("042"), "036");
        assert_eq!(intended("174"), "174", "to promise to expel is coded as expelling");
        assert_eq!(negated("070").as_deref(), Some("121"));
        assert_eq!(negated("190"), None);
        assert_eq!(combined(Some("030"), "085").as_deref(), Some("085"));
        assert_eq!(combined(Some("120"), "070"), None, "refusing says more than what is refused");
    }
}
