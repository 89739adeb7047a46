"""The declaration, conflicts asked about, cameras, the debrief, strangers, and the chat's warning (LIN-33 to
LIN-58)."""

from __future__ import annotations

import json

import pytest

from dialogs.table import TABLE
from marac.decide import Refused
from marac.journal import event_kinds
from marac.presence import Arrive, Depart
from tests.journeys.hearing_day import ADMIN, CHAIR, IN_THE_ROOM, OTHER_ADMIN, PROTOCOL, Day
from tests.journeys.stage import BOT, CHAT, FIRST_DAY, SERVICE, TENANT, Form, Message
from tests.rows.county import SECOND_DAY, comes, counts, goes

LINK = "https://teams.example/l/meetup-join/19%3ameeting-of-the-county"


async def opened(day: Day, *people: str) -> None:
    """These people are in the room, and the chair has opened the sitting; nobody has declared anything."""
    day.stage.clock.moment = FIRST_DAY
    await day.take(*(Arrive(person=p) for p in (CHAIR, ADMIN, *people)))
    await day.say(CHAIR, "open")


@pytest.mark.rule("LIN-33")
async def test_everybody_here_is_asked_for_the_declaration_before_the_first_case(ahead: Day) -> None:
    stage = ahead.stage
    await opened(ahead, "police-rep", "observer")
    for person in (CHAIR, ADMIN, "police-rep", "observer"):
        asked = stage.card(person, "Before you take part").words
        assert "Please read and accept the confidentiality declaration (version 2026-1)" in asked
    await ahead.take(Arrive(person="idva-rep"))
    assert "Before you take part" in stage.everything("idva-rep")
    assert "Before you take part" not in stage.everything("das-rep")

    names = "Not declared: Chair Alder, Admin Ash, Police Birch, Observer Olive and Idva Rowan"
    assert names in await ahead.say(CHAIR, "desk")
    assert "Not declared: " in await ahead.say(CHAIR, "open case 101")
    stage.clock.moment = FIRST_DAY.replace(minute=3)
    read = await stage.press("observer", "Confidentiality declaration", about="Before you take part")
    assert PROTOCOL.declaration.text.strip().split("\n\n")[1] in read.words
    assert "observer" not in (await ahead.meeting()).declarations
    await ahead.say("observer", "accept declaration")
    assert "Olive" not in (await ahead.say(CHAIR, "desk")).split("Not declared: ")[1].splitlines()[0]

    line = [e for e in await stage.office.ledger.entries(ahead.key) if "Declar" in type(e.event).__name__][-1]
    assert (line.by, line.at) == ("observer", FIRST_DAY.replace(minute=3))
    assert "2026-1" in repr(line.event)
    held = (await ahead.say(CHAIR, "open case 101")).split("Not declared: ")[1].split(".")[0]
    assert held == "Chair Alder, Admin Ash, Police Birch and Idva Rowan"
    assert "Not declared" not in stage.chat_words()


@pytest.mark.rule("LIN-34")
async def test_the_chair_is_prompted_and_everybody_asked_privately_for_none_or_case_numbers(
    ahead: Day,
) -> None:
    stage = ahead.stage
    await opened(ahead, "police-rep", "observer")
    for step in ("welcome", "sign-in"):
        await ahead.say(CHAIR, f"step {step}")
    await stage.press(CHAIR, "Done: Conflicts of interest asked about")
    form = await stage.press("police-rep", "Conflicts of interest", about="Before you take part")
    assert isinstance(form, Form)
    assert set(form.fields) == {"cases"}
    assert "none" in form.words
    held = await ahead.say(CHAIR, "open case 101")
    assert "Not answered on conflicts: Chair Alder, Admin Ash, Police Birch and Observer Olive." in held

    await stage.fill(form, cases="")
    await ahead.say("observer", "conflict 102")
    answered = await ahead.say(CHAIR, "open case 101")
    assert "Not answered on conflicts: Chair Alder and Admin Ash." in answered
    assert (await ahead.meeting()).conflicts == {
        "police-rep": frozenset(),
        "observer": frozenset({"102"}),
    }
    assert "Olive" not in stage.everything("police-rep") + stage.chat_words()


@pytest.mark.rule("LIN-35")
async def test_cameras_are_encouraged_in_the_opening_message_and_nowhere_kept(ahead: Day) -> None:
    stage = ahead.stage
    await opened(ahead, "police-rep")
    first = stage.in_chat()[0].words
    assert "If you can, please have your camera on." in first
    assert "camera" not in stage.everything(*IN_THE_ROOM).lower()

    before = len(await stage.office.ledger.entries(ahead.key))
    for words in ("my camera is off", "camera off", "Police Birch has the camera off"):
        await stage.say("police-rep", words)
        await stage.say(ADMIN, words)
    assert len(await stage.office.ledger.entries(ahead.key)) == before
    assert not [kind for kind in event_kinds() if "camera" in kind]
    assert not [w for act in TABLE.acts for w in (*act.words, act.help) if "camera" in w.lower()]


@pytest.mark.rule("LIN-44")
async def test_the_debrief_is_announced_and_who_stays_for_it_is_not_noted(day: Day) -> None:
    stage = day.stage
    await day.say(CHAIR, "close meeting nothing was heard today")
    assert "The chair is staying on the call for anyone who would like to talk" in stage.in_chat()[-1].words
    lines = await stage.office.ledger.entries(day.key)
    for person in ("police-rep", "idva-rep"):
        await day.take(Depart(person=person))
        with pytest.raises(Refused):
            await day.take(Arrive(person=person))
    await stage.say("police-rep", "here")
    await stage.say("police-rep", "leaving")
    await stage.say("idva-rep", "I found today hard", chat=False)
    assert await stage.office.ledger.entries(day.key) == lines


@pytest.mark.rule("LIN-47")
async def test_the_joining_link_is_never_repeated_and_a_stranger_in_the_meeting_is_told_of(
    ahead: Day,
) -> None:
    stage = ahead.stage
    await opened(ahead, "police-rep")
    await _event(ahead, "meetingStart", {"Id": CHAT, "JoinUrl": LINK, "Title": "MARAC"})
    before = counts(ahead, (ADMIN, OTHER_ADMIN, CHAIR, "police-rep"))
    await _event(ahead, "meetingParticipantJoin", _joining("aad-nobody-we-know"))
    for person in (ADMIN, OTHER_ADMIN):
        told = ahead.since(person, before[person])
        assert "Somebody who is not on the roll is in the meeting." in told
        assert "ask them to leave" in told
    assert "not on the roll" not in ahead.since("police-rep", before["police-rep"])
    assert "not on the roll" not in stage.chat_words()
    before = counts(ahead, (ADMIN,))
    await _event(ahead, "meetingParticipantJoin", _joining("aad-idva-rep"))
    assert "not on the roll" not in ahead.since(ADMIN, before[ADMIN])
    assert (await ahead.meeting()).is_present("idva-rep")
    await _event(ahead, "meetingParticipantJoin", _joining("aad-mappa-rep"))

    await stage.say("idva-rep", f"what is the link, is it {LINK}", chat=True)
    await stage.say("idva-rep", f"link {LINK}")
    await stage.say("idva-rep", f"conflict {LINK}")
    await stage.say(ADMIN, "tell order")
    await stage.say(ADMIN, "invite")
    await stage.say("idva-rep", "help")
    assert "meetup-join" not in json.dumps([m.activity for m in stage.teams.messages])


async def _event(day: Day, name: str, value: dict[str, object]) -> None:
    await day.stage._turn(
        {
            "type": "event",
            "name": f"application/vnd.microsoft.{name}",
            "timestamp": f"2026-12-02T09:00:0{len(value)}Z",
            "serviceUrl": SERVICE,
            "from": {"id": "29:organizer"},
            "recipient": {"id": BOT},
            "conversation": {"id": CHAT, "conversationType": "groupChat", "tenantId": TENANT},
            "channelData": {"meeting": {"id": "a-meeting"}, "tenant": {"id": TENANT}},
            "value": value,
        }
    )


def _joining(aad: str) -> dict[str, object]:
    user = {"id": f"29:{aad.removeprefix('aad-')}", "aadObjectId": aad, "tenantId": TENANT}
    return {"members": [{"user": user, "meeting": {"inMeeting": True, "role": "Attendee"}}]}


@pytest.mark.rule("LIN-54")
async def test_each_of_the_two_sittings_begins_with_the_warning_about_the_chat(ahead: Day) -> None:
    stage = ahead.stage
    for moment in (FIRST_DAY, SECOND_DAY):
        stage.clock.moment = moment
        posted = len(stage.in_chat())
        await comes(ahead, CHAIR, ADMIN)
        assert len(stage.in_chat()) == posted, "nothing is said before the warning"
        await ahead.say(CHAIR, "open")
        assert stage.in_chat()[posted].words.startswith(PROTOCOL.chat_warning)
        await goes(ahead, CHAIR, ADMIN)
        await ahead.say(ADMIN, "end sitting for another day")


@pytest.mark.rule("LIN-58")
async def test_the_declaration_warns_and_an_older_version_is_not_accepted(ahead: Day) -> None:
    stage = ahead.stage
    await opened(ahead, "police-rep")
    await stage.say("police-rep", "declare")
    card = stage.last("police-rep")
    assert "some agencies require their staff to report serious misconduct by staff" in card.words
    assert "the police must record any further offence" in card.words
    assert "version 2026-1" in card.words

    old = json.loads(json.dumps(card.activity).replace('"version": "2026-1"', '"version": "2025-1"'))
    assert old != card.activity, "the button says which version it accepts"
    stage.teams.messages.append(Message("old", card.conversation, old))
    refused = await stage.press("police-rep", "I have read it and accept it")
    assert "The declaration has changed since you were sent that copy" in refused.words
    assert "police-rep" not in (await ahead.meeting()).declarations
    stage.teams.messages.pop()
    await stage.press("police-rep", "I have read it and accept it")
    assert (await ahead.meeting()).declarations["police-rep"] == "2026-1"
