-- Who is before somebody in the queue is counted in the index alone, at many a message. A program that knows only an
-- earlier schema can still write beside this one.
CREATE INDEX conversations_queue ON conversations (priority, waiting_since, number) WHERE stage = 'waiting';
