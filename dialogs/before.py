"""What has to have been imported for everything before the meeting to be worded, shown, checked again and
taken in as a file; importing this module sees to it."""

from __future__ import annotations

from dialogs import messages_attendance, messages_before, messages_order, wording_before, wording_order
from dialogs.cards import order, people
from usecases import import_cases, import_register, telling_before, telling_order

RENDERERS = (
    messages_attendance,
    messages_before,
    messages_order,
    wording_before,
    wording_order,
    order,
    people,
    telling_before,
    telling_order,
    import_register,
    import_cases,
)
