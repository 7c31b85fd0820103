//! What the attribution stage makes of small hand-parsed texts.

use super::read;
use crate::fixture::{self, role};
use crate::lexicon::Lexicon;
use dunlin_language::{Analysis, Role};
use dunlin_record::{Article, Attribution, Entity, EntityType, Form, Mention, MentionKind, SourceKind, Span};

fn attributions(article: &Article, analysis: &Analysis, entities: &[Entity]) -> Vec<Attribution> {
    read(article, analysis, &Lexicon::embedded().unwrap(), entities, &[])
}

fn words(article: &Article, spans: &[Span]) -> String {
    spans.iter().map(|span| span.of(&article.text)).collect::<Vec<_>>().join(" … ")
}

fn parts(article: &Article, a: &Attribution) -> [String; 3] {
    [words(article, &a.source), words(article, &a.cue), words(article, &a.content)]
}

fn named(article: &Article, id: &str, name: &str) -> Entity {
    let start = article.text.find(name).unwrap();
    Entity {
        id: id.to_owned(),
        name: name.to_owned(),
        kind: EntityType::Person,
        mentions: vec![Mention { span: Span::new(start, start + name.len()), kind: MentionKind::Name }],
        codes: Vec::new(),
    }
}

const SAID: &str = "Ruiz Ruiz PROPN NNP 2 nsubj
said say VERB VBD 0 root
that that SCONJ IN 6 mark
the the DET DT 5 det
weir weir NOUN NN 6 nsubj
burst burst VERB VBD 2 ccomp
. . PUNCT . 2 punct";

#[test]
fn a_clause_under_a_saying_verb() {
    let (article, analysis) = fixture::read(SAID);
    let found = attributions(&article, &analysis, &[named(&article, "n1", "Ruiz")]);
    assert_eq!(found.len(), 1);
    assert_eq!(parts(&article, &found[0]), ["Ruiz", "said", "that the weir burst"]);
    assert_eq!(
        (found[0].act.as_str(), found[0].form, found[0].rule.as_str()),
        ("say", Form::Indirect, "clause")
    );
    assert_eq!((found[0].source_entity.as_deref(), found[0].source_kind), (Some("n1"), SourceKind::Person));
    assert_eq!(found[0].within, None, "the page's outlet itself reports it");
}

#[test]
fn model_and_tree_agree_on_one_attribution() {
    let (article, mut analysis) = fixture::read(SAID);
    let cue = Some(1);
    analysis.roles = vec![
        role((&article, &analysis), Role::Source, ("Ruiz", "Ruiz"), cue),
        role((&article, &analysis), Role::Cue, ("said", "said"), None),
        role((&article, &analysis), Role::Content, ("that", "burst"), cue),
    ];
    let both = attributions(&article, &analysis, &[]);
    assert_eq!(both.len(), 1);
    assert_eq!(both[0].rule, "model+lexicon");
    assert!(both[0].confidence > 0.9, "agreement makes surer: {}", both[0].confidence);
}

#[test]
fn the_tree_fills_what_the_model_left_out() {
    let (article, mut analysis) = fixture::read(SAID);
    analysis.roles = vec![role((&article, &analysis), Role::Cue, ("said", "said"), None)];
    let found = attributions(&article, &analysis, &[]);
    assert_eq!(parts(&article, &found[0]), ["Ruiz", "said", "that the weir burst"]);
    assert_eq!(found[0].rule, "model+lexicon");
}

/// "Ruiz said the weir burst, according to a report." – the outer link of the chain is the report.
#[test]
fn a_chain_ends_in_the_phrase_around_it() {
    let lines = "Ruiz Ruiz PROPN NNP 2 nsubj
said say VERB VBD 0 root
weirs weir NOUN NNS 4 nsubj
burst burst VERB VBD 2 ccomp
, , PUNCT , 9 punct
according accord VERB VBG 9 case
to to ADP IN 6 fixed
a a DET DT 9 det
report report NOUN NN 2 obl
. . PUNCT . 2 punct";
    let (article, analysis) = fixture::read(lines);
    let found = attributions(&article, &analysis, &[]);
    let [inner, outer] = &found[..] else { panic!("{found:?}") };
    assert_eq!(parts(&article, inner), ["Ruiz", "said", "weirs burst"]);
    assert_eq!(parts(&article, outer), ["a report", "according to", "Ruiz said weirs burst"]);
    assert_eq!(inner.within.as_deref(), Some(outer.id.as_str()));
    assert_eq!((outer.within.as_deref(), outer.source_kind), (None, SourceKind::Document));
}

/// “We ran,” he said. “The bells rang all night.” – the second quotation goes on with the same speaker.
#[test]
fn a_quotation_runs_on() {
    let lines = "“ “ PUNCT `` 3 punct
+We we PRON PRP 3 nsubj
ran run VERB VBD 7 ccomp
+, , PUNCT , 3 punct
+” ” PUNCT '' 3 punct
he he PRON PRP 7 nsubj
said say VERB VBD 0 root
+. . PUNCT . 7 punct

“ “ PUNCT `` 4 punct
+The the DET DT 3 det
bells bell NOUN NNS 4 nsubj
rang ring VERB VBD 0 root
all all DET DT 6 det
night night NOUN NN 4 obl:unmarked
+. . PUNCT . 4 punct
+” ” PUNCT '' 4 punct";
    let (article, analysis) = fixture::read(lines);
    let found = attributions(&article, &analysis, &[]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(parts(&article, &found[0]), ["he", "said", "“We ran,” … “The bells rang all night.”"]);
    assert_eq!(found[0].form, Form::Direct);
}

/// A relative pronoun speaks for what its clause hangs on.
#[test]
fn which_said_is_said_by_its_antecedent() {
    let lines = "Acme Acme PROPN NNP 7 nsubj
+, , PUNCT , 4 punct
which which PRON WDT 4 nsubj
said say VERB VBD 1 acl:relcl
it it PRON PRP 6 nsubj
won win VERB VBD 4 ccomp
left leave VERB VBD 0 root";
    let (article, analysis) = fixture::read(lines);
    let found = attributions(&article, &analysis, &[named(&article, "n1", "Acme")]);
    assert_eq!(parts(&article, &found[0]), ["which", "said", "it won"]);
    assert_eq!(found[0].source_entity.as_deref(), Some("n1"));
}

#[test]
fn nothing_said_is_nothing_found() {
    let lines = "Ruiz Ruiz PROPN NNP 2 nsubj\nleft leave VERB VBD 0 root\n. . PUNCT . 2 punct";
    let (article, analysis) = fixture::read(lines);
    assert!(attributions(&article, &analysis, &[]).is_empty());
}

/// The model links a further piece of a cue to its first piece: both are one cue of one attribution.
#[test]
fn pieces_of_a_cue_are_one_cue() {
    let lines = "Ruiz Ruiz PROPN NNP 4 nsubj
has have AUX VBZ 4 aux
often often ADV RB 4 advmod
warned warn VERB VBN 0 root
that that SCONJ IN 7 mark
weirs weir NOUN NNS 7 nsubj
burst burst VERB VBP 4 ccomp
. . PUNCT . 4 punct";
    let (article, mut analysis) = fixture::read(lines);
    let cue = Some(1);
    analysis.roles = vec![
        role((&article, &analysis), Role::Source, ("Ruiz", "Ruiz"), cue),
        role((&article, &analysis), Role::Cue, ("has", "has"), None),
        role((&article, &analysis), Role::Cue, ("warned", "warned"), cue),
        role((&article, &analysis), Role::Content, ("that", "burst"), cue),
    ];
    let found = attributions(&article, &analysis, &[]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(parts(&article, &found[0]), ["Ruiz", "has … warned", "that weirs burst"]);
    assert_eq!(found[0].act, "warn");
}
