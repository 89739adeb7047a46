"""What a meeting is at one moment: the fold of its journal, and the plain facts that can be read off it.

Immutable, holding keys and numbers only: no names, no contact details, and no words but the wording of
actions and notes, which the store seals. Rules that need the area's protocol live in the engines beside
this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import TypeVar

from marac.facts import (
    Absence,
    AdministratorsNote,
    Asked,
    Attendance,
    ClosureList,
    Delegation,
    Fact,
    HostStatement,
    Post,
    Professionals,
    RaisedMatter,
    RepeatQuestion,
    TimeAsked,
    Vote,
)
from marac.words import (
    MEMBERS,
    OPEN_ACTION,
    ActionId,
    ActionState,
    AgencyId,
    Capacity,
    CaseKind,
    CaseNumber,
    CaseState,
    Consent,
    EmployerAnswer,
    HeardAgain,
    PersonId,
    Protects,
    ReviewRoute,
    SittingState,
    Source,
    TurnMark,
    Views,
)

K = TypeVar("K")
V = TypeVar("V")


def put(mapping: Mapping[K, V], key: K, value: V) -> dict[K, V]:
    """`mapping` with `key` set to `value`, as a new dict."""
    return {**mapping, key: value}


class Agency(Fact, frozen=True):
    """An agency on the roll. `type` is one of the protocol's agency types; `left`: it has left the MARAC."""

    key: AgencyId
    name: str
    type: str
    statutory: bool = False
    left: bool = False


class Attendee(Fact, frozen=True):
    """Somebody on the roll: for which agency, in what capacities, and for which cases and sittings (empty:
    all). Of an observer: from which outside body, who has agreed in what part, and who briefed them.
    `checks`: what they have of the area's person checks, with the day where one is kept."""

    person: PersonId
    agency: AgencyId | None = None
    capacities: frozenset[Capacity] = frozenset()
    cases: tuple[CaseNumber, ...] = ()
    authority: bool | None = None
    induction: bool = True
    category: str | None = None
    approved_by: str | None = None
    instructed: bool = False
    sittings: tuple[int, ...] = ()
    late: bool = False
    declaration_sent: bool = False
    private_setting: bool | None = None
    organisation: str | None = None
    agreed: tuple[tuple[str, PersonId], ...] = ()
    briefed_by: PersonId | None = None
    checks: tuple[tuple[str, date | None], ...] = ()
    apologies: bool = False
    barred: bool = False
    removed: bool = False

    @property
    def is_member(self) -> bool:
        """Speaks and decides for an agency."""
        return bool(self.capacities & MEMBERS) and self.is_welcome

    @property
    def is_observer(self) -> bool:
        """Is here to watch alone."""
        return Capacity.OBSERVER in self.capacities

    @property
    def is_admitted(self) -> bool:
        """An observer who has been approved and was sent the instructions (LIN-12); anybody else always."""
        return not self.is_observer or (self.approved_by is not None and self.instructed)

    @property
    def is_guest(self) -> bool:
        """Was invited for named cases alone."""
        return Capacity.GUEST in self.capacities

    @property
    def is_administrator(self) -> bool:
        """Is a meeting administrator."""
        return Capacity.ADMINISTRATOR in self.capacities and self.is_welcome

    @property
    def is_chair(self) -> bool:
        """May chair."""
        return Capacity.CHAIR in self.capacities and self.is_welcome

    @property
    def is_welcome(self) -> bool:
        """Has neither been barred (LIN-15) nor left the work (LIN-18)."""
        return not (self.barred or self.removed)


class Interval(Fact, frozen=True):
    """A stretch of presence: which sitting, from when to when, and how the bot knows."""

    sitting: int
    start: datetime
    came: tuple[Source, ...]
    end: datetime | None = None
    went: Source | None = None


class Sitting(Fact, frozen=True):
    """One day of a meeting."""

    number: int
    starts_at: datetime
    state: SittingState = SittingState.PLANNED
    opened_at: datetime | None = None
    ended_at: datetime | None = None
    chair: PersonId | None = None
    minute_taker: PersonId | None = None
    steps: Mapping[str, str] = {}
    steps_at: Mapping[str, datetime] = {}
    quorate: bool | None = None
    missing: tuple[str, ...] = ()
    going_ahead: bool = False
    accepted: tuple[str, ...] = ()
    contacted: frozenset[AgencyId] = frozenset()
    start_checked: bool = False
    ends_at: datetime | None = None
    chair_confirmed: PersonId | None = None

    @property
    def was_held(self) -> bool:
        """Has been opened, at least; a sitting of a meeting that was closed before it never is."""
        return self.opened_at is not None

    @property
    def is_under_way(self) -> bool:
        """Has been opened and not ended."""
        return self.state not in (SittingState.PLANNED, SittingState.ENDED)


class Slot(Fact, frozen=True):
    """A place in the running order: a case, or a break when `case` is None. `minutes` is its length."""

    sitting: int
    starts_at: datetime
    minutes: int
    case: CaseNumber | None = None


class Turn(Fact, frozen=True):
    """Whose turn it is to speak, since when; `told` once the time was up and said so."""

    agency: AgencyId
    since: datetime
    told: bool = False


class Chairing(Fact, frozen=True):
    """Who chaired a case, from when to when (LIN-62)."""

    person: PersonId
    start: datetime
    end: datetime | None = None


class Hearing(Fact, frozen=True):
    """How far the hearing of one case has got."""

    opened_at: datetime
    chair: PersonId | None = None
    chaired: tuple[Chairing, ...] = ()
    minute_taker: PersonId | None = None
    presenter: AgencyId | None = None
    stand_in: bool = False
    turn: Turn | None = None
    spoken: tuple[AgencyId, ...] = ()
    views: Views | None = None
    ticks: frozenset[str] = frozenset()
    nothing_to_offer: frozenset[AgencyId] = frozenset()
    feedback_not_safe: bool = False
    summed_up: bool = False
    closed_at: datetime | None = None
    marks: Mapping[str, TurnMark] = {}
    panels: Mapping[str, bool] = {}


class Case(Fact, frozen=True):
    """A listed case: number and handling marks only, never content. `kept_back`: the kinds of what was
    reported of it that keep it off the running order."""

    number: CaseNumber
    district: str | None = None
    referring_agency: AgencyId | None = None
    kind: CaseKind = CaseKind.ORDINARY
    children: bool = False
    pregnancy: bool = False
    repeat: bool = False
    consent: Consent | None = None
    previous_hearings: int = 0
    last_heard: date | None = None
    sitting: int | None = None
    guests: tuple[AgencyId, ...] = ()
    state: CaseState = CaseState.LISTED
    listed_at: datetime | None = None
    admitted: frozenset[PersonId] = frozenset()
    presenter: AgencyId | None = None
    presenter_person: PersonId | None = None
    closing_reason: str | None = None
    flagged_until: date | None = None
    marks: Mapping[str, str] = {}
    already_taken: tuple[ActionId, ...] = ()
    chair: PersonId | None = None
    minute_taker: PersonId | None = None
    stand_in: AgencyId | None = None
    room_clear: bool = False
    calls: Mapping[PersonId, datetime] = {}
    employer: EmployerAnswer | None = None
    for_closure: bool = False
    not_high_risk: bool = False
    reviewed_before: bool = False
    route: ReviewRoute | None = None
    review_agreed_on: date | None = None
    review_on: date | None = None
    transfer_out: bool = False
    referred_on: date | None = None
    additional: bool = False
    asked: Mapping[str, Asked] = {}
    kept_off: str | None = None
    for_next: date | None = None
    put_on: str | None = None
    from_earlier: bool = False
    wait_reason: str = ""
    time_asked: TimeAsked | None = None
    fixed_at: datetime | None = None
    withdrawal_told: datetime | None = None
    attendance: Attendance | None = None
    linked: tuple[CaseNumber, ...] = ()
    adviser: str | None = None
    connected: frozenset[PersonId] = frozenset()
    hosts: Mapping[AgencyId, HostStatement | None] = {}
    professionals: Professionals | None = None
    no_more_professionals_on: date | None = None
    settled_before: bool = False
    heard_again: HeardAgain | None = None
    feedback_stopped: bool = False
    kept_back: frozenset[str] = frozenset()
    flagging_stopped: bool = False
    hearing: Hearing | None = None

    @property
    def waits_for_request(self) -> bool:
        """It was settled that it is heard again on request alone, and nobody has said that there is one."""
        return self.settled_before and self.heard_again is None

    standard: Mapping[str, tuple[AgencyId, ...]] = {}
    standard_struck: frozenset[str] = frozenset()
    notes: tuple[AdministratorsNote, ...] = ()


class Action(Fact, frozen=True):
    """An action: what (sealed), for which agency, owned by whom, due when, protecting whom."""

    key: ActionId
    case: CaseNumber
    what: str
    agency: AgencyId
    state: ActionState = ActionState.OFFERED
    owner: PersonId | None = None
    collector: PersonId | None = None
    due: date | None = None
    was_due: tuple[date, ...] = ()
    protects: Protects | None = None
    joint: str | None = None
    kind: str = "agreed"
    feedback: bool = False
    correction: str | None = None
    asked_for: date | None = None
    completed_on: date | None = None
    modus_updated: bool = False
    safe_to_feed_back: bool = False
    instead: str | None = None
    escalated_at: datetime | None = None
    rationale_given: bool = False
    replaced_by: ActionId | None = None
    raised: str | None = None
    raised_at: datetime | None = None
    overdue_because: str | None = None
    category: str | None = None
    standard: bool = False
    after_repeat: bool = False
    understood: bool = False
    agreed: bool = False
    may_tell: str = ""
    others_told: str = ""
    by_letter: bool = False
    not_because: str | None = None
    changed: bool = False
    reported_at: datetime | None = None
    chased_at: datetime | None = None
    sent_on: tuple[int, ...] = ()

    @property
    def is_open(self) -> bool:
        """Somebody still owes something."""
        return self.state in OPEN_ACTION

    def is_overdue(self, today: date) -> bool:
        """Open, and its due date has gone by."""
        return self.is_open and self.due is not None and self.due < today


class Meeting(Fact, frozen=True):
    """The whole meeting. `sequence` is the last journal line that it has read."""

    key: str
    area: str = ""
    rhythm: str = ""
    sequence: int = 0
    sittings: tuple[Sitting, ...] = ()
    agencies: Mapping[AgencyId, Agency] = {}
    roll: Mapping[PersonId, Attendee] = {}
    cases: Mapping[CaseNumber, Case] = {}
    order: tuple[Slot, ...] = ()
    order_told_at: datetime | None = None
    representatives: Mapping[AgencyId, PersonId] = {}
    absences: Mapping[AgencyId, Absence] = {}
    concerned: Mapping[AgencyId, tuple[CaseNumber, ...]] = {}
    presence: Mapping[PersonId, tuple[Interval, ...]] = {}
    strangers: frozenset[str] = frozenset()
    declarations: Mapping[PersonId, str] = {}
    conflicts: Mapping[PersonId, frozenset[CaseNumber]] = {}
    stays: Mapping[CaseNumber, Mapping[PersonId, bool]] = {}
    delegations: tuple[Delegation, ...] = ()
    current_case: CaseNumber | None = None
    actions: Mapping[ActionId, Action] = {}
    votes: Mapping[str, Vote] = {}
    duties: Mapping[str, datetime] = {}
    duty_answers: Mapping[str, str] = {}
    ticked_by: Mapping[str, PersonId] = {}
    duties_reopened: Mapping[str, datetime] = {}
    duty_notices: Mapping[str, tuple[int, ...]] = {}
    standing: Mapping[str, tuple[AgencyId, ...]] = {}
    posts: Mapping[str, Post] = {}
    matters: Mapping[str, RaisedMatter] = {}
    closure_lists: Mapping[str, ClosureList] = {}
    repeat_questions: Mapping[CaseNumber, RepeatQuestion] = {}
    record_remark: str = ""
    minutes_held_up_at: datetime | None = None
    lists_sent_at: datetime | None = None
    chat_closed: bool = False
    closed_at: datetime | None = None
    newcomers: frozenset[AgencyId] | None = None
    invitation_checked_at: datetime | None = None
    chair_turn: str | None = None
    move_asked: tuple[tuple[int, datetime], ...] = ()
    start_chosen: bool = False
    cancelled_at: datetime | None = None
    departing: frozenset[PersonId] = frozenset()

    @property
    def sitting(self) -> Sitting | None:
        """The sitting under way, if one is."""
        return next((s for s in self.sittings if s.is_under_way), None)

    @property
    def next_sitting(self) -> Sitting | None:
        """The first sitting that has not been opened."""
        return next((s for s in self.sittings if s.state is SittingState.PLANNED), None)

    @property
    def chair(self) -> PersonId | None:
        """Who is in the chair now: for the current case if it has a chair of its own, else for the
        sitting."""
        case = self.case_now
        if case and case.hearing and case.hearing.chair:
            return case.hearing.chair
        return self.sitting.chair if self.sitting else None

    @property
    def case_now(self) -> Case | None:
        """The case that is open."""
        return self.cases.get(self.current_case) if self.current_case else None

    def is_present(self, person: PersonId) -> bool:
        """Is here now, by whatever source."""
        intervals = self.presence.get(person, ())
        return bool(intervals) and intervals[-1].end is None

    def present(self) -> Iterator[Attendee]:
        """Everybody on the roll and welcome who is here now."""
        for person, intervals in self.presence.items():
            attendee = self.roll.get(person)
            if attendee and attendee.is_welcome and intervals[-1].end is None:
                yield attendee

    def agencies_present(self) -> tuple[AgencyId, ...]:
        """The agencies with a member here now, in the roll's order of agencies."""
        here = {a.agency for a in self.present() if a.is_member}
        return tuple(key for key in self.agencies if key in here)

    def members_of(self, agency: AgencyId) -> tuple[Attendee, ...]:
        """The welcome representatives and deputies of `agency`."""
        return tuple(a for a in self.roll.values() if a.agency == agency and a.is_member)

    def administrators(self) -> tuple[PersonId, ...]:
        """Everybody who may administer this meeting."""
        return tuple(a.person for a in self.roll.values() if a.is_administrator)

    def chairs(self) -> tuple[PersonId, ...]:
        """Everybody who may chair this meeting."""
        return tuple(a.person for a in self.roll.values() if a.is_chair)

    def asks_no_more(self, action: Action) -> bool:
        """It gives feedback for which nobody is asked any more."""
        return action.feedback and self.cases[action.case].feedback_stopped

    def actions_for(self, case: CaseNumber) -> tuple[Action, ...]:
        """The case's actions that stand, in the order in which they were taken."""
        return tuple(a for a in self.actions.values() if a.case == case and a.state is not ActionState.STRUCK)
