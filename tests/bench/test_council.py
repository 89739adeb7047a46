"""What the benchmark sends is the same at every run, and nobody in it is asked twice for the same."""

from __future__ import annotations

import json

from bench.council import PEOPLE, message, movement, people, press, runs_it, to_bytes
from bench.gathering import Alert, Gathered
from bench.stand_in import Post

HERE = "http://127.0.0.1:1"


def test_forty_people_one_chair_and_two_administrators() -> None:
    everybody = people()

    assert len({person.teams_id for person in everybody}) == PEOPLE == 40
    assert [p.number for p in everybody if p.is_chair] == [0]
    assert [p.number for p in everybody if runs_it(p)] == [0, 1, 2]


def test_the_same_input_is_the_same_bytes() -> None:
    person = people()[7]

    once, again = (to_bytes(press(HERE, person, 3, "check-in", {"meeting": "m"})) for _ in range(2))
    assert once == again


def test_each_activity_has_a_key_of_its_own() -> None:
    person = people()[7]
    presses = {json.dumps(press(HERE, person, number, "check-in", {})) for number in range(5)}
    moves = {movement(HERE, person, number, "meetingParticipantJoin")["timestamp"] for number in range(5)}

    assert len(presses) == len(moves) == 5
    assert message(HERE, person, 1)["id"] != message(HERE, person, 2)["id"]


def test_an_alert_that_never_came_is_the_worst() -> None:
    came = Gathered(1.0, [Alert("lost", [0.2, 0.7]), Alert("gained", [0.1, 0.3])], [])
    missed = Gathered(1.0, [Alert("lost", [0.2, None])], [])

    assert came.worst == 0.7
    assert missed.worst == float("inf")


def test_words_are_found_in_a_card_whatever_way_it_is_written() -> None:
    post = Post(0.0, "POST", "a:person-00", b'{"text": "Children\\u2019s services are missing."}')

    assert post.says("Children’s services")
    assert not post.says("police")
