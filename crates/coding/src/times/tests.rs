//! Every example of the lexicon, and one case a construction.

use super::{Words, read};
use crate::lexicon::Files;
use dunlin_language::Analysis;
use dunlin_record::{Article, TimeExpression};
use proptest::prelude::*;
use std::sync::LazyLock;

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::parse(&Files::embedded().unwrap()).unwrap());

fn article(text: &str, published: Option<&str>) -> Article {
    Article { text: text.to_owned(), published: published.map(str::to_owned), ..Article::default() }
}

fn times(text: &str, published: Option<&str>) -> Vec<TimeExpression> {
    read(&article(text, published), &Analysis::default(), &WORDS).expressions
}

/// `Some [words=TYPE VALUE MOD] text` as plain text, and the expressions that it marks.
fn unmark(marked: &str) -> (String, Vec<(String, String)>) {
    let (mut text, mut expected) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some(open) = rest.find('[') {
        let (inside, after) = rest[open + 1..].split_once(']').expect("a closing bracket");
        let (words, meaning) = inside.rsplit_once('=').expect("a meaning");
        text.push_str(&rest[..open]);
        text.push_str(words);
        expected.push((words.to_owned(), meaning.to_owned()));
        rest = after;
    }
    text.push_str(rest);
    (text, expected)
}

fn found(text: &str, published: Option<&str>) -> Vec<(String, String)> {
    times(text, published)
        .into_iter()
        .map(|t| {
            let kind = format!("{:?}", t.kind).to_uppercase();
            let value = t.value.unwrap_or_else(|| "none".to_owned());
            let modifier = t.modifier.map(|m| format!(" {m}")).unwrap_or_default();
            (t.span.of(text).to_owned(), format!("{kind} {value}{modifier}"))
        })
        .collect()
}

#[track_caller]
fn check(published: &str, marked: &str) {
    let (text, expected) = unmark(marked);
    assert_eq!(found(&text, Some(published)), expected, "{text}");
}

#[test]
fn every_entry_reads_as_its_example_says() {
    assert!(WORDS.examples.len() > 200);
    let mut wrong = Vec::new();
    for (file, line, example) in &WORDS.examples {
        let (text, expected) = unmark(example);
        let found = found(&text, Some("2020-05-13"));
        if found != expected {
            wrong.push(format!("{file}:{line}: {text}\n  expected {expected:?}\n  found    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

proptest! {
    #[test]
    fn spans_are_sound_whatever_the_text(text in "(\\PC|[0-9]|\n| |a year|next |Monday|[0-9]{1,9} years ago|the |May ){0,60}") {
        let article = article(&text, Some("2020-05-13"));
        let first = read(&article, &Analysis::default(), &WORDS).expressions;
        let mut end = 0;
        for time in &first {
            prop_assert!(time.span.start >= end && !time.span.is_empty());
            prop_assert!(text.get(time.span.start..time.span.end).is_some());
            end = time.span.end;
        }
        prop_assert_eq!(first, read(&article, &Analysis::default(), &WORDS).expressions);
    }

    #[test]
    fn any_day_of_publication_will_do(year in -9999i32..=9999, month in 1u8..=12, day in 1u8..=28) {
        let published = format!("{year:04}-{month:02}-{day:02}");
        let text = "They met last century, on Monday, in the third quarter, next weekend, 9999999 years ago, two decades \
            later, at Easter, in May, last winter, the day after tomorrow and in three million weeks hence. A century earlier.";
        let _ = times(text, Some(&published));
        let _ = times(text, None);
    }
}

#[test]
fn days_and_their_times() {
    let monday = "2019-12-30";
    check(
        monday,
        "It opened on [Friday, Oct. 13, 1989=DATE 1989-10-13], and shut at [7:15 p.m. EST Saturday=TIME 2019-12-28T19:15].",
    );
    check(
        monday,
        "They talked [late yesterday=DATE 2019-12-29 END], [this morning=TIME 2019-12-30TMO] and [last night=TIME 2019-12-29TNI].",
    );
    check(
        monday,
        "They met [the day before yesterday=DATE 2019-12-28] and on [the 5th of May 1990=DATE 1990-05-05].",
    );
    check(
        monday,
        "It was dated [2019-11-02=DATE 2019-11-02], signed [12/24/2019=DATE 2019-12-24] and sent [24.12.2019=DATE 2019-12-24].",
    );
    check(monday, "The guns fell silent at [four in the morning=TIME 2019-12-30T04:00].");
    check(monday, "They sailed on [5 May=DATE 2019-05-05] for [the week of March 6=DATE 2019-W10].");
}

#[test]
fn years_are_told_from_other_numbers() {
    let monday = "2019-12-30";
    check(monday, "Regulation 1873 passed in [2017=DATE 2017], and 1990 lamps went out near Route 1990.");
    check(monday, "Licences rose from about 8,450 in [2011=DATE 2011] to 1,275.");
    check(
        monday,
        "It flourished in [the 1990s=DATE 199], in [the late 1970s=DATE 197 END] and in [the 19th century=DATE 18].",
    );
    check(
        monday,
        "Profit rose in [fiscal 1989=DATE 1989], in [mid-1996=DATE 1996 MID] and in [nineteen ninety-one=DATE 1991].",
    );
    check(monday, "Call 555-1990 or see page 1988.");
    check(monday, "The wall fell in [44 BC=DATE BC0044].");
}

#[test]
fn periods_count_from_publication_or_from_the_text() {
    let monday = "2019-12-30";
    check(
        monday,
        "Sales fell in [the third quarter=DATE 2019-Q3] against [the year-ago quarter=DATE 2018-Q3].",
    );
    check(
        monday,
        "They met in [the first half of 2018=DATE 2018-H1] and [next year's first quarter=DATE 2020-Q1].",
    );
    check(
        monday,
        "The plane was seen on [Monday=DATE 2019-12-30] after a flight [a day earlier=DATE 2019-12-29].",
    );
    check(monday, "It leaked in [2013=DATE 2013]; [two years later=DATE 2015] it closed.");
    check(
        monday,
        "They fled [six weeks ago=DATE 2019-W47], [two months ago=DATE 2019-10] or [41 years ago=DATE 1978].",
    );
    check(monday, "It shut [last fall=DATE 2019-FA] and opened [this summer=DATE 2019-SU].");
}

#[test]
fn lengths_ages_and_sets() {
    let monday = "2019-12-30";
    check(
        monday,
        "For [almost three decades=DURATION P3DE APPROX] no meeting exceeded [two days=DURATION P2D] until the [four-day=DURATION P4D] session.",
    );
    check(
        monday,
        "He waited [2 1/2 years=DURATION P2Y6M], then [5 1/2 hours=DURATION PT5H30M], then [a minute and a half=DURATION PT1M30S].",
    );
    check(
        monday,
        "In [the past three months=DURATION P3M] the 42-year-old man, 52 years old by then, slept [every Monday=SET XXXX-WXX-1].",
    );
    check(monday, "It sails [twice a week=SET P1W] and [each July=SET XXXX-07].");
    check(
        monday,
        "They will decide within [the next few days=DURATION PXD] and wait for [weeks=DURATION PXW].",
    );
}

#[test]
fn without_a_day_of_publication_nothing_is_anchored() {
    let text =
        "On Monday they met in April; last year, on May 5, 1990 and in the third quarter they did not.";
    let times = times(text, None);
    let seen: Vec<_> = times.iter().map(|t| (t.value.as_deref(), t.basis)).collect();
    use dunlin_record::TimeBasis::{Explicit, Unanchored};
    assert_eq!(
        seen,
        [
            (Some("XXXX-WXX-1"), Unanchored),
            (Some("XXXX-04"), Unanchored),
            (None, Unanchored),
            (Some("1990-05-05"), Explicit),
            (Some("XXXX-Q3"), Unanchored),
        ]
    );
    assert!(times.iter().all(|t| t.anchor.is_none()));
}

#[test]
fn anchors_name_what_was_counted_from() {
    let times = times("The plane was seen on Monday after a flight a day earlier.", Some("2019-12-30"));
    let anchors: Vec<_> = times.iter().map(|t| t.anchor.as_deref()).collect();
    assert_eq!(anchors, [Some("published"), Some("t1")]);
}

#[test]
fn the_verb_tells_past_from_future() {
    let tree = "They they PRON PRP 3 nsubj\nwill will AUX MD 3 aux\nmeet meet VERB VB 0 root\nTuesday Tuesday PROPN NNP 3 obl:unmarked\n. . PUNCT . 3 punct\n\n\
        They they PRON PRP 2 nsubj\nmet meet VERB VBD 0 root\nTuesday Tuesday PROPN NNP 2 obl:unmarked\nin in ADP IN 5 case\nMay May PROPN NNP 2 obl\n. . PUNCT . 2 punct";
    let (mut article, analysis) = crate::fixture::read(tree);
    article.published = Some("2019-12-30".to_owned());
    let values: Vec<_> =
        read(&article, &analysis, &WORDS).expressions.into_iter().filter_map(|t| t.value).collect();
    assert_eq!(values, ["2019-12-31", "2019-12-24", "2019-05"]);
}

#[test]
fn dates_that_do_not_exist_get_no_value_and_a_note() {
    let text = "It shut on 12 March 99999, on 1 January 0000, on 30 February, on 29 February 2019, on 2/30/2019 and on \
        Tuesday, 3 March 2020, but not on 29 February 2020. It was Friday, March 13, 2020.";
    let read = read(&article(text, Some("2020-05-13")), &Analysis::default(), &WORDS);
    let seen: Vec<_> = read.expressions.iter().map(|t| (t.span.of(text), t.value.as_deref())).collect();
    assert_eq!(
        seen,
        [
            ("12 March 99999", None),
            ("1 January 0000", None),
            ("30 February", None),
            ("29 February 2019", None),
            ("2/30/2019", None),
            ("Tuesday, 3 March 2020", Some("2020-03-03")),
            ("29 February 2020", Some("2020-02-29")),
            ("Friday, March 13, 2020", Some("2020-03-13")),
        ]
    );
    let notes: Vec<_> = read.notes.iter().map(|n| (n.kind.as_str(), n.count)).collect();
    assert_eq!(notes, [("no-such-date", 5)]);
}

#[test]
fn a_weekday_that_was_another_is_noted() {
    let text = "They signed on Friday, March 12, 2020.";
    let read = read(&article(text, Some("2020-05-13")), &Analysis::default(), &WORDS);
    assert_eq!(read.expressions[0].value.as_deref(), Some("2020-03-12"));
    assert_eq!(read.notes[0].kind, "weekday-differs");
}

#[test]
fn numbers_beside_a_date_are_no_year() {
    check(
        "2020-05-13",
        "On [12 March=DATE 2020-03-12] 12,500 people left; on [3 April=DATE 2020-04-03] 1200 lamps failed.",
    );
}

#[test]
fn months_and_days_look_back_or_ahead() {
    let december = "2019-12-30";
    check(december, "The mill was shut in [April=DATE 2019-04].");
    check(december, "The dam is due to open in [April=DATE 2020-04].");
    check(december, "Crews must leave by [Dec. 22=DATE 2019-12-22].");
    check(december, "Crews must leave by [Jan. 22=DATE 2020-01-22].");
    check(december, "Holders of record [Jan. 10=DATE 2020-01-10] are paid.");
    check(december, "The index is near the peak set on [Aug. 6=DATE 2019-08-06].");
}

#[test]
fn ranges_give_both_ends() {
    let monday = "2019-12-30";
    check(monday, "They met on [May 5=DATE 2018-05-05]-[7, 2018=DATE 2018-05-07].");
    check(monday, "They met from [May 5=DATE 2019-05-05] to [7=DATE 2019-05-07] in Oslo.");
    check(monday, "They met on [5=DATE 2019-05-05]-[7 May=DATE 2019-05-07].");
    check(monday, "They met between [3=DATE 2018-03-03] and [9 March 2018=DATE 2018-03-09].");
    check(monday, "They met between [4=TIME 2019-12-30T16:00] and [5 p.m.=TIME 2019-12-30T17:00].");
    check(
        monday,
        "The plan ran in [2009=DATE 2009]-[10=DATE 2010] and from [2012=DATE 2012] to [2014=DATE 2014].",
    );
    check(monday, "On [May 5=DATE 2019-05-05] and 7 lorries left.");
}

#[test]
fn clocks_carry_zones() {
    let monday = "2019-12-30";
    check(monday, "The ship sank at [21.35 GMT=TIME 2019-12-30T21:35Z].");
    check(
        monday,
        "The ship sank at [0735 GMT=TIME 2019-12-30T07:35Z], or [1140 a.m.=TIME 2019-12-30T11:40] there.",
    );
    check(monday, "It rose by 21.35 percent to 9.30 crowns.");
    check(monday, "The ship sank at [7.30 pm=TIME 2019-12-28T19:30] on [Saturday=DATE 2019-12-28].");
    check(
        monday,
        "Logged [2019-12-28T14:55:00Z=TIME 2019-12-28T14:55Z] and [2019-12-28T14:55+02:00=TIME 2019-12-28T14:55+02:00].",
    );
}

#[test]
fn recurring_days_and_nights() {
    let monday = "2019-12-30";
    check(
        monday,
        "They play on [Tuesday nights=SET XXXX-WXX-2TNI], on [Fridays=SET XXXX-WXX-5] and on [weekends=SET XXXX-WXX-WE].",
    );
    check(monday, "It sails [every two weeks=SET P2W].");
    check(monday, "It sails on [Monday=SET XXXX-WXX-1TNI] and [Tuesday nights=SET XXXX-WXX-2TNI].");
}

#[test]
fn weeks_quarters_and_fiscal_years() {
    let monday = "2019-12-30";
    check(
        monday,
        "It closed in [the first week of March=DATE 2019-03 START] and in [week 10 of 2018=DATE 2018-W10].",
    );
    check(monday, "It shut on [Tuesday of last week=DATE 2019-12-24].");
    check(
        monday,
        "Profit fell in [FY2018=DATE 2018], in [FY17=DATE 2017] and in [the financial year 2016=DATE 2016].",
    );
    check(
        monday,
        "Output fell for [12 months=DURATION P12M] until [year-end=DATE 2019 END], and to 9 crowns at [year-end=DATE 2019-12-31].",
    );
}

#[test]
fn a_year_earlier_is_the_period_that_figures_are_about() {
    let monday = "2019-12-30";
    check(
        monday,
        "Profit in [the third quarter=DATE 2019-Q3] was 5 crowns, against 4 crowns [a year earlier=DATE 2018-Q3].\n\n\
         For [the nine months=DURATION P9M] it was 9 crowns, against 8 crowns [a year earlier=DATE 2018].\n\n\
         Sales rose from 7 crowns in [the year-ago quarter=DATE 2018-Q3].",
    );
    check(
        monday,
        "Sales in [February=DATE 2019-02] passed those of [the same period last year=DATE 2018-02].",
    );
    check(monday, "The town had 3,000 lamps [a year earlier=DATE 2018].");
}

#[test]
fn units_on_one_side_of_now_and_units_without_a_number() {
    let monday = "2019-12-30";
    check(
        monday,
        "In [recent weeks=DATE PAST_REF] and [coming years=DATE FUTURE_REF] they sank in just [minutes=DURATION PTXM].",
    );
    check(
        monday,
        "Sales rose to 9 crowns in [2018=DATE 2018] from 8 crowns in [the year before=DATE 2017]; the day before it shut.",
    );
}

#[test]
fn a_quarter_that_is_not_over_is_not_the_latest() {
    let november = "2019-11-20";
    check(
        november,
        "Profit in [the third quarter=DATE 2019-Q3] will not be reached in [the fourth quarter=DATE 2019-Q4]. In \
         [the latest quarter=DATE 2019-Q3] it was 5 crowns, against 4 crowns [a year earlier=DATE 2018-Q3] and a \
         [year-earlier=DATE 2018-Q3] loss at its mill.",
    );
}

#[test]
fn periods_that_end_on_a_day_and_zones_in_words() {
    let monday = "2019-12-30";
    check(monday, "In [the week=DATE 2019-W51] ended [Dec. 20=DATE 2019-12-20] nine ships sank.");
    check(monday, "Profit rose in [the quarter=DATE 2019-Q3] ended [Sept. 30=DATE 2019-09-30].");
    check(
        monday,
        "They sail at [9 a.m. Pacific time=TIME 2019-12-30T09:00], [1700 GMT=TIME 2019-12-30T17:00Z].",
    );
    check(monday, "By [mid afternoon=TIME 2019-12-30TAF] they left.");
    check(monday, "It is [the second day=DATE 2019-12-30] of the raid.");
}

#[test]
fn what_was_planned_before_need_not_lie_ahead() {
    let tree = "The the DET DT 2 det\nbank bank NOUN NN 3 nsubj\nannounced announce VERB VBD 0 root\nthe the DET DT 5 det\n\
        plan plan NOUN NN 3 obj\nAug. Aug. PROPN NNP 3 obl:unmarked\n21 21 NUM CD 6 nummod\n. . PUNCT . 3 punct\n\n\
        They they PRON PRP 2 nsubj\nstruck strike VERB VBD 0 root\nas as ADP IN 5 mark\npreviously previously ADV RB 5 advmod\n\
        planned plan VERB VBN 2 advcl\nSaturday Saturday PROPN NNP 2 obl:unmarked\n. . PUNCT . 2 punct\n\n\
        It it PRON PRP 4 nsubj:pass\nhad have AUX VBD 4 aux\nbeen be AUX VBN 4 aux:pass\nscheduled schedule VERB VBN 0 root\n\
        to to PART TO 6 mark\nexpire expire VERB VB 4 xcomp\nat at ADP IN 8 case\nmidnight midnight NOUN NN 6 obl\n\
        Friday Friday PROPN NNP 6 obl:unmarked\n. . PUNCT . 4 punct\n\n\
        Until until ADP IN 2 case\nThursday Thursday PROPN NNP 6 obl\n, , PUNCT , 2 punct\nthey they PRON PRP 6 nsubj\n\
        had have AUX VBD 6 aux\ncalled call VERB VBN 0 root\nnobody nobody PRON NN 6 obj\n. . PUNCT . 6 punct\n\n\
        It it PRON PRP 3 nsubj\nwill will AUX MD 3 aux\ndouble double VERB VB 0 root\nits its PRON PRP$ 5 nmod:poss\n\
        flights flight NOUN NNS 3 obj\nby by ADP IN 7 case\nAugust August PROPN NNP 3 obl\n. . PUNCT . 3 punct\n\n\
        One one NUM CD 2 nummod\nday day NOUN NN 5 obl:unmarked\nit it PRON PRP 5 nsubj\nwill will AUX MD 5 aux\n\
        close close VERB VB 0 root\n. . PUNCT . 5 punct";
    let (mut article, analysis) = crate::fixture::read(tree);
    article.published = Some("2020-02-13".to_owned());
    let values: Vec<_> =
        read(&article, &analysis, &WORDS).expressions.into_iter().filter_map(|t| t.value).collect();
    assert_eq!(
        values,
        ["2019-08-21", "2020-02-08", "2020-02-07T24:00", "2020-02-13", "2020-08", "FUTURE_REF"]
    );
}

#[test]
fn days_in_a_row() {
    let monday = "2019-12-30";
    check(
        monday,
        "The congress opened on [Thursday=DATE 2019-12-26]. Envoys spoke on [the second day=DATE 2019-12-27] of the congress.",
    );
    check(monday, "Shares fell for [a third straight day=DATE 2019-12-26] [Thursday=DATE 2019-12-26].");
    check(monday, "Nobody came on [the second day=DATE none] of the congress.");
    check(monday, "Shares ended [the day=DATE 2019-12-30] lower; he is the man of the day.");
}

#[test]
fn named_days_and_decades() {
    let monday = "2019-12-30";
    check(
        monday,
        "It was built before [9/11=DATE 2001-09-11] and before the [Sept. 11=DATE 2001-09-11] attacks.",
    );
    check(
        monday,
        "Ships of [the 70s=DATE 197] and [80s=DATE 198] lie there for [two decades=DURATION P2DE].",
    );
    check(
        monday,
        "It closed [three days after Christmas=DATE 2019-12-28] and in [Easter week=DATE 2019-W16].",
    );
}

#[test]
fn the_present_and_the_future_at_large() {
    let monday = "2019-12-30";
    check(monday, "They fear for [the future=DATE FUTURE_REF], not for [future quarters=DATE FUTURE_REF].");
    check(monday, "It shuts within [the current quarter=DATE 2019-Q4] for [current=DATE PRESENT_REF] needs.");
    check(monday, "\u{201c}[Today=DATE 2019-12-30] we begin.\u{201d} ``[Today=DATE 2019-12-30] we end.''");
    // A king to be is no time, and the March before a common noun is no march.
    let tree = "The the DET DT 3 det\nfuture future ADJ JJ 3 amod\nking king NOUN NN 4 nsubj\nopened open VERB VBD 0 root\n\
        the the DET DT 7 det\nMarch March PROPN NNP 7 compound\nfair fair NOUN NN 4 obj\nunder under ADP IN 11 case\n\
        the the DET DT 11 det\ncurrent current ADJ JJ 11 amod\nrules rule NOUN NNS 4 obl\n. . PUNCT . 4 punct";
    let (mut article, analysis) = crate::fixture::read(tree);
    article.published = Some(monday.to_owned());
    let times = read(&article, &analysis, &WORDS).expressions;
    let seen: Vec<_> = times.iter().map(|t| (t.span.of(&article.text), t.value.as_deref())).collect();
    assert_eq!(seen, [("March", Some("2019-03")), ("current", Some("PRESENT_REF"))]);
}

#[test]
fn a_day_told_twice_is_one_expression() {
    check("2019-12-30", "They meet [this coming Sunday, January fifth=DATE 2020-01-05].");
    check("2019-12-30", "It takes [a year or two=DURATION P1Y].");
}

#[test]
fn figures_are_of_the_quarter_reported_not_of_the_one_before() {
    check(
        "2019-11-20",
        "Profit rose in [the third quarter=DATE 2019-Q3]. After a flat [second quarter=DATE 2019-Q2], sales beat those of \
         [the year-earlier period=DATE 2018-Q3].",
    );
    check(
        "2019-11-20",
        "It grew in [the first two quarters of 2018=DATE 2018-H1] and [the last two quarters of 2017=DATE 2017-H2].",
    );
    check(
        "2020-01-20",
        "It lost 4 crowns in [the fourth quarter of 2019=DATE 2019-Q4] and 9 crowns in [the full year=DATE 2019].",
    );
}

#[test]
fn what_was_agreed_to_be_done_may_lie_ahead() {
    let tree = "They they PRON PRP 2 nsubj\nsummoned summon VERB VBD 0 root\nhim he PRON PRP 2 obj\nto to PART TO 5 mark\n\
        testify testify VERB VB 2 xcomp\non on ADP IN 7 case\nFeb. Feb. PROPN NNP 2 obl\n10 10 NUM CD 7 nummod\n. . PUNCT . 2 punct\n\n\
        They they PRON PRP 2 nsubj\nagreed agree VERB VBD 0 root\nto to PART TO 4 mark\nrest rest VERB VB 2 xcomp\n\
        in in ADP IN 6 case\nOctober October PROPN NNP 2 obl\n. . PUNCT . 2 punct";
    let (mut article, analysis) = crate::fixture::read(tree);
    article.published = Some("2019-12-30".to_owned());
    let values: Vec<_> =
        read(&article, &analysis, &WORDS).expressions.into_iter().filter_map(|t| t.value).collect();
    assert_eq!(values, ["2020-02-10", "2019-10"]);
}
