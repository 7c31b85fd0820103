//! Deeds of private people, which are no political events.

use super::Coder;
use super::matching::Fit;

impl Coder<'_> {
    /// Whether it is nothing political: talk, help or praise among private people, help to nobody, deeds of "I" and
    /// "you" who are nobody known.
    pub(super) fn is_private(
        &self,
        fit: &Fit,
        actor: &[dunlin_record::Actor],
        recipient: &[dunlin_record::Actor],
    ) -> bool {
        if fit.actor.iter().chain(&fit.recipient).any(|&w| self.cast.is_polity(self.forest, w)) {
            return false;
        }
        let kind = fit.outcome.kind.as_str();
        if matches!(kind, "AID" | "COOPERATE") && recipient.is_empty() && actor.len() < 2 {
            return true;
        }
        if kind == "AID" && actor.is_empty() && recipient.iter().all(|r| r.inferred || r.country.is_none()) {
            return true;
        }
        let private = |a: &dunlin_record::Actor| match a.sector.as_deref() {
            // "Kurds", "Thai farmers": a people or a part of one, not somebody whose country is guessed.
            Some("CVL" | "EDU" | "MED" | "AGR" | "REL" | "LAB") => a.inferred || a.country.is_none(),
            Some("BUS" | "JRN" | "CRM" | "SOC") => true,
            Some(_) => false,
            None => a.inferred || a.code.is_none(),
        };
        // "The federation fined the jumpers": what clubs do to their members.
        let club = |a: &dunlin_record::Actor| matches!(a.sector.as_deref(), Some("SOC" | "BUS"));
        if kind == "SANCTION" && !actor.is_empty() && actor.iter().all(club) && recipient.iter().all(private)
        {
            return true;
        }
        // "the minister holds an emergency meeting": with his own.
        let meeting = |w: &usize| self.forest.is_lemma(*w, "meeting");
        if kind == "CONSULT" && actor.len() < 2 && recipient.is_empty() && fit.words.iter().any(meeting) {
            return true;
        }
        // "the firm began an investigation": of itself.
        let inquiry = kind == "ACCUSE" && fit.outcome.mode.as_deref() == Some("investigate");
        if inquiry && recipient.is_empty() && !actor.is_empty() && actor.iter().all(club) {
            return true;
        }
        // "the children were banned from washing": by nobody that the public is told of.
        let restricted = kind == "COERCE" && fit.outcome.mode.as_deref() == Some("restrict");
        let anybody = |a: &dunlin_record::Actor| a.inferred && a.sector.as_deref() == Some("CVL");
        if restricted && actor.is_empty() && !recipient.is_empty() && recipient.iter().all(anybody) {
            return true;
        }
        // "the candidate's rally": a party's own gathering, against nobody.
        let partisan =
            |a: &dunlin_record::Actor| matches!(a.sector.as_deref(), Some("PTY" | "GOV" | "LEG" | "ELI"));
        let rally = kind == "PROTEST" && self.forest.is_lemma(fit.trigger, "rally") && recipient.is_empty();
        let single = |w: &usize| {
            self.cast
                .reading(*w)
                .is_some_and(|r| r.named && r.kind == Some(dunlin_record::EntityType::Person))
        };
        let opposed = actor.iter().any(|a| a.sector.as_deref() == Some("OPP"));
        if rally
            && !actor.is_empty()
            && (actor.iter().any(partisan) || !opposed && fit.actor.iter().all(single))
        {
            return true;
        }
        // "the council met": nobody else is met.
        let house =
            |a: &dunlin_record::Actor| matches!(a.sector.as_deref(), Some("LEG" | "JUD" | "SOC" | "PTY"));
        if kind == "CONSULT" && recipient.is_empty() && actor.len() == 1 && actor.iter().all(house) {
            return true;
        }
        // Somebody of whom only the name is known meets others: no talks.
        let nobody = |a: &dunlin_record::Actor| a.sector.is_none() && (a.inferred || a.code.is_none());
        if kind == "CONSULT" && actor.iter().any(nobody) {
            return true;
        }
        // "many people expressed anger": at nobody.
        let anybody = |a: &dunlin_record::Actor| {
            (a.inferred || a.country.is_none()) && matches!(a.sector.as_deref(), Some("CVL") | None)
        };
        if kind == "ACCUSE" && recipient.is_empty() && !actor.is_empty() && actor.iter().all(anybody) {
            return true;
        }
        // "resigned from the network": who leaves a post that is not of the public.
        let post = |a: &dunlin_record::Actor| {
            matches!(a.sector.as_deref(), Some("EDU" | "BUS" | "JRN" | "CVL" | "MED" | "LAB" | "SOC"))
        };
        if kind == "RETREAT"
            && fit.outcome.mode.as_deref() == Some("resign")
            && !actor.is_empty()
            && actor.iter().all(post)
        {
            return true;
        }
        let talk = matches!(
            kind,
            "CONSULT" | "SUPPORT" | "AID" | "COOPERATE" | "AGREE" | "CONCEDE" | "REQUEST" | "REJECT"
        );
        let states = |side: &[dunlin_record::Actor]| {
            let mut countries: Vec<&str> =
                side.iter().filter(|a| !a.inferred).filter_map(|a| a.country.as_deref()).collect();
            countries.dedup();
            countries.len()
        };
        let across = states(actor) + states(recipient) > 1;
        let whoever = |a: &dunlin_record::Actor| {
            a.code.is_none()
                && matches!(a.text.to_lowercase().as_str(), "i" | "we" | "you" | "someone" | "somebody")
        };
        // "They arrested three": of whom nobody knows who they are.
        let unknown = |a: &dunlin_record::Actor| {
            a.code.is_none() && matches!(a.text.to_lowercase().as_str(), "they" | "he" | "she" | "it" | "who")
        };
        if actor.iter().any(unknown) {
            return true;
        }
        let mut all = actor.iter().chain(recipient).peekable();
        talk && !across && all.peek().is_some() && all.all(private) || actor.iter().any(whoever)
    }
}
