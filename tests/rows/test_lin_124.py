"""Of a case of child-to-parent abuse nobody reads of a perpetrator (LIN-124)."""

from __future__ import annotations

import re
from datetime import date

import pytest

from marac.actions import RecordAction
from marac.case_words import worded
from marac.caselist import Listing
from marac.words import Protects
from store.opening import Store
from tests.journeys.stage import Form, readable
from tests.rows.areas import ADMIN, CHAIR, AreaDay, called
from tests.rows.plans import HERE, PEOPLE, form_of, open_case
from usecases.handing_over import make
from usecases.rooms import Place, room_for

CHILD = "child displaying harmful behaviour"
MARKED, OTHER = "101", "102"
WORDS = {"perpetrator": CHILD, "alleged perpetrator": CHILD, "perpetrators": "children"}


async def opened(store: Store, case: str) -> AreaDay:
    """Lincolnshire's meeting with one case of the kind and one that is not; one of them is open."""
    agencies = {
        "police": ("Area Police", "police"),
        "idva": ("IDVA Service", "idva"),
        "housing": ("Housing Team", "housing"),
        "team": ("MARAC Team", "marac-team"),
    }
    listed = (
        Listing(number=MARKED, referring_agency="police", marks={"child-to-parent": "yes"}),
        Listing(number=OTHER, referring_agency="police"),
    )
    day = await called(store, "lincolnshire", agencies, PEOPLE, listed)
    await day.opened(*HERE)
    await open_case(day, case)
    return day


def perpetrators(words: str) -> list[str]:
    return re.findall(r"perpetrator", words, re.IGNORECASE)


@pytest.mark.rule("LIN-124")
@pytest.mark.parametrize(("case", "is_child"), [(MARKED, True), (OTHER, False)])
async def test_prompts_forms_lists_and_files_say_how_the_child_is_described(
    store: Store, case: str, is_child: bool
) -> None:
    day = await opened(store, case)
    form = await form_of(day, ADMIN, "Record an action")
    assert isinstance(form, Form)
    assert (CHILD.capitalize() in readable(form.card)) is is_child
    titles = readable(form.card).replace("\nperpetrator\n", "\n")
    assert bool(perpetrators(titles)) is not is_child

    action = RecordAction(
        case=case,
        what="See the alleged perpetrator at school",
        agencies=("police",),
        due=date(2026, 12, 14),
        protects=Protects.PERPETRATOR,
    )
    await day.take(action, by=ADMIN)
    for person in (ADMIN, CHAIR, "police-rep"):
        shown = await day.say(person, "case actions")
        assert (f"See the {CHILD} at school" in shown) is is_child
        assert bool(perpetrators(shown)) is not is_child
    asked = day.stage.card("police-rep", "is this what was agreed?").words
    assert bool(perpetrators(asked)) is not is_child

    room = await room_for(day.stage.office, ADMIN, Place.PERSONAL, meeting=day.key)
    file = (await make(day.stage.office, room, "actions", {"format": "csv"})).content.decode()
    row = next(line for line in file.splitlines() if line.startswith(f"{case},"))
    assert row.count(CHILD) == (2 if is_child else 0)
    assert bool(perpetrators(row)) is not is_child
    (kept,) = [a for a in (await day.meeting()).actions.values() if a.kind == "agreed"]
    assert kept.what == "See the alleged perpetrator at school", "the journal keeps what was said"


@pytest.mark.rule("LIN-124")
async def test_the_checklist_and_what_is_missing_have_the_words_too(store: Store) -> None:
    """Whatever an area's checklist says of a perpetrator."""
    day = await opened(store, MARKED)
    hearing = day.protocol.hearing
    point = hearing.checklist[0].model_copy(update={"label": "What the perpetrator was told"})
    changed = day.protocol.model_copy(update={"hearing": hearing.model_copy(update={"checklist": (point,)})})
    object.__setattr__(day.stage.office, "protocols", lambda area: changed)
    for words in (
        readable((await day.stage.press(CHAIR, "Checklist")).card),
        await day.say(CHAIR, "close case"),
        await day.desk_of(CHAIR),
    ):
        assert f"What the {CHILD} was told" in words
        assert not perpetrators(words)


async def test_what_is_said_of_all_cases_names_neither_as_the_other(store: Store) -> None:
    day = await opened(store, MARKED)
    await day.say(CHAIR, "close anyway nothing of note")
    await day.say(CHAIR, "close meeting the rest goes to another day")
    assert f"an alleged perpetrator or a {CHILD} is not flagged" in day.stage.chat_words()


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("The perpetrator’s school", f"The {CHILD}’s school"),
        ("Perpetrator", CHILD.capitalize()),
        ("an Alleged Perpetrator", f"an {CHILD.capitalize()}"),
        ("perpetrators and victims", "children and victims"),
        ("perpetratorship", "perpetratorship"),
    ],
)
def test_words_are_replaced_whole_and_keep_their_capital(said: str, read: str) -> None:
    assert worded(said, WORDS) == read
