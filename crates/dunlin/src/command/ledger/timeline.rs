//! `dunlin timeline`.

use super::list::{self, narrow, or_empty, wide};
use crate::command::Outcome;
use crate::options::Timeline;
use anyhow::Result;
use dunlin::ledger::read::Moment;

/// Lists what happened or is due by day.
pub(super) fn run(options: &Timeline) -> Result<Outcome> {
    let ledger = super::open(&options.ledger)?;
    let filter = super::filter(&ledger, &options.which, options.words.as_deref())?;
    let (from, to) = (options.from.as_deref(), options.through.as_deref());
    let moments = ledger.timeline(from, to, &filter, super::window(&options.listed))?;
    let day =
        |m: &Moment| if m.day == m.to_day { m.day.clone() } else { format!("{} to {}", m.day, m.to_day) };
    let state = |m: &Moment| m.state.clone();
    let what = |m: &Moment| m.what.clone();
    let words = |m: &Moment| m.words.clone();
    let speaker = |m: &Moment| or_empty(m.speaker.as_ref().or(m.outlet.as_ref()));
    let said = |m: &Moment| or_empty(m.said.as_ref());
    let place = |m: &Moment| format!("{}/{}", m.article, m.id);
    let columns = [
        narrow("day", &day),
        narrow("state", &state),
        wide("what", 4, &what),
        wide("words", 5, &words),
        wide("says", 2, &speaker),
        narrow("said", &said),
        narrow("where", &place),
    ];
    list::write(&mut std::io::stdout().lock(), options.listed.to, &moments, &columns)?;
    Ok(Outcome::default())
}
