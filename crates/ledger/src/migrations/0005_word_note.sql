-- What people note on words and names, beside the glossary and what the ledger knows of them.

CREATE TABLE word_note (
    id         INTEGER PRIMARY KEY,
    key        TEXT NOT NULL,               -- the word or name without case, accents, punctuation
    word       TEXT NOT NULL,               -- as it was looked up
    text       TEXT NOT NULL,
    by         TEXT NOT NULL,
    at         TEXT NOT NULL,
    undone_at  TEXT,                        -- taken back; the row stays
    undone_by  TEXT
) STRICT;
CREATE INDEX word_note_by_key ON word_note(key);
