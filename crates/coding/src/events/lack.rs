//! What an entry of the lexicon lacked on a word.

/// What an entry lacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// A dependent that it asks for.
    Need(String),
    /// A dependent stands there that it forbids.
    Forbidden(String),
    /// It needs an event to govern, of one of these types.
    Inner(Vec<String>),
    /// The subject is a thing, not an actor.
    Thing(usize),
    /// Another entry asks for more and fits.
    Outranked(String),
    /// The word's event is part of the one that this other word triggers.
    Governed(usize),
    /// Nobody who could be coded is named.
    Nobody,
    /// The word stands in a clause of purpose or reason, below a right to it, or after "yet to".
    Unrealised,
    /// The text tells of an accident, or of no violence at all.
    Accident,
    /// Who accuses and who is accused are one.
    Itself,
    /// It is told as the aim, cause or setting of the event that this other word triggers.
    Circumstance(usize),
    /// The event that another word of the sentence triggers is the same one.
    Twice,
    /// A noun of an event in a phrase of time or cause, with nobody who did it.
    Setting,
    /// Talk or help among private people, or help to nobody.
    Private,
    /// Its sentence is a question.
    Asked,
    /// Its confidence and the least one that is asked for, in hundredths.
    Unsure(u8, u8),
}

impl std::fmt::Display for Lack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Need(what) => write!(f, "lacks `{what}`"),
            Self::Forbidden(what) => write!(f, "forbids `{what}`"),
            Self::Inner(types) if types.is_empty() => write!(f, "governs no event"),
            Self::Inner(types) => write!(f, "governs no event of {}", types.join(", ")),
            Self::Thing(_) => write!(f, "its subject is no actor"),
            Self::Outranked(by) => write!(f, "{by} asks for more and fits"),
            Self::Governed(_) => write!(f, "is part of the event of another word"),
            Self::Unrealised => {
                write!(f, "is named as a purpose, a right or a thing yet to do, not told as done")
            }
            Self::Nobody => write!(f, "names nobody who has a code"),
            Self::Accident => write!(f, "may be an accident: nothing near it tells of violence"),
            Self::Itself => write!(f, "would have somebody do it to himself"),
            Self::Circumstance(_) => {
                write!(f, "is told as aim, cause or setting of another event of its sentence")
            }
            Self::Twice => write!(f, "tells the same event as another word of its sentence"),
            Self::Setting => write!(f, "names a setting only: nobody is said to have done it"),
            Self::Unsure(own, least) => {
                write!(
                    f,
                    "fits, but with a confidence of 0.{own:02}, below 0.{least:02} (see --min-confidence)"
                )
            }
            Self::Asked => write!(f, "is asked, not told"),
            Self::Private => write!(f, "is nothing political: among private people, or help to nobody"),
        }
    }
}
