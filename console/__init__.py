"""The operators' web pages and the desk's HTTP interface: who is signed in, the inbox, one conversation, the staff.

Not a channel: what operators do goes to the `Bench`, what they see comes from `Reader` and `Feed`. A new page goes into
`pages.py` and `templates/`, a new sentence into `static/texts.<language>.json`. Whoever adds a route says there who may
use it; `tests/console/test_access.py` tries every route as nobody, as a stranger and in every role. The pages
share the chat's `dom.js` and `markdown.js`, so that operators see an answer as its user does.
"""
