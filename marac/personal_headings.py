"""Which headings of a table announce personal details.

A case list may carry case numbers, agencies and marks, never who a case is about. A column's heading is the
first thing that gives it away, however it is spaced, spelled or abbreviated. Names of agencies, districts and
other institutions are no personal details and must pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Final


class DetailKind(StrEnum):
    """The kinds of personal detail that must never be in our data or chats."""

    NAME = "name"
    DATE_OF_BIRTH = "date-of-birth"
    ADDRESS = "address"
    POSTCODE = "postcode"
    PHONE = "phone"
    EMAIL = "email"
    NHS_NUMBER = "nhs-number"
    NATIONAL_INSURANCE = "national-insurance"


Words = frozenset[str]


def words_of(text: str) -> Words:
    """The words of a text as a set, to keep long lists of them readable."""
    return frozenset(text.split())


def heading_kind(heading: str) -> DetailKind | None:
    """The kind of personal detail that a column with this heading would hold, or None for an innocent one."""
    plain = _plain(heading)
    words = frozenset(plain.split())
    for kind, announces in _ANNOUNCED:
        if announces(plain, words):
            return kind
    return None


def _plain(heading: str) -> str:
    """Lower case, with a space between words wherever spelling, case or punctuation marks their edges."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", heading)
    return " ".join(re.sub(r"[\W_]+", " ", spaced.casefold()).split())


_NUMBER: Final[Words] = words_of("no nos number numbers num nr id ref")
_PEOPLE: Final[Words] = words_of(
    "victim victims vic perpetrator perpetrators perp perps offender suspect survivor client patient "
    "mother father partner spouse"
)
_BESIDE_PEOPLE: Final[Words] = words_of("alleged the and of or s 1 2 3 a b detail details full")
_INSTITUTIONS: Final[Words] = words_of(
    "agency agencies district districts organisation organisations organization organizations service "
    "services team teams department area borough council force meeting file sheet kind type"
)
_PHONE: Final[Words] = words_of("tel tels telno mob mobs landline fax")
_ADDRESS: Final[Words] = words_of("street road flat residence addr uprn home")
_NAME: Final[Words] = words_of("names initials initial inits aka forenames surnames maiden nickname")


def _is_email(plain: str, words: Words) -> bool:
    return "email" in plain or "e mail" in plain


def _is_phone(plain: str, words: Words) -> bool:
    spelled = "phone" in plain or any(word.startswith("mobile") for word in words) or bool(words & _PHONE)
    return spelled or ("contact" in words and bool(words & _NUMBER))


def _is_postcode(plain: str, words: Words) -> bool:
    joined = plain.replace(" ", "")
    return "postcode" in joined or "postalcode" in joined or "zip" in words or "zipcode" in joined


def _is_nhs_number(plain: str, words: Words) -> bool:
    of_somebody = _NUMBER | _PEOPLE | _BESIDE_PEOPLE | {"nhs"}
    return ("nhs" in words and words <= of_somebody) or bool(re.search(r"\bnhs ?(no|num)", plain))


def _is_national_insurance(plain: str, words: Words) -> bool:
    joined = plain.replace(" ", "")
    return "nationalinsurance" in joined or "nino" in words or bool(re.search(r"\bni ?(no|num)", plain))


def _is_birth(plain: str, words: Words) -> bool:
    spelled = re.search(r"\bd ?o ?b\b|dob\b|\bdob|\bbirth|dateofbirth|\bborn\b", plain)
    return spelled is not None


def _is_address(plain: str, words: Words) -> bool:
    house = bool(words & {"house", "property"}) and bool(words & (_NUMBER | {"name"}))
    return "address" in plain or bool(words & _ADDRESS) or house


def _is_name(plain: str, words: Words) -> bool:
    if words & _INSTITUTIONS:
        return False
    written_together = any(word.endswith("name") and word[:-4] not in _INSTITUTIONS for word in words)
    person_alone = bool(words & _PEOPLE) and words <= _PEOPLE | _BESIDE_PEOPLE | _NUMBER
    return written_together or bool(words & _NAME) or person_alone


_ANNOUNCED: Final[tuple[tuple[DetailKind, Callable[[str, Words], bool]], ...]] = (
    (DetailKind.EMAIL, _is_email),
    (DetailKind.PHONE, _is_phone),
    (DetailKind.POSTCODE, _is_postcode),
    (DetailKind.NHS_NUMBER, _is_nhs_number),
    (DetailKind.NATIONAL_INSURANCE, _is_national_insurance),
    (DetailKind.DATE_OF_BIRTH, _is_birth),
    (DetailKind.ADDRESS, _is_address),
    (DetailKind.NAME, _is_name),
)
