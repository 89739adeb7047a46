"""How each kind of personal detail looks when somebody types it.

Every finder yields the places in a text and nothing else. The shapes are tight where a MARAC's own language
is close to them: case numbers, slot times, hearing dates, counts of minutes, courts and councils must not be
taken for a person's details. A name by itself, without a title or a label, cannot be told from another word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

import phonenumbers
from stdnum.gb import nhs

from marac.personal_headings import DetailKind, words_of

Span = tuple[int, int]
Finder = Callable[[str], Iterator[Span]]


_MONTHS: Final = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_NOT_NAMES: Final = words_of(
    "teams word excel office outlook monday tuesday wednesday thursday friday saturday sunday january "
    "february march april may june july august september october november december and or the a an in "
    "on of is are was to for with not no nobody none number na n/a tbc see unknown known required "
    "withheld missing out this that modus marac"
)
_INSTITUTIONS: Final = words_of(
    "council borough district county city police constabulary service services team teams housing "
    "health nhs trust children childrens adult adults social care safeguarding probation idva idvas "
    "support domestic abuse violence association homes group partnership womens aid refuge school "
    "schools college academy hospital surgery practice centre university fire rescue ambulance court "
    "family mental community drug alcohol education cafcass modus marac mappa mash office officer "
    "unit lead manager chair representative programme plan views safety risk agency contact present "
    "absent not reached known looked after in need speaking"
)
_NOT_STREETS: Final = words_of(
    "the a an different other more separate on in at to of by from and or is was are be for with into "
    "along across min mins minute minutes hour hours day days week weeks month months year years mile miles "
    "yards metres case cases people agency agencies action actions slot slots sitting meeting am pm will "
    "can may must not now later january february march april june july august september october "
    "november december monday tuesday wednesday thursday friday saturday sunday"
)
_COURTS: Final = words_of("crown magistrates magistrates' county family high youth supreme civil coroner's")


def _plain(word: str) -> str:
    return re.sub(r"['’.]", "", word).casefold()


# --- e-mail, postcode, National Insurance -----------------------------------------------------------

_EMAIL: Final = re.compile(r"[\w.%+'-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,62}\.)+[a-z]{2,24}\b", re.IGNORECASE)
_POSTCODE: Final = re.compile(
    r"\b(?:GIR\s?0AA|[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9][0-9ABEHMNPRV-Y]?|[0-9][A-HJKPS-UW])"
    r"\s{0,2}(?P<inward>[0-9][ABD-HJLNP-UW-Z]{2}))\b",
    re.IGNORECASE,
)
_LOWER_ORDINAL: Final = re.compile(r"[0-9](?:st|nd|rd|th|hr)")
_NATIONAL_INSURANCE: Final = re.compile(
    r"\b(?:[A-Z]{2}(?:[ -]?[0-9]{2}){3}[ -]?[A-D]|[A-Za-z]{2}[0-9]{6}[A-Da-d])\b"
)


def emails(text: str) -> Iterator[Span]:
    """E-mail addresses; a mention such as @name is none."""
    for match in _EMAIL.finditer(text):
        yield match.span()


def postcodes(text: str) -> Iterator[Span]:
    """Whole UK postcodes in either case; "1st" or "2hr" after a lone letter and digit is no inward part."""
    for match in _POSTCODE.finditer(text):
        if not _LOWER_ORDINAL.fullmatch(match["inward"] or ""):
            yield match.span()


def national_insurance_numbers(text: str) -> Iterator[Span]:
    """National Insurance numbers, spaced in capitals or written together in either case."""
    for match in _NATIONAL_INSURANCE.finditer(text):
        yield match.span()


# --- NHS numbers and telephones ---------------------------------------------------------------------

_NHS: Final = re.compile(r"(?<![\w/.+-])[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}(?![0-9/]|[.:-][0-9])")
_NHS_LABEL: Final = re.compile(r"\bnhs\b[^0-9\n]{0,20}$", re.IGNORECASE)
_CASES_BEFORE: Final = re.compile(r"\bcases?(?:\s+(?:no|nos|numbers?))?\W{0,3}$", re.IGNORECASE)
_PHONE: Final = re.compile(
    r"(?<![\w/.])(?<![0-9][:-])"
    r"(?:\+[0-9](?:[\s().-]{0,3}[0-9]){7,13}|\(?00[1-9](?:[\s().-]{0,3}[0-9]){7,12}|\(?0(?:[\s().-]{0,3}[0-9]){9,10}"
    r"|7[0-9]{3} ?[0-9]{6})(?![0-9]|[.:/-][0-9])"
)
_STARTS_LIKE_A_DATE_OR_TIME: Final = re.compile(r"[0-9]{2}([ .-])[0-9]{2}(?:\1[0-9]{4}\b|\b[ .-])")
_OF_PERSONS: Final = ("1", "2", "7")  # 03, 08 and 09 numbers are services' own, such as helplines


def nhs_numbers(text: str) -> Iterator[Span]:
    """Ten digits with a right check digit; without it when the words before say that it is an NHS number."""
    for match in _NHS.finditer(text):
        before = text[: match.start()]
        labelled = _NHS_LABEL.search(before[-24:]) is not None
        a_list_of_cases = " " in match[0] and _CASES_BEFORE.search(before[-24:]) is not None
        if labelled or (nhs.is_valid(match[0]) and not a_list_of_cases):
            yield match.span()


def phones(text: str) -> Iterator[Span]:
    """Telephone numbers of persons or offices, also a mobile whose first 0 a spreadsheet has dropped."""
    for match in _PHONE.finditer(text):
        number = match[0]
        if _STARTS_LIKE_A_DATE_OR_TIME.match(number) or _CASES_BEFORE.search(text[: match.start()][-24:]):
            continue
        if _is_phone(number if number[0] in "+(0" else f"0{number}"):
            yield match.span()


def _is_phone(number: str) -> bool:
    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return False
    if parsed.country_code == 44 and not str(parsed.national_number).startswith(_OF_PERSONS):
        return False
    # "Possible" and not "valid", because a mistyped digit or a range not yet given out is still somebody's.
    return phonenumbers.is_possible_number(parsed)


# --- dates of birth ---------------------------------------------------------------------------------

_DATE: Final = (
    r"(?:(?:19|20)[0-9]{2}[./-][0-9]{1,2}[./-][0-9]{1,2}"
    r"|[0-9]{1,2}(?P<sep>[./ -])[0-9]{1,2}(?P=sep)(?:(?:19|20)[0-9]{2}|[0-9]{2})"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?[\s-](?:of\s)?{_MONTHS}[\s,-]{{1,2}}(?:(?:19|20)[0-9]{{2}}|[0-9]{{2}})"
    rf"|{_MONTHS}\s[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)[0-9]{{2}})(?![0-9])"
)
_BIRTH: Final = r"(?:\bd\.?o\.?b\b\.?|\bdate\s+of\s+birth\b|\bbirth\s?da(?:te|y)\b|\bborn\b)"
_BIRTH_FIRST: Final = re.compile(
    rf"{_BIRTH}(?:[^0-9\n]{{0,20}}?{_DATE}|\s{{0,2}}(?:[:=-]|is|in)?\s{{0,2}}(?:[0-9]{{6}}|[0-9]{{8}}|(?:19|20)[0-9]{{2}})\b)",
    re.IGNORECASE,
)
_BIRTH_LAST: Final = re.compile(
    rf"\b{_DATE}[\s,(\[]{{0,3}}(?:\bd\.?o\.?b\b|\bdate\s+of\s+birth)", re.IGNORECASE
)
_BIRTH_WORD: Final = re.compile(r"d\.?o\.?b|birth|born", re.IGNORECASE)


def dates_of_birth(text: str) -> Iterator[Span]:
    """Dates which the words beside them call a birth date; a bare date is a hearing's or a deadline's."""
    if not _BIRTH_WORD.search(text):
        return
    for pattern in (_BIRTH_FIRST, _BIRTH_LAST):
        for match in pattern.finditer(text):
            yield match.span()


# --- addresses --------------------------------------------------------------------------------------

_NUMBER_IN_STREET: Final = r"(?<!\w)(?<![0-9][:/.-])[0-9]{1,4}[a-zA-Z]?(?:\s?[-/]\s?[0-9]{1,4})?,?\s+"
_STREET: Final = re.compile(
    _NUMBER_IN_STREET + r"(?P<words>(?:[^\W\d_][\w'’.-]*\s+){1,3})"
    r"(?P<last>street|road|rd|avenue|ave|lane|crescent|cres|terrace|gardens|gdns|grove|mews)\b",
    re.IGNORECASE,
)
_CAPITAL_STREET: Final = re.compile(
    _NUMBER_IN_STREET + r"(?P<words>(?:[A-Z][\w'’.-]*\s+){1,3})"
    r"(?P<last>St|Drive|Dr|Close|Court|Ct|Way|Place|Square|Walk|Hill|Row|Parade|Park|Green|Rise|View|Mount"
    r"|Wharf|Quay|House|Villas|Buildings|Cottages)\b"
)
_DWELLING: Final = re.compile(
    r"\b(?:flat|apartment|apt)\s+(?:no\.?\s*)?[0-9]{1,4}[a-z]?\b(?!\s+m)", re.IGNORECASE
)
_LIVES_AT: Final = re.compile(
    r"\b(?:(?:lives|living|resides|residing|home)\s+(?:is\s+)?at|address\s*(?:is|[:=-]))\s*"
    r"[0-9]{1,4}[a-z]?,?\s+(?P<word>[^\W\d_]{2,})",
    re.IGNORECASE,
)


def addresses(text: str) -> Iterator[Span]:
    """A house number with a street, a flat's number, or what follows "lives at" or "address:"."""
    for pattern in (_STREET, _CAPITAL_STREET):
        for match in pattern.finditer(text):
            words = [_plain(word) for word in match["words"].split()]
            in_court = match["last"] == "Court" and words[-1] in _COURTS
            if not in_court and _NOT_STREETS.isdisjoint(words):
                yield match.span()
    for match in _DWELLING.finditer(text):
        yield match.span()
    for match in _LIVES_AT.finditer(text):
        if match["word"].casefold() not in _NOT_STREETS:
            yield match.span()


# --- names ------------------------------------------------------------------------------------------

_TITLED: Final = re.compile(
    r"\b(?P<title>Mr|MR|mr|Mrs|MRS|mrs|Ms|Miss|Mx|Dr)\b\.?[ \t]+(?P<name>[^\W\d_][\w'’-]*)"
)
_LABELLED: Final = re.compile(
    r"\b(?P<before>\w+[\s_]+)?(?P<label>(?:\w{1,10}_)?(?:sur|fore|first|last|full)?names?|initials)"
    r"(?P<sep>\s*[:=]\s*|\s+(?:is|are)\s+|\s+)(?P<value>[^\W\d_][\w.'’-]*)",
    re.IGNORECASE,
)
_INSTITUTIONAL_LABELS: Final = words_of(
    "agency agencies district organisation organization service team department area borough council "
    "meeting file sheet school area's user brand code domain"
)
_IN_THE_CASE: Final = re.compile(
    r"\b(?i:victim|perpetrator|perp|suspect|survivor|mother|father|child|client|aka)(?:\s?[0-9])?(?:\s*[:=-]\s*|\s+is\s+|\s+)"
    r"(?P<name>[A-ZÀ-Þ][a-zß-ÿ'’-]+(?:\s+[A-ZÀ-Þ][a-zß-ÿ'’-]+)+)"
)


def names(text: str) -> Iterator[Span]:
    """Names after a title, after a label such as "surname:", or capitalised after "victim" and the like."""
    for match in _TITLED.finditer(text):
        name = match["name"]
        named = name[0].isupper() or match["title"] in {"mr", "mrs"}
        if named and name.casefold() not in _NOT_NAMES:
            yield match.span()
    for match in _LABELLED.finditer(text):
        if _labels_a_person(match):
            yield match.start("label"), match.end("value")
    for match in _IN_THE_CASE.finditer(text):
        if _INSTITUTIONS.isdisjoint(_plain(word) for word in match["name"].split()):
            yield match.span()


def _labels_a_person(match: re.Match[str]) -> bool:
    value, sep, label = match["value"], match["sep"].strip(), match["label"].casefold()
    if (
        value.casefold() in _NOT_NAMES
        or (match["before"] or "").strip(" _\t").casefold() in _INSTITUTIONAL_LABELS
    ):
        return False
    if sep in {":", "="}:
        return True
    capital = value[0].isupper()
    return capital and (bool(sep) or label.startswith(("sur", "fore", "initial")))


FINDERS: Final[tuple[tuple[DetailKind, str, Finder], ...]] = (
    # What it is, what a text must hold for it to be worth looking (a digit, an @ or nothing), and the finder.
    (DetailKind.EMAIL, "@", emails),
    (DetailKind.NHS_NUMBER, "digit", nhs_numbers),
    (DetailKind.NATIONAL_INSURANCE, "digit", national_insurance_numbers),
    (DetailKind.DATE_OF_BIRTH, "digit", dates_of_birth),
    (DetailKind.PHONE, "digit", phones),
    (DetailKind.POSTCODE, "digit", postcodes),
    (DetailKind.ADDRESS, "digit", addresses),
    (DetailKind.NAME, "", names),
)
