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
    assert_eq!(cut("Kim Jong-un met al-Qaeda's foes"), "Kim Jong - un met al - Qaeda|'s foes");
    assert_eq!(cut("the pre- and mid-1990s vis-a-vis"), "the pre- and mid-1990s vis - a - vis");
}

#[test]
fn a_stop_belongs_to_an_abbreviation_and_ends_other_words() {
    assert_eq!(cut("Mr. Osei of the U.S. met J. K. Adu."), "Mr. Osei of the U.S. met J. K. Adu .");
    assert_eq!(
        cut("Rates fell on Dec. 3, e.g. in Accra, etc."),
        "Rates fell on Dec. 3 , e.g. in Accra , etc ."
    );
    assert_eq!(cut("No. 5 said no. Then it shut at 9 p.m."), "No. 5 said no . Then it shut at 9 p.m .");
    assert_eq!(cut("He sold Harbour Grain Inc. shares."), "He sold Harbour Grain Inc. shares .");
    assert_eq!(cut("so it did...and “then…”"), "so it did ... and “ then … ”");
}

#[test]
fn numbers_keep_their_marks_and_give_up_their_units() {
    assert_eq!(cut("4.1 or 32,300 at 10:30, 1/2 the 3rd"), "4.1 or 32,300 at 10:30 , 1/2 the 3rd");
    assert_eq!(
        cut("100% of $5, US$5.50 and £3m; 5km at 10am"),
        "100 % of $ 5 , US$ 5.50 and £ 3 m ; 5 km at 10 am"
    );
    assert_eq!(
        cut("-5 degrees in the ’90s, the 1980s, 5-10 on 2019-12-30"),
        "-5 degrees in the ’90s , the 1980s , 5 - 10 on 2019-12-30"
    );
    assert_eq!(
        cut("call 555-014-0199 about the RC-135W and 737s"),
        "call 555-014-0199 about the RC - 135W and 737s"
    );
}

#[test]
fn addresses_faces_and_tags_are_whole() {
    assert_eq!(
        cut("See https://example.org/a_(b)?q=1, or press@example.org."),
        "See https://example.org/a_(b)?q=1 , or press@example.org ."
    );
    assert_eq!(
        cut("@harbour_news #GrainDeal :-) example.com/news"),
        "@harbour_news #GrainDeal :-) example.com/news"
    );
    assert_eq!(cut("and/or s/he AT&T"), "and / or s/he AT&T");
}

#[test]
fn other_scripts_marks_and_blanks() {
    assert_eq!(cut("북한이 said\u{a0}so\u{3000}一葉"), "북한이 said so 一葉");
    // A combining mark, a soft hyphen and a zero-width space stay inside their word.
    assert_eq!(cut("cafe\u{301}s co\u{ad}op a\u{200b}b"), "cafe\u{301}s co\u{ad}op a\u{200b}b");
    assert_eq!(cut("👩\u{200d}🌾👍🏽 🇰🇷"), "👩\u{200d}🌾 👍🏽 🇰🇷");
    assert_eq!(Tokeniser::new().words(" \n\t\u{2028} "), []);
}

#[test]
fn spans_count_from_the_start_of_the_text() {
    let text = "Oslo. Don’t!";
    let words = Tokeniser::new().words_in(text, Span::new(6, text.len()));
    let spans: Vec<[usize; 2]> = words.iter().map(|t| t.span.into()).collect();
    assert_eq!(spans, [[6, 8], [8, 13], [13, 14]]);
    assert_eq!(Tokeniser::new().words_in(text, Span::new(10, 12)), [], "not on character borders");
}

#[test]
fn hostile_runs_are_cut_in_one_walk() {
    // Ten thousand of anything: every look-ahead is bounded, so this is over at once or never.
    for unit in [
        "a", "a.", "a-", "'", "1-", "1,", "a@", "(", "http://", "\u{301}", "\u{200d}", "한", "a'", "s'", "-",
        "x3-", ":)",
    ] {
        let text = unit.repeat(10_000);
        let words = Tokeniser::new().words(&text);
        assert_eq!(words.iter().map(|t| t.span.len()).sum::<usize>(), text.len(), "{unit:?}");
    }
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
