"""The operators' ends of all desks, each over its real adapter, for the one suite that holds for all of them.

A new desk joins with a `Desk` of its own in a module here, and a line in `test_desks.py`.
"""
