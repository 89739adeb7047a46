"""What people see and type: one table of acts, cards, forms, and every sentence of wording.

Pure: a view in, JSON out; words in, a command out. Nothing here decides, stores or sends.
"""
