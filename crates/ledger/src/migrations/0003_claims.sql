-- What is compared over articles: copies, stories.

-- An article's words, as far as copies are found by them.
CREATE TABLE sketch (
    article INTEGER PRIMARY KEY,
    words BLOB NOT NULL,           -- 16 bits of the hash of each word of the paragraphs, little-endian
    outlet TEXT,                   -- the outlet's name as it is compared
    agency TEXT,                   -- the agency credited with the story, as it is compared
    credit TEXT,                   -- its name as the article has it
    credit_basis TEXT,             -- dateline, byline, opening, sign-off
    day TEXT,                      -- day of publication
    moment TEXT,                   -- instant of publication, UTC, where the page states it
    mixed INTEGER NOT NULL DEFAULT 0, -- 1: it is put together from several others, and in no story with any of them
    story INTEGER NOT NULL         -- the lowest article that it is, over one or more steps, a copy of; itself if of none
) STRICT;
CREATE INDEX sketch_story ON sketch(story);

-- Sampled runs of four words (31 bits of their hash).
CREATE TABLE sample (
    sample INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (sample, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX sample_article ON sample(article);

-- Two articles of which one repeats the other. Who was first stands in story.
CREATE TABLE copy (
    first INTEGER NOT NULL,        -- the lower of the two articles
    second INTEGER NOT NULL,
    relation TEXT NOT NULL CHECK (relation IN ('same', 'edited', 'partial')),
    of_first REAL NOT NULL,        -- share of the first one's words that stand in the second
    of_second REAL NOT NULL,
    PRIMARY KEY (first, second)
) STRICT, WITHOUT ROWID;
CREATE INDEX copy_second ON copy(second);

-- Articles that are copies of each other (same, edited); only stories of two articles or more.
CREATE TABLE story (
    id INTEGER PRIMARY KEY,        -- its lowest article
    first_article INTEGER NOT NULL,
    first_basis TEXT NOT NULL CHECK (first_basis IN ('credit', 'time', 'unknown')),
    articles INTEGER NOT NULL
) STRICT;

-- What an article is about: the names that tell it from others. 32 bits of the hash of each, little-endian, ascending.
CREATE TABLE setting (
    article INTEGER PRIMARY KEY,
    names BLOB NOT NULL,           -- names in title or opening, or spoken of twice
    all_names BLOB NOT NULL        -- every name in it
) STRICT;

-- By what articles of one happening are found: names they are about.
CREATE TABLE setting_name (
    name INTEGER NOT NULL,
    day INTEGER NOT NULL,          -- of publication, counted from 1970-01-01
    article INTEGER NOT NULL,
    PRIMARY KEY (name, day, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX setting_name_by_article ON setting_name(article);

-- One proposition, however many articles report it.
CREATE TABLE claim (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('figure', 'event', 'statement', 'deadline')),
    words TEXT NOT NULL,           -- in words: "aboard: 183", "ACCUSE Varland → Orrenia"
    stance TEXT NOT NULL CHECK (stance IN ('asserted', 'prospective', 'background', 'denied')),
    reports INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    sources INTEGER NOT NULL,      -- independent ones: see docs/claims.md
    first_report INTEGER NOT NULL, -- who said it first
    first_day TEXT,
    last_day TEXT
) STRICT;
CREATE INDEX claim_by_day ON claim(last_day);
CREATE INDEX claim_by_kind ON claim(kind, last_day);

-- A claim as one article reports it, with its own chain of sources.
CREATE TABLE report (
    id INTEGER PRIMARY KEY,
    claim INTEGER NOT NULL,
    article INTEGER NOT NULL,
    kind TEXT NOT NULL,
    local TEXT NOT NULL,           -- id in the record: q7, e3, a2, d1
    attribution TEXT,              -- the innermost attribution that covers it
    start INTEGER NOT NULL,        -- its sentence, in characters of the text
    end INTEGER NOT NULL,
    words TEXT NOT NULL,           -- the claim as this article has it
    source TEXT NOT NULL,          -- name of the innermost source; the outlet's where nobody else speaks
    source_key TEXT NOT NULL,      -- as it is compared; empty: the outlet itself, or nobody named
    chain TEXT NOT NULL,           -- JSON: {links: [{name, kind}, innermost first], agency, outlet}
    carrier TEXT NOT NULL,         -- agency, else outlet, as it is compared
    act TEXT,                      -- what the source does: say, claim, deny, …
    stance TEXT NOT NULL,
    said TEXT,                     -- day it was said; of publication where the text does not tell
    moment TEXT,                   -- instant of publication, UTC, where the page states it
    class TEXT NOT NULL,           -- figures: what befell the people counted; events: PLOVER type
    noun TEXT NOT NULL,            -- figures: what is counted or measured; events: mode; deadlines: who
    unit TEXT NOT NULL,
    of_whom TEXT NOT NULL,         -- figures: names that tell which of them are counted
    block INTEGER NOT NULL,        -- figures: number of the block of the article
    low REAL,
    high REAL,
    approx INTEGER NOT NULL,
    stands_for TEXT,               -- the amount that a bare number stands for
    actors TEXT NOT NULL,          -- events: JSON [{name, country, sector, named}]
    recipients TEXT NOT NULL,
    from_day TEXT,                 -- figures: the days it holds for; events: when; deadlines: the day
    to_day TEXT,
    stated INTEGER NOT NULL,       -- 1: the text states those days
    days TEXT NOT NULL,            -- days that the sentence names, parted by spaces
    near BLOB NOT NULL,            -- names in the sentence, towns, stems: hashes as in setting
    towns BLOB NOT NULL,
    stems BLOB NOT NULL
) STRICT;
CREATE INDEX report_by_claim ON report(claim, said);
CREATE INDEX report_by_article ON report(article, local);

-- By what events, statements and deadlines are looked up that may be the same. Figures are found over setting_name.
CREATE TABLE report_key (
    key INTEGER NOT NULL,
    day INTEGER NOT NULL,          -- of publication, counted from 1970-01-01; 0 when it is not known
    report INTEGER NOT NULL,
    PRIMARY KEY (key, day, report)
) STRICT, WITHOUT ROWID;
CREATE INDEX report_key_by_report ON report_key(report);

-- Two reports that do not agree.
CREATE TABLE rival (
    one INTEGER NOT NULL,          -- the lower report; for a denial the one that is denied
    other INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('conflict', 'denial', 'update', 'revision')),
    basis TEXT NOT NULL,           -- why: see docs/claims.md
    PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX rival_by_other ON rival(other);

-- What a page says was wrong in it.
CREATE TABLE page_correction (
    article INTEGER NOT NULL,
    n INTEGER NOT NULL,
    start INTEGER NOT NULL,        -- the notice, in characters of the text
    end INTEGER NOT NULL,
    day TEXT,                      -- day of the correction, where it is told
    was TEXT,                      -- the sentence or clause that tells what was wrong
    PRIMARY KEY (article, n)
) STRICT, WITHOUT ROWID;

-- Views: claims with who said them first, and what does not agree, as pairs of claims.

CREATE VIEW claims AS
SELECT c.id, c.kind, c.words, c.stance, c.sources, c.articles, c.reports, c.first_day, c.last_day,
       r.source AS first_source, r.article AS first_article, a.outlet AS first_outlet, a.headline AS first_headline
  FROM claim c
  JOIN report r ON r.id = c.first_report
  JOIN article a ON a.id = r.article;

-- Two articles of one story are one voice: they cannot contradict each other, only tell a later state.
CREATE VIEW conflicts AS
SELECT v.kind, v.basis, o.claim AS one_claim, o.words AS one_words, o.source AS one_source, o.said AS one_said, o.article AS one_article,
       p.claim AS other_claim, p.words AS other_words, p.source AS other_source, p.said AS other_said, p.article AS other_article,
       v.one AS one_report, v.other AS other_report
  FROM rival v
  JOIN report o ON o.id = v.one
  JOIN report p ON p.id = v.other
  JOIN sketch s ON s.article = o.article
  JOIN sketch t ON t.article = p.article
 WHERE o.article = p.article OR s.story <> t.story OR v.kind IN ('update', 'revision');
