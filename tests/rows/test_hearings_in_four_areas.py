"""The order in which a case is heard, on the areas' own files: who presents, the turn for the victim's voice,
other panels, outside views, and who has not spoken."""

from __future__ import annotations

import pytest

from dialogs.acts import Kind
from dialogs.hearing_acts import ACTS as HEARING_ACTS
from dialogs.places_acts import ACTS as PLACES_ACTS
from marac.actions import RecordAction
from marac.caselist import Listing
from marac.hearing import CaseOpened, OpenCase
from marac.journal import sealed_fields
from marac.meeting import Hearing
from marac.places import PanelNoted, TurnMarked
from marac.presence import Arrive, Depart
from marac.protocol import areas
from marac.words import Capacity, Consent, Protects, TurnMark
from store.opening import Store
from tests.journeys.stage import Form
from tests.rows.areas import ADMIN, CHAIR, OTHER_ADMIN, AreaDay, Who, called
from usecases.register_people import ROLES

PEOPLE: dict[str, Who] = {
    CHAIR: ("Chair Alder", "police", Capacity.CHAIR),
    ADMIN: ("Admin Ash", "team", Capacity.ADMINISTRATOR),
    OTHER_ADMIN: ("Admin Acacia", "team", Capacity.ADMINISTRATOR),
    "police-rep": ("Police Birch", "police", Capacity.REPRESENTATIVE),
    "housing-rep": ("Housing Fir", "housing", Capacity.REPRESENTATIVE),
    "idva-rep": ("Idva Rowan", "idva", Capacity.REPRESENTATIVE),
    "childrens-rep": ("Children Chestnut", "childrens", Capacity.REPRESENTATIVE),
}
AGENCIES = {
    "police": ("Area Police", "police"),
    "housing": ("Housing Team", "housing"),
    "idva": ("IDVA Service", "idva"),
    "childrens": ("Children’s Services", "childrens-services"),
    "team": ("MARAC Team", "marac-team"),
}
OWN_TYPES = {"hackney": {"housing": ("Housing Team", "housing-needs")}}
SPEAKING = ("police-rep", "housing-rep", "idva-rep", "childrens-rep")
OTHERS_THAN_TEAM = SPEAKING


def case(number: str, by: str = "housing", consent: Consent | None = Consent.YES) -> Listing:
    return Listing(number=number, referring_agency=by, consent=consent)


CASES = (case("101"), case("102", "police", Consent.REFUSED), case("103", "childrens"))


async def a_hearing(
    store: Store, area: str, *present: str, cases: tuple[Listing, ...] = CASES, **more: str
) -> AreaDay:
    """The area's meeting, opened with these people (all who speak, unless said); `more` are the types of
    further agencies, each with a representative `<agency>-rep`."""
    agencies = {**AGENCIES, **OWN_TYPES.get(area, {})}
    agencies |= {key: (f"{key.capitalize()} Service", kind) for key, kind in more.items()}
    people = PEOPLE | {
        f"{key}-rep": (f"{key.capitalize()} Yew", key, Capacity.REPRESENTATIVE) for key in more
    }
    day = await called(store, area, agencies, people, cases)
    await day.opened(*(present or (*SPEAKING, *(f"{key}-rep" for key in more))))
    return day


async def opens(day: AreaDay, number: str) -> None:
    """The chair opens the case, whatever else of this small meeting waits."""
    await day.take(OpenCase(case=number, note="It is a small meeting."), by=CHAIR)


async def hearing_of(day: AreaDay, number: str) -> Hearing:
    hearing = (await day.case(number)).hearing
    assert hearing is not None
    return hearing


async def order_called(day: AreaDay) -> list[str]:
    """The agencies in the order in which “next” gives them the floor, until it gives it to nobody."""
    called_so_far: list[str] = []
    number = (await day.meeting()).current_case or ""
    while (await hearing_of(day, number)).turn is not None or not called_so_far:
        await day.say(CHAIR, "next")
        turn = (await hearing_of(day, number)).turn
        if turn is None:
            break
        called_so_far.append(turn.agency)
    return called_so_far


# Who presents


@pytest.mark.rule("HAC-32")
async def test_hackney_names_the_presenter_and_shows_the_headings_without_keeping_anything(
    store: Store,
) -> None:
    day = await a_hearing(store, "hackney", dais="domestic-abuse-intervention")
    await opens(day, "101")
    assert "Housing Team (Housing Fir)" in day.desk(CHAIR).words
    assert "Case 101, presented by Housing Team." in day.stage.chat_words()
    assert "Housing Fir" not in day.stage.chat_words()
    shown = day.desk("housing-rep").words
    assert "You present this case. Please cover:" in shown
    assert len(day.protocol.hearing.headings) == 4
    for heading in day.protocol.hearing.headings:
        assert f"– {heading.label}" in shown
        assert heading.label not in day.stage.everything("police-rep", "idva-rep")
    typed = {f.name for a in (*HEARING_ACTS, *PLACES_ACTS) for f in a.fields if f.kind is Kind.LONG_TEXT}
    assert typed <= {"note"}
    assert sealed_fields(CaseOpened) == frozenset()

    await day.say(CHAIR, "close anyway it was a try")
    await day.take(Depart(person="police-rep"))
    held = await day.say(CHAIR, "open case 102")
    assert "Area Police is not here to present." in held
    form = await day.stage.press(CHAIR, "Ask a stand-in")
    assert isinstance(form, Form)
    offered = [w for w in form.words.splitlines() if w in ("Dais Service", "IDVA Service", "Housing Team")]
    assert offered[0] == "Dais Service"
    assert offered[1] == "IDVA Service"


@pytest.mark.rule("WOL-14")
async def test_wolverhampton_names_the_referrers_representative_and_alerts_the_chair_without_one(
    store: Store,
) -> None:
    day = await a_hearing(store, "wolverhampton")
    await day.say(CHAIR, "desk")
    assert "Presents: Housing Team (Housing Fir)" in day.desk(CHAIR).words
    await opens(day, "101")
    assert "Housing Team (Housing Fir)" in day.desk(CHAIR).words
    await day.say(CHAIR, "close anyway it was a try")
    before = len(day.stage.seen(CHAIR))
    quiet = len(day.stage.seen("idva-rep"))

    await day.take(Depart(person="police-rep"))
    assert "Area Police is not here to present." in await day.say(CHAIR, "open case 102")
    await day.say(CHAIR, "open anyway nobody could come")
    assert "Area Police is not here to present case 102" in day.since(CHAIR, before)
    assert "not here to present" not in day.since("idva-rep", quiet)
    assert "not here to present" not in day.stage.chat_words()


@pytest.mark.rule("KEN-08")
async def test_kents_chair_can_hear_a_case_later_whose_referrer_is_not_here(store: Store) -> None:
    day = await a_hearing(store, "kent-and-medway", "police-rep", "idva-rep", "childrens-rep")
    desk = await day.say(CHAIR, "desk")
    assert "Housing Team is not here to present." in desk
    assert "Hear it later" in day.buttons(CHAIR)
    await day.stage.press(CHAIR, "Hear it later")
    assert [s.case for s in (await day.meeting()).order if s.case] == ["102", "103", "101"]
    assert (await day.meeting()).current_case is None
    await day.say(CHAIR, "desk")
    assert "Next: " in day.desk(CHAIR).words
    assert "Case 102" in day.desk(CHAIR).words
    assert "Hear it later" not in day.buttons(CHAIR), "whoever referred this one is here"

    for number in ("102", "103"):
        await opens(day, number)
        await day.say(CHAIR, "close anyway it was a try")
    assert "Housing Team is not here to present." in await day.say(CHAIR, "desk")
    assert "Hear it later" not in day.buttons(CHAIR), "nothing is behind it"
    assert "another one after it" in await day.say(CHAIR, "hear later")
    await day.comes("housing-rep")
    assert "not here to present" not in await day.say(CHAIR, "desk")


@pytest.mark.rule("KEN-39")
async def test_kent_hears_the_referrer_first_and_then_each_of_the_others(store: Store) -> None:
    day = await a_hearing(store, "kent-and-medway")
    await opens(day, "101")
    assert "Next: Housing Team" in day.buttons(CHAIR)
    assert await order_called(day) == ["housing", "idva", "police", "childrens"]
    assert "✓ Housing Team, IDVA Service, Area Police, Children’s Services" in day.desk(CHAIR).words
    await day.say(CHAIR, "close anyway it was a try")
    await opens(day, "103")
    assert await order_called(day) == ["childrens", "idva", "police", "housing"]


# The victim's voice


@pytest.mark.rule("HAC-33")
async def test_hackneys_chair_marks_the_turn_of_the_intervention_officer_or_idva(store: Store) -> None:
    day = await a_hearing(store, "hackney", dais="domestic-abuse-intervention")
    label = next(p.label for p in day.protocol.hearing.order if p.marked)
    await opens(day, "101")
    assert f"To come: {label}" in day.desk(CHAIR).words
    await day.say(CHAIR, "next")
    assert f"To come: {label}" in day.desk(CHAIR).words
    await day.say(CHAIR, "next")
    assert "▸ Dais Service" in day.desk(CHAIR).words
    assert f"Now: {label}" in day.desk(CHAIR).words
    await day.stage.press(CHAIR, "Taken", about=label)
    assert (await hearing_of(day, "101")).marks == {"domestic-abuse-intervention": TurnMark.TAKEN}
    assert f"✓ {label}: taken" in day.desk(CHAIR).words

    await day.say(CHAIR, "close anyway it was a try")
    await day.take(Depart(person="dais-rep"))
    await opens(day, "102")
    for _ in range(2):
        await day.say(CHAIR, "next")
    assert f"Now: {label}" in day.desk(CHAIR).words, "in every case, whoever is here"
    await day.stage.press(CHAIR, "Missing", about=label)
    assert (await hearing_of(day, "102")).marks == {"domestic-abuse-intervention": TurnMark.MISSING}
    for person in SPEAKING:
        await day.say(person, "mark turn")
        assert label not in day.stage.everything(person)


@pytest.mark.parametrize(
    "area",
    [
        pytest.param("wolverhampton", marks=pytest.mark.rule("WOL-24")),
        pytest.param("kent-and-medway", marks=pytest.mark.rule("KEN-36")),
    ],
)
async def test_the_idva_has_a_turn_and_the_chair_marks_whether_the_view_was_heard(
    store: Store, area: str
) -> None:
    day = await a_hearing(store, area)
    label = next(p.label for p in day.protocol.hearing.order if p.marked)
    for number, pressed, mark in (("101", "Taken", TurnMark.TAKEN), ("103", "Missing", TurnMark.MISSING)):
        await opens(day, number)
        assert "Victim's views" in day.desk(CHAIR).words, "it is to be seen to before the case closes"
        await day.say(CHAIR, "next")
        await day.say(CHAIR, "next")
        assert "▸ IDVA Service" in day.desk(CHAIR).words
        assert f"Now: {label}" in day.desk(CHAIR).words
        await day.stage.press(CHAIR, pressed, about=label)
        assert (await hearing_of(day, number)).marks == {"idva": mark}
        assert f"{label}: {pressed.lower()}" in day.desk(CHAIR).words
        assert "how the victim's views were heard" not in await day.say(CHAIR, "close case")
        await day.say(CHAIR, "close anyway it was a try")
    assert sealed_fields(TurnMarked) == frozenset()


async def test_what_the_idva_ticks_marks_the_turn_as_well(store: Store) -> None:
    day = await a_hearing(store, "kent-and-medway")
    label = next(p.label for p in day.protocol.hearing.order if p.marked)
    await opens(day, "101")
    await day.say("idva-rep", "views not reached")
    assert f"– {label}: missing" in day.desk(CHAIR).words
    await day.say(CHAIR, f"mark turn {label}; taken or missing: taken")
    assert f"✓ {label}: taken" in day.desk(CHAIR).words, "the chair's word counts"


@pytest.mark.rule("LUT-53")
async def test_in_luton_the_referring_agency_speaks_for_a_victim_who_declined_an_idva(store: Store) -> None:
    day = await a_hearing(store, "luton")
    says = "IDVA support was refused, so Area Police, who referred, gives the victim's views."
    await opens(day, "102")
    assert says in day.desk(CHAIR).words
    assert "How were the victim's views heard?" in day.desk("police-rep").words
    assert "How were the victim's views heard?" not in day.desk("idva-rep").words
    await day.say("police-rep", "views given")
    assert (await hearing_of(day, "102")).views is not None
    await order_called(day)
    assert "✓ Feedback: Area Police" in day.desk(CHAIR).words
    await day.say(CHAIR, "close anyway it was a try")

    await opens(day, "101")
    assert "IDVA support was refused" not in day.desk(CHAIR).words
    assert "How were the victim's views heard?" in day.desk("idva-rep").words
    assert "How were the victim's views heard?" not in day.desk("housing-rep").words


# Everybody speaks, and what else is asked


@pytest.mark.rule("HAC-34")
async def test_hackney_calls_the_agencies_in_turn_and_keeps_yes_or_no_for_other_panels(store: Store) -> None:
    day = await a_hearing(store, "hackney", dais="domestic-abuse-intervention")
    await opens(day, "101")
    assert await order_called(day) == ["housing", "dais", "idva", "police", "childrens"]
    assert "✓ Housing Team, Dais Service, IDVA Service, Area Police" in day.desk(CHAIR).words
    assert "Is it before another panel: MAPPA, Gangs panel" in day.desk(CHAIR).words
    form = await day.stage.press(CHAIR, "Other panels")
    assert isinstance(form, Form)
    assert list(form.fields) == ["panels"], "ticks alone"
    await day.stage.fill(form, panels="gangs")
    no = {"mappa": False, "extra-familial-risk": False, "other": False}
    assert (await hearing_of(day, "101")).panels == {"gangs": True, **no}
    assert "Other panels: MAPPA no, Gangs panel yes" in day.desk(CHAIR).words
    assert set(PanelNoted.__struct_fields__) == {"case", "panel", "involved"}
    await day.say(CHAIR, "panels MAPPA")
    assert (await hearing_of(day, "101")).panels == {"gangs": False, **no, "mappa": True}
    for person in SPEAKING:
        await day.say(person, "panels MAPPA, Gangs panel")
        assert "panel yes" not in day.stage.everything(person)
    assert (await hearing_of(day, "101")).panels["gangs"] is False
    assert "MAPPA" not in day.stage.chat_words()

    await day.say(CHAIR, "close anyway it was a try")
    await opens(day, "103")
    await order_called(day)
    await day.stage.press(CHAIR, "None of them")
    assert set((await hearing_of(day, "103")).panels.values()) == {False}


@pytest.mark.rule("HAC-35")
async def test_hackneys_chair_is_prompted_for_other_peoples_views_before_actions(store: Store) -> None:
    day = await a_hearing(store, "hackney", dais="domestic-abuse-intervention")
    label = next(p.label for p in day.protocol.hearing.order if p.who == "outside-views")
    await opens(day, "101")
    assert len(await order_called(day)) == 5
    desk = day.desk(CHAIR).words
    assert f"Please ask: {label}" in desk
    assert desk.index(f"Please ask: {label}") < desk.index("Before you close")
    await day.stage.press(CHAIR, "Taken", about=label)
    assert f"✓ {label}: taken" in day.desk(CHAIR).words

    await day.say(CHAIR, "close anyway it was a try")
    await opens(day, "103")
    for _ in range(5):
        assert f"To come: {label}" in day.desk(CHAIR).words
        assert "Please ask" not in day.desk(CHAIR).words
        await day.say(CHAIR, "next")
    await day.say(CHAIR, "next")
    await day.say(CHAIR, f"mark turn {label}; taken or missing: missing")
    assert (await hearing_of(day, "103")).marks["outside-views"] is TurnMark.MISSING


@pytest.mark.rule("LUT-27")
async def test_lutons_chair_sees_who_has_not_spoken_before_actions_start(store: Store) -> None:
    day = await a_hearing(store, "luton")
    await opens(day, "101")
    await day.say(CHAIR, "next")
    waiting = "Not spoken yet: IDVA Service, Area Police and Children’s Services. Hear them before actions"
    assert waiting in day.desk(CHAIR).words
    await day.say(CHAIR, "next")
    assert "✓ Housing Team" in day.desk(CHAIR).words
    action = RecordAction(case="101", what="Fit a lock.", agencies=("housing",), protects=Protects.ADULT)
    await day.take(action, by="housing-rep")
    begun = "Actions have begun, and these have not spoken: Area Police and Children’s Services."
    assert begun in day.desk(CHAIR).words
    assert "not spoken" not in day.stage.everything(*SPEAKING)
    for _ in range(2):
        await day.say(CHAIR, "next")
    assert "not spoken" not in day.desk(CHAIR).words
    await day.say(CHAIR, "close anyway it was a try")

    await opens(day, "102")
    assert sorted(await order_called(day)) == ["childrens", "housing", "idva", "police"], "everybody here"


@pytest.mark.rule("FJC-13")
@pytest.mark.parametrize("area", areas())
async def test_the_chair_is_warned_of_a_case_without_an_idva(store: Store, area: str) -> None:
    day = await a_hearing(store, area, "police-rep", "housing-rep", "childrens-rep")
    await day.say(CHAIR, "desk")
    assert "Nobody is here from: " in day.desk(CHAIR).words
    await opens(day, "101")
    assert "Ask who speaks for the victim." in day.desk(CHAIR).words
    assert "Nobody is here from" not in day.stage.everything("police-rep", "housing-rep")
    assert "Nobody is here from" not in day.stage.chat_words()
    await day.take(Arrive(person="idva-rep"))
    assert "Nobody is here from" not in day.desk(CHAIR).words


@pytest.mark.rule("FJC-13")
def test_there_is_no_role_for_a_victim() -> None:
    assert not [c for c in Capacity if "victim" in c.value]
    assert not [word for word in ROLES if "victim" in word]
