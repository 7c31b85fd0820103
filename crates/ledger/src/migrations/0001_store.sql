-- What a ledger keeps: source bytes, pages and their versions, every record made of them, the rows of the present
-- record, people's corrections. Described column by column in docs/ledger.md.

-- The bytes that records were read from, each once.
CREATE TABLE source (
    id         INTEGER PRIMARY KEY,
    sha256     TEXT NOT NULL UNIQUE,
    bytes      INTEGER NOT NULL,
    packed     BLOB NOT NULL                -- zstd
);

-- A page over its versions.
CREATE TABLE page (
    id         INTEGER PRIMARY KEY,
    key        TEXT NOT NULL UNIQUE,        -- url:… | id:… | sha256:…
    added_at   TEXT NOT NULL
);

-- One state of a page. Its id is the article's.
CREATE TABLE version (
    id         INTEGER PRIMARY KEY,
    page       INTEGER NOT NULL REFERENCES page(id),
    number     INTEGER NOT NULL,            -- 1, 2, … of its page
    source     INTEGER NOT NULL REFERENCES source(id),
    form       TEXT NOT NULL,               -- page: as it came; text: words taken as they are
    place      TEXT NOT NULL,               -- input and place in it
    added_at   TEXT NOT NULL,
    UNIQUE (page, number)
);
CREATE INDEX version_by_source ON version(source);

-- Everything that ever came in, told by its bytes and by what was told about them: it need not be read again.
CREATE TABLE arrival (
    hash       BLOB PRIMARY KEY,            -- SHA-256 over form, told facts and bytes
    version    INTEGER NOT NULL REFERENCES version(id),
    first_at   TEXT NOT NULL,
    last_at    TEXT NOT NULL,
    times      INTEGER NOT NULL DEFAULT 1
) WITHOUT ROWID;
CREATE INDEX arrival_by_version ON arrival(version);

-- Program, weights and lexicon that made records.
CREATE TABLE maker (
    id         INTEGER PRIMARY KEY,
    dunlin     TEXT NOT NULL,
    weights    TEXT NOT NULL,
    lexicon    TEXT NOT NULL,
    UNIQUE (dunlin, weights, lexicon)
);

-- Every record that was ever made of a version. The newest is the one that `article.record` names.
CREATE TABLE record (
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL REFERENCES version(id),
    maker      INTEGER NOT NULL REFERENCES maker(id),
    given      TEXT NOT NULL,               -- JSON: what was told about the document
    coded_at   TEXT NOT NULL,
    packed     BLOB NOT NULL                -- zstd of the record's JSON line, as the machine made it
);
CREATE INDEX record_by_version ON record(version, id);
CREATE INDEX record_by_maker ON record(maker);

-- The rows below are those of the newest record of a version, with people's corrections applied. They are made anew
-- whenever one of the two changes; nothing is lost with them.

CREATE TABLE article (
    id              INTEGER PRIMARY KEY REFERENCES version(id),
    page            INTEGER NOT NULL REFERENCES page(id),
    number          INTEGER NOT NULL,
    latest          INTEGER NOT NULL,       -- 1: the page's newest version
    record          INTEGER NOT NULL REFERENCES record(id),
    document        TEXT NOT NULL,          -- the record's own id
    sha256          TEXT NOT NULL,
    media_type      TEXT NOT NULL,
    url             TEXT,
    outlet          TEXT,
    section         TEXT,                   -- from the outside in, joined by " > "
    headline        TEXT,
    byline          TEXT,
    dateline        TEXT,
    published       TEXT,                   -- YYYY-MM-DD
    published_basis TEXT NOT NULL,
    published_at    TEXT,
    modified        TEXT,
    language        TEXT,
    characters      INTEGER NOT NULL,
    paragraphs      INTEGER NOT NULL,
    quotes          INTEGER NOT NULL,       -- how many attributions, amounts, events
    figures         INTEGER NOT NULL,
    events          INTEGER NOT NULL,
    correction      INTEGER REFERENCES correction(id)
);
CREATE INDEX article_by_day ON article(latest, published, id);
CREATE INDEX article_by_outlet ON article(outlet COLLATE NOCASE, latest, published, id);
CREATE INDEX article_by_page ON article(page, number);

CREATE TABLE body (
    article    INTEGER PRIMARY KEY REFERENCES article(id),
    headline   TEXT,
    text       TEXT NOT NULL                -- spans of all tables count its characters
);
CREATE VIRTUAL TABLE words USING fts5(
    headline, text, content = 'body', content_rowid = 'article', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER body_in AFTER INSERT ON body BEGIN
    INSERT INTO words(rowid, headline, text) VALUES (new.article, new.headline, new.text);
END;
CREATE TRIGGER body_out AFTER DELETE ON body BEGIN
    INSERT INTO words(words, rowid, headline, text) VALUES ('delete', old.article, old.headline, old.text);
END;
CREATE TRIGGER body_anew AFTER UPDATE ON body BEGIN
    INSERT INTO words(words, rowid, headline, text) VALUES ('delete', old.article, old.headline, old.text);
    INSERT INTO words(rowid, headline, text) VALUES (new.article, new.headline, new.text);
END;

CREATE TABLE note (
    article    INTEGER NOT NULL REFERENCES article(id),
    n          INTEGER NOT NULL,
    stage      TEXT NOT NULL,
    kind       TEXT NOT NULL,
    count      INTEGER NOT NULL,
    detail     TEXT,
    PRIMARY KEY (article, n)
) WITHOUT ROWID;

-- One row for a person, body, place or thing over all articles.
CREATE TABLE name (
    id         INTEGER PRIMARY KEY,
    key        TEXT NOT NULL,               -- the name without case, accents, punctuation
    type       TEXT NOT NULL,
    name       TEXT NOT NULL,               -- as it was first met
    UNIQUE (key, type)
);
CREATE VIRTUAL TABLE name_words USING fts5(key, content = 'name', content_rowid = 'id', tokenize = 'unicode61');
CREATE TRIGGER name_in AFTER INSERT ON name BEGIN
    INSERT INTO name_words(rowid, key) VALUES (new.id, new.key);
END;

CREATE TABLE entity (
    article    INTEGER NOT NULL REFERENCES article(id),
    id         TEXT NOT NULL,
    name       INTEGER NOT NULL REFERENCES name(id),
    words      TEXT NOT NULL,               -- its fullest name in the article
    type       TEXT NOT NULL,
    mentions   TEXT NOT NULL,               -- JSON [[start, end, kind], …]
    mentioned  INTEGER NOT NULL,            -- how often
    published  TEXT,
    correction INTEGER REFERENCES correction(id),
    PRIMARY KEY (article, id)
) WITHOUT ROWID;
CREATE INDEX entity_by_name ON entity(name, published, article);

CREATE TABLE entity_code (
    article    INTEGER NOT NULL REFERENCES article(id),
    entity     TEXT NOT NULL,
    n          INTEGER NOT NULL,
    name       INTEGER NOT NULL REFERENCES name(id),
    code       TEXT NOT NULL,
    country    TEXT,
    sector     TEXT,
    role       TEXT,
    from_day   TEXT,
    to_day     TEXT,
    PRIMARY KEY (article, entity, n)
) WITHOUT ROWID;
CREATE INDEX entity_code_by_name ON entity_code(name, code);
CREATE INDEX entity_code_by_code ON entity_code(code, article);

CREATE TABLE attribution (
    article       INTEGER NOT NULL REFERENCES article(id),
    id            TEXT NOT NULL,
    source        TEXT NOT NULL,            -- words
    cue           TEXT NOT NULL,
    content       TEXT NOT NULL,
    source_spans  TEXT NOT NULL,            -- JSON [[start, end], …]
    cue_spans     TEXT NOT NULL,
    content_spans TEXT NOT NULL,
    entity        TEXT,                     -- the source's entity in the article
    speaker       INTEGER REFERENCES name(id),
    source_kind   TEXT NOT NULL,
    act           TEXT NOT NULL,
    form          TEXT NOT NULL,
    within        TEXT,                     -- next link of the chain of sources outward
    said          TEXT,                     -- TIMEX3 value
    said_time     TEXT,
    said_from     TEXT,                     -- first and last day of it
    said_to       TEXT,
    rule          TEXT NOT NULL,
    confidence    REAL NOT NULL,
    published     TEXT,
    correction    INTEGER REFERENCES correction(id),
    PRIMARY KEY (article, id)
) WITHOUT ROWID;
CREATE INDEX attribution_by_speaker ON attribution(speaker, published, article, id);
CREATE INDEX attribution_by_source ON attribution(source COLLATE NOCASE, published) WHERE speaker IS NULL;
CREATE INDEX attribution_by_act ON attribution(act, published, article);
CREATE INDEX attribution_by_day ON attribution(published, article);

CREATE TABLE time (
    article    INTEGER NOT NULL REFERENCES article(id),
    id         TEXT NOT NULL,
    start      INTEGER NOT NULL,
    end        INTEGER NOT NULL,
    words      TEXT NOT NULL,
    type       TEXT NOT NULL,
    value      TEXT,
    mod        TEXT,
    quant      TEXT,
    freq       TEXT,
    basis      TEXT NOT NULL,
    anchor     TEXT,
    from_day   TEXT,
    to_day     TEXT,
    correction INTEGER REFERENCES correction(id),
    PRIMARY KEY (article, id)
) WITHOUT ROWID;

CREATE TABLE amount (
    article      INTEGER NOT NULL REFERENCES article(id),
    id           TEXT NOT NULL,
    start        INTEGER NOT NULL,
    end          INTEGER NOT NULL,
    words        TEXT NOT NULL,
    low          REAL,                      -- NULL: no lower end
    high         REAL,                      -- NULL: no upper end
    approx       INTEGER NOT NULL,
    unit         TEXT,
    of           TEXT NOT NULL,             -- words that say what is counted
    of_spans     TEXT NOT NULL,
    share_of     TEXT,
    befell       TEXT,
    direction    TEXT,                      -- of the change it takes part in: up | down
    change_from  TEXT,
    change_to    TEXT,
    as_of        TEXT,                      -- the time it holds for
    from_day     TEXT,
    to_day       TEXT,
    according_to TEXT,
    speaker      INTEGER REFERENCES name(id),
    confidence   REAL NOT NULL,
    published    TEXT,
    correction   INTEGER REFERENCES correction(id),
    PRIMARY KEY (article, id)
) WITHOUT ROWID;
CREATE INDEX amount_by_unit ON amount(unit COLLATE NOCASE, published, article);
CREATE INDEX amount_by_fate ON amount(befell, published, article) WHERE befell IS NOT NULL;
CREATE INDEX amount_by_day ON amount(published, article);

CREATE TABLE place (
    article    INTEGER NOT NULL REFERENCES article(id),
    id         TEXT NOT NULL,
    start      INTEGER NOT NULL,
    end        INTEGER NOT NULL,
    words      TEXT NOT NULL,
    name       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    form       TEXT NOT NULL,
    country    TEXT,
    region     TEXT,
    lat        REAL,
    lon        REAL,
    gazetteer  TEXT,
    published  TEXT,
    correction INTEGER REFERENCES correction(id),
    PRIMARY KEY (article, id)
) WITHOUT ROWID;
CREATE INDEX place_by_name ON place(name COLLATE NOCASE, published, article);
CREATE INDEX place_by_country ON place(country, published, article);

CREATE TABLE event (
    article       INTEGER NOT NULL REFERENCES article(id),
    id            TEXT NOT NULL,
    type          TEXT,
    mode          TEXT,
    context       TEXT NOT NULL,            -- parted by ;
    code          TEXT,
    quad          TEXT,
    score         REAL,
    actor         TEXT NOT NULL,            -- words, parted by ;
    recipient     TEXT NOT NULL,
    value         TEXT,                     -- TIMEX3 value of when it happened or will
    basis         TEXT NOT NULL,
    time          TEXT,
    from_day      TEXT,
    to_day        TEXT,
    place         TEXT,                     -- id of the place in the article
    place_name    TEXT,
    country       TEXT,
    lat           REAL,
    lon           REAL,
    factuality    TEXT NOT NULL,
    according_to  TEXT NOT NULL,            -- attributions, innermost first, parted by ;
    speaker       INTEGER REFERENCES name(id),
    words         TEXT NOT NULL,            -- the trigger's
    trigger_spans TEXT NOT NULL,
    start         INTEGER NOT NULL,         -- of the sentence
    end           INTEGER NOT NULL,
    rule          TEXT NOT NULL,
    confidence    REAL NOT NULL,
    published     TEXT,
    correction    INTEGER REFERENCES correction(id),
    PRIMARY KEY (article, id)
) WITHOUT ROWID;
CREATE INDEX event_by_type ON event(type, published, article);
CREATE INDEX event_by_day ON event(from_day, article);
CREATE INDEX event_by_published ON event(published, article);
CREATE INDEX event_by_country ON event(country, published, article);
CREATE INDEX event_by_place ON event(place_name COLLATE NOCASE, published);

CREATE TABLE event_side (
    article    INTEGER NOT NULL REFERENCES article(id),
    event      TEXT NOT NULL,
    side       TEXT NOT NULL,               -- actor | recipient
    n          INTEGER NOT NULL,
    words      TEXT NOT NULL,
    start      INTEGER NOT NULL,
    end        INTEGER NOT NULL,
    entity     TEXT,
    name       INTEGER REFERENCES name(id),
    code       TEXT,
    country    TEXT,
    sector     TEXT,
    inferred   INTEGER NOT NULL,
    published  TEXT,
    PRIMARY KEY (article, event, side, n)
) WITHOUT ROWID;
CREATE INDEX event_side_by_country ON event_side(country, side, published);
CREATE INDEX event_side_by_code ON event_side(code, side, published);
CREATE INDEX event_side_by_name ON event_side(name, side, published);

CREATE TABLE deadline (
    article      INTEGER NOT NULL REFERENCES article(id),
    id           TEXT NOT NULL,             -- d1, d2, … in the record's order
    start        INTEGER NOT NULL,
    end          INTEGER NOT NULL,
    words        TEXT NOT NULL,
    date         TEXT,                      -- TIMEX3 value
    from_day     TEXT,
    to_day       TEXT,
    time         TEXT,
    who          TEXT,
    what         TEXT,
    set_by       TEXT,
    according_to TEXT,
    speaker      INTEGER REFERENCES name(id),
    published    TEXT,
    correction   INTEGER REFERENCES correction(id),
    PRIMARY KEY (article, id)
) WITHOUT ROWID;
CREATE INDEX deadline_by_day ON deadline(to_day, article);

CREATE TABLE forecast (
    article      INTEGER NOT NULL REFERENCES article(id),
    id           TEXT NOT NULL,             -- f1, f2, …
    start        INTEGER NOT NULL,
    end          INTEGER NOT NULL,
    words        TEXT NOT NULL,
    according_to TEXT,
    speaker      INTEGER REFERENCES name(id),
    strength     TEXT NOT NULL,
    published    TEXT,
    correction   INTEGER REFERENCES correction(id),
    PRIMARY KEY (article, id)
) WITHOUT ROWID;
CREATE INDEX forecast_by_speaker ON forecast(speaker, published, article);
CREATE INDEX forecast_by_day ON forecast(published, article);

CREATE TABLE precedent (
    article      INTEGER NOT NULL REFERENCES article(id),
    id           TEXT NOT NULL,             -- r1, r2, …
    start        INTEGER NOT NULL,
    end          INTEGER NOT NULL,
    words        TEXT NOT NULL,
    kind         TEXT NOT NULL,
    since        TEXT,
    according_to TEXT,
    speaker      INTEGER REFERENCES name(id),
    published    TEXT,
    correction   INTEGER REFERENCES correction(id),
    PRIMARY KEY (article, id)
) WITHOUT ROWID;
CREATE INDEX precedent_by_day ON precedent(published, article);

-- What people say beside the machine. Never deleted; undone ones keep their row.
CREATE TABLE correction (
    id         INTEGER PRIMARY KEY,
    at         TEXT NOT NULL,
    by         TEXT NOT NULL,
    page       INTEGER NOT NULL REFERENCES page(id),
    article    INTEGER NOT NULL,            -- the version it was made on
    layer      TEXT NOT NULL,               -- article | entity | attribution | time | amount | place | event | deadline | forecast | precedent
    local      TEXT NOT NULL,               -- the item's id when it was made; empty for the article
    words      TEXT NOT NULL,               -- anchor: the item's exact words,
    before     TEXT NOT NULL,               -- the words before and after them,
    after      TEXT NOT NULL,
    start      INTEGER NOT NULL,            -- and where they stood
    was        TEXT NOT NULL,               -- JSON: the item as the machine had it
    action     TEXT NOT NULL CHECK (action IN ('hide', 'set', 'confirm')),
    value      TEXT NOT NULL,               -- JSON: the fields set
    why        TEXT,
    undone_at  TEXT,
    undone_by  TEXT
);
CREATE INDEX correction_by_page ON correction(page);

-- Where a standing correction holds: which item of which version it applies to now.
CREATE TABLE correction_hold (
    correction INTEGER NOT NULL REFERENCES correction(id),
    article    INTEGER NOT NULL,
    local      TEXT,                        -- NULL: its words are not found there
    PRIMARY KEY (correction, article)
) WITHOUT ROWID;
CREATE INDEX correction_hold_by_article ON correction_hold(article);

-- Views for the common questions, over the newest version of every page.

CREATE VIEW events AS
SELECT e.article, e.id, e.type, e.mode, e.context, e.code, e.quad, e.score, e.actor,
       (SELECT group_concat(s.code, ';') FROM event_side s
         WHERE s.article = e.article AND s.event = e.id AND s.side = 'actor') AS actor_codes,
       e.recipient,
       (SELECT group_concat(s.code, ';') FROM event_side s
         WHERE s.article = e.article AND s.event = e.id AND s.side = 'recipient') AS recipient_codes,
       e.value AS happened, e.from_day, e.to_day, e.basis AS happened_basis, e.place_name, e.country, e.lat, e.lon,
       e.factuality, n.name AS speaker, e.words AS trigger,
       substr(b.text, e.start + 1, e.end - e.start) AS sentence, e.rule, e.confidence,
       a.published AS said, a.outlet, a.headline, a.url, e.correction
  FROM event e
  JOIN article a ON a.id = e.article AND a.latest = 1
  JOIN body b ON b.article = e.article
  LEFT JOIN name n ON n.id = e.speaker;

CREATE VIEW quotes AS
SELECT t.article, t.id, n.name AS speaker, t.source, t.source_kind, t.act, t.cue, t.content, t.form,
       t.within, w.source AS within_source, t.said, t.said_from, t.said_to, t.rule, t.confidence,
       a.published, a.outlet, a.headline, a.url, t.correction
  FROM attribution t
  JOIN article a ON a.id = t.article AND a.latest = 1
  LEFT JOIN name n ON n.id = t.speaker
  LEFT JOIN attribution w ON w.article = t.article AND w.id = t.within;

CREATE VIEW figures AS
SELECT q.article, q.id, q.words, q.low, q.high, q.approx, q.unit, q.of, q.befell, q.direction, q.change_from,
       q.change_to, q.share_of, q.from_day AS as_of_from, q.to_day AS as_of_to, n.name AS speaker,
       t.source, t.act, q.confidence, a.published AS said, a.outlet, a.headline, a.url, q.correction
  FROM amount q
  JOIN article a ON a.id = q.article AND a.latest = 1
  LEFT JOIN attribution t ON t.article = q.article AND t.id = q.according_to
  LEFT JOIN name n ON n.id = q.speaker;

-- What happened or is to happen on which day, and on which day it was said.
CREATE VIEW timeline AS
SELECT e.from_day AS day, e.to_day, 'event' AS kind, e.article, e.id,
       coalesce(e.type, e.code) || CASE WHEN e.actor = '' THEN '' ELSE ' ' || e.actor END
           || CASE WHEN e.recipient = '' THEN '' ELSE ' → ' || e.recipient END AS what,
       e.factuality AS state, e.basis, n.name AS speaker, a.published AS said, a.outlet, a.headline
  FROM event e
  JOIN article a ON a.id = e.article AND a.latest = 1
  LEFT JOIN name n ON n.id = e.speaker
 WHERE e.from_day IS NOT NULL
UNION ALL
SELECT d.to_day, d.to_day, 'deadline', d.article, d.id,
       coalesce(d.who || ': ', '') || coalesce(d.what, d.words), 'due', 'stated', n.name, a.published, a.outlet, a.headline
  FROM deadline d
  JOIN article a ON a.id = d.article AND a.latest = 1
  LEFT JOIN name n ON n.id = d.speaker
 WHERE d.to_day IS NOT NULL;
