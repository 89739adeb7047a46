"""What the parts of an area's file have in common: keys, due expressions, and the citation that each rests
on."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from marac.calendar import DueRule

Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


def _readable(expression: str) -> str:
    """The expression itself. Raises ValueError with a sentence that says how to write one."""
    DueRule.parse(expression)
    return expression


Due = Annotated[str, AfterValidator(_readable)]
"""When something is due, such as "+5 working days": `marac.calendar.DueRule` says what may be written."""


class Part(BaseModel):
    """A part of an area's file: unknown entries are refused, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))


class Cited(Part):
    """A part that rests on the area's protocol."""

    cite: str = Field(min_length=1, description="The section of the area's protocol that this rests on.")
    note: str = Field(
        "", description="What was chosen where the source is silent or contradicts itself, in a sentence."
    )


class Choice(Cited):
    """A thing that can be chosen, ticked or listed."""

    key: Key = Field(description="Its own name.")
    label: str = Field(description="The words people see.")
