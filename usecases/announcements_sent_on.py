"""What goes out once a prepared notice is sent: to those outside by e-mail, and in Teams to those on the roll
who were to hear only after an administrator had approved it. By numbers, agencies and dates alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from marac.area_dates import dates_owed
from marac.chasing import ActionSentOn
from marac.duties import all_duties, tick_key
from marac.duty_notices import DutySentOn
from usecases.announce import Scene, announces
from usecases.directory import Names
from usecases.outside import Waiting, of_action, of_duty, outsiders, people_told
from usecases.ports import Notice

SENT_ON: Final = "sent-on"


@announces(ActionSentOn)
def action_sent_on(event: ActionSentOn, scene: Scene) -> Iterator[Notice]:
    """Those for whom the step is hear that the action is overdue; of one that went by hand nothing is
    said."""
    ladder = scene.protocol.actions.ladder
    if event.mailed and event.step <= len(ladder):
        action = scene.after.actions[event.action]
        yield from _notices(of_action(action, event.step, ladder[event.step - 1], scene.after), scene)


@announces(DutySentOn)
def duty_sent_on(event: DutySentOn, scene: Scene) -> Iterator[Notice]:
    """The same of a duty."""
    if not event.mailed:
        return
    key = tick_key(event.duty, event.subject)
    today = scene.protocol.calendar.day_of(scene.entry.at)
    known = (*all_duties(scene.after, scene.protocol), *dates_owed((scene.after,), scene.protocol, today))
    for due in known:
        for rung in due.rungs if due.key == key else ():
            if rung.step == event.step:
                yield from _notices(of_duty(due, rung, scene.after, scene.protocol), scene)


def _notices(waiting: Waiting, scene: Scene) -> Iterator[Notice]:
    outside = (one.to for one in outsiders(waiting, Names()))
    for to in (*outside, *people_told(waiting)):
        yield scene.say(
            to,
            SENT_ON,
            urgent=False,
            notice=waiting.key,
            step=waiting.step,
            case=waiting.case,
            agency=waiting.agency,
            due=waiting.due,
        )
