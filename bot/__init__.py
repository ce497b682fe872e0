"""The running process: it imports everybody and is imported by nobody.

`wiring.py` is the only file that names implementations. A message comes in through `intake.py`, is decided in
`engine.py` and carried out by `courier.py`; `timers.py` wakes what fell silent, `limits.py` keeps to the platforms'
rates, `knowledge.py` serves the FAQ and follows its edits, `metrics.py` has every figure that `/metrics` shows,
`web.py` is the HTTP surface, `config/` reads frontdesk.yaml, `commands/` has one module a command.
"""
