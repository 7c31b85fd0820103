//! What articles hold, over all of them: quotes, events, figures, deadlines, forecasts.

use super::params::Params;
use super::{Answer, listed};
use crate::fault::Fault;
use crate::frame::Desk;
use dunlin_ledger::read::{EventsAsked, FiguresAsked, QuotesAsked, Side};

pub(super) async fn quotes(desk: Desk, mut params: Params) -> Answer {
    let asked = QuotesAsked {
        by: params.ids("by")?,
        by_words: params.text("by_words"),
        act: params.text("act"),
        in_quotes: params.flag("in_quotes")?,
        filter: params.filter()?,
    };
    listed(&desk.state, params, move |ledger, window| ledger.quotes(&asked, window)).await
}

/// A side of an event: a country by three letters, a longer code, or a name by its number.
fn side(params: &mut Params, name: &str) -> Result<Option<Side>, Fault> {
    let Some(value) = params.text(name) else { return Ok(None) };
    let letters = value.bytes().all(|byte| byte.is_ascii_alphabetic());
    match value.parse() {
        Ok(id) => Ok(Some(Side::Name(id))),
        Err(_) if letters && value.len() == 3 => Ok(Some(Side::Country(value.to_ascii_uppercase()))),
        Err(_) if letters && value.len() > 3 => Ok(Some(Side::Code(value.to_ascii_uppercase()))),
        Err(_) => Err(Fault::Unusable(format!(
            "{name}={value:?}: this parameter takes a country (USA), a code (USAGOV) or the number of a name."
        ))),
    }
}

pub(super) async fn events(desk: Desk, mut params: Params) -> Answer {
    let asked = EventsAsked {
        kind: params.text("type").map(|kind| kind.to_uppercase()),
        code: params.text("code"),
        actor: side(&mut params, "actor")?,
        recipient: side(&mut params, "recipient")?,
        either: side(&mut params, "either")?,
        place: params.text("at"),
        factuality: params.text("factuality"),
        happened_from: params.day("happened_from")?,
        happened_to: params.day("happened_to")?,
        filter: params.filter()?,
    };
    listed(&desk.state, params, move |ledger, window| ledger.events(&asked, window)).await
}

pub(super) async fn figures(desk: Desk, mut params: Params) -> Answer {
    let asked = FiguresAsked {
        unit: params.text("unit"),
        befell: params.text("befell"),
        of: params.text("of"),
        by: params.ids("by")?,
        filter: params.filter()?,
        ..FiguresAsked::default()
    };
    listed(&desk.state, params, move |ledger, window| ledger.figures(&asked, window)).await
}

pub(super) async fn deadlines(desk: Desk, mut params: Params) -> Answer {
    let (from, to) = (params.day("due_from")?, params.day("due_to")?);
    let filter = params.filter()?;
    listed(&desk.state, params, move |ledger, window| {
        ledger.deadlines(from.as_deref(), to.as_deref(), &filter, window)
    })
    .await
}

pub(super) async fn forecasts(desk: Desk, mut params: Params) -> Answer {
    let (by, filter) = (params.ids("by")?, params.filter()?);
    listed(&desk.state, params, move |ledger, window| ledger.forecasts(&by, &filter, window)).await
}

pub(super) async fn timeline(desk: Desk, mut params: Params) -> Answer {
    let (from, to) = (params.day("day_from")?, params.day("day_to")?);
    let filter = params.filter()?;
    listed(&desk.state, params, move |ledger, window| {
        ledger.timeline(from.as_deref(), to.as_deref(), &filter, window)
    })
    .await
}
