//! Who may stand on a side of an event: somebody with a code, a name or an office, all of a row, owners of things.

use super::matching::{DEPTH, Matcher};
use super::words::WordClass;
use dunlin_language::{Deprel, Upos, Xpos};
use dunlin_record::EntityType;

impl Matcher<'_> {
    pub(super) fn is_class(&self, word: usize, class: &str) -> bool {
        match class {
            "actor" => self.is_somebody(word),
            "person" => self.cast.entity_at(word).and_then(|e| self.cast.entities.get(e)).is_some_and(|e| {
                e.kind == EntityType::Person && self.cast.reading(word).is_some_and(|r| r.named)
            }),
            "country" => self.has_country(word),
            "verb" => self.forest.upos(word) == Upos::Verb,
            sector => self.sector(word).is_some_and(|s| s == sector),
        }
    }

    pub(super) fn sector(&self, word: usize) -> Option<String> {
        let own = self.cast.reading(word).and_then(|r| r.sector.clone());
        own.or_else(|| self.cast.merged(self.cast.entity_at(word)?)?.sector.clone())
    }

    /// Whether a phrase of place is a country or somebody, not a part of it.
    pub(super) fn is_whole(&self, word: usize) -> bool {
        let country = self.cast.reading(word).is_some_and(|r| r.class == Some(crate::actors::Class::Country));
        !country
            || self.forest.noun_phrase(word).len() <= 2 && self.forest.by(word, Deprel::Amod).next().is_none()
    }

    /// Whether the phrase names a country in some way.
    pub(super) fn has_country(&self, word: usize) -> bool {
        let own = self.cast.reading(word).is_some_and(|r| r.group.is_some());
        let merged =
            || self.cast.entity_at(word).and_then(|e| self.cast.merged(e)).is_some_and(|r| r.group.is_some());
        own || merged() || self.country_inside(word).is_some()
    }

    /// The first country that a modifier inside the phrase names.
    pub(super) fn country_inside(&self, word: usize) -> Option<String> {
        let phrase = self.forest.noun_phrase(word);
        // "sentenced Ruiz to prison for an attack on an Indian writer": not what is told of something else.
        let apart = |mut w: usize| {
            for _ in 0..DEPTH {
                let Some(up) = self.forest.head(w).filter(|&up| up != w && w != word) else { return false };
                // "twenty people, including two Chadians": of a part of them only.
                if self.forest.case(w) == "including" {
                    return true;
                }
                let of_else = up != word
                    && self.forest.deprel(w).is_some_and(|d| d.is(Deprel::Nmod))
                    && matches!(self.forest.case(w).as_str(), "on" | "against" | "after" | "over");
                if of_else {
                    return true;
                }
                w = up;
            }
            false
        };
        let hit =
            self.cast.countries.iter().find(|(words, _)| {
                phrase.start <= words.start && words.end <= phrase.end && !apart(words.start)
            });
        hit.map(|(_, country)| country.clone())
    }

    /// The countries to which things belong: Russia in "sanctions on Russia's banks and officials".
    pub(super) fn owners(&self, things: &[usize]) -> Vec<usize> {
        let country =
            |w: &usize| self.cast.reading(*w).is_some_and(|r| r.class == Some(crate::actors::Class::Country));
        let things = things.iter().filter(|&&w| self.forest.upos(w) == Upos::Noun && !self.is_somebody(w));
        things.filter_map(|&w| self.forest.by(w, Deprel::NmodPoss).find(country)).collect()
    }

    /// Those of `words` (and of what is joined to them) that can act politically.
    pub(super) fn people_among(&self, words: &[usize]) -> Vec<usize> {
        let mut people: Vec<usize> = Vec::new();
        for &word in words {
            for w in self.joined(word) {
                // "UNICEF said they had sent": who reports goes before whom the text named long before.
                let known =
                    self.cast.entity_at(w).and_then(|e| self.cast.merged(e)).is_some_and(|r| r.is_coded());
                let they = self.forest.is_lemma(w, "they");
                let reporters = if known && !they { Vec::new() } else { self.reporters(w) };
                let all = if reporters.is_empty() { vec![w] } else { reporters };
                for w in all {
                    if self.is_somebody(w) && !people.contains(&w) {
                        people.push(w);
                    }
                }
            }
        }
        people
    }

    /// `word` and what is joined to it, also where the row hangs on the name behind a title: "Presidents Obasi of
    /// Nigeria and Talla of Benin".
    pub(super) fn joined(&self, word: usize) -> Vec<usize> {
        let mut all = self.forest.with_conjuncts(word);
        // "deputy premier and works minister Belinda Ruiz": a title joined before the name is one of hers.
        all.retain(|&w| w >= word || self.forest.upos(word) != Upos::Propn);
        // "released prisoners, including a laureate and a lawyer": who stands behind "including" is one of them.
        let some =
            self.forest.under(word, Deprel::Nmod).find(|&c| c > word && self.forest.case(c) == "including");
        all.retain(|&w| some.is_none_or(|some| w < some));
        // "lawyer and editor Ana Ruiz", "premier and works minister Ana Ruiz": two titles of one.
        if let [_, other] = all[..]
            && self.is_bare_title(word)
            && self.is_named_with_title(other)
        {
            all = vec![other];
        }
        let names = self.forest.by(word, Deprel::Flat).filter(|&c| self.forest.upos(c) == Upos::Propn);
        let further = names.flat_map(|c| self.forest.by(c, Deprel::Conj));
        // "Varland, Orrenia agree": headlines set a comma for "and".
        let state = |w: usize| {
            self.cast.is_polity(self.forest, w)
                || self.cast.reading(w).is_some_and(|r| r.class == Some(crate::actors::Class::Country))
        };
        let plural = self.forest.head(word).and_then(|v| self.forest.analysis.words.get(v));
        let plural = plural.is_some_and(|v| v.xpos == Xpos::Vbp);
        let beside = self.forest.by(word, Deprel::Appos).filter(|&c| plural && state(word) && state(c));
        all.extend(beside);
        for w in self.company(word).into_iter().chain(self.strayed(word)).chain(self.second_body(word)) {
            if !all.contains(&w) {
                all.push(w);
            }
        }
        for w in further.filter(|&c| self.forest.upos(c) == Upos::Propn) {
            if !all.contains(&w) {
                all.push(w);
            }
        }
        all
    }

    /// Whether `word` is one person's title without an article and without a name of its own.
    pub(super) fn is_bare_title(&self, word: usize) -> bool {
        let forest = self.forest;
        let single = forest.analysis.words.get(word).is_some_and(|w| w.xpos == Xpos::Nn);
        let person = self.cast.reading(word).is_some_and(|r| !r.named && r.kind == Some(EntityType::Person));
        let apart = forest.children(word).iter().any(|&c| {
            matches!(forest.deprel(c), Some(Deprel::Det | Deprel::Nummod | Deprel::NmodPoss | Deprel::Flat))
        });
        single && person && !apart
    }

    /// Whether `word` is a name with a title before it, or a title with the name right behind it.
    pub(super) fn is_named_with_title(&self, word: usize) -> bool {
        let forest = self.forest;
        let named = |w: usize| forest.upos(w) == Upos::Propn;
        let title = |w: usize| {
            matches!(forest.deprel(w), Some(Deprel::NmodDesc | Deprel::Compound))
                && self.sector(w).is_some()
                && self.cast.reading(w).is_none_or(|r| r.class.is_none())
        };
        let single = forest.analysis.words.get(word).is_some_and(|w| w.xpos == Xpos::Nn);
        forest.by(word, Deprel::Det).next().is_none()
            && (named(word) && forest.children(word).iter().any(|&c| title(c))
                || single && named(word + 1)
                || named(word) && self.sector(word).is_some() && forest.by(word, Deprel::Flat).any(named))
    }

    /// Whom the pronoun of a reported clause stands for: "Iran and Iraq said they had agreed".
    pub(super) fn reporters(&self, pronoun: usize) -> Vec<usize> {
        let Some(first) = self.frames.reporter(pronoun) else { return Vec::new() };
        let all: Vec<usize> = match self.forest.lemma(pronoun).as_str() {
            "they" => self.forest.with_conjuncts(first),
            _ => vec![first],
        };
        all.into_iter().filter(|&w| self.is_somebody(w)).collect()
    }

    /// Whether the phrase is an actor: it has a code, names a person or body, or is a personal pronoun or a count.
    pub(super) fn is_somebody(&self, word: usize) -> bool {
        // "Sunday's discussions" are not held by Sunday.
        if self.is_a(word, WordClass::Calendar) {
            return false;
        }
        if self.cast.reading(word).is_some_and(|r| r.is_coded()) || self.cast.is_polity(self.forest, word) {
            return true;
        }
        // "the US airstrike": a deed is nobody, whatever co-reference makes of it.
        if self.forest.upos(word) == Upos::Noun
            && self.lexicon.of_noun(&self.forest.lemma(word)).next().is_some()
        {
            return false;
        }
        if let Some(entity) = self.cast.entity_at(word) {
            if self.cast.merged(entity).is_some_and(|r| r.is_coded()) {
                return true;
            }
            let kind = self.cast.entities.get(entity).map(|e| e.kind);
            let named = self.cast.reading(word).is_some_and(|r| r.named);
            if named && matches!(kind, Some(EntityType::Person | EntityType::Organization)) {
                return true;
            }
        }
        match self.forest.upos(word) {
            Upos::Pron => matches!(
                self.forest.lemma(word).as_str(),
                "he" | "she"
                    | "they"
                    | "we"
                    | "i"
                    | "him"
                    | "her"
                    | "them"
                    | "us"
                    | "me"
                    | "who"
                    | "another"
                    | "someone"
                    | "somebody"
                    | "anyone"
                    | "everyone"
                    | "everybody"
            ),
            // "another was wounded"
            Upos::Det | Upos::Adj if matches!(self.forest.lemma(word).as_str(), "another" | "other") => {
                self.forest.deprel(word).is_some_and(|d| d.is(Deprel::Nsubj) || d.is(Deprel::Obj))
            }
            // "killing four", "two were wounded".
            Upos::Num => {
                matches!(
                    self.forest.deprel(word),
                    Some(Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj | Deprel::Conj)
                ) && self.forest.children(word).iter().all(|&c| {
                    self.forest.deprel(c) != Some(Deprel::Compound) || self.forest.upos(c) == Upos::Num
                })
            }
            _ => false,
        }
    }
}
