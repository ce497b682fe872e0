"""What the facts say: waits, resolutions, ratings and repeats, as figures that people can rely on.

PURE, the floor above `conversation` and below everything that stores or shows. A figure is computed here, from rows of
facts and from nothing else; how it is defined stands in docs/metrics.md, in the same words. Every figure comes with the
number of things that it was computed from, and is None where there were none. Who reads the rows is `storage`; who
prints or draws the figures is `bot` and `console`.
"""
