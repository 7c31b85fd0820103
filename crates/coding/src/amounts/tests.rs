//! Every example of the lexicon, and one case a construction.

use super::{Words, read};
use crate::lexicon::Files;
use dunlin_language::Analysis;
use dunlin_record::{Amount, Article};
use proptest::prelude::*;
use std::sync::LazyLock;

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::parse(&Files::embedded().unwrap()).unwrap());

fn amounts(text: &str) -> Vec<Amount> {
    let article = Article { text: text.to_owned(), ..Article::default() };
    read(&article, &Analysis::default(), &WORDS, &[], &[]).amounts
}

/// `~30`, `>30`, `<30`, `20..30`, then the unit where it is one of measure, then the direction.
fn show(amount: &Amount) -> String {
    let number = |n: f64| format!("{n}");
    let value = match (amount.low, amount.high) {
        (Some(low), None) => format!(">{}", number(low)),
        (None, Some(high)) => format!("<{}", number(high)),
        (Some(low), Some(high)) if low != high => format!("{}..{}", number(low), number(high)),
        (Some(low), _) => format!("{}{}", if amount.approx { "~" } else { "" }, number(low)),
        _ => "none".to_owned(),
    };
    let unit = amount.unit.as_ref().map(|u| format!(" {u}")).unwrap_or_default();
    let change =
        amount.change.as_ref().map(|c| format!(" {:?}", c.direction).to_lowercase()).unwrap_or_default();
    format!("{value}{unit}{change}")
}

#[test]
fn every_entry_reads_as_its_example_says() {
    assert!(WORDS.examples.len() > 400);
    let mut wrong = Vec::new();
    for (file, line, example) in &WORDS.examples {
        let (open, close) = (example.find('[').unwrap(), example.find(']').unwrap());
        let (words, meaning) = example[open + 1..close].split_once('=').unwrap();
        let text = format!("{}{words}{}", &example[..open], &example[close + 1..]);
        let found: Vec<String> =
            amounts(&text).iter().map(|a| format!("{}={}", a.span.of(&text), show(a))).collect();
        let expected = format!("{words}={meaning}");
        if found != [expected.clone()] {
            wrong.push(format!("{file}:{line}: {text}\n  expected {expected}\n  found    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

proptest! {
    #[test]
    fn spans_are_sound_whatever_the_text(text in "(\\PC|[0-9]|\n| |half of |more than |\\$|from | to |percent| million){0,60}") {
        let first = amounts(&text);
        let mut end = 0;
        for amount in &first {
            prop_assert!(amount.span.start >= end && !amount.span.is_empty(), "{:?}", amount);
            prop_assert!(text.get(amount.span.start..amount.span.end).is_some());
            prop_assert!(amount.low.is_some() || amount.high.is_some());
            prop_assert!(amount.low.is_none_or(f64::is_finite) && amount.high.is_none_or(f64::is_finite));
            end = amount.span.end;
        }
        prop_assert_eq!(first, amounts(&text));
    }
}

fn shown(text: &str) -> Vec<String> {
    amounts(text).iter().map(|a| format!("{} = {}", a.span.of(text), show(a))).collect()
}

#[test]
fn ranges_bounds_and_shares() {
    assert_eq!(shown("It took between 20 and 30 kilometres."), ["20 and 30 kilometres = 20..30 kilometre"]);
    assert_eq!(
        shown("They saw 20-30 lamps, up to $4.5 million."),
        ["20-30 = 20..30", "up to $4.5 million = <4500000 USD"]
    );
    assert_eq!(
        shown("They lost “more than half” of it and around half of that."),
        ["more than half = >0.5 fraction", "around half = ~0.5 fraction"]
    );
    assert_eq!(
        shown("Two-thirds of the men and a quarter of the boats left."),
        ["Two-thirds = 0.6666666666666666 fraction", "a quarter = 0.25 fraction"]
    );
    assert_eq!(
        shown("They asked for at least 2 crore rupees or 40 barrels per day."),
        ["at least 2 crore rupees = >20000000 INR", "40 barrels per day = 40 barrel per day"]
    );
}

#[test]
fn names_ordinals_scores_and_labels_are_no_amounts() {
    for text in [
        "An RC-135W flew over the G7.",
        "Resolution 2397 was read.",
        "The 7th committee met for the 21st time.",
        "They won 3-1 at home.",
        "Call 555-0199-12 now.",
        "The six-party talks ended in the first half.",
        "Version 3.5.2019 is out.",
    ] {
        assert_eq!(shown(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn ages_are_years_of_age() {
    assert_eq!(
        shown("A 42-year-old man and one 52 years old."),
        ["42-year-old = 42 year of age", "52 years old = 52 year of age"]
    );
}

#[test]
fn a_series_has_two_ends_and_a_size_has_none() {
    let text = "Exports fell from 500 tonnes to 300 tonnes. Prices rose by 4 percent.";
    let found = amounts(text);
    let changes: Vec<_> =
        found.iter().map(|a| a.change.clone().map(|c| (c.direction, c.from, c.to))).collect();
    use dunlin_record::Direction::{Down, Up};
    let series = Some((Down, Some("q1".to_owned()), Some("q2".to_owned())));
    assert_eq!(changes, [series.clone(), series, Some((Up, None, None))]);
}

#[test]
fn what_is_counted_stands_in_the_tree() {
    let tree = "About about ADV RB 2 advmod\n30 30 NUM CD 4 nummod\nborder border NOUN NN 4 compound\nguards guard NOUN NNS 6 nsubj:pass\n\
        were be AUX VBD 6 aux:pass\nkilled kill VERB VBN 0 root\nin in ADP IN 8 case\n2018 2018 NUM CD 6 obl\n. . PUNCT . 6 punct";
    let (article, analysis) = crate::fixture::read(tree);
    let found = read(&article, &analysis, &WORDS, &[], &[]).amounts;
    let first = found.first().unwrap();
    assert_eq!((first.low, first.approx), (Some(30.0), true));
    assert_eq!(first.unit.as_deref(), Some("border guards"));
    assert_eq!(first.befell.as_deref(), Some("killed"));
}

#[test]
fn the_innermost_attribution_is_the_one_with_the_least_content() {
    use dunlin_record::{Attribution, Form, SourceKind, Span};
    let attribution = |id: &str, span: Span| Attribution {
        id: id.to_owned(),
        source: Vec::new(),
        cue: Vec::new(),
        content: vec![span],
        source_entity: None,
        source_kind: SourceKind::Person,
        unnamed: None,
        act: "say".to_owned(),
        form: Form::Indirect,
        within: None,
        said: None,
        said_time: None,
        rule: "test".to_owned(),
        confidence: 1.0,
    };
    let article = Article { text: "They said he said 30 lamps went out.".to_owned(), ..Article::default() };
    let all = [attribution("a1", Span::new(10, 35)), attribution("a2", Span::new(18, 35))];
    let found = read(&article, &Analysis::default(), &WORDS, &[], &all).amounts;
    assert_eq!(found.first().and_then(|a| a.according_to.as_deref()), Some("a2"));
}

#[test]
fn a_range_is_one_amount_however_its_unit_is_written() {
    for (text, expected) in [
        ("The share is 12 to 15 percent.", "12 to 15 percent = 12..15 percent"),
        ("Rents rose 12 to 15 percent.", "12 to 15 percent = 12..15 percent up"),
        ("It weighs between 44 kg and 50 kg.", "44 kg and 50 kg = 44..50 kilogram"),
        ("They build 8- to 16-metre masts.", "8- to 16-metre = 8..16 metre"),
        ("It costs $5-6m.", "$5-6m = 5000000..6000000 USD"),
        ("It costs $350 per kg to $680 per kg.", "$350 per kg to $680 per kg = 350..680 USD per kilogram"),
        ("Fines run from $2,000 to $4 million.", "$2,000 to $4 million = 2000..4000000 USD"),
    ] {
        assert_eq!(shown(text), [expected], "{text}");
    }
}

#[test]
fn the_two_ends_of_a_series_share_unit_and_scale() {
    assert_eq!(
        shown("Rents fell from 15 to 12 percent."),
        ["15 = 15 percent down", "12 percent = 12 percent down"]
    );
    assert_eq!(
        shown("Output went from $3 to $5 billion."),
        ["$3 = 3000000000 USD up", "$5 billion = 5000000000 USD up"]
    );
}

#[test]
fn rates_keep_what_they_are_reckoned_by() {
    for (text, expected) in [
        ("It pumps 800 barrels a day.", "800 barrels a day = 800 barrel per day"),
        ("It costs £4 a month.", "£4 a month = 4 GBP per month"),
        ("It costs $80 per sq m.", "$80 per sq m = 80 USD per square metre"),
        ("It covers 40 km² there.", "40 km² = 40 square kilometre"),
    ] {
        assert_eq!(shown(text), [expected], "{text}");
    }
}

#[test]
fn parts_of_scale_words_and_powers_are_numbers() {
    assert_eq!(shown("He had half a million lamps."), ["half a million = 500000"]);
    assert_eq!(shown("It ran two and a half miles."), ["two and a half miles = 2.5 mile"]);
    assert_eq!(shown("It weighs 2×10-3 grams."), ["2×10-3 grams = 0.002 gram"]);
    assert_eq!(shown("It stood at minus 5 yards."), ["minus 5 yards = -5 yard"]);
}

#[test]
fn clock_times_phone_numbers_scores_and_sections_are_no_amounts() {
    for text in [
        "It sank at 21.35 GMT.",
        "Ring 020 7946 0958 or +44 20 7946 0958.",
        "They suffered a 3-5 defeat.",
        "2.1 Looms\n\nThe guild met.",
        "The code is 123456789012345678901.",
    ] {
        assert_eq!(shown(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_number_of_a_thousand_digits_is_noted() {
    let text = format!("The key was {} and no more.", "7".repeat(1000));
    let article = Article { text, ..Article::default() };
    let found = read(&article, &Analysis::default(), &WORDS, &[], &[]);
    assert!(found.amounts.is_empty());
    let notes: Vec<_> = found.notes.iter().map(|n| (n.kind.as_str(), n.count)).collect();
    assert_eq!(notes, [("number-too-long", 1)]);
}

#[test]
fn an_equal_amount_in_parentheses_has_the_same_bound() {
    assert_eq!(
        shown("It flew more than 100 kilometres (60 miles)."),
        ["more than 100 kilometres = >100 kilometre", "60 miles = >60 mile"]
    );
}

fn table(text: &str) -> (Vec<String>, Vec<(String, u64)>) {
    use dunlin_record::{Block, BlockRole, Span};
    let span = Span::new(0, text.len());
    let block = Block { role: BlockRole::Table, span, page_bytes: Vec::new(), credit: None };
    let article = Article { text: text.to_owned(), blocks: vec![block], ..Article::default() };
    let found = read(&article, &Analysis::default(), &WORDS, &[], &[]);
    let show = |a: &Amount| {
        let of: Vec<&str> = a.of.iter().map(|s| s.of(text)).collect();
        format!("{} of {}", show(a), of.join(", "))
    };
    let notes = found.notes.iter().map(|n| (n.kind.clone(), n.count)).collect();
    (found.amounts.iter().map(show).collect(), notes)
}

#[test]
fn a_table_says_at_its_head_what_it_counts() {
    let (amounts, notes) = table("No.\tTown\tLooms\tIdle\n1\tVarr\t840\t12%\n2\tOsk\t1,275\t3%");
    let expected = [
        "840 looms of Looms, Varr",
        "12 percent of Idle, Varr",
        "1275 looms of Looms, Osk",
        "3 percent of Idle, Osk",
    ];
    assert_eq!(amounts, expected);
    assert_eq!(notes, [("table-number-without-heading".to_owned(), 2)]);
    let (amounts, notes) = table("Varr\t840\nOsk\t1,275");
    assert_eq!(amounts, Vec::<String>::new());
    assert_eq!(notes, [("table-number-without-heading".to_owned(), 2)]);
}

#[test]
fn one_in_so_many_is_a_share() {
    let shown = |text: &str| -> Vec<String> {
        amounts(text).iter().map(|a| format!("{}={}", a.span.of(text), show(a))).collect()
    };
    assert_eq!(shown("About one in five voters stayed away."), ["About one in five=~0.2 fraction"]);
    assert_eq!(shown("Nine out of 10 mills closed."), ["Nine out of 10=0.9 fraction"]);
    assert_eq!(shown("They freed two in Kerrin."), ["two=2"]);
}
