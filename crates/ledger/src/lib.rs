//! Keeps records over many pages in one SQLite file: copies, claims, conflicts, search, watches.
