"""The users' ends of all channels, each over its real adapter, for the one suite that holds for all of them.

A new channel joins with a `Surface` of its own in a module here, and a line in `conftest.py`.
"""
