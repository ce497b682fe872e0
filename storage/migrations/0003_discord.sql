-- Every message at a desk on Discord asks who wrote it. A program that knows only an earlier schema can still write beside
-- this one.
CREATE INDEX operators_discord ON operators (discord);
