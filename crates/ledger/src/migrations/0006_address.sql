-- What servers said of pages and feeds that were fetched, to ask next time whether they have changed.
CREATE TABLE address (
    address       TEXT PRIMARY KEY,
    etag          TEXT,
    last_modified TEXT,
    at            TEXT NOT NULL
) STRICT, WITHOUT ROWID;
