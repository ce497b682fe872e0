"""What people do: operators, their commands, the queue they take from, the hours they keep.

PURE. Here live the words of the desk (operator, team, ticket), the one grammar of what operators type on every desk,
the order of the queue with position and expected wait, and opening hours. What an operator's command does to a
conversation is a transition and lives in `conversation`; who may give it lives in `safety/access.py`.
"""
