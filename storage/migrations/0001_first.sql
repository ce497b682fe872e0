-- The first schema. Times are epoch milliseconds, JSON is text, booleans are 0 and 1: the same on every database.
-- `number` is a conversation's short number; hot tables point to it, since a small integer keeps their indexes small.

-- One row: the highest numbers ever given. They only rise, so that nothing is used twice, not even after a deletion.
CREATE TABLE counters (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number BIGINT NOT NULL,
    journal BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    outbox BIGINT NOT NULL
);
INSERT INTO counters (id, number, journal, seq, outbox) VALUES (1, 1000, 0, 0, 0);

-- `state` is the whole conversation as its codec writes it and the only thing that is decided upon; the other columns are
-- copies for lists. `unread` counts the user's messages since an operator last wrote. A row is admitted by number, id and
-- address and filled in the same transaction; nobody ever reads the defaults.
CREATE TABLE conversations (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    version BIGINT NOT NULL DEFAULT 1,
    contact TEXT NOT NULL DEFAULT '',
    name TEXT,
    address TEXT NOT NULL,
    channel TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    stage TEXT NOT NULL DEFAULT '',
    priority TEXT NOT NULL DEFAULT 'normal',
    team TEXT,
    owner TEXT,
    waiting_since BIGINT,
    opened_at BIGINT NOT NULL DEFAULT 0,
    unread BIGINT NOT NULL DEFAULT 0,
    last TEXT NOT NULL DEFAULT '',
    last_at BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX conversations_address ON conversations (address, number);
CREATE INDEX conversations_contact ON conversations (contact, number);
CREATE INDEX conversations_stage ON conversations (stage, waiting_since);

-- What was accepted already; `journal` and `seq` say what it became.
CREATE TABLE seen (
    account TEXT NOT NULL,
    external_id TEXT NOT NULL,
    journal BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (account, external_id)
);

CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    stage TEXT NOT NULL,
    payload TEXT NOT NULL
);
CREATE INDEX journal_number ON journal (number, id);

-- No key: a fact is a measurement and is only ever counted.
CREATE TABLE facts (
    journal BIGINT NOT NULL,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    at BIGINT NOT NULL,
    value DOUBLE PRECISION,
    entry TEXT,
    operator TEXT,
    team TEXT
);
CREATE INDEX facts_first_reply ON facts (at) WHERE name = 'first_reply';

CREATE TABLE messages (
    seq INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    number BIGINT NOT NULL,
    author TEXT NOT NULL,
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    name TEXT,
    choices TEXT,
    files TEXT,
    edited INTEGER NOT NULL DEFAULT 0,
    entry TEXT
);
CREATE INDEX messages_number ON messages (number, seq);

-- Which messages show which file.
CREATE TABLE attachments (
    file TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (file, seq)
);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    lane TEXT NOT NULL,
    carrier TEXT NOT NULL,
    target TEXT NOT NULL,
    conversation TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    due BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    reason TEXT,
    message_key TEXT
);
CREATE INDEX outbox_unfinished ON outbox (id) WHERE state NOT IN ('sent', 'dead');
CREATE INDEX outbox_message ON outbox (message_key);

CREATE TABLE timers (
    conversation TEXT NOT NULL,
    timer TEXT NOT NULL,
    at BIGINT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (conversation, timer)
);
CREATE INDEX timers_at ON timers (at);

CREATE TABLE cursors (
    account TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- `content` stays last, so that reading the other columns does not walk through it.
CREATE TABLE files (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    size BIGINT NOT NULL,
    at BIGINT NOT NULL,
    content BLOB NOT NULL
);

CREATE TABLE operators (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    telegram TEXT,
    discord TEXT,
    password TEXT NOT NULL
);

-- Tokens and sessions are kept as hashes only: who reads the database cannot sign in with it.
CREATE TABLE tokens (
    hash TEXT PRIMARY KEY,
    operator TEXT NOT NULL REFERENCES operators (name) ON DELETE CASCADE
);
CREATE INDEX tokens_operator ON tokens (operator);
CREATE TABLE sessions (
    hash TEXT PRIMARY KEY,
    operator TEXT NOT NULL REFERENCES operators (name) ON DELETE CASCADE,
    expires BIGINT NOT NULL
);
CREATE INDEX sessions_operator ON sessions (operator);

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
