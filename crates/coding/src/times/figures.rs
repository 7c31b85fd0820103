//! What a report of figures is about: the quarter, or the months of a year, that "a year earlier" and "the 1988
//! period" are set against.
//!
//! Company and trade reports name their period once and compare with it from then on: after "the third quarter", "a
//! year ago" is the third quarter of the year before, not the same day; after "the nine months", it is that year.

use super::calendar::Place;
use super::resolve::From;
use super::words::Unit;

/// A period that figures were given for.
#[derive(Debug, Clone, PartialEq)]
struct Account {
    /// The time expression that named it.
    id: String,
    /// Where that stands, in pieces.
    at: usize,
    place: Place,
}

/// The periods that the text gave figures for so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Figures {
    quarter: Option<Account>,
    /// Whether that one had ended when the text was published.
    over: bool,
    /// A longer stretch of a year: "the nine months", "the first half".
    stretch: Option<Account>,
}

impl Figures {
    /// The text has named a quarter that it reports on. One that is not `over` yet is rather looked ahead to, unless
    /// there is none else: a company's own fourth quarter may end in August.
    pub(super) fn name_quarter(&mut self, id: &str, at: usize, year: i32, n: i8, over: bool) {
        if over || !self.over {
            self.quarter = Some(Account { id: id.to_owned(), at, place: Place::Quarter(year, n) });
            self.over = over;
        }
    }

    /// The text has named months of `year` that it reports on.
    pub(super) fn name_stretch(&mut self, id: &str, at: usize, year: i32) {
        self.stretch = Some(Account { id: id.to_owned(), at, place: Place::Year(year) });
    }

    /// Whether so many of `unit` are a stretch that accounts are made for.
    pub(super) fn is_stretch(count: f64, unit: Unit) -> bool {
        unit == Unit::Month && [6.0, 9.0, 12.0].contains(&count) || unit == Unit::Quarter && count > 1.0
    }

    /// The quarter spoken of last.
    pub(super) fn quarter(&self) -> Option<(i32, i8, From)> {
        match &self.quarter {
            Some(Account { id, place: Place::Quarter(year, n), .. }) => {
                Some((*year, *n, From::Time(id.clone())))
            }
            _ => None,
        }
    }

    /// The period that a comparison is made with; a stretch counts only where `joined` says that it stands in the
    /// same paragraph, for the text falls back to its quarter.
    pub(super) fn compared(&self, joined: impl Fn(usize) -> bool) -> Option<(Place, From)> {
        let stretch = self
            .stretch
            .as_ref()
            .filter(|s| joined(s.at) && self.quarter.as_ref().is_none_or(|quarter| quarter.at < s.at));
        let account = stretch.or(self.quarter.as_ref())?;
        Some((account.place, From::Time(account.id.clone())))
    }
}
