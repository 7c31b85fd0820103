-- The account file: who may sign in, and who is signed in. Times are seconds since 1970 (UTC). Secrets stand here only as
-- hashes: passwords by argon2id, everything that the desk made itself by SHA-256.

CREATE TABLE user (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL,             -- to sign in with
    key       TEXT NOT NULL UNIQUE,      -- the name without case
    display   TEXT NOT NULL,             -- what comments and corrections carry
    role      TEXT NOT NULL CHECK (role IN ('reader', 'analyst', 'editor', 'owner')),
    password  TEXT,                      -- PHC string; NULL: signs in through a provider only
    disabled  INTEGER NOT NULL DEFAULT 0,
    made_at   INTEGER NOT NULL,
    seen_at   INTEGER                    -- last sign-in
);

-- Who somebody is at an OpenID Connect or OAuth 2 provider.
CREATE TABLE identity (
    provider  TEXT NOT NULL,             -- issuer, or the provider's name where it has none
    subject   TEXT NOT NULL,
    user      INTEGER NOT NULL REFERENCES user(id),
    email     TEXT,
    PRIMARY KEY (provider, subject)
) WITHOUT ROWID;

CREATE TABLE session (
    digest    BLOB PRIMARY KEY,
    id        INTEGER NOT NULL UNIQUE,   -- to name it on the account page
    user      INTEGER NOT NULL REFERENCES user(id),
    made_at   INTEGER NOT NULL,
    seen_at   INTEGER NOT NULL,
    ends_at   INTEGER NOT NULL,          -- whatever happens
    agent     TEXT NOT NULL,             -- what the browser calls itself
    address   TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX session_by_user ON session(user);

CREATE TABLE token (
    id        INTEGER PRIMARY KEY,
    digest    BLOB NOT NULL UNIQUE,
    user      INTEGER NOT NULL REFERENCES user(id),
    name      TEXT NOT NULL,
    role      TEXT NOT NULL,             -- at most; never more than its user's
    made_at   INTEGER NOT NULL,
    ends_at   INTEGER NOT NULL,
    used_at   INTEGER
);
CREATE INDEX token_by_user ON token(user);

CREATE TABLE invitation (
    id        INTEGER PRIMARY KEY,
    digest    BLOB NOT NULL UNIQUE,
    role      TEXT NOT NULL,
    user      INTEGER REFERENCES user(id),  -- NULL: makes a new account; else a new password for this one
    made_by   INTEGER REFERENCES user(id),  -- NULL: the terminal
    made_at   INTEGER NOT NULL,
    ends_at   INTEGER NOT NULL,
    used_at   INTEGER
);

-- Sign-ins under way at a provider, by the digest of a cookie.
CREATE TABLE flow (
    digest    BLOB PRIMARY KEY,
    provider  TEXT NOT NULL,
    state     BLOB NOT NULL,             -- digest
    nonce     BLOB NOT NULL,             -- digest
    verifier  TEXT NOT NULL,             -- PKCE; of no use without the code, which comes after
    back      TEXT NOT NULL,
    made_at   INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE log (
    id        INTEGER PRIMARY KEY,
    at        INTEGER NOT NULL,
    what      TEXT NOT NULL,
    who       TEXT NOT NULL,             -- name as it was given, or of who did it
    address   TEXT NOT NULL,
    detail    TEXT NOT NULL
);
CREATE INDEX log_by_time ON log(at);
