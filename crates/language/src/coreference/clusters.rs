//! Mentions put together, with what is known of each cluster: the entity-centric part of the sieve.

use super::lists::{Class, Gender};
use super::mentions::{Mention, Number};
use dunlin_record::MentionKind;
use std::collections::BTreeSet;

/// What is known of a cluster.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) class: Class,
    pub(super) gender: Option<Gender>,
    pub(super) number: Number,
    /// Whether a name is in it.
    pub(super) named: bool,
    /// Lemmas of the nouns by which it has been described: "leader", "company".
    pub(super) nouns: BTreeSet<String>,
}

/// A union-find over mentions.
#[derive(Debug)]
pub(super) struct Clusters {
    root: Vec<usize>,
    /// For roots: mentions, in the order they came in.
    members: Vec<Vec<usize>>,
    known: Vec<Known>,
}

impl Clusters {
    /// Every mention alone. `noun` gives the lemma of a description's head.
    pub(super) fn new(mentions: &[Mention], noun: impl Fn(&Mention) -> Option<String>) -> Self {
        let known = mentions
            .iter()
            .map(|mention| Known {
                class: mention.class,
                gender: mention.gender,
                number: mention.number,
                named: mention.kind == MentionKind::Name,
                nouns: noun(mention).into_iter().collect(),
            })
            .collect();
        Self {
            root: (0..mentions.len()).collect(),
            members: (0..mentions.len()).map(|m| vec![m]).collect(),
            known,
        }
    }

    /// The cluster of a mention, by the mention that stands for it.
    pub(super) fn of(&self, mention: usize) -> usize {
        self.root[mention]
    }

    /// The mentions of the cluster that `mention` is in.
    pub(super) fn members(&self, mention: usize) -> &[usize] {
        &self.members[self.of(mention)]
    }

    /// What is known of the cluster that `mention` is in.
    pub(super) fn known(&self, mention: usize) -> &Known {
        &self.known[self.of(mention)]
    }

    /// Adds a noun by which the cluster can be described from now on.
    pub(super) fn describe(&mut self, mention: usize, noun: &str) {
        let root = self.of(mention);
        self.known[root].nouns.insert(noun.to_owned());
    }

    /// Whether what is known of the two clusters goes together.
    pub(super) fn agree(&self, one: usize, other: usize) -> bool {
        let (one, other) = (self.known(one), self.known(other));
        let class = one.class == other.class || one.class == Class::Other || other.class == Class::Other;
        let gender = one.gender.is_none() || other.gender.is_none() || one.gender == other.gender;
        let number =
            one.number == other.number || one.number == Number::Unknown || other.number == Number::Unknown;
        class && gender && number
    }

    /// Puts the clusters of two mentions together.
    pub(super) fn join(&mut self, one: usize, other: usize) {
        let (mut keep, mut lose) = (self.of(one), self.of(other));
        if keep == lose {
            return;
        }
        // The smaller one moves, so that all joins together cost n log n.
        if self.members[keep].len() < self.members[lose].len() {
            std::mem::swap(&mut keep, &mut lose);
        }
        let moved = std::mem::take(&mut self.members[lose]);
        for &mention in &moved {
            self.root[mention] = keep;
        }
        self.members[keep].extend(moved);
        let alone = Known { nouns: BTreeSet::new(), ..self.known[lose].clone() };
        let lost = std::mem::replace(&mut self.known[lose], alone);
        let known = &mut self.known[keep];
        if known.class == Class::Other || (lost.named && !known.named && lost.class != Class::Other) {
            known.class = lost.class;
        }
        known.gender = known.gender.or(lost.gender);
        if known.number == Number::Unknown {
            known.number = lost.number;
        }
        known.named |= lost.named;
        if known.nouns.len() < lost.nouns.len() {
            let fewer = std::mem::replace(&mut known.nouns, lost.nouns);
            known.nouns.extend(fewer);
        } else {
            known.nouns.extend(lost.nouns);
        }
    }

    /// The clusters of at least two mentions, each with its mentions in text order, by their first mention.
    pub(super) fn chains(&self) -> Vec<Vec<usize>> {
        let mut chains: Vec<Vec<usize>> = self.members.iter().filter(|m| m.len() > 1).cloned().collect();
        for chain in &mut chains {
            chain.sort_unstable();
        }
        chains.sort_unstable();
        chains
    }
}
