//! The office that somebody held when it happened: who resigned in 2017 is coded by what he was then, not by what he is
//! on the day of the article.

use crate::actors::{ActorLexicon, Cast, Class};
use dunlin_record::{Actor, ActorCode, When, WhenBasis};

/// Codes the known people among `side` by the offices they held at a time that the text states, where the lexicon
/// has one for them.
pub(super) fn at_the_time(side: &mut [Actor], when: &When, cast: &Cast, lexicon: &ActorLexicon) {
    let Some(day) = when.value.as_deref().filter(|_| when.basis == WhenBasis::Stated).filter(|d| is_day(d))
    else {
        return;
    };
    for actor in side {
        let entity = actor.entity.as_deref().and_then(|id| cast.entities.iter().position(|e| e.id == id));
        let Some(merged) = entity.and_then(|at| cast.merged(at)) else { continue };
        let known = merged.known.and_then(|at| lexicon.known(at)).filter(|k| k.class == Class::Person);
        let Some(known) = known else { continue };
        let was_known = known.codes.iter().any(|c| c.country == actor.country);
        if let Some(code) = known.codes.iter().find(|code| held(code, day)).filter(|_| was_known) {
            (actor.code, actor.sector) = (Some(code.code.clone()), code.sector.clone());
            actor.country.clone_from(&code.country);
        }
    }
}

/// Whether the text gives a day, a month or a year: "2017-05-03", "2017-05", "2017".
fn is_day(value: &str) -> bool {
    matches!(value.len(), 4 | 7 | 10) && value.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

/// Whether the office was held throughout the day, or in some part of the month or year.
fn held(code: &ActorCode, day: &str) -> bool {
    let part = |bound: &str| bound.get(..day.len().min(bound.len())).unwrap_or(bound).to_owned();
    let until = |bound: &str| day.get(..bound.len().min(day.len())).unwrap_or(day).to_owned();
    code.from.as_deref().is_none_or(|from| part(from) <= until(from))
        && code.to.as_deref().is_none_or(|to| until(to) <= part(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_is_held_between_its_days() {
        let code = ActorCode {
            code: "PERGOV".to_owned(),
            country: Some("PER".to_owned()),
            sector: Some("GOV".to_owned()),
            role: None,
            from: Some("2015-06-10".to_owned()),
            to: Some("2017-03".to_owned()),
        };
        assert!(held(&code, "2016"));
        assert!(held(&code, "2017"));
        assert!(held(&code, "2017-03-31"));
        assert!(!held(&code, "2015-06-09"));
        assert!(!held(&code, "2017-04"));
    }
}
