"""Every sentence about a dropped or imported file: what is wrong with it, where, and what would be right.

No sentence repeats what stands in a cell, because what stands in the wrong place may be anybody's details.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dialogs.wording import count, listed
from dialogs.wording_actions import day
from marac.order_warnings import Worry
from usecases.case_list import CaseListFault
from usecases.import_cases import LEFT_OUT, ImportFault
from usecases.import_register import STILL_BARRED, STILL_LEFT
from usecases.imported_files import FileFault, Problem
from usecases.receive import FileTaken
from usecases.register_rows import RegisterFault
from usecases.table_shape import TableFault, TableRefused

Facts = Mapping[str, Any]
Sentence = Callable[[Facts], str]


def _known(facts: Facts, key: str = "known") -> str:
    values = facts.get(key) or ()
    shown = [values] if isinstance(values, str) else list(values)
    return listed([str(v) for v in shown[:30]], "or") + (" …" if len(shown) > 30 else "")


def _near(facts: Facts) -> str:
    near = _known(facts, "near")
    return (
        f"Did you mean {near}?" if near else "Add it to the register first, or write its name as it is there."
    )


TABLES: dict[TableFault, Sentence] = {
    TableFault.UNKNOWN_TYPE: lambda f: "I can read CSV and XLSX files. Please save it as one of these.",
    TableFault.OLD_EXCEL: lambda f: "That is an old Excel file (.xls). Please save it as .xlsx.",
    TableFault.ENCRYPTED: lambda f: "That file is protected with a password. Please save it without one.",
    TableFault.MACROS: lambda f: "That workbook holds macros. Please save it as .xlsx, without macros.",
    TableFault.BROKEN_WORKBOOK: lambda f: (
        "That workbook is damaged. Please open it, save it again and drop it anew."
    ),
    TableFault.UNPACKS_TOO_LARGE: lambda f: (
        "That workbook unpacks to far more than a list needs. Please save it anew."
    ),
    TableFault.SEVERAL_SHEETS: lambda f: (
        "Several sheets are filled. Please keep the one to import, or hide the others."
    ),
    TableFault.FORMULA: lambda f: f"Line {f.get('line', '?')} holds a formula. Please paste it as values.",
    TableFault.NOT_TEXT: lambda f: (
        "That is not a text file, whatever its name says. Please save it as CSV or XLSX."
    ),
    TableFault.BAD_ENCODING: lambda f: (
        "I cannot read that file's letters. Please save it as CSV UTF-8, or as XLSX."
    ),
    TableFault.BROKEN_CSV: lambda f: f"Line {f.get('line', '?')} has quotation marks that do not close.",
    TableFault.EMPTY: lambda f: "That file is empty.",
    TableFault.NO_ROWS: lambda f: "That file has headings and no rows.",
    TableFault.TOO_LARGE: lambda f: "That file is larger than a list can be. Please drop the list alone.",
    TableFault.TOO_MANY_ROWS: lambda f: f"That file has more rows than I take ({f.get('limit', '')}).",
    TableFault.TOO_MANY_COLUMNS: lambda f: f"That file has more columns than I take ({f.get('limit', '')}).",
    TableFault.CELL_TOO_LONG: lambda f: (
        f"Line {f.get('line', '?')} has a cell with more text than a list needs."
    ),
    TableFault.MISSING_HEADING: lambda f: f"Column {_known(f, 'columns')} has no heading.",
    TableFault.DUPLICATE_HEADING: lambda f: f"Columns {_known(f, 'columns')} have the same heading.",
}

PROBLEMS: dict[Any, Sentence] = {
    FileFault.NO_HEADINGS: lambda f: f"I do not know this file's headings. I look for: {_known(f)}.",
    FileFault.PERSONAL_COLUMN: lambda f: (
        "it holds personal details, which belong in the case system alone. "
        "Please take the column out; nothing of the file has been kept."
    ),
    FileFault.UNKNOWN_COLUMN: lambda f: f"I do not know this column. Please take it out; I know {_known(f)}.",
    FileFault.MISSING_COLUMN: lambda f: "this column is missing.",
    FileFault.SAME_COLUMN: lambda f: "two columns mean the same. Please keep one.",
    FileFault.MISSING_CELL: lambda f: "this cell is empty and must not be.",
    FileFault.NOT_YES_OR_NO: lambda f: "please write yes or no.",
    FileFault.NOT_A_COUNT: lambda f: "please write a whole number.",
    FileFault.NOT_A_DATE: lambda f: "please write a date, such as 02/12/2026.",
    FileFault.NOT_A_CHOICE: lambda f: f"please write one of {_known(f)}.",
    CaseListFault.BAD_NUMBER: lambda f: (
        "a case's number has digits alone, perhaps with one / or -; never letters."
    ),
    CaseListFault.NUMBER_TWICE: lambda f: f"this case stands in line {f.get('first', '?')} already.",
    CaseListFault.UNKNOWN_DISTRICT: lambda f: f"I do not know this district. The area has {_known(f)}.",
    CaseListFault.UNKNOWN_AGENCY: lambda f: f"I do not find this agency in the register. {_near(f)}",
    CaseListFault.UNKNOWN_SITTING: lambda f: (
        f"the meeting has {count(int(f.get('sittings', 1)), 'sitting')}."
    ),
    CaseListFault.BAD_ADVISER: lambda f: (
        "an adviser is given by a key with a number, such as idva-2, and never by name."
    ),
    CaseListFault.LAST_HEARD_LATER: lambda f: "the day is still to come, and it should have gone by.",
    RegisterFault.UNKNOWN_TABLE: lambda f: f"I do not know what this table is. I look for: {_known(f)}.",
    RegisterFault.TABLE_TWICE: lambda f: "two tables are of the same kind. Please keep one.",
    RegisterFault.UNKNOWN_TYPE: lambda f: f"I do not know this agency type. The area has {_known(f)}.",
    RegisterFault.BAD_KEY: lambda f: "a key has small letters, digits and hyphens alone.",
    RegisterFault.AGENCY_TWICE: lambda f: f"this agency stands in line {f.get('first', '?')} already.",
    RegisterFault.NAME_OF_ANOTHER: lambda f: "another agency goes by this name already.",
    RegisterFault.UNKNOWN_AGENCY: lambda f: f"I do not find this agency. {_near(f)}",
    RegisterFault.UNKNOWN_ROLE: lambda f: f"I do not know this role. There are {_known(f)}.",
    RegisterFault.PERSON_TWICE: lambda f: f"this person stands in line {f.get('first', '?')} already.",
    RegisterFault.BAD_EMAIL: lambda f: "this is not a whole e-mail address.",
    RegisterFault.BAD_PHONE: lambda f: "this is not a telephone number that can be rung.",
    RegisterFault.BAD_ID: lambda f: "an account id has 32 hexadecimal digits with hyphens.",
    ImportFault.RESTRICTION_STAYS: lambda f: (
        "this case is restricted in the meeting, and a file cannot lift that."
    ),
}

WARNINGS: dict[str, str] = {
    Worry.BARE_NOT_BEFORE_BREAK: "An HBA slot does not stand just before a break.",
    Worry.OVERRUN: "A sitting runs over its planned end.",
    Worry.NO_SLOT: "A case has no slot yet.",
    Worry.DISTRICT_ORDER: "The cases are not in the order of their districts.",
    Worry.EMPLOYER_NOT_TOLD: "A restricted case waits for “employer told” or “not possible”.",
    Worry.ROUTE_NOT_CHOSEN: "A case that was reviewed before waits for its route to be chosen.",
    Worry.SAME_ADVISER: "Linked cases have the same adviser.",
    Worry.SECTION_ORDER: "The cases are not in the order of the area's sections.",
    Worry.OVER_CAPACITY: "There are more cases than this area's grid has room for.",
    Worry.SET_TIME_MISSED: "A case is not heard at its set time.",
    Worry.KEPT_BACK: "A case is kept off the order by something that was reported of it.",
    Worry.AWAITS_ANSWER: "A case waits for somebody to say whether it is heard.",
    Worry.LONG_WAIT: "A case will be heard later than this area's limit from its referral.",
    Worry.PRESENTER_UNCONFIRMED: "Cases have no confirmed presenter yet.",
    LEFT_OUT: "Cases of the meeting are not in this file. They stay: a case is never dropped beforehand.",
    STILL_LEFT: "Somebody in this file is marked as having left, and stays so.",
    STILL_BARRED: "Somebody in this file is barred, and stays so.",
}


def table_fault(fault: TableRefused) -> str:
    """Why a file cannot be read."""
    return TABLES[fault.reason](fault.facts)


def problem(one: Problem) -> str:
    """One thing wrong with a file: where, and what would be right."""
    place = [f"line {one.line}"] if one.line else []
    if one.column:
        place.append(f"column “{one.column}”")
    elif one.letter:
        place.append(f"column {one.letter}")
    said = PROBLEMS[one.reason](one.facts)
    if not place:
        return said[:1].upper() + said[1:]
    where = ", ".join(place)
    return f"{where[:1].upper()}{where[1:]}: {said}"


def for_next(view: FileTaken) -> list[str]:
    """The cases that came too late, by the day of the meeting that they are for."""
    days = sorted({on for _, on in view.for_next})
    return [
        f"Too late for this meeting, and kept for the next one on {day(on)}: "
        f"{listed(f'case {n}' for n, other in sorted(view.for_next) if other == on)}."
        for on in days
    ]


def taken(view: FileTaken) -> str:
    """What came of a file."""
    what = "Case list" if view.kind == "cases" else "Register"
    if not (view.new or view.changed):
        return f"{what} read: everything in it was so already, and nothing has changed."
    return f"{what} read: {view.new} new, {view.changed} changed, {view.same} as they were."
