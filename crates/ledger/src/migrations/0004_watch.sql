-- Saved conditions, and what met them.

CREATE TABLE watch (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    condition  TEXT NOT NULL,               -- JSON: {when, words, name, of, pair, within, sources}
    delivery   TEXT NOT NULL,               -- JSON: [{feed: path} | {command: [program, argument, …]} | {post: address}, …]
    created_at TEXT NOT NULL,
    ran_at     TEXT,
    -- What was there when it last ran: only what came in later is looked at.
    seen_report  INTEGER NOT NULL,
    seen_article INTEGER NOT NULL
) STRICT;

CREATE TABLE watch_hit (
    id         INTEGER PRIMARY KEY,
    watch      INTEGER NOT NULL REFERENCES watch(id) ON DELETE CASCADE,
    key        TEXT NOT NULL,               -- the same for the same hit, however often its page is coded
    at         TEXT NOT NULL,               -- when it was found
    article    INTEGER NOT NULL,
    claim      INTEGER,
    title      TEXT NOT NULL,
    detail     TEXT NOT NULL,
    said       TEXT,
    UNIQUE (watch, key)
) STRICT;

-- What has been handed over, by the delivery's place in watch.delivery.
CREATE TABLE watch_delivery (
    hit        INTEGER NOT NULL REFERENCES watch_hit(id) ON DELETE CASCADE,
    n          INTEGER NOT NULL,
    at         TEXT NOT NULL,
    PRIMARY KEY (hit, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX report_by_deadline ON report(to_day) WHERE kind = 'deadline';
