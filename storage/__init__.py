"""What is kept: conversations, messages, the outbox, timers, facts, staff and files, in one database.

Effectful, above `conversation` and beside `adapters` and `console`, which it never imports. Everything behind the
Protocols Store, Reader, Feed, Files, Staff and Threads of `conversation.ports` belongs here, and every word of SQL:
statements in `queries.sql`, each named and with its reason, tables in `migrations/`, one numbered file a change. A new
table is a new migration, never an edit of an old one; a new read model is a query and a function in `rows.py`. Only
this folder imports a database driver. Start reading at `database.py`.
"""
