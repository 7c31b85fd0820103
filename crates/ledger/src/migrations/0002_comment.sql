-- What readers say under articles and records, and by which rules. Authors stand here by the name that others see and by
-- a number that means something in the desk's own account file only.

CREATE TABLE comment (
    id         INTEGER PRIMARY KEY,
    page       INTEGER NOT NULL REFERENCES page(id),
    article    INTEGER NOT NULL REFERENCES version(id),  -- the version it was written under
    item       TEXT NOT NULL,               -- the record it is about (e3, a12, …); empty for the article
    words      TEXT NOT NULL,               -- the record's exact words; empty for the article
    at         TEXT NOT NULL,
    by         TEXT NOT NULL,
    author     INTEGER,                     -- number in the account file; NULL: the ledger's local owner
    text       TEXT NOT NULL,
    hidden_at  TEXT,                        -- by a moderator
    hidden_by  TEXT,
    hidden_why TEXT,
    removed_at TEXT                         -- by its author
);
CREATE INDEX comment_by_page ON comment(page, id);
CREATE INDEX comment_hidden ON comment(id) WHERE hidden_at IS NOT NULL;

CREATE TABLE comment_report (
    id         INTEGER PRIMARY KEY,
    comment    INTEGER NOT NULL REFERENCES comment(id),
    at         TEXT NOT NULL,
    by         TEXT NOT NULL,
    author     INTEGER,
    why        TEXT NOT NULL,
    settled_at TEXT,
    settled_by TEXT
);
CREATE INDEX comment_report_by_comment ON comment_report(comment);
CREATE INDEX comment_report_open ON comment_report(comment) WHERE settled_at IS NULL;

-- Everything that was done with comments, in order. Nothing is deleted from it.
CREATE TABLE comment_log (
    id         INTEGER PRIMARY KEY,
    comment    INTEGER NOT NULL REFERENCES comment(id),
    at         TEXT NOT NULL,
    by         TEXT NOT NULL,
    action     TEXT NOT NULL,               -- write | remove | restore | report | hide | show | settle
    why        TEXT
);

-- The rules for comments, every state of them; the newest holds.
CREATE TABLE policy (
    id         INTEGER PRIMARY KEY,
    at         TEXT NOT NULL,
    by         TEXT NOT NULL,
    text       TEXT NOT NULL,
    longest    INTEGER NOT NULL             -- characters of a comment, as a reader counts them
);
