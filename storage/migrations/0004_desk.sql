-- The desk, complete. A program that knows only an earlier schema can still write beside this one.

-- What users call an operator (empty: by their name), and until when nothing rings for them.
ALTER TABLE operators ADD COLUMN alias TEXT NOT NULL DEFAULT '';
ALTER TABLE operators ADD COLUMN muted_until BIGINT NOT NULL DEFAULT 0;

-- Entries that a desk was suggested for a user's line, as JSON.
ALTER TABLE messages ADD COLUMN suggested TEXT;

-- A line that is for one place of a person who has several: about linking that place. Nobody reads it at the others.
ALTER TABLE messages ADD COLUMN place TEXT;

-- Who is before somebody in the queue is counted in the index alone, at many a message.
CREATE INDEX conversations_queue ON conversations (priority, waiting_since, number) WHERE stage = 'waiting';

-- Addresses of people who have several, joined by a code or by hand; of all others the conversations tell whose they are.
CREATE TABLE addresses (
    address TEXT PRIMARY KEY,
    contact TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX addresses_contact ON addresses (contact);

-- Codes that users type elsewhere to say that they are the same person.
CREATE TABLE codes (
    code TEXT PRIMARY KEY,
    contact TEXT NOT NULL,
    until BIGINT NOT NULL
);
CREATE INDEX codes_contact ON codes (contact);

-- Where else than where it began a conversation was held, so that the person finds it there too.
CREATE TABLE visits (
    number BIGINT NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (number, address)
);
CREATE INDEX visits_address ON visits (address);

-- What operators want the bot to learn: the user's words, the entry that answered, and the one that should have.
CREATE TABLE lessons (
    id INTEGER PRIMARY KEY,
    number BIGINT NOT NULL,
    text TEXT NOT NULL,
    wrong_entry TEXT NOT NULL,
    right_entry TEXT NOT NULL,
    operator TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX lessons_at ON lessons (at);

-- The figures read every fact of the conversations in which something happened lately.
CREATE INDEX facts_at ON facts (at, number);
CREATE INDEX facts_number ON facts (number, journal);
