//! Events as the older layouts have them: one row a pair of actor and recipient, and only what happened.

use crate::writer::{LeftOut, leave_out};
use dunlin_record::{Actor, Event, Factuality, Record};

/// Whether the text says that the event happened or goes on. Layouts without factuality take no others.
pub(crate) fn happened(event: &Event, left_out: &mut LeftOut) -> bool {
    let why = match event.factuality {
        Factuality::Happened | Factuality::Ongoing | Factuality::Background => return true,
        Factuality::Planned => "planned events (the layout knows no factuality)",
        Factuality::Threatened => "threatened events (the layout knows no factuality)",
        Factuality::Possible => "possible events (the layout knows no factuality)",
        Factuality::Conditional => "conditional events (the layout knows no factuality)",
        Factuality::Denied => "denied events (the layout knows no factuality)",
        Factuality::NotHappened => "events that did not happen (the layout knows no factuality)",
    };
    leave_out(left_out, why);
    false
}

/// Every pair of an actor and a recipient; a side without anybody gives `None`.
pub(crate) fn pairs(event: &Event) -> Vec<(Option<&Actor>, Option<&Actor>)> {
    let side = |actors: &'_ [Actor]| -> Vec<Option<usize>> {
        if actors.is_empty() { vec![None] } else { (0..actors.len()).map(Some).collect() }
    };
    let recipients = side(&event.recipient);
    side(&event.actor)
        .into_iter()
        .flat_map(|a| recipients.iter().map(move |r| (a, *r)))
        .map(|(a, r)| (a.and_then(|a| event.actor.get(a)), r.and_then(|r| event.recipient.get(r))))
        .collect()
}

/// The event's day, `YYYY-MM-DD`: its own where that is a full date, else the article's; but what is told as
/// background did not happen on the day of the article.
pub(crate) fn day<'r>(record: &'r Record, event: &'r Event) -> Option<&'r str> {
    let own = event.when.value.as_deref().and_then(full_date);
    if event.factuality == Factuality::Background {
        return own;
    }
    own.or_else(|| record.article.published.as_deref().and_then(full_date))
}

/// The first ten bytes of a TIMEX3 value where they are a calendar day.
pub(crate) fn full_date(value: &str) -> Option<&str> {
    let day = value.get(..10)?;
    let digits =
        day.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    digits.then_some(day)
}

/// Country part and the rest of an actor code in three-letter pieces: `PRKGOV` is `PRK` and
/// `GOV`; a code without a country, `IGOUNO`, is nothing and `IGO`, `UNO`.
pub(crate) fn code_parts(actor: &Actor) -> (&str, Vec<&str>) {
    let code = actor.code.as_deref().unwrap_or("");
    let country = actor.country.as_deref().filter(|country| code.starts_with(country)).unwrap_or("");
    let rest = code.get(country.len()..).unwrap_or("");
    let pieces = (0..rest.len()).step_by(3).filter_map(|i| rest.get(i..(i + 3).min(rest.len()))).collect();
    (country, pieces)
}

/// The place that an event names.
pub(crate) fn place<'r>(record: &'r Record, event: &Event) -> Option<&'r dunlin_record::Place> {
    let id = event.place.as_ref()?;
    record.coding.places.iter().find(|place| place.id == *id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_full_dates_are_days() {
        assert_eq!(full_date("2026-03-02T21:35"), Some("2026-03-02"));
        assert_eq!(full_date("2026-W10"), None);
        assert_eq!(full_date("2026-03"), None);
        assert_eq!(full_date("PAST_REF"), None);
        assert_eq!(full_date("2026-Q1-가나"), None);
    }
}
