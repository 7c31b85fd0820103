//! Roles by name, as they stand in the account file and in the API.

use crate::viewer::Role;

impl Role {
    /// All roles, from the one that may least.
    pub const ALL: [Self; 4] = [Self::Reader, Self::Analyst, Self::Editor, Self::Owner];

    /// Its name: `reader`, `analyst`, `editor`, `owner`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Analyst => "analyst",
            Self::Editor => "editor",
            Self::Owner => "owner",
        }
    }

    /// The role called `name`.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// What it may do, in words.
    pub fn may_what(self) -> &'static str {
        match self {
            Self::Reader => "reads, looks up, comments",
            Self::Analyst => "also corrects, hides, notes and watches",
            Self::Editor => "also adds pages and moderates comments",
            Self::Owner => "also says who may come in and sets the rules",
        }
    }
}

impl rusqlite::types::FromSql for Role {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        // A role that this program does not know may do the least.
        Ok(Self::named(value.as_str()?).unwrap_or(Self::Reader))
    }
}
