"""The chat on the web: its HTTP interface, a demo page, and a widget that any site embeds with one script tag.

A visitor is a random id inside a signed token, so a page view stores nothing. What a visitor does becomes an `Inbound`
for the intake; what they read comes from the `Reader`, and a change of their conversation wakes their stream through
`Feed`. The pages are our own small ES modules in `static/`, without a bundler.
"""
