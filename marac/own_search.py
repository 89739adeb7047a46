"""Whether an action's words ask for nothing but a look through records that its agency has anyway.

A hint for whoever enters it and no judgement: words that say more than that, or say it in another way, pass.
The words are looked at and never kept here.
"""

from __future__ import annotations

import re
from typing import Final

_LOOK: Final = (
    r"(?:(?:re-?)?check|search|look (?:up|up on|at|through|into|on|in|over)|look|review|trawl|interrogate|"
    r"go (?:through|back through)|research|read (?:through)?|find out from|query)"
)
_WHERE: Final = (
    r"(?:(?:all|any|on|in|of|through|for|up|the|our|your|their|its|his|own|agency|agency's|internal|local|"
    r"police|case|client|patient|housing|health|computer|electronic|paper|and|or|again|s)\W+)*"
)
_RECORDS: Final = (
    r"(?:records?|systems?|files?|data ?bases?|notes|histor(?:y|ies)|intelligence|information held|"
    r"registers?|index(?:es)?|logs?)"
)
_REST: Final = (
    r"(?:\W+(?:again|thoroughly|further|afterwards|after(?: the)? (?:meeting|marac)|"
    r"for (?:(?:any|more|further|relevant) )*"
    r"(?:information|history|details|involvement|contact|intelligence|entries|background)|"
    r"for (?:anything|something)(?: more| else| relevant)?|on (?:this|the) (?:case|family|household)|"
    r"and (?:report|feed|come|get) back(?: to (?:the )?(?:marac|meeting|chair|coordinator))?))*"
)
_ONLY_A_SEARCH: Final = re.compile(
    rf"(?:to |please |will |we will |i will |agency to )*{_LOOK}\W+{_WHERE}{_RECORDS}"
    rf"(?:\W+(?:and|or)\W+{_WHERE}{_RECORDS})*{_REST}\W*",
    re.IGNORECASE,
)


def is_own_search(words: str) -> bool:
    """The words ask for a look through records and for nothing else (KEN-17)."""
    return _ONLY_A_SEARCH.fullmatch(" ".join(words.split())) is not None
