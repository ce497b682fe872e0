-- Every statement of the house, in the subset that SQLite and PostgreSQL share: RETURNING, ON CONFLICT, UPDATE … FROM,
-- epoch-millisecond integers, JSON as text, named parameters (:name).
--
-- A batch is written by one statement a kind. Where it matters what became of each row, the rows come as one JSON array of
-- arrays, :batch, and `batch(…)` names their columns: the one thing that each database spells differently; `queries.py`
-- writes it out (json_each on SQLite). Unpacking JSON costs, so these statements are narrow; wide rows follow with
-- executemany, their values in the order in which the parameters first appear. "WHERE true" only helps SQLite's parser,
-- which would else read ON as part of a join.

-- ---------------------------------------------------------------------------------------------------------------- writer

-- name: take_numbers
-- First in every batch: takes the numbers that it needs, whatever other processes took since; `number` is the highest
-- conversation number that this process has promised.
UPDATE counters
SET number = CASE WHEN number < :number THEN :number ELSE number END,
    journal = journal + :journal, seq = seq + :seq, outbox = outbox + :outbox
WHERE id = 1
RETURNING number, journal, seq, outbox

-- name: add_seen
-- Idempotency: what comes back is new, what does not was accepted before.
INSERT INTO seen (account, external_id, at, journal, seq)
SELECT account, external_id, at, journal, seq
FROM batch(journal BIGINT, seq BIGINT, account TEXT, external_id TEXT, at BIGINT)
WHERE true
ON CONFLICT (account, external_id) DO NOTHING
RETURNING journal

-- name: seen_before
-- Only for duplicates: the first message that the same event made then.
SELECT batch.journal, seen.seq
FROM batch(journal BIGINT, seq BIGINT, account TEXT, external_id TEXT, at BIGINT)
JOIN seen ON seen.account = batch.account AND seen.external_id = batch.external_id
WHERE seen.journal <> batch.journal

-- name: forget_seen
-- A stale change did not happen, so its event must be welcome again. Matching the journal number spares what was there before.
DELETE FROM seen
WHERE (account, external_id, journal) IN (
    SELECT account, external_id, journal
    FROM batch(journal BIGINT, seq BIGINT, account TEXT, external_id TEXT, at BIGINT)
)

-- name: admit_new
-- A conversation is new only if none of the same person is open: of two first messages the second joins the first. The
-- rest of the row follows with fill_conversations.
INSERT INTO conversations (number, id, address)
SELECT number, id, address FROM batch(number BIGINT, id TEXT, address TEXT, contact TEXT)
WHERE NOT EXISTS (
    SELECT 1 FROM conversations AS c WHERE c.address = batch.address AND c.stage <> 'resolved'
) AND NOT EXISTS (
    SELECT 1 FROM conversations AS c WHERE c.contact = batch.contact AND c.stage <> 'resolved'
)
ON CONFLICT DO NOTHING
RETURNING number

-- name: admit_changed
-- Optimistic: a row that does not come back was changed by somebody else since it was read.
UPDATE conversations SET version = conversations.version + 1
FROM batch(number BIGINT, id TEXT, version BIGINT)
WHERE conversations.number = batch.number AND conversations.id = batch.id AND conversations.version = batch.version
RETURNING conversations.number

-- name: fill_conversations
-- The contents of those that were admitted.
UPDATE conversations
SET contact = :contact, name = :name, channel = :channel, language = :language, stage = :stage, priority = :priority,
    team = :team, owner = :owner, waiting_since = :waiting_since, opened_at = :opened_at,
    unread = CASE WHEN :answered = 1 THEN 0 ELSE unread END + :unread,
    last = COALESCE(:last, last), last_at = CASE WHEN :last IS NULL THEN last_at ELSE :at END, state = :state
WHERE number = :number

-- name: add_journal
-- The events themselves; the numbers rise in the order of commits, which is what the feed relies on.
INSERT INTO journal (id, number, kind, at, actor, stage, payload)
VALUES (:id, :number, :kind, :at, :actor, :stage, :payload)

-- name: add_facts
-- What the metrics count.
INSERT INTO facts (journal, number, name, at, value, entry, operator, team)
VALUES (:journal, :number, :name, :at, :value, :entry, :operator, :team)

-- name: add_messages
-- The transcript.
INSERT INTO messages (seq, number, key, author, text, at, name, choices, files, entry, suggested, place)
VALUES (:seq, :number, :key, :author, :text, :at, :name, :choices, :files, :entry, :suggested, :place)

-- name: add_attachments
-- Which messages show which file; only for the few batches that have any.
INSERT INTO attachments (seq, file) VALUES (:seq, :file) ON CONFLICT DO NOTHING

-- name: add_outbox
-- What has to be carried out, kept in the same transaction as the reason for it.
INSERT INTO outbox (
    id, key, lane, carrier, target, conversation, kind, payload, state, due, attempts, reason, message_key,
    shows
)
VALUES (
    :id, :key, :lane, :carrier, :target, :conversation, :kind, :payload, :state, :due, :attempts, :reason, :message_key,
    :shows
)

-- name: keep_earlier
-- What a line read until now. Words that are the same as before are no revision, and a line that is not there has none.
INSERT INTO revisions (seq, place, at, text)
SELECT m.seq, (SELECT COALESCE(max(r.place), 0) + 1 FROM revisions AS r WHERE r.seq = m.seq), :at, m.text
FROM messages AS m WHERE m.key = :message AND m.text <> :text

-- name: revise_message
-- Follows on keep_earlier, under the same condition.
UPDATE messages SET text = :text, edited = 1 WHERE key = :message AND text <> :text

-- name: add_links
-- Where lines stand; lines that went out together stand at the same place.
INSERT INTO links (carrier, remote, message, id)
VALUES (:carrier, :remote, :message, (SELECT COALESCE(max(l.id), 0) + 1 FROM links AS l))
ON CONFLICT (carrier, remote, message) DO UPDATE SET id = excluded.id

-- name: add_lessons
-- What operators want the bot to learn.
INSERT INTO lessons (number, text, wrong_entry, right_entry, operator, at)
VALUES (:number, :text, :wrong, :right, :operator, :at)

-- name: add_visits
-- Where else a conversation is held; where it began it is found anyway.
INSERT INTO visits (number, address)
SELECT :number, :address
WHERE NOT EXISTS (SELECT 1 FROM conversations AS c WHERE c.number = :number AND c.address = :address)
ON CONFLICT DO NOTHING

-- name: drop_codes_of
-- A person has one code at a time.
DELETE FROM codes WHERE contact = :contact

-- name: add_code
-- Of two alike, which is one in a thousand million, the later one holds.
INSERT INTO codes (code, contact, until) VALUES (:code, :contact, :until)
ON CONFLICT (code) DO UPDATE SET contact = excluded.contact, until = excluded.until

-- name: valid_codes
-- Which changes use a code that may still be used, by their journal number.
SELECT batch.journal FROM batch(journal BIGINT, code TEXT, contact TEXT, at BIGINT)
JOIN codes AS k ON k.code = batch.code AND k.contact = batch.contact AND k.until > batch.at

-- name: drop_code
-- It was used.
DELETE FROM codes WHERE code = :code

-- name: join_conversations
-- All that a person said is the other contact's now. The versions rise, lest somebody who read it before writes it back.
UPDATE conversations SET contact = :contact, version = version + 1 WHERE contact = :left

-- name: move_addresses
-- What was linked before comes along.
UPDATE addresses SET contact = :contact WHERE contact = :left

-- name: join_addresses
-- Wherever a conversation of theirs began.
INSERT INTO addresses (address, contact, at)
SELECT DISTINCT c.address, c.contact, :at FROM conversations AS c WHERE c.contact = :contact
ON CONFLICT (address) DO UPDATE SET contact = excluded.contact

-- name: part_conversations
-- What began at an address goes with it.
UPDATE conversations SET contact = :contact, version = version + 1 WHERE address = :address AND contact = :left

-- name: held_away
-- Conversations that were held at an address which leaves, but began elsewhere.
SELECT c.number, c.address, c.version, c.contact, c.state
FROM visits AS v JOIN conversations AS c ON c.number = v.number WHERE v.address = :address

-- name: held_elsewhere
-- Conversations that began at an address which leaves, and were held elsewhere too.
SELECT c.number, c.address, c.version, c.contact, c.state
FROM conversations AS c WHERE c.address = :address AND EXISTS (SELECT 1 FROM visits AS v WHERE v.number = c.number)

-- name: bring_home
-- Answers go to where it began again.
UPDATE conversations SET state = :state, version = version + 1 WHERE number = :number

-- name: drop_visits_at
DELETE FROM visits WHERE address = :address

-- name: drop_visits_from
DELETE FROM visits WHERE number IN (SELECT c.number FROM conversations AS c WHERE c.address = :address)

-- name: part_address
DELETE FROM addresses WHERE address = :address

-- name: part_last
-- An address alone is linked with nothing.
DELETE FROM addresses
WHERE contact = :left AND (SELECT count(*) FROM addresses AS a WHERE a.contact = :left) = 1

-- name: prune_codes
-- Codes that nobody used in time.
DELETE FROM codes WHERE until <= :now

-- name: set_timers
-- One timer a name and conversation: a new one replaces the old.
INSERT INTO timers (conversation, timer, at, since) VALUES (:conversation, :timer, :at, :since)
ON CONFLICT (conversation, timer) DO UPDATE SET at = excluded.at, since = excluded.since

-- name: cancel_timers
-- A wake-up without a time.
DELETE FROM timers WHERE conversation = :conversation AND timer = :timer

-- name: drop_timers
-- Timers that ran down and led to nothing, unless they were set anew.
DELETE FROM timers WHERE conversation = :conversation AND timer = :timer AND at = :at AND since = :since

-- name: set_cursors
-- How far an account has been read moves together with what was read.
INSERT INTO cursors (account, value) VALUES (:account, :value)
ON CONFLICT (account) DO UPDATE SET value = excluded.value

-- name: settle_rows
-- What became of attempts. A finished row stays finished, whoever comes late.
UPDATE outbox SET state = :state, due = :due, attempts = :attempts, reason = :reason
WHERE id = :id AND state NOT IN ('sent', 'dead')

-- name: link_sent
-- Where the platform put what a row has sent; rows that bring and show no line have nothing to link.
INSERT INTO links (carrier, remote, message, id)
SELECT o.carrier, :remote, COALESCE(o.message_key, o.shows), (SELECT COALESCE(max(l.id), 0) + 1 FROM links AS l)
FROM outbox AS o
WHERE o.id = :row AND COALESCE(o.message_key, o.shows) IS NOT NULL
ON CONFLICT (carrier, remote, message) DO UPDATE SET id = excluded.id

-- name: claim_rows
-- Marks rows as being sent, so that a crash during the send is known afterwards; `due` keeps when it began.
UPDATE outbox SET state = 'sending', due = batch.at
FROM batch(id BIGINT, at BIGINT)
WHERE outbox.id = batch.id AND outbox.state NOT IN ('sent', 'dead')
RETURNING outbox.id

-- name: keep_number
-- On leaving: the highest conversation number that was promised, used or not.
UPDATE counters SET number = :number WHERE id = 1 AND number < :number

-- name: touch
-- A write that changes nothing, to see whether writing works again.
UPDATE counters SET number = number WHERE id = 1

-- name: prune_seen
-- No platform delivers again after ninety days.
DELETE FROM seen WHERE at < :before

-- name: prune_sessions
-- Sessions that are over.
DELETE FROM sessions WHERE expires <= :now

-- ----------------------------------------------------------------------------------------------------- what the store reads

-- name: counters
-- The highest numbers ever given.
SELECT number, journal, seq, outbox FROM counters WHERE id = 1

-- name: unfinished_rows
-- What the courier still has to carry, in the order it was made.
SELECT id, key, lane, carrier, target, conversation, kind, payload, state, due, attempts, reason, message_key, shows
FROM outbox WHERE state NOT IN ('sent', 'dead') ORDER BY id

-- name: timers_due
-- Timers that have run down, the oldest first; of one moment, first what was counted longest.
SELECT conversation, timer, at, since FROM timers WHERE at <= :now ORDER BY at, since, conversation, timer

-- name: next_timer
-- How long the timers may sleep.
SELECT min(at) FROM timers

-- ---------------------------------------------------------------------------------------------------------------- reader

-- name: newest_at_address
-- Over all addresses of the person. An open conversation goes before a resolved one with a higher number: that is where
-- they are being helped. Of several open ones, one with people goes before one with the bot, and one that began here
-- before one from elsewhere.
SELECT version, contact, state FROM conversations WHERE number = (
    SELECT number FROM (
        SELECT number, stage, 0 AS elsewhere FROM conversations WHERE address = :address
        UNION ALL
        SELECT c.number, c.stage, 1 AS elsewhere
        FROM addresses AS a JOIN conversations AS c ON c.contact = a.contact
        WHERE a.address = :address AND c.address <> :address
    ) AS theirs
    ORDER BY CASE WHEN stage = 'resolved' THEN 2 WHEN stage = 'with_bot' THEN 1 ELSE 0 END,
        CASE WHEN stage = 'resolved' THEN 0 ELSE elsewhere END, number DESC LIMIT 1
)

-- name: newest_of_address
-- The same among those that began there.
SELECT version, contact, state FROM conversations
WHERE address = :address
ORDER BY CASE WHEN stage = 'resolved' THEN 1 ELSE 0 END, number DESC LIMIT 1

-- name: conversation_by_number
SELECT version, contact, state FROM conversations WHERE number = :number

-- name: conversation_by_id
SELECT version, contact, state FROM conversations WHERE id = :id

-- name: code_holder
-- Whose code it is: the conversation in which they wrote last.
SELECT c.version, c.contact, c.state
FROM codes AS k JOIN conversations AS c ON c.contact = k.contact
WHERE k.code = :code AND k.until > :now
ORDER BY c.last_at DESC, c.number DESC LIMIT 1

-- name: open_of_contact
-- Another open conversation of the same person; one with people before one with the bot.
SELECT number FROM conversations
WHERE contact = :contact AND stage <> 'resolved' AND number <> :number
ORDER BY CASE WHEN stage = 'with_bot' THEN 1 ELSE 0 END, number DESC LIMIT 1

-- name: claim_of_contact
-- Whether people ever had a conversation of this person.
SELECT 1 FROM facts
WHERE number IN (SELECT number FROM conversations WHERE contact = :contact) AND name = 'claimed' LIMIT 1

-- name: addresses_of_contact
SELECT address FROM addresses WHERE contact = :contact ORDER BY at, address

-- name: tickets
-- Everything that waits; the queue orders it.
SELECT number, waiting_since, priority, team, language FROM conversations WHERE stage = 'waiting'

-- name: waiting_by_priority
-- How long the queue is.
SELECT priority, count(*) FROM conversations WHERE stage = 'waiting' GROUP BY priority

-- name: waiting_before
-- How many are before somebody in the queue, in the order of `handoff.queue`.
SELECT count(*) FROM conversations
WHERE stage = 'waiting' AND number <> :number AND (
    CASE priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END < :rank
    OR (priority = :priority AND (waiting_since < :since OR (waiting_since = :since AND number < :number)))
)

-- name: waits_last_before
-- Of those before somebody in the queue of the same team that an opening calls, who came last before it: of the same
-- priority, and of a higher one.
SELECT number, waiting_since, priority, team, language FROM (
    SELECT number, waiting_since, priority, team, language FROM conversations
    WHERE stage = 'waiting' AND priority = :priority AND COALESCE(team, '') = :team AND waiting_since < :opening
        AND (waiting_since < :since OR (waiting_since = :since AND number < :number))
    ORDER BY waiting_since DESC LIMIT 1
) AS same
UNION ALL
SELECT number, waiting_since, priority, team, language FROM (
    SELECT number, waiting_since, priority, team, language FROM conversations
    WHERE stage = 'waiting' AND priority <> 'urgent' AND COALESCE(team, '') = :team AND waiting_since < :opening
        AND CASE priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END < :rank
    ORDER BY waiting_since DESC LIMIT 1
) AS higher

-- name: recent_waits
-- Seconds from entering the queue to a person's first words, newest first.
SELECT value FROM facts WHERE name = 'first_reply' AND value IS NOT NULL ORDER BY at DESC, journal DESC LIMIT :limit

-- name: loads
-- How many conversations each operator has just now.
SELECT owner, count(*) FROM conversations WHERE stage = 'with_operator' AND owner IS NOT NULL GROUP BY owner

-- name: inbox
-- Waiting first, longest first, then the others by number; "open" means everything that is not resolved.
SELECT number, stage, channel, contact, name, language, priority, team, owner, waiting_since, unread, last, last_at, state
FROM conversations
WHERE stage IN ('waiting', 'with_operator', 'with_bot')
ORDER BY CASE WHEN stage = 'waiting' THEN 0 ELSE 1 END, waiting_since, number LIMIT :limit OFFSET :after

-- name: inbox_of_stage
SELECT number, stage, channel, contact, name, language, priority, team, owner, waiting_since, unread, last, last_at, state
FROM conversations
WHERE stage = :stage
ORDER BY waiting_since, number LIMIT :limit OFFSET :after

-- name: inbox_row
SELECT number, stage, channel, contact, name, language, priority, team, owner, waiting_since, unread, last, last_at, state
FROM conversations WHERE number = :number

-- name: inbox_of_contact
SELECT number, stage, channel, contact, name, language, priority, team, owner, waiting_since, unread, last, last_at, state,
    address
FROM conversations WHERE contact = :contact ORDER BY number DESC

-- name: transcript
-- With every outbox row that carries a message; `rows.py` folds those of its last sending into the worst state.
SELECT m.seq, m.author, m.text, m.at, m.name, m.choices, m.files, m.edited, m.entry, o.state, o.reason, o.key, o.carrier
FROM messages AS m LEFT JOIN outbox AS o ON o.message_key = m.key
WHERE m.number = :number
ORDER BY m.seq, o.id

-- name: desk_lines
-- What operators alone need of a transcript: by which key a line is named in an order, and what may answer it.
SELECT seq, key, suggested FROM messages WHERE number = :number ORDER BY seq

-- name: earlier_texts
-- Only for a transcript in which something was edited.
SELECT r.seq, r.text
FROM messages AS m JOIN revisions AS r ON r.seq = m.seq
WHERE m.number = :number AND m.edited = 1
ORDER BY r.seq, r.place

-- name: messages_at_address
-- What the person may read: notes left out, and what is for another place of theirs, over all that was held at the
-- address. The cross join makes SQLite start from the few conversations, not from all newer messages of the whole desk.
SELECT page.seq, page.author, page.text, page.at, page.name, page.choices, page.files, page.edited, page.entry,
    o.state, o.reason, o.key, o.carrier
FROM (
    SELECT messages.seq, messages.key, messages.author, messages.text, messages.at, messages.name, messages.choices,
        messages.files, messages.edited, messages.entry
    FROM (
        SELECT number FROM conversations WHERE address = :address
        UNION ALL
        SELECT number FROM visits WHERE address = :address
    ) AS held CROSS JOIN messages
    WHERE messages.number = held.number AND messages.seq > :after AND messages.author <> 'note'
        AND (messages.place IS NULL OR messages.place = :address)
    ORDER BY messages.seq LIMIT :limit
) AS page LEFT JOIN outbox AS o ON o.message_key = page.key
ORDER BY page.seq, o.id

-- name: history
-- What happened to a conversation, in short.
SELECT id, at, kind, actor, stage FROM journal WHERE number = :number ORDER BY id

-- name: seen_seq
-- Whether an event came before, asked before it is decided: what would be refused by now was done then.
SELECT seq FROM seen WHERE account = :account AND external_id = :external_id

-- name: line_at
-- Of several lines at one place the newest.
SELECT m.key, m.number, c.id, m.author, m.text, m.name, m.files, m.at
FROM links AS l JOIN messages AS m ON m.key = l.message JOIN conversations AS c ON c.number = m.number
WHERE l.carrier = :carrier AND l.remote = :remote
ORDER BY l.id DESC LIMIT 1

-- name: line_of
SELECT m.key, m.number, c.id, m.author, m.text, m.name, m.files, m.at
FROM messages AS m JOIN conversations AS c ON c.number = m.number
WHERE m.key = :message

-- name: copies
SELECT remote FROM links WHERE message = :message AND carrier = :carrier ORDER BY id

-- name: lessons
SELECT number, text, wrong_entry, right_entry, operator, at FROM lessons WHERE at >= :since ORDER BY at, id

-- name: line_sent_to
-- Where a line of ours went last.
SELECT target FROM outbox WHERE message_key = :message ORDER BY id DESC LIMIT 1

-- name: line_carriers
SELECT DISTINCT carrier FROM links WHERE message = :message

-- name: line_places
-- Where the conversation of a line is held.
SELECT c.address FROM messages AS m JOIN conversations AS c ON c.number = m.number WHERE m.key = :message
UNION ALL
SELECT v.address FROM messages AS m JOIN visits AS v ON v.number = m.number WHERE m.key = :message

-- name: open_stages
-- For the metrics; a gauge needs no resolved ones, which only grow.
SELECT stage, count(*) FROM conversations WHERE stage IN ('waiting', 'with_operator', 'with_bot') GROUP BY stage

-- name: cursor
SELECT value FROM cursors WHERE account = :account

-- name: cursors
-- At a start alone, so it may look at all of them: no pattern would take an account's name as it is.
SELECT account, value FROM cursors WHERE substr(account, 1, length(:prefix)) = :prefix

-- ------------------------------------------------------------------------------------------------------------------ feed

-- name: feed_head
SELECT COALESCE(max(id), 0) FROM journal

-- name: feed_visits
-- Where else the changed conversations are held, for the few that are.
SELECT j.id, v.address FROM journal AS j JOIN visits AS v ON v.number = j.number
WHERE j.id > :after AND j.id <= :last
ORDER BY j.id, v.address

-- name: feed_changes
SELECT j.id, j.number, c.address, j.kind
FROM journal AS j JOIN conversations AS c ON c.number = j.number
WHERE j.id > :after
ORDER BY j.id LIMIT :limit

-- --------------------------------------------------------------------------------------------------------------- threads

-- name: thread_of
SELECT desk, conversation, number, state, title, at, place, card, shown
FROM threads WHERE desk = :desk AND conversation = :conversation

-- name: thread_at
-- An empty place is nobody's.
SELECT desk, conversation, number, state, title, at, place, card, shown
FROM threads WHERE desk = :desk AND place = :place AND place <> ''

-- name: threads_open
SELECT desk, conversation, number, state, title, at, place, card, shown
FROM threads WHERE desk = :desk AND state <> 'closed' ORDER BY at, number

-- name: keep_thread
INSERT INTO threads (desk, conversation, number, state, title, at, place, card, shown)
VALUES (:desk, :conversation, :number, :state, :title, :at, :place, :card, :shown)
ON CONFLICT (desk, conversation) DO UPDATE
SET number = excluded.number, state = excluded.state, title = excluded.title, at = excluded.at, place = excluded.place,
    card = excluded.card, shown = excluded.shown

-- name: forget_thread
DELETE FROM threads WHERE desk = :desk AND conversation = :conversation

-- --------------------------------------------------------------------------------------------------------------- records

-- name: subjects_since
-- The conversations in which something was counted since then. The cross join makes SQLite start from their numbers, and
-- the plus from the time: the index that has the numbers in order would lead through the whole table.
SELECT c.number, c.channel, c.language, c.contact
FROM (SELECT DISTINCT +number AS number FROM facts WHERE at >= :since) AS recent
CROSS JOIN conversations AS c ON c.number = recent.number

-- name: facts_since
-- All facts of these conversations from which a figure is computed, older ones too, conversation by conversation. Facts of
-- one event have one journal number and keep the order in which they were written.
SELECT f.number, f.name, f.at, f.value, f.entry, f.operator, f.team
FROM (SELECT DISTINCT +number AS number FROM facts WHERE at >= :since) AS recent
CROSS JOIN facts AS f ON f.number = recent.number
WHERE f.name NOT IN ('clarified', 'missed', 'merged', 'commented')
ORDER BY f.number, f.journal

-- name: owed
-- What people owe now.
SELECT stage, COALESCE(waiting_since, opened_at), channel, language, team, owner
FROM conversations WHERE stage IN ('waiting', 'with_operator')

-- ----------------------------------------------------------------------------------------------------------------- files

-- name: add_file
INSERT INTO files (id, owner, name, mime, size, at, content) VALUES (:id, :owner, :name, :mime, :size, :at, :content)

-- name: describe_file
SELECT id, name, mime, size FROM files WHERE id = :id AND owner = :owner

-- name: file_content
SELECT id, name, mime, size, content FROM files WHERE id = :id

-- name: file_readers
-- Whose transcripts show it; a file in a note is shown to nobody outside.
SELECT c.address
FROM attachments AS a JOIN messages AS m ON m.seq = a.seq JOIN conversations AS c ON c.number = m.number
WHERE a.file = :id AND m.author <> 'note'
UNION
SELECT v.address
FROM attachments AS a JOIN messages AS m ON m.seq = a.seq JOIN visits AS v ON v.number = m.number
WHERE a.file = :id AND m.author <> 'note'
ORDER BY 1

-- ----------------------------------------------------------------------------------------------------------------- staff

-- name: add_operator
-- Nothing comes back where the name is taken.
INSERT INTO operators (name, role, telegram, discord, source, password, alias, muted_until)
VALUES (:name, :role, :telegram, :discord, :source, :password, :alias, :muted_until)
ON CONFLICT (name) DO NOTHING
RETURNING name

-- name: add_token
INSERT INTO tokens (hash, operator) VALUES (:hash, :operator)

-- name: link_operator
-- What is not given stays as it is. Whoever a person has linked is an operator by that, not by a membership.
UPDATE operators SET telegram = COALESCE(:telegram, telegram), discord = COALESCE(:discord, discord), source = ''
WHERE name = :name
RETURNING name

-- name: remove_operator
-- Tokens and sessions go with it (ON DELETE CASCADE).
DELETE FROM operators WHERE name = :name RETURNING name

-- name: set_role
UPDATE operators SET role = :role WHERE name = :name RETURNING name

-- name: set_alias
UPDATE operators SET alias = :alias WHERE name = :name RETURNING name

-- name: mute_operator
UPDATE operators SET muted_until = :until WHERE name = :name RETURNING name

-- name: set_password
UPDATE operators SET password = :password WHERE name = :name RETURNING name

-- name: end_sessions
-- A new password ends what was opened with the old one.
DELETE FROM sessions WHERE operator = :name

-- name: operators
SELECT name, role, telegram, discord, source, alias, muted_until FROM operators ORDER BY name

-- name: ways_in
SELECT name, password <> '', EXISTS (SELECT 1 FROM tokens WHERE operator = operators.name) FROM operators

-- name: account
SELECT name, role, telegram, discord, source, alias, muted_until, password FROM operators WHERE name = :name

-- name: operator_by_token
SELECT o.name, o.role, o.telegram, o.discord, o.source, o.alias, o.muted_until
FROM tokens AS t JOIN operators AS o ON o.name = t.operator WHERE t.hash = :hash

-- name: operator_by_telegram
-- Of several with one id, whom a person added goes before whom a membership made.
SELECT name, role, telegram, discord, source, alias, muted_until FROM operators WHERE telegram = :user
ORDER BY CASE WHEN source = '' THEN 0 ELSE 1 END, name LIMIT 1

-- name: operator_by_discord
-- As operator_by_telegram.
SELECT name, role, telegram, discord, source, alias, muted_until FROM operators WHERE discord = :user
ORDER BY CASE WHEN source = '' THEN 0 ELSE 1 END, name LIMIT 1

-- name: add_session
-- Only for somebody who is still there.
INSERT INTO sessions (hash, operator, expires)
SELECT :hash, name, :expires FROM operators WHERE name = :name

-- name: operator_by_session
SELECT o.name, o.role, o.telegram, o.discord, o.source, o.alias, o.muted_until
FROM sessions AS s JOIN operators AS o ON o.name = s.operator WHERE s.hash = :hash AND s.expires > :now

-- name: close_session
DELETE FROM sessions WHERE hash = :hash

-- name: setting
SELECT value FROM settings WHERE name = :name

-- name: keep_setting
-- The first value stays.
INSERT INTO settings (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING

-- name: put_setting
INSERT INTO settings (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value

-- name: take_setting
-- Comes back for exactly one caller.
DELETE FROM settings WHERE name = :name AND value = :value RETURNING name
