//! Records for the tests: short texts of our own, with the items that a test needs.

#![allow(clippy::unwrap_used, unreachable_pub, dead_code)]

use dunlin_ledger::{Added, Arriving, ArticleId, Form, Ledger, Packed};
use dunlin_record::*;

/// A ledger in a folder of its own, which goes with the folder.
pub fn ledger() -> (tempfile::TempDir, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::create(&folder.path().join("test.ledger")).unwrap();
    (folder, ledger)
}

/// A record of `text` in which `find` gives the span of words.
pub struct Made(pub Record);

impl Made {
    /// An article of plain paragraphs.
    pub fn of(text: &str) -> Self {
        let mut article = Article::of_paragraphs(text.to_owned());
        article.outlet = Some("Kerrin Post".into());
        article.published = Some("2026-03-05".into());
        article.published_basis = PublishedBasis::Page;
        article.headline = text.split("\n\n").next().map(str::to_owned);
        let made_by = MadeBy { dunlin: "0".into(), weights: "w".into(), lexicon: "l".into() };
        Self(Record { article, made_by, ..Record::default() })
    }

    pub fn url(mut self, url: &str) -> Self {
        self.0.article.url = Some(url.into());
        self
    }

    pub fn outlet(mut self, outlet: &str) -> Self {
        self.0.article.outlet = Some(outlet.into());
        self
    }

    pub fn published(mut self, day: &str) -> Self {
        self.0.article.published = Some(day.into());
        self
    }

    /// The first place of `words`.
    pub fn span(&self, words: &str) -> Span {
        let start = self.0.article.text.find(words).unwrap();
        Span::new(start, start + words.len())
    }

    pub fn entity(mut self, name: &str, kind: EntityType) -> Self {
        let span = self.span(name);
        let entities = &mut self.0.coding.entities;
        entities.push(Entity {
            id: format!("n{}", entities.len() + 1),
            name: name.into(),
            kind,
            mentions: vec![Mention { span, kind: MentionKind::Name }],
            codes: vec![],
        });
        self
    }

    /// `source` `cue` `content`; the source is the entity of that name, if there is one.
    pub fn says(mut self, source: &str, cue: &str, content: &str) -> Self {
        let spans = [source, cue, content].map(|words| vec![self.span(words)]);
        let [source_spans, cue_spans, content] = spans;
        let coding = &mut self.0.coding;
        let source_entity = coding.entities.iter().find(|n| n.name == source).map(|n| n.id.clone());
        coding.attributions.push(Attribution {
            id: format!("a{}", coding.attributions.len() + 1),
            source: source_spans,
            cue: cue_spans,
            content,
            source_entity,
            source_kind: SourceKind::Person,
            unnamed: None,
            act: "say".into(),
            form: Form_::Indirect,
            within: None,
            said: self.0.article.published.clone(),
            said_time: None,
            rule: "test".into(),
            confidence: 0.9,
        });
        self
    }

    pub fn amount(mut self, words: &str, low: f64, unit: &str, of: &str) -> Self {
        let (span, of) = (self.span(words), self.span(of));
        let amounts = &mut self.0.coding.amounts;
        amounts.push(Amount {
            id: format!("q{}", amounts.len() + 1),
            span,
            low: Some(low),
            high: Some(low),
            approx: false,
            unit: Some(unit.into()),
            of: vec![of],
            share_of: None,
            befell: None,
            change: None,
            when: None,
            according_to: self.0.coding.attributions.last().map(|a| a.id.clone()),
            confidence: 0.9,
        });
        self
    }

    pub fn event(mut self, kind: &str, actor: (&str, &str), trigger: &str, recipient: (&str, &str)) -> Self {
        let sentence = Span::new(0, self.0.article.text.len());
        let side = |(words, country): (&str, &str)| Actor {
            text: words.into(),
            span: self.span(words),
            entity: self.0.coding.entities.iter().find(|n| n.name == words).map(|n| n.id.clone()),
            code: Some(format!("{country}GOV")),
            country: Some(country.into()),
            sector: Some("GOV".into()),
            inferred: false,
        };
        let (actor, recipient, trigger) = (side(actor), side(recipient), self.span(trigger));
        let events = &mut self.0.coding.events;
        events.push(Event {
            id: format!("e{}", events.len() + 1),
            kind: Some(kind.into()),
            mode: None,
            context: vec![],
            code: None,
            quad: Some(Quad::VerbalConflict),
            score: None,
            actor: vec![actor],
            recipient: vec![recipient],
            when: When { value: self.0.article.published.clone(), basis: WhenBasis::Published, time: None },
            place: None,
            factuality: Factuality::Happened,
            according_to: self.0.coding.attributions.last().map(|a| a.id.clone()).into_iter().collect(),
            trigger: vec![trigger],
            sentence,
            rule: "test".into(),
            confidence: 0.9,
        });
        self
    }

    pub fn deadline(mut self, words: &str, date: &str, who: &str, what: &str) -> Self {
        let span = self.span(words);
        self.0.coding.deadlines.push(Deadline {
            span,
            date: Some(date.into()),
            time: None,
            who: Some(who.into()),
            what: Some(what.into()),
            set_by: None,
            according_to: self.0.coding.attributions.last().map(|a| a.id.clone()),
        });
        self
    }

    /// Packed as a document whose bytes are its text.
    pub fn packed(&self, given: &str) -> Packed {
        let bytes = self.0.article.text.as_bytes();
        let document = Arriving { place: "test", form: Form::Text, bytes, given };
        Packed::new(&document, self.0.clone()).unwrap()
    }
}

use dunlin_record::Form as Form_;

/// Adds one document in a transaction of its own.
pub fn add(ledger: &mut Ledger, made: &Made) -> Added {
    add_given(ledger, made, "{}")
}

pub fn add_given(ledger: &mut Ledger, made: &Made, given: &str) -> Added {
    let mut batch = ledger.batch().unwrap();
    let added = batch.add(&made.packed(given)).unwrap();
    batch.commit().unwrap();
    added
}

/// Adds a new page and gives its article's id.
pub fn new(ledger: &mut Ledger, made: &Made) -> ArticleId {
    match add(ledger, made) {
        Added::New(article) => article,
        other => panic!("not new: {other:?}"),
    }
}

/// The talks, as most tests use them.
pub fn talks() -> Made {
    Made::of(
        "Varland warns Orrenia over dam\n\nHenrik Lossen said that Varland had warned Orrenia. \
         At least 90 boats waited at Hask. Orrenia must open the gates by March 22, he said.",
    )
    .url("https://post.example/2026/talks")
    .entity("Henrik Lossen", EntityType::Person)
    .entity("Orrenia", EntityType::Place)
    .says("Henrik Lossen", "said", "that Varland had warned Orrenia")
    .event("THREATEN", ("Varland", "VAR"), "warned", ("Orrenia", "ORR"))
    .amount("At least 90", 90.0, "boats", "boats")
    .deadline("by March 22", "2026-03-22", "Orrenia", "open the gates")
}
