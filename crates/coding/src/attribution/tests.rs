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

/// "The Post quoted Ruiz as saying it burst." – what Ruiz says lies within what the Post hands on.
#[test]
fn quoted_as_saying_is_said_within() {
    let lines = "The the DET DT 2 det
Post Post PROPN NNP 3 nsubj
quoted quote VERB VBD 0 root
Ruiz Ruiz PROPN NNP 3 obj
as as SCONJ IN 6 mark
saying say VERB VBG 3 advcl
it it PRON PRP 8 nsubj
burst burst VERB VBD 6 ccomp
. . PUNCT . 3 punct";
    let (article, mut analysis) = fixture::read(lines);
    let cue = Some(2);
    analysis.roles = vec![
        role((&article, &analysis), Role::Source, ("The", "Post"), cue),
        role((&article, &analysis), Role::Cue, ("quoted", "quoted"), None),
        role((&article, &analysis), Role::Content, ("Ruiz", "burst"), cue),
    ];
    let found = attributions(&article, &analysis, &[named(&article, "n1", "Ruiz")]);
    let [outer, inner] = &found[..] else { panic!("{found:?}") };
    assert_eq!(parts(&article, outer), ["The Post", "quoted", "Ruiz as saying it burst"]);
    assert_eq!(outer.source_kind, SourceKind::Outlet, "a name of a newspaper, no post");
    assert_eq!(parts(&article, inner), ["Ruiz", "as saying", "it burst"]);
    assert_eq!(inner.within.as_deref(), Some(outer.id.as_str()));
    assert_eq!((inner.act.as_str(), inner.source_entity.as_deref()), ("say", Some("n1")));
}

/// "Officials quoted by Sanbit said it burst." – Sanbit hands on what officials say, though the model saw one cue.
#[test]
fn quoted_by_is_the_outer_link() {
    let lines = "Officials official NOUN NNS 5 nsubj
quoted quote VERB VBN 1 acl
by by ADP IN 4 case
Sanbit Sanbit PROPN NNP 2 obl:agent
said say VERB VBD 0 root
it it PRON PRP 7 nsubj
burst burst VERB VBD 5 ccomp
. . PUNCT . 5 punct";
    let (article, mut analysis) = fixture::read(lines);
    let cue = Some(1);
    analysis.roles = vec![
        role((&article, &analysis), Role::Source, ("Officials", "Officials"), cue),
        role((&article, &analysis), Role::Cue, ("quoted", "by"), None),
        role((&article, &analysis), Role::Cue, ("said", "said"), cue),
        role((&article, &analysis), Role::Content, ("it", "burst"), cue),
    ];
    let found = attributions(&article, &analysis, &[]);
    let inner = found.iter().find(|a| a.cue[0].of(&article.text) == "said").expect("said");
    let outer = found.iter().find(|a| a.cue[0].of(&article.text) == "quoted by").expect("quoted by");
    assert_eq!(found.len(), 2);
    assert_eq!(parts(&article, inner), ["Officials", "said", "it burst"]);
    assert_eq!(parts(&article, outer)[0], "Sanbit");
    assert_eq!(inner.within.as_deref(), Some(outer.id.as_str()));
    assert_eq!(outer.within, None);
}

/// "According to Sanbit, citing officials, it burst." – officials say so, Sanbit hands it on.
#[test]
fn whoever_is_cited_stands_within() {
    let lines = "According accord VERB VBG 3 case
to to ADP IN 1 fixed
Sanbit Sanbit PROPN NNP 9 obl
, , PUNCT , 5 punct
citing cite VERB VBG 3 acl
officials official NOUN NNS 5 obj
, , PUNCT , 9 punct
it it PRON PRP 9 nsubj
burst burst VERB VBD 0 root
. . PUNCT . 9 punct";
    let (article, analysis) = fixture::read(lines);
    let found = attributions(&article, &analysis, &[]);
    let [outer, inner] = &found[..] else { panic!("{found:?}") };
    assert_eq!(parts(&article, outer), ["Sanbit", "According to", "it burst"]);
    assert_eq!(parts(&article, inner), ["officials", "citing", "it burst"]);
    assert_eq!(inner.within.as_deref(), Some(outer.id.as_str()));
    assert_eq!((inner.source_kind, outer.within.as_deref()), (SourceKind::Unnamed, None));
}

/// "The clerk is said to lie." – the subject is what is spoken of, and nobody is named who says so.
#[test]
fn the_subject_of_a_passive_is_no_source() {
    let lines = "The the DET DT 2 det
clerk clerk NOUN NN 4 nsubj:pass
is be AUX VBZ 4 aux:pass
said say VERB VBN 0 root
to to PART TO 6 mark
lie lie VERB VB 4 xcomp
. . PUNCT . 4 punct";
    let (article, mut analysis) = fixture::read(lines);
    let cue = Some(2);
    analysis.roles = vec![
        role((&article, &analysis), Role::Source, ("The", "clerk"), cue),
        role((&article, &analysis), Role::Cue, ("is", "said"), None),
        role((&article, &analysis), Role::Content, ("to", "lie"), cue),
    ];
    let found = attributions(&article, &analysis, &[]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(parts(&article, &found[0]), ["", "is said", "The clerk … to lie"]);
    assert_eq!(found[0].source_kind, SourceKind::Unnamed);
}

/// A headline's colon is a cue where a short noun phrase that can speak stands beside it.
#[test]
fn a_colon_in_a_headline_is_a_cue() {
    let read = |lines: &str| {
        let (mut article, analysis) = fixture::read(lines);
        article.blocks[0].role = dunlin_record::BlockRole::Headline;
        let found = attributions(&article, &analysis, &[]);
        found.iter().map(|a| parts(&article, a)).collect::<Vec<_>>()
    };
    let minister = "Minister minister NOUN NN 4 nsubj
: : PUNCT : 4 punct
talks talk NOUN NNS 4 nsubj
failed fail VERB VBD 0 root";
    assert_eq!(read(minister), [["Minister", ":", "talks failed"]]);
    let behind = "Talks talk NOUN NNS 2 nsubj
failed fail VERB VBD 0 root
: : PUNCT : 2 punct
minister minister NOUN NN 2 parataxis";
    assert_eq!(read(behind), [["minister", ":", "Talks failed"]]);
    let topic = "Ferries ferry NOUN NNS 4 nsubj
: : PUNCT : 4 punct
tolls toll NOUN NNS 4 nsubj
rise rise VERB VBP 0 root";
    assert!(read(topic).is_empty(), "ferries say nothing");
}

/// A piece that the model linked over the end of a sentence is dropped, and a source in two pieces is the nearer one.
#[test]
fn strays_are_dropped() {
    let lines = "Ruiz Ruiz PROPN NNP 2 nsubj
said say VERB VBD 0 root
weirs weir NOUN NNS 4 nsubj
burst burst VERB VBD 2 ccomp
. . PUNCT . 2 punct

Osei Osei PROPN NNP 2 nsubj
left leave VERB VBD 0 root
. . PUNCT . 2 punct";
    let (article, mut analysis) = fixture::read(lines);
    let cue = Some(1);
    analysis.roles = vec![
        role((&article, &analysis), Role::Source, ("Ruiz", "Ruiz"), cue),
        role((&article, &analysis), Role::Cue, ("said", "said"), None),
        role((&article, &analysis), Role::Content, ("weirs", "burst"), cue),
        role((&article, &analysis), Role::Source, ("Osei", "Osei"), cue),
        role((&article, &analysis), Role::Content, ("left", "left"), cue),
    ];
    let found = attributions(&article, &analysis, &[]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(parts(&article, &found[0]), ["Ruiz", "said", "weirs burst"]);
}

/// "Nine tonnes of grain burned. They said nothing." – grain says nothing, whatever "they" was linked to.
#[test]
fn an_amount_of_things_is_no_source() {
    let lines = "Nine nine NUM CD 2 nummod
tonnes tonne NOUN NNS 5 nsubj
of of ADP IN 4 case
grain grain NOUN NN 2 nmod
burned burn VERB VBD 0 root
. . PUNCT . 5 punct

They they PRON PRP 2 nsubj
said say VERB VBD 0 root
thieves thief NOUN NNS 4 nsubj
came come VERB VBD 2 ccomp
. . PUNCT . 2 punct";
    let (article, analysis) = fixture::read(lines);
    let mention = |words: &str, kind| {
        let start = article.text.find(words).unwrap();
        Mention { span: Span::new(start, start + words.len()), kind }
    };
    let grain = Entity {
        id: "n1".to_owned(),
        name: "Nine tonnes of grain".to_owned(),
        kind: EntityType::Other,
        mentions: vec![
            mention("Nine tonnes of grain", MentionKind::Description),
            mention("They", MentionKind::Pronoun),
        ],
        codes: Vec::new(),
    };
    let found = attributions(&article, &analysis, &[grain]);
    assert_eq!(parts(&article, &found[0]), ["They", "said", "thieves came"]);
    assert_eq!((found[0].source_entity.as_deref(), found[0].source_kind), (None, SourceKind::Unnamed));
}

/// "Ruiz was quoted by Sanbit as saying it burst." – the model's one reading makes room for both links.
#[test]
fn quoted_by_as_saying_has_two_links() {
    let lines = "Ruiz Ruiz PROPN NNP 3 nsubj:pass
was be AUX VBD 3 aux:pass
quoted quote VERB VBN 0 root
by by ADP IN 5 case
Sanbit Sanbit PROPN NNP 3 obl:agent
as as SCONJ IN 7 mark
saying say VERB VBG 3 advcl
it it PRON PRP 9 nsubj
burst burst VERB VBD 7 ccomp
. . PUNCT . 3 punct";
    let (article, mut analysis) = fixture::read(lines);
    let cue = Some(1);
    analysis.roles = vec![
        role((&article, &analysis), Role::Source, ("Ruiz", "Ruiz"), cue),
        role((&article, &analysis), Role::Cue, ("was", "quoted"), None),
        role((&article, &analysis), Role::Content, ("as", "burst"), cue),
    ];
    let found = attributions(&article, &analysis, &[]);
    let [outer, inner] = &found[..] else { panic!("{found:?}") };
    assert_eq!(parts(&article, outer), ["Sanbit", "quoted by", "Ruiz … as saying it burst"]);
    assert_eq!(parts(&article, inner), ["Ruiz", "as saying", "it burst"]);
    assert_eq!(inner.within.as_deref(), Some(outer.id.as_str()));
}

/// "Three officials at the Ministry, speaking on condition of anonymity because they feared reprisals, said it burst."
#[test]
fn what_is_told_of_an_unnamed_source() {
    let lines = "Three three NUM CD 2 nummod
officials official NOUN NNS 15 nsubj
at at ADP IN 5 case
the the DET DT 5 det
Ministry Ministry PROPN NNP 2 nmod
, , PUNCT , 7 punct
speaking speak VERB VBG 2 acl
on on ADP IN 9 case
condition condition NOUN NN 7 obl
of of ADP IN 11 case
anonymity anonymity NOUN NN 9 nmod
because because SCONJ IN 14 mark
they they PRON PRP 14 nsubj
feared fear VERB VBD 7 advcl
said say VERB VBD 0 root
it it PRON PRP 17 nsubj
burst burst VERB VBD 15 ccomp
. . PUNCT . 15 punct";
    let (article, mut analysis) = fixture::read(lines);
    // The model took the nearest words for the source; the verb's own subject is it.
    let cue = Some(14);
    analysis.roles = vec![
        role((&article, &analysis), Role::Source, ("Three", "Ministry"), cue),
        role((&article, &analysis), Role::Source, ("they", "feared"), cue),
        role((&article, &analysis), Role::Cue, ("said", "said"), None),
        role((&article, &analysis), Role::Content, ("it", "burst"), cue),
    ];
    let found = attributions(&article, &analysis, &[]);
    assert_eq!(parts(&article, &found[0])[0], "Three officials at the Ministry");
    assert_eq!(found[0].source_kind, SourceKind::Unnamed);
    let told = found[0].unnamed.clone().expect("something is told");
    assert_eq!((told.least, told.most), (Some(3), Some(3)));
    let text = |span: Option<Span>| span.map(|s| s.of(&article.text).to_owned());
    assert_eq!(text(told.office).as_deref(), Some("the Ministry"));
    assert_eq!(text(told.withheld).as_deref(), Some("on condition of anonymity"));
    assert_eq!(text(told.reason).as_deref(), Some("because they feared"));
}

/// "Media reported Kim is hiring crews, recently asking the port for berths." – Kim asks, and the media report it.
#[test]
fn an_outlet_reports_what_others_ask() {
    let lines = "Media media NOUN NNS 2 nsubj
reported report VERB VBD 0 root
Kim Kim PROPN NNP 5 nsubj
is be AUX VBZ 5 aux
hiring hire VERB VBG 2 ccomp
crews crew NOUN NNS 5 obj
, , PUNCT , 9 punct
recently recently ADV RB 9 advmod
asking ask VERB VBG 5 advcl
the the DET DT 11 det
port port NOUN NN 9 obj
for for ADP IN 13 case
berths berth NOUN NNS 9 obl
. . PUNCT . 2 punct";
    let (article, mut analysis) = fixture::read(lines);
    analysis.roles = vec![
        role((&article, &analysis), Role::Source, ("Media", "Media"), Some(1)),
        role((&article, &analysis), Role::Cue, ("reported", "reported"), None),
        role((&article, &analysis), Role::Content, ("Kim", "crews"), Some(1)),
        role((&article, &analysis), Role::Cue, ("asking", "asking"), None),
        role((&article, &analysis), Role::Content, ("the", "berths"), Some(8)),
    ];
    let found = attributions(&article, &analysis, &[]);
    let outer = found.iter().find(|a| words(&article, &a.cue) == "reported").expect("reported");
    let inner = found.iter().find(|a| words(&article, &a.cue).contains("asking")).expect("asking");
    assert!(words(&article, &outer.content).contains("asking the port for berths"), "{found:?}");
    assert_eq!(words(&article, &inner.source), "Kim");
    assert_eq!(inner.within.as_deref(), Some(outer.id.as_str()));
}

/// The model marks who and what, and misses the cue that the lexicon knows.
#[test]
fn what_is_half_seen_stands_with_a_word_of_the_lexicon() {
    let lines = "Ruiz Ruiz PROPN NNP 2 nsubj
welcomed welcome VERB VBD 0 root
the the DET DT 4 det
truce truce NOUN NN 2 obj
. . PUNCT . 2 punct

Diallo Diallo PROPN NNP 2 nsubj
said say VERB VBD 0 root
it it PRON PRP 4 nsubj
burst burst VERB VBD 2 ccomp
. . PUNCT . 2 punct";
    let (article, mut analysis) = fixture::read(lines);
    let said = role((&article, &analysis), Role::Cue, ("said", "said"), None);
    analysis.roles = vec![said.clone()];
    let blind = attributions(&article, &analysis, &[]);
    assert!(blind.iter().all(|a| words(&article, &a.cue) != "welcomed"), "{blind:?}");
    analysis.roles = vec![role((&article, &analysis), Role::Source, ("Ruiz", "Ruiz"), None), said];
    let found = attributions(&article, &analysis, &[]);
    let welcomed = found.iter().find(|a| words(&article, &a.cue) == "welcomed").expect("welcomed");
    assert_eq!(parts(&article, welcomed), ["Ruiz", "welcomed", "the truce"]);
}

#[test]
fn lines_of_a_conversation_are_their_speakers() {
    let line = |name: &str, verb: &str| {
        format!(
            "{name} {name} PROPN NNP 4 nsubj\n: : PUNCT : 1 punct\nWe we PRON PRP 4 nsubj\n{verb} {verb} VERB VBD 0 root\n. . PUNCT . 4 punct"
        )
    };
    let tree = [line("WARDEN", "left"), line("CLERK", "stayed"), line("WARDEN", "returned")].join("\n--\n");
    let (article, mut analysis) = fixture::read(&tree);
    // A model that mixes up the speakers does not prevail.
    analysis.roles = vec![
        role((&article, &analysis), Role::Source, ("WARDEN", "WARDEN"), Some(1)),
        role((&article, &analysis), Role::Cue, (":", ":"), None),
        dunlin_language::RoleSpan { role: Role::Content, words: 7..9, cue: Some(1), score: 0.9 },
    ];
    let found = attributions(&article, &analysis, &[]);
    let said: Vec<_> = found.iter().map(|a| parts(&article, a)).collect();
    assert_eq!(
        said,
        [["WARDEN", ":", "We left"], ["CLERK", ":", "We stayed"], ["WARDEN", ":", "We returned"]]
    );
    assert!(found.iter().all(|a| a.form == Form::Direct && a.rule == "transcript"));
    // A list of places names each but once.
    let tree = [line("Ostrava", "left"), line("Brno", "stayed"), line("Praha", "returned")].join("\n--\n");
    let (article, analysis) = fixture::read(&tree);
    assert!(attributions(&article, &analysis, &[]).is_empty());
}

#[test]
fn a_signed_quotation_is_its_signers() {
    let tree = "“ “ PUNCT `` 4 punct\nWe we PRON PRP 4 nsubj\nwill will AUX MD 4 aux\nstay stay VERB VB 0 root\n\
        . . PUNCT . 4 punct\n” ” PUNCT '' 4 punct\n— — PUNCT : 8 punct\nAda Ada PROPN NNP 4 parataxis\nRuiz Ruiz PROPN NNP 8 flat";
    let (article, analysis) = fixture::read(tree);
    let found = attributions(&article, &analysis, &[]);
    assert_eq!(found.len(), 1);
    assert_eq!(parts(&article, &found[0]), ["Ada Ruiz", "—", "“ We will stay . ”"]);
    assert_eq!((found[0].form, found[0].rule.as_str()), (Form::Direct, "signed"));
}

#[test]
fn a_content_does_not_end_inside_a_phrase() {
    let tree = "Ruiz Ruiz PROPN NNP 2 nsubj\nsaid say VERB VBD 0 root\nthe the DET DT 4 det\nweir weir NOUN NN 5 nsubj\n\
        burst burst VERB VBD 2 ccomp\nlike like ADP IN 8 case\nan a DET DT 8 det\negg egg NOUN NN 5 obl\n. . PUNCT . 2 punct";
    let (article, analysis) = fixture::read(tree);
    let said = |last: &str| {
        let mut analysis = analysis.clone();
        analysis.roles = vec![
            role((&article, &analysis), Role::Source, ("Ruiz", "Ruiz"), Some(1)),
            role((&article, &analysis), Role::Cue, ("said", "said"), None),
            role((&article, &analysis), Role::Content, ("the", last), Some(1)),
        ];
        parts(&article, &attributions(&article, &analysis, &[])[0])[2].clone()
    };
    assert_eq!(said("an"), "the weir burst like an egg");
    assert_eq!(said("like"), "the weir burst");
    assert_eq!(said("burst"), "the weir burst");
}
