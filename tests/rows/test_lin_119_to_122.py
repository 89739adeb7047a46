"""What nobody learns of an HBA case whom the administrators have not admitted (LIN-119, LIN-122)."""

from __future__ import annotations

import pytest

from marac.caselist import ListCases
from marac.restricted import Admit
from marac.running_order import SetOrder
from tests.journeys.hearing_day import ADMIN, CHAIR, OTHER_CHAIR, Day
from tests.rows.county import HBA, LEAD

LABEL = "HBA 909 MARAC Meeting"
NOT_ADMITTED = ("trust-rep", "police-deputy", "mappa-rep", "observer", "guest", OTHER_CHAIR, CHAIR, LEAD)
SEARCHES = (
    "case 909",
    "case actions 909",
    "quorum; case: 909",
    "conflict 909",
    "already taken 909; Asked a refuge for a room",
    "offer 909; Call on Friday; adult",
    "question review 909",
    "consent 909 yes",
    "presents 909",
    "transfer out 909",
    "mark for closure 909",
)


@pytest.mark.rule("LIN-119")
async def test_no_list_search_or_summary_shows_it_to_whoever_was_not_admitted(ahead: Day) -> None:
    stage = ahead.stage
    await ahead.take(ListCases(listed=(HBA,)), SetOrder(), Admit(case="909", person="police-rep"))
    await ahead.say("police-rep", "already taken 909; Put a marker on the address")
    before = len(await stage.office.ledger.entries(ahead.key))
    for person in NOT_ADMITTED:
        for words in (*SEARCHES, "order", "desk", "meeting", "my actions", "duties", "outstanding", "help"):
            answer = await ahead.say(person, words)
            assert "909" not in answer.replace(LABEL, ""), (person, words)
            assert "marker" not in answer, (person, words)
            unknown = await ahead.say(person, words.replace("909", "910"))
            assert answer.replace(LABEL, "").replace("909", "910") == unknown.replace(LABEL, ""), words
    assert len(await stage.office.ledger.entries(ahead.key)) == before
    assert LABEL in await ahead.say("trust-rep", "order")
    assert "909" not in await ahead.say("guest", "order")
    assert "Case 909" in await ahead.say("police-rep", "order")
    assert "Put a marker on the address" in await ahead.say("police-rep", "case actions 909")


@pytest.mark.rule("LIN-122")
async def test_nobody_but_those_admitted_gets_anything_of_it_afterwards(day: Day) -> None:
    stage = day.stage
    admit = (Admit(case="909", person=p) for p in (CHAIR, "police-rep"))
    await day.take(ListCases(listed=(HBA,)), SetOrder(), *admit, by=ADMIN)
    assert "must leave" in await day.say(CHAIR, "open case 909")
    assert "Observer Olive" in stage.last(CHAIR).words
    await day.say(CHAIR, "room clear they have left; case: 909")
    await day.say(CHAIR, "open anyway those involved are here; case: 909")
    assert (await day.meeting()).current_case == "909"
    await day.say(ADMIN, "action police; Put a marker on the address; adult")
    await day.say(CHAIR, "close anyway it is late")
    await day.say(CHAIR, "close meeting the rest goes to another day")
    others = ("idva-rep", "trust-rep", "csc-rep", "das-rep", "probation-rep", "observer", "police-deputy")
    for person in others:
        for words in ("my actions", "my list", "case 909", "order", "desk"):
            await stage.say(person, words)
        seen = stage.everything(person).replace(LABEL, "")
        assert "909" not in seen, person
        assert "marker" not in seen, person
    assert "909" not in stage.chat_words().replace(LABEL, "")
    assert "Put a marker" in stage.card("police-rep", "your list").words
