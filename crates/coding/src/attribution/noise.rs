//! Whatever a model may mark and however broken a tree may be: no panic, sound spans, chains without circles.

use crate::lexicon::Lexicon;
use crate::{attribution, factuality, outlook};
use dunlin_language::{Analysis, Deprel, Role, RoleSpan, Sentence, Upos, Word, Xpos};
use dunlin_record::{
    Article, Block, BlockRole, Entity, EntityType, Mention, MentionKind, Span, TimeBasis, TimeExpression,
    TimeType,
};
use proptest::prelude::*;
use std::sync::OnceLock;

/// Words that the lexicons know, quotation marks, and fillers.
const WORDS: &[&str] = &[
    "say",
    "report",
    "call",
    "for",
    "on",
    "accord",
    "according",
    "to",
    "deny",
    "require",
    "claim",
    "reportedly",
    "“",
    "”",
    "\"",
    "’",
    ",",
    ".",
    "?",
    "that",
    "by",
    "before",
    "until",
    "within",
    "deadline",
    "first",
    "time",
    "since",
    "large",
    "than",
    "last",
    "similar",
    "may",
    "will",
    "likely",
    "not",
    "if",
    "he",
    "which",
    "Kim",
    "mine",
    "자유",
    "é",
    "2019",
    "year",
];

#[derive(Debug, Clone)]
struct Noise {
    words: Vec<(usize, usize, usize, usize, usize)>,
    breaks: Vec<usize>,
    roles: Vec<(usize, usize, usize, Option<usize>)>,
    times: Vec<(usize, usize, bool)>,
}

fn noise() -> impl Strategy<Value = Noise> {
    let word = (0..WORDS.len(), 0..Upos::ALL.len(), 0..Xpos::ALL.len(), 0..60usize, 0..Deprel::ALL.len());
    let role = (0..3usize, 0..50usize, 1..12usize, proptest::option::of(0..60usize));
    let time = (0..50usize, 1..4usize, any::<bool>());
    (
        proptest::collection::vec(word, 1..50),
        proptest::collection::vec(0..50usize, 0..5),
        proptest::collection::vec(role, 0..8),
        proptest::collection::vec(time, 0..4),
    )
        .prop_map(|(words, breaks, roles, times)| Noise { words, breaks, roles, times })
}

fn build(noise: &Noise) -> (Article, Analysis, Vec<Entity>, Vec<TimeExpression>) {
    let (mut text, mut analysis) = (String::new(), Analysis::default());
    let count = noise.words.len();
    for (at, &(form, upos, xpos, head, rel)) in noise.words.iter().enumerate() {
        if at > 0 {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(WORDS[form]);
        analysis.words.push(Word {
            span: Span::new(start, text.len()),
            lemma: WORDS[form].to_owned(),
            upos: Upos::ALL[upos],
            xpos: Xpos::ALL[xpos],
            head: (head < count).then_some(head),
            deprel: Deprel::ALL[rel],
            sure: 1.0,
            joined: false,
        });
    }
    let mut cuts: Vec<usize> = noise.breaks.iter().copied().filter(|&b| b > 0 && b < count).collect();
    cuts.extend([0, count]);
    cuts.sort_unstable();
    cuts.dedup();
    for pair in cuts.windows(2) {
        let words = pair[0]..pair[1];
        let span = analysis.span(&words);
        analysis.sentences.push(Sentence { words, span, block: 0 });
    }
    analysis.roles = noise
        .roles
        .iter()
        .filter(|(_, start, ..)| *start < count)
        .map(|&(role, start, len, cue)| RoleSpan {
            role: Role::ALL[role],
            words: start..(start + len).min(count),
            cue,
            score: 0.5,
        })
        .collect();
    let span_of = |start: usize, len: usize| {
        analysis.span(&(start.min(count - 1)..(start + len).min(count).max(start.min(count - 1) + 1)))
    };
    let times = noise
        .times
        .iter()
        .enumerate()
        .map(|(at, &(start, len, day))| TimeExpression {
            id: format!("t{at}"),
            span: span_of(start, len),
            kind: if day { TimeType::Date } else { TimeType::Duration },
            value: Some("2019".to_owned()),
            modifier: None,
            quant: None,
            freq: None,
            basis: TimeBasis::Explicit,
            anchor: None,
        })
        .collect();
    let mention = Mention { span: span_of(0, 2), kind: MentionKind::Name };
    let entities = vec![Entity {
        id: "n1".to_owned(),
        name: "Kim".to_owned(),
        kind: EntityType::Person,
        mentions: vec![mention],
        codes: Vec::new(),
    }];
    let span = Span::new(0, text.len());
    let blocks = vec![Block { role: BlockRole::Paragraph, span, page_bytes: Vec::new(), credit: None }];
    (Article { text, blocks, ..Article::default() }, analysis, entities, times)
}

fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| Lexicon::embedded().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn sound_on_noise(noise in noise()) {
        let (article, analysis, entities, times) = build(&noise);
        let found = attribution::read(&article, &analysis, lexicon(), &entities, &times);
        let sound = |span: &Span| article.text.get(span.start..span.end).is_some_and(|words| !words.is_empty());
        for (at, a) in found.iter().enumerate() {
            prop_assert_eq!(&a.id, &format!("a{}", at + 1));
            prop_assert!(!a.cue.is_empty() && !a.content.is_empty());
            prop_assert!(a.source.iter().chain(&a.cue).chain(&a.content).all(sound));
            // Follow the chain outward: it must end.
            let (mut outer, mut steps) = (a.within.clone(), 0);
            while let Some(id) = outer {
                outer = found.iter().find(|x| x.id == id).and_then(|x| x.within.clone());
                steps += 1;
                prop_assert!(steps <= found.len(), "a circle");
            }
        }
        prop_assert_eq!(&found, &attribution::read(&article, &analysis, lexicon(), &entities, &times));
        for w in 0..analysis.words.len() + 1 {
            let _ = factuality::of(&analysis, lexicon(), w);
        }
        for deadline in outlook::deadlines(&article, &analysis, lexicon(), &times, &found) {
            prop_assert!(sound(&deadline.span));
        }
        for forecast in outlook::forecasts(&analysis, lexicon(), &found) {
            prop_assert!(sound(&forecast.span));
        }
        for precedent in outlook::precedents(&analysis, lexicon(), &times, &found) {
            prop_assert!(sound(&precedent.span));
        }
    }
}
