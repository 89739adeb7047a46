"""Words that are not used of certain cases: where a child harms a parent, the child is nobody's perpetrator.

The area's file says for which mark which words take the place of which. Nothing is changed in the journal;
what people read of such a case, and what files say of it, has the other words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from marac.case_marks import has_marks_condition
from marac.meeting import Meeting
from marac.protocol import Protocol
from marac.words import CaseNumber


def words_for(meeting: Meeting | None, protocol: Protocol, number: CaseNumber | None) -> Mapping[str, str]:
    """What takes the place of what in all that is said of the case; nothing for most."""
    case = meeting.cases.get(number) if meeting is not None and number is not None else None
    if case is None:
        return {}
    found: dict[str, str] = {}
    for rule in protocol.replaced_words:
        if has_marks_condition(f"mark:{rule.mark}", case):
            found |= rule.words
    return found


def worded(said: str, words: Mapping[str, str]) -> str:
    """`said` with the other words, begun with a capital where the one replaced was."""
    if not words:
        return said
    known = {old.casefold(): new for old, new in words.items()}

    def instead(found: re.Match[str]) -> str:
        new = known[found[0].casefold()]
        return new[:1].upper() + new[1:] if found[0][:1].isupper() else new

    return _pattern(tuple(known)).sub(instead, said)


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words by itself, the longest first."""
    longest = sorted(words, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b", re.IGNORECASE)
