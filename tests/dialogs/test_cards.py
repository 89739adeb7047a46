"""Every card: valid by the schema, within Teams' limits, and without what its reader may not know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

import msgspec
import pytest

from dialogs import wording
from dialogs.messages import MESSAGES
from dialogs.render import card_of, message_of
from marac.meeting import Meeting
from marac.order_warnings import Worry
from marac.protocol import protocol_for
from marac.words import SittingState
from tests.dialogs.cards import as_it_was, everything, faults, parts, texts
from tests.dialogs.meetings import A_FULL_MEETING, PROTOCOL, SECRET, a_crowded_meeting, a_full_meeting
from tests.dialogs.rooms import NAMED, RESTRICTED, a_room
from tests.marac.builders import ADMIN, CHAIR, MID_MORNING, a_meeting
from tests.marac.ready import with_first_sitting
from usecases.requests import View
from usecases.rooms import Place, Room
from usecases.telling import Told
from usecases.views.declaration import declaration_for
from usecases.views.desk import desk_for
from usecases.views.help import Help
from usecases.views.meeting import NoMeetingYet, meeting_card, own_meeting_card
from usecases.views.quoracy import quoracy_at

USERS: Final = tuple(f"29:{n:0>70}" for n in range(60))
"""As long as Teams' own."""
PEOPLE: Final = (
    CHAIR,
    "other-chair",
    ADMIN,
    "police-rep",
    "observer",
    "guest",
    "lead",
)
CROWDED: Final = a_crowded_meeting()
MEETINGS: Final[Mapping[str, Meeting]] = {
    "before": a_meeting(open_sitting=False),
    "opening": with_first_sitting(a_meeting(), state=SittingState.OPENING, quorate=False),
    "hearing": A_FULL_MEETING,
    "restricted": a_full_meeting(current_case="1002", chat_closed=True),
    "after": with_first_sitting(a_meeting(heard=("1001",)), state=SittingState.ENDED),
    "crowded": CROWDED,
    "crowded opening": with_first_sitting(
        msgspec.structs.replace(CROWDED, current_case=None, declarations={}, strangers=frozenset("abc")),
        state=SittingState.OPENING,
    ),
}


def shown(room: Room, meeting: Meeting) -> Iterator[View]:
    """What the core shows the person there."""
    yield Help()
    yield declaration_for(room)
    yield meeting_card(meeting, room.protocol, USERS)
    yield own_meeting_card(room, meeting)
    yield quoracy_at(room, meeting, None, None)
    yield quoracy_at(room, meeting, MID_MORNING, None)
    yield NoMeetingYet(area_name=room.protocol.name)
    if room.place is Place.PERSONAL:
        yield desk_for(room, meeting)


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("when", MEETINGS)
def test_every_card_is_valid_and_tells_nobody_of_a_case_that_they_may_not_know_of(
    when: str, person: str, place: Place
) -> None:
    meeting = MEETINGS[when]
    room = a_room(person, meeting, place, protocol=PROTOCOL)
    for view in shown(room, meeting):
        card = card_of(view, room)
        assert faults(card) == [], type(view).__name__
        if meeting.roll[person].is_administrator and place is Place.PERSONAL:
            continue
        held = everything(card).replace(PROTOCOL.restricted.label.format(number="1002"), "")
        assert not any(number in held for number in RESTRICTED), type(view).__name__
        assert SECRET not in held


@pytest.mark.parametrize("when", MEETINGS)
@pytest.mark.rule("LIN-119")
def test_the_chats_card_names_nobody_and_shows_a_restricted_case_as_a_bare_slot(when: str) -> None:
    meeting = MEETINGS[when]
    room = a_room("", meeting, Place.CHAT)
    held = everything(card_of(meeting_card(meeting, room.protocol, USERS), room))
    assert not any(name in held for name in NAMED.values())
    assert "conflict in" not in held
    assert "1002" not in held.replace("HBA 1002 MARAC Meeting", "")
    assert "1003" not in held
    assert SECRET not in held


def test_the_chats_card_can_be_refreshed_for_sixty_people_and_has_a_way_for_old_clients() -> None:
    room = a_room("", A_FULL_MEETING, Place.CHAT)
    card = card_of(meeting_card(A_FULL_MEETING, room.protocol, USERS), room)
    assert card["refresh"]["userIds"] == list(USERS)
    assert card["refresh"]["action"]["fallback"]["type"] == "Action.Submit"
    assert "61 people to refresh for" in faults(
        card | {"refresh": card["refresh"] | {"userIds": ["29:x"] * 61}}
    )


def test_a_long_running_order_is_the_sittings_own() -> None:
    room = a_room(CHAIR, CROWDED, Place.CHAT)
    card = card_of(meeting_card(CROWDED, room.protocol, USERS, person=CHAIR), room)
    assert any("Case 20000" in words for words in texts(card))
    assert faults(card) == []


@pytest.mark.parametrize("when", ["crowded", "crowded opening"])
@pytest.mark.parametrize("person", [ADMIN, CHAIR])
def test_a_desk_keeps_to_teams_limit_however_many_are_missing(when: str, person: str) -> None:
    """By a real area's rules, with nobody of the forty agencies here."""
    meeting = msgspec.structs.replace(MEETINGS[when], presence={})
    room = a_room(person, meeting, protocol=protocol_for("lincolnshire"))
    assert faults(card_of(desk_for(room, meeting), room)) == []
    assert faults(card_of(quoracy_at(room, meeting, None, None), room)) == []


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("person", [ADMIN, "police-rep"])
@pytest.mark.rule("LIN-63")
def test_what_a_lock_screen_shows_is_neutral_and_text_and_card_never_go_together(
    place: Place, person: str
) -> None:
    room = a_room(person, A_FULL_MEETING, place, protocol=PROTOCOL)
    for view in shown(room, A_FULL_MEETING):
        activity = message_of(view, room)
        assert activity["summary"] == wording.NEUTRAL
        assert "text" not in activity
        assert len(activity["attachments"]) == 1


FACTS: Final[Mapping[str, Any]] = {
    "case": "1004",
    "notice": "a1",
    "date": "review",
    "step": 1,
    "matter": "m1",
    "matter_kind": "concern",
    "number": "1004",
    "agency": "police",
    "person": "housing-rep",
    "missing": ("police",),
    "ring": ("police",),
    "agencies": ("police", "idva"),
    "people": ("observer",),
    "count": 2,
    "waiting": 1,
    "cases": ("1004",),
    "question": "not-high-risk",
    "agreed": True,
    "action": "a1",
    "on": "2026-12-09",
    "due": "2026-12-04",
    "sitting": 1,
    "reference": "29:stranger",
    "presents": True,
    "who": ("observer",),
    "types": ("police",),
    "following": 2,
    "heard": 3,
    "worry": "not-of-the-area",
    "lacks": (("housing-rep", ("training",)),),
    "worries": ((Worry.OVERRUN.value, "1004", 1, 20),),
    "starts_at": "2026-12-03T09:00:00+00:00",
    "carried_over": ("1005",),
    "flagged_until": "2027-12-02",
    "flagged": 1,
    "closed": True,
    "duty": "agenda",
    "subject": "m1",
    "numbers": ["1004"],
    "section": "all",
    "since": "2026-12-01T09:00:00+00:00",
}
"""Something of every name that a notice's facts go by."""


def message_card(kind: str, person: str, place: Place) -> dict[str, Any]:
    room = a_room(person, A_FULL_MEETING, place, protocol=PROTOCOL)
    return message_of(Told(kind=kind, facts=FACTS, meeting="m1"), room)


@pytest.mark.parametrize("kind", sorted(MESSAGES))
def test_every_message_is_a_valid_card_in_private_and_plain_text_in_the_chat(kind: str) -> None:
    for person in (ADMIN, "police-rep"):
        private = message_card(kind, person, Place.PERSONAL)
        assert private["summary"] == wording.NEUTRAL
        assert "text" not in private
        (attachment,) = private["attachments"]
        assert faults(attachment["content"]) == []
        assert SECRET not in everything(attachment["content"])
    public = message_card(kind, "", Place.CHAT)
    assert public["textFormat"] == "plain"
    assert "attachments" not in public


def test_the_checks_see_what_is_wrong() -> None:
    """Without this, every card could pass because nothing is looked at."""
    good = card_of(NoMeetingYet(area_name="Testshire"), a_room(ADMIN, None))
    wrong = {
        "type": "ActionSet",
        "actions": [{"type": "Action.Execute", "title": "x", "verb": "nothing"}] * 7,
    }
    found = faults(good | {"body": [wrong, {"type": "TextBlock", "text": "<b>x</b>"}, {"type": "Nonsense"}]})
    assert any("7 actions" in fault for fault in found)
    assert any("no such verb" in fault or "no fallback" in fault for fault in found)
    assert any("mark-up" in fault for fault in found)
    assert any(fault.startswith("$") for fault in found)
    assert any(
        "bytes" in fault for fault in faults(good | {"body": [{"type": "TextBlock", "text": "x" * 30_000}]})
    )


def test_the_meetings_start_and_every_button_of_a_card_says_what_it_does() -> None:
    for meeting in MEETINGS.values():
        for person in PEOPLE:
            room = a_room(person, meeting, protocol=PROTOCOL)
            for view in shown(room, meeting):
                for part in parts(card_of(view, room)):
                    if str(part.get("type", "")).startswith("Action.") and part.get("title") != "Show mine":
                        assert str(part.get("title", "")).strip()


GOLDEN_CARDS: Final[Mapping[str, tuple[str, Place, Any]]] = {
    "meeting-in-the-chat": ("", Place.CHAT, lambda room, m: meeting_card(m, room.protocol, USERS[:2])),
    "desk-of-a-chair": (CHAIR, Place.PERSONAL, desk_for),
    "desk-of-a-representative": ("police-rep", Place.PERSONAL, desk_for),
    "declaration": ("police-rep", Place.PERSONAL, lambda room, m: declaration_for(room)),
    "help-of-an-observer": ("observer", Place.PERSONAL, lambda room, m: Help()),
    "quoracy-for-an-administrator": (ADMIN, Place.PERSONAL, lambda room, m: quoracy_at(room, m, None, None)),
}


@pytest.mark.parametrize("name", GOLDEN_CARDS)
def test_a_card_is_as_it_was_when_it_was_last_looked_at(name: str) -> None:
    person, place, view = GOLDEN_CARDS[name]
    room = a_room(person, A_FULL_MEETING, place, protocol=PROTOCOL)
    as_it_was(name, card_of(view(room, A_FULL_MEETING), room))


def test_sittings_of_other_days_stay_off_the_card() -> None:
    second = msgspec.structs.replace(
        A_FULL_MEETING.order[0], sitting=2, starts_at=A_FULL_MEETING.order[0].starts_at + timedelta(days=1)
    )
    meeting = msgspec.structs.replace(A_FULL_MEETING, order=(second, *A_FULL_MEETING.order[1:]))
    room = a_room("", meeting, Place.CHAT)
    held = texts(card_of(meeting_card(meeting, room.protocol, person=CHAIR), room))
    assert not any("Case 1001" in words for words in held)
    assert any("Case 1004" in words for words in held)
