"""One module a verb: load, decide, write, announce, in one transaction.

Use cases know ports, never a database, and views, never a card. What a person is shown is always built
here, through the rules on who may know of what.
"""
