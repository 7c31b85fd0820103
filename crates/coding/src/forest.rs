//! Quick walks over the dependency trees of an article: children lists made once, noun phrases, prepositions.

use dunlin_language::{Analysis, Deprel, Upos, Xpos};
use dunlin_record::Span;

/// The trees of an analysis with every word's dependents at hand.
#[derive(Debug)]
pub struct Forest<'a> {
    /// The analysis the trees belong to.
    pub analysis: &'a Analysis,
    children: Vec<Vec<usize>>,
    lemmas: Vec<String>,
}

/// How deep a walk goes at most; a tree deeper than this is a parser's fault, not a sentence.
const DEPTH: usize = 64;

impl<'a> Forest<'a> {
    /// Reads all trees once.
    pub fn new(analysis: &'a Analysis) -> Self {
        let mut children = vec![Vec::new(); analysis.words.len()];
        for (at, word) in analysis.words.iter().enumerate() {
            if let Some(head) = word.head
                && head != at
                && let Some(list) = children.get_mut(head)
            {
                list.push(at);
            }
        }
        let lemmas = analysis.words.iter().map(|w| w.lemma.to_lowercase()).collect();
        Self { analysis, children, lemmas }
    }

    /// Puts right the lemmas of inflected verbs and nouns: where the lexicon does not know a word's lemma but knows one
    /// of which its form is a regular or listed inflection, that one is taken. Lemma rules learnt from few examples
    /// of a rare verb go wrong just where the lexicon is sure.
    pub fn settle_lemmas(
        &mut self,
        text: &str,
        known: &dyn Fn(&str) -> bool,
        irregular: &dyn Fn(&str) -> Option<String>,
    ) {
        for (word, lemma) in self.analysis.words.iter().zip(&mut self.lemmas) {
            if !matches!(word.upos, Upos::Verb | Upos::Noun) || known(lemma) {
                continue;
            }
            let form = word.span.of(text).to_lowercase();
            let plural =
                |stem: &String| word.upos != Upos::Noun || stem.len() == form.len() || form.ends_with('s');
            let better = irregular(&form)
                .or_else(|| stems(&form).into_iter().find(|stem| plural(stem) && known(stem)));
            if let Some(better) = better {
                *lemma = better;
            }
        }
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.analysis.words.len()
    }

    /// Whether there is no word at all.
    pub fn is_empty(&self) -> bool {
        self.analysis.words.is_empty()
    }

    /// The dependents of `word`, in text order.
    pub fn children(&self, word: usize) -> &[usize] {
        self.children.get(word).map_or(&[], Vec::as_slice)
    }

    /// The dependents of `word` in exactly this relation.
    pub fn by(&self, word: usize, relation: Deprel) -> impl Iterator<Item = usize> + '_ {
        self.children(word).iter().copied().filter(move |&c| self.deprel(c) == Some(relation))
    }

    /// The dependents of `word` in this relation or one of its subtypes.
    pub fn under(&self, word: usize, relation: Deprel) -> impl Iterator<Item = usize> + '_ {
        self.children(word).iter().copied().filter(move |&c| self.deprel(c).is_some_and(|d| d.is(relation)))
    }

    /// The relation of `word` to its head.
    pub fn deprel(&self, word: usize) -> Option<Deprel> {
        self.analysis.words.get(word).map(|w| w.deprel)
    }

    /// The head of `word`.
    pub fn head(&self, word: usize) -> Option<usize> {
        self.analysis.words.get(word).and_then(|w| w.head)
    }

    /// The dictionary form of `word`, in lower case.
    pub fn lemma(&self, word: usize) -> String {
        self.lemmas.get(word).cloned().unwrap_or_default()
    }

    /// Whether `word` has this dictionary form.
    pub fn is_lemma(&self, word: usize, lemma: &str) -> bool {
        self.lemmas.get(word).is_some_and(|l| l == lemma)
    }

    /// The universal part of speech of `word`.
    pub fn upos(&self, word: usize) -> Upos {
        let Some(w) = self.analysis.words.get(word) else { return Upos::X };
        // "issues warrants": the finer tag and the subject tell a verb that the coarser one takes for a noun.
        let finite = matches!(w.xpos, Xpos::Vbz | Xpos::Vbd | Xpos::Vbp);
        if w.upos == Upos::Noun && finite && self.under(word, Deprel::Nsubj).next().is_some() {
            return Upos::Verb;
        }
        w.upos
    }

    /// The bytes of `word`.
    pub fn span(&self, word: usize) -> Span {
        self.analysis.words.get(word).map(|w| w.span).unwrap_or_default()
    }

    /// The preposition (or postposition) of `word`, fixed parts joined by blanks: `in`, `because of`. Empty: none.
    pub fn case(&self, word: usize) -> String {
        let mark = |w: usize| {
            self.by(w, Deprel::Case).find(|&c| !matches!(self.lemma(c).as_str(), "'s" | "’s" | "'"))
        };
        // "against President Ruiz": the parser may hang the preposition on the title.
        let inner = || {
            let beside = |c: &usize| {
                *c < word
                    && matches!(self.deprel(*c), Some(Deprel::NmodDesc | Deprel::Compound | Deprel::Amod))
            };
            let first = self.children(word).iter().copied().find(beside)?;
            mark(first).filter(|&m| m < first)
        };
        // "called on Italy": the parser may take the preposition for a particle of the verb.
        let particle = || {
            let verb = self.head(word).filter(|_| self.deprel(word) == Some(Deprel::Obl))?;
            let start = self.noun_phrase(word).start;
            self.by(verb, Deprel::CompoundPrt).find(|&p| p + 1 == start && self.upos(p) == Upos::Adp)
        };
        let Some(case) = mark(word).or_else(inner).or_else(particle) else { return String::new() };
        let mut text = self.lemma(case);
        for part in self.by(case, Deprel::Fixed) {
            text.push(' ');
            text.push_str(&self.lemma(part));
        }
        text
    }

    /// `word` and the words joined to it by `conj`.
    pub fn with_conjuncts(&self, word: usize) -> Vec<usize> {
        let mut all = vec![word];
        all.extend(self.by(word, Deprel::Conj));
        all
    }

    /// `word` and everything below it for which `enter` holds, in text order.
    pub fn below(&self, word: usize, enter: &dyn Fn(usize) -> bool) -> Vec<usize> {
        let mut all = vec![word];
        let mut level = vec![word];
        for _ in 0..DEPTH {
            let next: Vec<usize> =
                level.iter().flat_map(|&w| self.children(w).iter().copied()).filter(|&w| enter(w)).collect();
            if next.is_empty() {
                break;
            }
            all.extend(&next);
            level = next;
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The words of the noun phrase headed by `word`, without relative clauses, appositions, other conjuncts,
    /// its own preposition and punctuation at its ends; the longest run around the head.
    pub fn noun_phrase(&self, word: usize) -> std::ops::Range<usize> {
        let top = word;
        let inside = self.below(word, &|w| {
            let Some(deprel) = self.deprel(w) else { return false };
            let own = self.head(w) == Some(top);
            match deprel {
                Deprel::Conj
                | Deprel::Cc
                | Deprel::AclRelcl
                | Deprel::Appos
                | Deprel::Parataxis
                | Deprel::Advcl
                | Deprel::Acl => !own,
                Deprel::Case
                | Deprel::Mark
                | Deprel::Cop
                | Deprel::Punct
                | Deprel::Nsubj
                | Deprel::Discourse => !own,
                _ => true,
            }
        });
        // The longest run of neighbours around the head, so that the phrase is one range of words. Punctuation
        // inside ("2.9-million", quotation marks) is bridged.
        let has = |w: usize| inside.binary_search(&w).is_ok();
        let bridge = |w: usize| self.upos(w) == Upos::Punct;
        let (mut start, mut end) = (word, word + 1);
        loop {
            if start > 0 && has(start - 1) {
                start -= 1;
            } else if start > 1 && bridge(start - 1) && has(start - 2) {
                start -= 2;
            } else {
                break;
            }
        }
        loop {
            if has(end) {
                end += 1;
            } else if bridge(end) && has(end + 1) {
                end += 2;
            } else {
                break;
            }
        }
        while end > word + 1 && self.upos(end - 1) == Upos::Punct {
            end -= 1;
        }
        while start < word && self.upos(start) == Upos::Punct {
            start += 1;
        }
        start..end
    }

    /// Whether `word` heads a phrase that can name somebody or something.
    pub fn is_nominal_head(&self, word: usize) -> bool {
        let Some(w) = self.analysis.words.get(word) else { return false };
        let inner = matches!(
            w.deprel,
            Deprel::Compound
                | Deprel::Flat
                | Deprel::Fixed
                | Deprel::Goeswith
                | Deprel::NmodDesc
                | Deprel::Det
                | Deprel::Amod
                | Deprel::Nummod
                | Deprel::Case
                | Deprel::Punct
                | Deprel::Aux
                | Deprel::Cop
                | Deprel::Advmod
                | Deprel::Mark
                | Deprel::Cc
        );
        let place = matches!(
            w.deprel,
            Deprel::Nsubj
                | Deprel::NsubjPass
                | Deprel::Obj
                | Deprel::Iobj
                | Deprel::Obl
                | Deprel::OblAgent
                | Deprel::Nmod
                | Deprel::NmodPoss
                | Deprel::Appos
                | Deprel::Conj
        );
        !inner
            && (matches!(w.upos, Upos::Noun | Upos::Propn | Upos::Pron)
                || place && matches!(w.upos, Upos::Adj | Upos::Num | Upos::Det))
    }
}

/// What a regular English inflection may come from, likeliest first.
fn stems(form: &str) -> Vec<String> {
    let mut stems = vec![form.to_owned()];
    for ending in ["ies", "ied"] {
        stems.extend(form.strip_suffix(ending).map(|s| format!("{s}y")));
    }
    for ending in ["ing", "ed", "es", "s", "d"] {
        let Some(stem) = form.strip_suffix(ending) else { continue };
        // "used", not "band".
        if ending == "d" && !stem.ends_with('e') {
            continue;
        }
        stems.push(stem.to_owned());
        if matches!(ending, "ing" | "ed") {
            stems.push(format!("{stem}e"));
            let mut letters = stem.chars().rev();
            if let (Some(last), Some(before)) = (letters.next(), letters.next())
                && last == before
            {
                stems.extend(stem.strip_suffix(last).map(str::to_owned));
            }
        }
    }
    stems
}

#[cfg(test)]
mod tests {
    use super::stems;

    #[test]
    fn regular_inflections_lead_back_to_their_stems() {
        for (form, stem) in [
            ("clashed", "clash"),
            ("urged", "urge"),
            ("occupied", "occupy"),
            ("stabbed", "stab"),
            ("banning", "ban"),
            ("seizing", "seize"),
            ("accuses", "accuse"),
        ] {
            assert!(stems(form).iter().any(|s| s == stem), "{form}");
        }
        assert_eq!(stems(""), [""]);
    }
}
