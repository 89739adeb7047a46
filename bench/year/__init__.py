"""A year of every area, with time travelled and not slept: meetings held by the area's own pattern, people
who do what they owe in time, late or never, the product's own sweeps and delivery, and every message written
down.

What was said is held against a reading of the area's file of its own (`reading.py`), which shares no rule
with the product: who should have heard of what, on which day, and of what no more.
"""
