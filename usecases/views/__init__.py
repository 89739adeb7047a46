"""What people are shown, built here and nowhere else, always through the rules on who may know of what.

A view holds keys, numbers, times and names of professionals; the dialogs find the words. Nothing that the
person may not see is in it, so a card can show all that it is given.
"""
