-- Where lines and conversations stand on the platforms, and what lines read before they were edited. Whatever was there
-- before stays as it is, and a program that knows only the first schema can still write beside this one.

-- Which line stands where: `remote` is the platform's own id. `id` rises in the order in which links are written, which is
-- the order of sending: a line that was too long for one message has several, and one message may show several lines.
CREATE TABLE links (
    id INTEGER PRIMARY KEY,
    carrier TEXT NOT NULL,
    remote TEXT NOT NULL,
    message TEXT NOT NULL,
    UNIQUE (carrier, remote, message)
);
CREATE INDEX links_message ON links (message, carrier, id);

-- What a line read before; `place` counts from 1 for every line, `at` is when these words were replaced.
CREATE TABLE revisions (
    seq BIGINT NOT NULL,
    place BIGINT NOT NULL,
    at BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (seq, place)
);

-- Where conversations stand on desks. A place is empty until the platform has named it.
CREATE TABLE threads (
    desk TEXT NOT NULL,
    conversation TEXT NOT NULL,
    number BIGINT NOT NULL,
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    at BIGINT NOT NULL,
    place TEXT NOT NULL,
    card TEXT NOT NULL,
    shown TEXT NOT NULL,
    PRIMARY KEY (desk, conversation)
);
CREATE UNIQUE INDEX threads_place ON threads (desk, place) WHERE place <> '';
CREATE INDEX threads_open ON threads (desk, at, number) WHERE state <> 'closed';

-- The line that a row shows to a desk; `message_key` is the one that it brings to the user.
ALTER TABLE outbox ADD COLUMN shows TEXT;

-- Which desk's membership made somebody an operator; empty where a person did.
ALTER TABLE operators ADD COLUMN source TEXT NOT NULL DEFAULT '';
CREATE INDEX operators_telegram ON operators (telegram);
