"""What is left with the administrators about a case, such as what an agency that is absent is to be asked.

It is no action: nobody owes it until the agency has taken one on (KEN-40). Its words are for those who run
the case alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from marac.actions import check_case, check_words
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.floor import with_case
from marac.journal import Entry, Event, evolves
from marac.meeting import AdministratorsNote, Meeting
from marac.words import AgencyId, CaseNumber, FreeText


class NoteForAdministrators(Command, frozen=True):
    """Leave a note with the administrators about a case, perhaps about one agency."""

    case: CaseNumber
    note: str
    agency: AgencyId | None = None


class AdministratorsNoted(Event, frozen=True):
    """A note was left with the administrators."""

    case: CaseNumber
    note: FreeText
    agency: AgencyId | None = None


@decides(NoteForAdministrators, Who.CHAIR, Who.ADMINISTRATOR)
def note_for_administrators(command: NoteForAdministrators, setting: Setting) -> Iterator[Event]:
    """Keep it with the case. Raises Refused without words, or with a person's details in them."""
    check_case(setting, command.case)
    words = command.note.strip()
    if not words:
        raise Refused(Why.NOTE_NEEDED)
    check_words(words)
    known = {(n.words, n.agency) for n in setting.meeting.cases[command.case].notes}
    if (words, command.agency) not in known:
        yield AdministratorsNoted(case=command.case, note=words, agency=command.agency)


@evolves(AdministratorsNoted)
def administrators_noted(meeting: Meeting, event: AdministratorsNoted, entry: Entry) -> Meeting:
    """The case has the note."""
    note = AdministratorsNote(words=event.note, agency=event.agency)
    notes = (*meeting.cases[event.case].notes, note)
    return with_case(meeting, event.case, notes=notes)
