"""The close of a meeting and what follows: lists, files, a clean chat, and what has to be ticked."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import openpyxl
import pytest

from marac.call import CallMeeting
from marac.caselist import Listing
from marac.conflicts import DeclareConflicts
from marac.hearing import CloseCase, OpenCase
from marac.meeting import Attendee
from marac.restricted import Admit, ConfirmRoomClear
from marac.words import Capacity, CaseKind
from tests.journeys.stage import ADMIN, AREA, CHAIR, CHAT, FIRST_DAY, Form, Stage
from usecases.announce import MEETING_CARD
from usecases.handing_over import make
from usecases.ports import Notice
from usecases.rooms import Place, room_for
from usecases.telling import NoLongerRight, room_of, told

CASES = (
    Listing(number="20461", referring_agency="police", pregnancy=True),
    Listing(number="20462", referring_agency="housing", kind=CaseKind.HBA),
    Listing(number="20463", referring_agency="idva"),
)
HERE = (ADMIN, "police-rep", "idva-rep", "housing-rep", "iom-rep", "observer")


async def heard(stage: Stage, key: str, case: str, **offers: str) -> None:
    """A case is heard, with an action for each agency that is named."""
    if case == "20462":
        await stage.take(key, Admit(case=case, person=CHAIR), Admit(case=case, person="police-rep"), by=ADMIN)
        await stage.take(key, ConfirmRoomClear(case=case, note="for the story"), by=ADMIN)
    await stage.take(key, OpenCase(case=case, note="for the story"), by=ADMIN)
    for agency, what in offers.items():
        await stage.say(ADMIN, f"action {agency}; {what}; adult")
        if agency != "iom":
            await stage.say(f"{agency}-rep", f"confirm {list((await stage.meeting(key)).actions)[-1]}")
    await stage.take(key, CloseCase(case=case, note="for the story"), by=ADMIN)


async def a_day(stage: Stage) -> str:
    """A meeting in which two cases were heard and one was not."""
    stage.clock.moment = FIRST_DAY
    key = await stage.call(FIRST_DAY, *CASES, present=HERE)
    await heard(stage, key, "20461", housing="Fit a ring doorbell", iom="Visit on Friday; due: 18/12/2026")
    await heard(stage, key, "20462", police="Put a marker on the address")
    return key


async def closed(stage: Stage) -> str:
    """The same, closed."""
    key = await a_day(stage)
    form = await stage.press(ADMIN, "Close the meeting")
    assert isinstance(form, Form)
    form = await stage.fill(form)
    assert "Still to come: case 20463" in form.words
    assert not (await stage.fill(form, note="The presenter is ill")).card
    return key


@pytest.mark.rule("LIN-44", "LIN-56")
async def test_the_chat_is_left_with_the_summary_alone(stage: Stage) -> None:
    await a_day(stage)
    stays = await stage.say("housing-rep", "Good morning all", chat=True, to_bot=False)
    gone = await stage.say("idva-rep", "I am late", chat=True, to_bot=False)
    await stage.chat_event("idva-rep", "messageDelete", gone, event="softDeleteMessage")
    before = [m for m in stage.teams.messages if m.conversation == CHAT]
    assert any("Quorate" in m.words or "quorate" in m.words for m in before)

    await stage.say(CHAIR, "close meeting The presenter is ill")

    assert all(m.deleted for m in before)
    (summary,) = stage.in_chat()
    assert "1 case heard, 1 case carried over" in summary.words
    assert "flagged until Thu 2 Dec 2027" in summary.words
    assert "The chair is staying on the call" in summary.words
    assert "Please delete now what you wrote" in summary.words
    assert "20462" not in summary.words
    for name in ("Housing Fir", "Housing", "doorbell"):
        assert name not in summary.words

    assert "You have 1 message in the meeting chat" in stage.card("housing-rep", "Please delete what").words
    assert not [m for m in stage.seen("idva-rep") if "Please delete what" in m.words]
    left = stage.card(ADMIN, "The meeting is closed")
    assert "Housing Fir: 1 message" in left.words
    await stage.fill(await stage.press(ADMIN, "A message is gone"), post=stays)
    assert "Still in the chat" not in left.words


async def test_no_late_refresh_puts_the_meetings_card_back(stage: Stage) -> None:
    key = await closed(stage)
    late = Notice(key="late", to="chat", kind=MEETING_CARD, area=AREA, meeting=key, surface=MEETING_CARD)
    with pytest.raises(NoLongerRight):
        await told(stage.office, late, await room_of(stage.office, late))


@pytest.mark.rule("LIN-87", "LIN-91", "LIN-114")
async def test_each_agency_gets_its_own_list_with_what_stands_for_all(stage: Stage) -> None:
    await closed(stage)
    housing = stage.card("housing-rep", "your list").words
    assert "Fit a ring doorbell" in housing
    assert "due Wed 9 Dec 2026" in housing
    assert "Flag every case heard today" in housing
    assert "within 5 working days" in housing
    assert "Every case heard stays flagged until Thu 2 Dec 2027" in housing
    iom = stage.card("iom-rep", "your list").words
    assert "due Fri 18 Dec 2026\nVisit on Friday" in iom
    assert "doorbell" not in iom
    assert "marker" not in iom + housing
    assert "20462" not in iom + housing + stage.everything("housing-rep", "iom-rep", "observer")
    assert not [m for m in stage.seen("observer") if "your list" in m.words]
    assert "Put a marker" in stage.card("police-rep", "your list").words


@pytest.mark.rule("LIN-21", "LIN-29", "LIN-86")
async def test_the_administrators_have_the_whole_list_as_a_file_that_says_what_it_is_for(
    stage: Stage,
) -> None:
    key = await closed(stage)
    left = stage.card(ADMIN, "The meeting is closed").words
    assert "Case 20461: IOM" in left
    assert "Carried over\nCase 20463" in left
    await stage.press(ADMIN, "Action list (Excel)")
    (offer,) = [m for m in stage.seen(ADMIN) if "file.consent" in json.dumps(m.activity)]
    assert "MARAC actions 2026-12-02.xlsx" in json.dumps(offer.activity)
    assert "doorbell" not in json.dumps(offer.activity)

    book = await a_file(stage, key, ADMIN, "actions", "xlsx")
    limit, table = (openpyxl.load_workbook(io.BytesIO(book))[name] for name in ("Read first", "Actions"))
    assert "purpose" in str(limit["A2"].value)
    rows = [[cell.value for cell in row] for row in table.iter_rows(min_row=2)]
    assert {(r[0], r[2], r[4]) for r in rows} >= {
        ("20461", "Housing Team", "Fit a ring doorbell"),
        ("20461", "IOM", "Visit on Friday"),
        ("20462", "Lincolnshire Police", "Put a marker on the address"),
    }
    text = (await a_file(stage, key, ADMIN, "actions", "csv")).decode("utf-8-sig")
    assert "purpose" in text.splitlines()[0]
    assert "09/12/2026" in text
    for person in (CHAIR, "housing-rep", "observer"):
        await stage.say(person, "action list")
        assert "not something you can do" in stage.last(person).words


@pytest.mark.rule("LIN-21", "LIN-86", "LIN-114")
async def test_an_agencys_file_holds_no_other_agencys_actions(stage: Stage) -> None:
    key = await closed(stage)
    await stage.say("iom-rep", "my list csv")
    assert "own actions 2026-12-02.csv" in json.dumps(stage.last("iom-rep").activity)
    text = (await a_file(stage, key, "iom-rep", "own-actions", "csv")).decode("utf-8-sig")
    assert "purpose" in text.splitlines()[0]
    assert "Visit on Friday" in text
    for other in ("doorbell", "marker", "Housing", "Police", "20462"):
        assert other not in text


async def test_an_administrator_kept_out_of_a_case_has_nothing_of_it_in_the_file(stage: Stage) -> None:
    stage.clock.moment = FIRST_DAY
    more = Attendee(person="iom-rep", agency="county", capacities=frozenset({Capacity.ADMINISTRATOR}))
    key = await stage.call(FIRST_DAY, *CASES, present=HERE, more=(more,))
    await stage.take(key, DeclareConflicts(person="iom-rep", cases=("20461",)))
    await heard(stage, key, "20461", housing="Fit a ring doorbell")
    await stage.say(ADMIN, "close meeting The others wait")
    text = (await a_file(stage, key, "iom-rep", "actions", "csv")).decode("utf-8-sig")
    assert "20461" not in text
    assert "doorbell" not in text + stage.everything("iom-rep")


async def a_file(stage: Stage, key: str, person: str, kind: str, form: str) -> bytes:
    """The file as the person would have it now."""
    room = await room_for(stage.office, person, Place.PERSONAL, meeting=key, area=AREA)
    return (await make(stage.office, room, kind, {"format": form})).content


@pytest.mark.rule("LIN-55")
async def test_a_post_that_shows_who_somebody_is_is_asked_back_privately(stage: Stage) -> None:
    key = await a_day(stage)
    await stage.say("housing-rep", "Her number is 07700 900123", chat=True, to_bot=False)
    asked = stage.last("housing-rep")
    assert "may show who somebody is" in asked.words
    assert "900123" not in asked.words + stage.chat_words()
    harmless = await stage.say("idva-rep", "Thank you", chat=True, to_bot=False)
    assert not [m for m in stage.seen("idva-rep") if "may show who" in m.words]

    await stage.say(ADMIN, "flag last post of Idva Cedar")
    assert "may show who somebody is" in stage.last("idva-rep").words
    await stage.say("police-rep", "flag last post of Idva Cedar")
    assert "not something you can do" in stage.last("police-rep").words

    await stage.say(CHAIR, "close meeting Wait")
    left = stage.card(CHAIR, "The meeting is closed")
    assert "Idva Cedar: 1 message, 1 flagged" in left.words
    assert "Housing Fir: 1 message, 1 flagged" in left.words
    await stage.chat_event("idva-rep", "messageDelete", harmless, event="softDeleteMessage")
    assert "Idva Cedar" not in left.words
    await stage.chat_event("idva-rep", "messageUpdate", harmless, "Thank you", event="undeleteMessage")
    assert "Idva Cedar: 1 message, 1 flagged" in left.words
    body = [json.dumps(str(e)) for e in await stage.office.ledger.entries(key)]
    assert "900123" not in "".join(body)


async def test_an_edit_is_looked_at_and_a_post_while_the_chat_is_closed_has_to_go(stage: Stage) -> None:
    stage.clock.moment = FIRST_DAY
    key = await stage.call(FIRST_DAY, *CASES, present=HERE)
    post = await stage.say("housing-rep", "Good morning", chat=True, to_bot=False)
    await stage.chat_event(
        "housing-rep", "messageUpdate", post, "Write to her at a@b.example", event="editMessage"
    )
    assert (await stage.meeting(key)).posts[post].flagged
    await stage.take(
        key, Admit(case="20462", person=CHAIR), ConfirmRoomClear(case="20462", note="x"), by=ADMIN
    )
    await stage.take(key, OpenCase(case="20462", note="for the story"), by=ADMIN)
    await stage.say("idva-rep", "What is going on?", chat=True, to_bot=False)
    assert "The meeting chat is closed at the moment" in stage.last("idva-rep").words


@pytest.mark.rule("LIN-90")
async def test_maternity_is_only_ever_asked_for_a_tick(stage: Stage) -> None:
    key = await closed(stage)
    await stage.say("maternity-rep", "my actions")
    mine = stage.last("maternity-rep")
    assert "Let the MARAC administrators know once the baby is born." in mine.words
    assert "Done" not in mine.words.splitlines()
    action = next(a for a in (await stage.meeting(key)).actions.values() if a.kind == "tell-of-birth")
    await stage.say("maternity-rep", f"done {action.key} yes")
    assert "a tick is all I take" in stage.last("maternity-rep").words
    await stage.press("maternity-rep", "Sent to the administrators")
    assert (await stage.meeting(key)).actions[action.key].state.value == "done"


async def test_the_end_of_a_sitting_says_when_it_goes_on(stage: Stage) -> None:
    stage.clock.moment = FIRST_DAY
    key = f"{AREA}-two-days"
    await stage.office.ledger.call_meeting(
        key, AREA, FIRST_DAY.date(), (FIRST_DAY + timedelta(days=1)).date()
    )
    await stage.take(
        key, CallMeeting(area=AREA, sittings=((1, FIRST_DAY), (2, FIRST_DAY + timedelta(days=1))))
    )
    await stage.enrol(key)
    await stage.say(CHAIR, "open")
    await stage.say(CHAIR, "end sitting")
    assert stage.in_chat()[-1].words == (
        "The sitting has ended. Thank you. Sitting 2 is on Thursday 3 December at 09:00."
    )
