"""What is left with the administrators about a case, such as what an agency that is absent is to be asked.

It is no action: nobody owes it until the agency has taken one on (KEN-40). Its words are for those who run
the case alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from marac.actions import check_case, check_words
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.facts import AdministratorsNote
from marac.floor import with_case
from marac.journal import Entry, Event, evolves
from marac.meeting import Meeting
from marac.words import AgencyId, CaseNumber, FreeText

MARKS: Final = ("fact", "opinion")
"""As what a note may stand, where the area tells them apart."""


class NoteForAdministrators(Command, frozen=True):
    """Leave a note with the administrators about a case, perhaps about one agency; where the area tells them
    apart, as a fact or as an opinion."""

    case: CaseNumber
    note: str
    agency: AgencyId | None = None
    stands: str = ""


class AdministratorsNoted(Event, frozen=True):
    """A note was left with the administrators."""

    case: CaseNumber
    note: FreeText
    agency: AgencyId | None = None
    stands: str = ""


@decides(NoteForAdministrators, Who.CHAIR, Who.ADMINISTRATOR)
def note_for_administrators(command: NoteForAdministrators, setting: Setting) -> Iterator[Event]:
    """Keep it with the case. Raises Refused without words, or with a person's details in them."""
    check_case(setting, command.case)
    words = command.note.strip()
    if not words:
        raise Refused(Why.NOTE_NEEDED)
    check_words(words)
    _check_short(words, command.stands, setting)
    known = {(n.words, n.agency, n.stands) for n in setting.meeting.cases[command.case].notes}
    if (words, command.agency, command.stands) not in known:
        yield AdministratorsNoted(case=command.case, note=words, agency=command.agency, stands=command.stands)


def _check_short(words: str, stands: str, setting: Setting) -> None:
    """Raise Refused for more words than the area takes, or for a mark that it does not know (KEN-49)."""
    rule = setting.protocol.minutes
    if rule is not None and rule.note_length is not None and len(words) > rule.note_length:
        raise Refused(Why.NOT_VALID, field="note", wanted=f"note of {rule.note_length} characters at most")
    if stands and (rule is None or not rule.fact_or_opinion or stands not in MARKS):
        raise Refused(Why.NOT_IN_THIS_AREA)


@evolves(AdministratorsNoted)
def administrators_noted(meeting: Meeting, event: AdministratorsNoted, entry: Entry) -> Meeting:
    """The case has the note."""
    note = AdministratorsNote(words=event.note, agency=event.agency, stands=event.stands)
    notes = (*meeting.cases[event.case].notes, note)
    return with_case(meeting, event.case, notes=notes)
