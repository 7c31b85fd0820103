use super::*;
use proptest::prelude::*;

/// The words, blank between tokens, "|" inside one surface token.
fn cut(text: &str) -> String {
    let mut out = String::new();
    for token in Tokeniser::new().words(text) {
        if !out.is_empty() {
            out.push(if token.joined { '|' } else { ' ' });
        }
        out.push_str(token.span.of(text));
    }
    out
}

#[test]
fn contractions_and_possessives_are_parts_of_one_token() {
    assert_eq!(
        cut("We don't know, they can't; it's theirs."),
        "We do|n't know , they ca|n't ; it|'s theirs ."
    );
    assert_eq!(cut("The minister’s aide said we’ll see."), "The minister|’s aide said we|’ll see .");
    assert_eq!(cut("the states' rights and Burgess' farm"), "the states|' rights and Burgess|' farm");
    assert_eq!(cut("They cannot and aren't gonna."), "They can|not and are|n't gon|na .");
}

#[test]
fn quotes_dashes_and_brackets_stand_alone() {
    assert_eq!(cut("“Never,” she said—twice."), "“ Never , ” she said — twice .");
    assert_eq!(cut("He called it 'a gift' (again)..."), "He called it ' a gift ' ( again ) ...");
    assert_eq!(cut("Harbours -- the 'free ports' -- close."), "Harbours -- the ' free ports ' -- close .");
}

#[test]
fn hyphens_part_words_but_not_prefixes() {
    assert_eq!(cut("a long-term, state-of-the-art plan"), "a long - term , state - of - the - art plan");
    assert_eq!(cut("an e-mail from a non-profit co-founder"), "an e-mail from a non-profit co-founder");
}

proptest! {
    #[test]
    fn every_visible_character_is_in_exactly_one_word(
        text in r#"([\PC\s]|[a-z'’.\-]|[0-9$,:/]|[ \n"@#!?]|n't|\u{200d}|\u{301}|한국|x@y.org|http://a|U\.S\.){0,80}"#,
    ) {
        let tokens = Tokeniser::new().words(&text);
        let mut at = 0;
        for token in &tokens {
            prop_assert!(token.span.start >= at, "words overlap or go back");
            prop_assert!(!token.span.is_empty());
            prop_assert!(text[at..token.span.start].chars().all(is_blank), "a character in no word");
            prop_assert!(!token.joined || token.span.start == at);
            prop_assert!(!token.span.of(&text).contains(is_blank));
            at = token.span.end;
        }
        prop_assert!(text[at..].chars().all(is_blank), "a character in no word");
    }
}
