"""The members' own words as closed lists, so that a slip of the pen is an error and not a new kind of
meeting.

What differs between areas (agency types, districts, categories of observer, steps) is not here: it is data
in the area's protocol.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec

PersonId = str
"""A person's key in the register; never a name."""
AgencyId = str
"""An agency's key in the register, such as `police`."""
CaseNumber = str
"""A case's number in the case system: digits, perhaps with one `/` or `-`; never letters."""
ActionId = str
"""An action's key inside its meeting, such as `a12`."""

FreeText = Annotated[str, msgspec.Meta(extra={"sealed": True})]
"""Words somebody typed. The store seals them under the meeting's own key; they reach nobody who is not
admitted."""

ERASED = ""
"""What free text reads as once its meeting's key has been deleted."""


class Capacity(StrEnum):
    """In what capacity somebody is on a meeting's roll; one person may have several."""

    CHAIR = "chair"
    ADMINISTRATOR = "administrator"
    REPRESENTATIVE = "representative"
    DEPUTY = "deputy"
    OBSERVER = "observer"
    GUEST = "guest"
    LEAD = "operational-lead"
    MANAGER = "line-manager"


MEMBERS = frozenset({Capacity.REPRESENTATIVE, Capacity.DEPUTY})
"""The capacities that speak and decide for an agency."""


class Source(StrEnum):
    """How the bot knows that somebody is here or has gone. All are equal; the source is always shown."""

    JOINED = "joined"
    CHECKED_IN = "checked-in"
    MARKED = "marked-by-administrator"


class CaseKind(StrEnum):
    """What sort of case it is, as far as handling goes."""

    ORDINARY = "ordinary"
    HBA = "hba"
    FORCED_MARRIAGE = "forced-marriage"
    FGM = "fgm"
    EMPLOYEE_SENSITIVE = "employee-sensitive"
    TRANSFER_IN = "transfer-in"
    EMERGENCY = "emergency"
    DISCLOSURE = "disclosure-request"


class Consent(StrEnum):
    """The victim's consent to the IDVA's support, as the referrer recorded it. Never a bar to hearing a
    case."""

    YES = "yes"
    REFUSED = "refused"
    NOT_REACHED = "not-reached"


class Views(StrEnum):
    """How the victim's views were heard."""

    GIVEN = "views-given"
    STATEMENT = "statement-read"
    NOT_REACHED = "not-reached"


class TurnMark(StrEnum):
    """What the chair marks of a place in the speaking order."""

    TAKEN = "taken"
    MISSING = "missing"


class Protects(StrEnum):
    """Whom an action protects or concerns; never a name."""

    ADULT = "adult"
    CHILD = "child"
    PERPETRATOR = "perpetrator"
    STAFF = "staff"
    OTHERS = "others"


class SittingState(StrEnum):
    """Where a sitting has got to."""

    PLANNED = "planned"
    OPENING = "opening"
    HEARING = "hearing"
    BREAK = "break"
    SUSPENDED = "suspended"
    ENDED = "ended"


class CaseState(StrEnum):
    """Where a case has got to in this meeting."""

    LISTED = "listed"
    OPEN = "open"
    HEARD = "heard"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class ActionState(StrEnum):
    """Where an action has got to. One that is only proposed counts as none until its agency accepts it."""

    PROPOSED = "proposed"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    IN_HAND = "in-hand"
    DONE = "done"
    IMPOSSIBLE = "cannot-be-done"
    STRUCK = "struck"


OPEN_ACTION = frozenset({ActionState.OFFERED, ActionState.CONFIRMED, ActionState.IN_HAND})
"""The states in which somebody still owes something."""


class Question(StrEnum):
    """What the meeting can be asked to agree on for a case."""

    WITHDRAW = "withdraw"
    NOT_HIGH_RISK = "not-high-risk"
    REVIEW = "review"
    PROFESSIONALS = "professionals-meeting"
    NO_MORE_PROFESSIONALS = "no-more-professionals"


class ReviewRoute(StrEnum):
    """How a case that was reviewed before comes back (LIN-104)."""

    HEARD_FIRST = "heard-first"
    STRAIGHT_TO_REVIEW = "straight-to-review"


class HeardAgain(StrEnum):
    """Why a case is heard in full although no more professionals' meetings were needed for it."""

    NEW_INFORMATION = "new-information"
    FULL_HEARING = "full-hearing-asked"


class EmployerAnswer(StrEnum):
    """Whether the employer agency was told before an employee-sensitive case is listed (LIN-116)."""

    TOLD = "told"
    NOT_POSSIBLE = "not-possible"
