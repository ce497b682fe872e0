"""Text in, how sure are we of what out.

PURE: no await, clock, randomness, socket or file. Here live the FAQ (its types, its parser, its lint), the
normalisation of what people type, the recogniser that ranks entries, the calibration that turns a score into a
probability, and the verdict: answer, ask back, or admit not knowing. What to *do* with a verdict is not decided here
but in `conversation`.
"""
