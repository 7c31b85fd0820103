use super::*;
use crate::labels::Deprel;
use crate::model::random::RandomFile;
use dunlin_record::{Block, BlockRole};
use proptest::prelude::*;

/// A reader with random weights: its readings make no sense, but they must be sound, and always the same.
fn reader(max_pieces: usize) -> Reader {
    Reader::from_bytes(RandomFile::new(7, max_pieces).bytes()).unwrap()
}

/// The same with the fast model's network.
fn fast_reader(max_pieces: usize) -> Reader {
    Reader::from_bytes(RandomFile::fast(7, max_pieces).bytes()).unwrap()
}

fn article(parts: &[(BlockRole, &str)]) -> Article {
    let mut article = Article::default();
    for (role, part) in parts {
        if !article.text.is_empty() {
            article.text.push_str("\n\n");
        }
        let start = article.text.len();
        article.text.push_str(part);
        let span = Span::new(start, article.text.len());
        article.blocks.push(Block { role: *role, span, page_bytes: Vec::new(), credit: None });
    }
    article
}

fn sample() -> Article {
    article(&[
        (BlockRole::Headline, "Ferry crews halt work"),
        (
            BlockRole::Paragraph,
            "The ferry crews of Port Anselm stopped work on Monday, the harbour office said. \"No boat will sail,\" \
             captain Ida Brandt told a radio station. Talks are to go on.",
        ),
        (BlockRole::List, "first boat\nsecond boat\n\nthird boat"),
        (
            BlockRole::Paragraph,
            "It was the third strike this year, after those of March and June, and the longest.",
        ),
    ])
}

/// What every analysis must keep to, whatever the weights.
fn assert_sound(article: &Article, analysis: &Analysis) {
    let count = analysis.words.len();
    let mut next = 0;
    for sentence in &analysis.sentences {
        assert_eq!(sentence.words.start, next, "sentences tile the words");
        assert!(sentence.words.end > next);
        next = sentence.words.end;
        assert_eq!(sentence.span, analysis.span(&sentence.words));
        assert!(article.blocks[sentence.block].span.contains(sentence.span), "no sentence crosses a block");
        let roots = sentence.words.clone().filter(|&word| analysis.words[word].head.is_none()).count();
        assert_eq!(roots, 1);
        for word in sentence.words.clone() {
            let found = &analysis.words[word];
            assert_eq!(found.head.is_none(), found.deprel == Deprel::Root);
            let mut at = word;
            let mut steps = 0;
            while let Some(head) = analysis.words[at].head {
                assert!(sentence.words.contains(&head) && head != at);
                at = head;
                steps += 1;
                assert!(steps <= sentence.words.len(), "a cycle");
            }
        }
    }
    assert_eq!(next, count);
    for pair in analysis.words.windows(2) {
        assert!(pair[0].span.end <= pair[1].span.start);
    }
    assert!(
        analysis
            .words
            .iter()
            .all(|word| !word.span.of(&article.text).trim().is_empty() && !word.lemma.is_empty())
    );
    let mut last = 0;
    for name in &analysis.names {
        assert!(last <= name.words.start && name.words.start < name.words.end && name.words.end <= count);
        assert!((0.0..=1.0).contains(&name.score));
        assert_eq!(analysis.sentence_of(name.words.start), analysis.sentence_of(name.words.end - 1));
        last = name.words.end;
    }
    let mut last = 0;
    for role in &analysis.roles {
        assert!(last <= role.words.start && role.words.start < role.words.end && role.words.end <= count);
        assert!((0.0..=1.0).contains(&role.score));
        if let Some(cue) = role.cue {
            assert!(role.role != Role::Cue || cue < role.words.start);
            let starts = |other: &RoleSpan| other.role == Role::Cue && other.words.start == cue;
            assert!(analysis.roles.iter().any(starts), "a link leads to a cue");
        }
        last = role.words.end;
    }
}

#[test]
fn every_kernel_and_every_window_size_reads_soundly() {
    let article = sample();
    for (reader, max_pieces) in [reader, fast_reader]
        .into_iter()
        .flat_map(|reader| [16, 24, 64, 256].map(|max_pieces| (reader, max_pieces)))
    {
        let plain = reader(max_pieces).with_kernel(Kernel::plain()).read(&article);
        assert_sound(&article, &plain);
        let words: Vec<&str> = plain.words.iter().map(|word| word.span.of(&article.text)).collect();
        assert_eq!(words.first(), Some(&"Ferry"));
        assert_eq!(words.last(), Some(&"."));
        for kernel in Kernel::available() {
            assert_eq!(reader(max_pieces).with_kernel(kernel).read(&article), plain, "{}", kernel.name());
        }
    }
}

#[test]
fn many_threads_read_what_one_reads() {
    for reader in [reader(32), fast_reader(32)] {
        many_threads(&reader);
    }
}

fn many_threads(reader: &Reader) {
    let articles: Vec<Article> = (0..24)
        .map(|i| {
            article(&[(
                BlockRole::Paragraph,
                &"The mayor of Lund said that water was short. ".repeat(i % 5 + 1),
            )])
        })
        .collect();
    // One workspace for all, so that what an article leaves behind would show.
    let mut work = Workspace::default();
    let alone: Vec<Analysis> = articles.iter().map(|article| reader.read_with(article, &mut work)).collect();
    let together: Vec<Analysis> = std::thread::scope(|scope| {
        let handles: Vec<_> = articles.iter().map(|article| scope.spawn(|| reader.read(article))).collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).collect()
    });
    assert_eq!(alone, together);
}

#[test]
fn lines_of_lists_end_sentences() {
    let analysis = reader(256).read(&article(&[(BlockRole::List, "ten boats\ntwo carts")]));
    assert!(analysis.sentences.iter().any(|sentence| sentence.words.end == 2));
    let long = "cart ".repeat(3000);
    let article = article(&[(BlockRole::Table, &long)]);
    assert_sound(&article, &reader(64).read(&article));
}

#[test]
fn what_cannot_be_read_well_is_noted() {
    let mut strange = article(&[(BlockRole::Paragraph, "Bonjour.")]);
    strange.language = Some("fr".to_owned());
    strange.text.push_str("\n\nno block");
    let notes: Vec<_> =
        reader(32).read(&strange).notes.into_iter().map(|note| (note.kind, note.count)).collect();
    assert_eq!(notes, [("language-not-english".to_owned(), 1), ("text-outside-blocks".to_owned(), 7)]);

    for language in ["en", "en-GB", "EN"] {
        strange = article(&[(BlockRole::Paragraph, "Hello.")]);
        strange.language = Some(language.to_owned());
        assert_eq!(reader(32).read(&strange).notes, []);
    }
    assert_eq!(reader(32).read(&Article::default()), Analysis::default());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Any text at all is read soundly, and no visible character of it is lost.
    #[test]
    fn any_text_is_read(
        text in "([a-z]{1,9}[ .,\"]{1,2}|\\PC{1,4}|[가-힣]{1,30}|\n| ){0,60}",
        max_pieces in 8usize..40,
    ) {
        let article = article(&[(BlockRole::Paragraph, &text), (BlockRole::Table, &text)]);
        for reader in [reader(max_pieces), fast_reader(max_pieces)] {
            assert_sound(&article, &reader.read(&article));
        }
    }
}
