"""Every engine, imported so that its commands, events and consequences are registered.

Importing this module is what makes `marac.decide.decide` and `marac.journal.replay` complete. The order is
the order in which consequences follow.
"""

from __future__ import annotations

from marac import (
    actions,
    call,
    caselist,
    closing,
    confirmation,
    conflicts,
    decisions,
    declarations,
    delegation,
    duties,
    escalation,
    followup,
    hearing,
    listing,
    opening,
    points,
    posts,
    presence,
    presenting,
    quoracy,
    restricted,
    reviews,
    running_order,
    seats,
    speaking,
    standing,
)

ENGINES = (
    call,
    presence,
    declarations,
    conflicts,
    delegation,
    opening,
    seats,
    restricted,
    presenting,
    hearing,
    speaking,
    points,
    caselist,
    listing,
    running_order,
    decisions,
    reviews,
    actions,
    confirmation,
    followup,
    escalation,
    standing,
    closing,
    posts,
    duties,
    quoracy,
)
