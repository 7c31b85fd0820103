//! The web pages over a ledger: read, search, compare, print, comment.
