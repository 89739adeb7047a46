"""The rules of a MARAC meeting: pure, synchronous, and told what time it is.

Nothing in this room reads a clock, a file that is not one of its own protocols, a network or a database. It
is given a command, a meeting, the area's protocol and `now`, and answers with events or a refusal; every
other room translates.
"""
