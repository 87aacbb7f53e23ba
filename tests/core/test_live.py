"""Streams: one number, told soon, to those who may hear it, and never more of them than the server can hold."""

import gc
import threading
from collections.abc import Mapping

import pytest
from django.db import DatabaseError
from django.http import StreamingHttpResponse

from core import live


class Numbers:
    """What the database says, in the test's hands."""

    def __init__(self) -> None:
        self.now: dict[str, int] = {}
        self.looks = 0
        self.fails = False
        self.looked = threading.Event()

    def read(self, keys: set[str]) -> Mapping[str, int]:
        self.looks += 1
        self.looked.set()
        if self.fails:
            raise DatabaseError
        return {key: number for key, number in self.now.items() if key in keys}


@pytest.fixture
def numbers(monkeypatch) -> Numbers:
    monkeypatch.setattr(live, "LOOK_EVERY", 0.01)
    return Numbers()


@pytest.fixture
def watcher(numbers, db) -> live.Watcher:
    return live.Watcher(numbers.read)


def yes() -> bool:
    return True


def waiting(watcher: live.Watcher, key: str, seen: int, seconds: float = 30) -> tuple[threading.Thread, list[int]]:
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(watcher.wait(key, seen=seen, seconds=seconds, allowed=yes)))
    thread.start()
    return thread, found


def test_all_who_wait_are_told_by_one_look(watcher, numbers):
    numbers.now = {"a": 3, "b": 1}
    threads = [waiting(watcher, "a", seen=3) for _ in range(20)]
    numbers.looked.wait(10)
    numbers.now = {"a": 4, "b": 1}
    for thread, _ in threads:
        thread.join(10)

    assert [found for _, found in threads] == [[4]] * 20


def test_an_older_number_is_no_news(watcher, numbers):
    numbers.now = {"a": 3}

    assert watcher.wait("a", seen=5, seconds=0.05, allowed=yes) == 5


def test_nobody_waits_nobody_looks(watcher, numbers):
    watcher.wait("a", seen=0, seconds=0.02, allowed=yes)
    watched = watcher._thread
    if watched is not None:
        watched.join(10)
    looks = numbers.looks
    assert watcher._thread is None
    assert watcher._waiting == []

    numbers.now = {"a": 1}
    assert watcher.wait("a", seen=0, seconds=10, allowed=yes) == 1
    assert numbers.looks > looks


def test_a_database_that_fails_is_asked_again(watcher, numbers):
    numbers.fails = True
    thread, found = waiting(watcher, "a", seen=0)
    numbers.looked.wait(10)
    numbers.now, numbers.fails = {"a": 1}, False
    thread.join(10)

    assert found == [1]


def test_a_database_that_stays_away_ends_the_wait_without_a_word(watcher, numbers, monkeypatch):
    monkeypatch.setattr(live, "PATIENCE", 0.05)
    numbers.fails = True

    assert watcher.wait("a", seen=3, seconds=0.02, allowed=yes) is None


def test_who_may_hear_is_asked_by_the_thread_that_looks(watcher, numbers):
    asked = []
    numbers.now = {"a": 4}

    def allowed() -> bool:
        asked.append(threading.current_thread().name)
        return True

    assert watcher.wait("a", seen=3, seconds=10, allowed=allowed) == 4
    assert asked == ["live"]


def test_asking_that_fails_is_tried_again(watcher, numbers):
    numbers.now = {"a": 4}
    answers = [DatabaseError, True]

    def allowed() -> bool:
        answer = answers.pop(0)
        if answer is not True:
            raise answer
        return answer

    assert watcher.wait("a", seen=3, seconds=10, allowed=allowed) == 4
    assert answers == []


def events(answer: StreamingHttpResponse) -> list[str]:
    return b"".join(answer.streaming_content).decode().split("\n\n")[1:-1]


def test_a_stream_tells_each_move_and_ends_in_time(watcher, numbers, settings):
    settings.LIVE_SECONDS = 0.2
    numbers.now = {"a": 9}
    answer = live.stream(watcher, "a", number=7, seen=5, allowed=yes)

    told = [line for line in events(answer) if not line.startswith(":")]

    assert told == ["id: 7\ndata: 7", "id: 9\ndata: 9"]
    answer.close()


def test_whoever_may_not_follow_any_more_hears_no_number(watcher, numbers, settings):
    settings.LIVE_SECONDS = 30
    numbers.now = {"a": 9}
    answer = live.stream(watcher, "a", number=7, seen=7, allowed=lambda: False)

    assert events(answer) == ["event: over\ndata: 0"]
    answer.close()


def test_there_are_as_many_streams_as_places_and_a_closed_one_makes_room(watcher, settings):
    settings.LIVE_STREAMS = 2
    first, second = (live.stream(watcher, "a", number=0, seen=0, allowed=yes) for _ in range(2))
    full = live.stream(watcher, "a", number=0, seen=0, allowed=yes)
    assert (full.status_code, full.headers["Retry-After"]) == (503, "5")

    first.close()
    first.close()
    third = live.stream(watcher, "a", number=0, seen=0, allowed=yes)
    assert third.status_code == 200
    assert live.stream(watcher, "a", number=0, seen=0, allowed=yes).status_code == 503
    for answer in (second, third):
        answer.close()


def test_a_stream_that_nobody_read_or_closed_makes_room(watcher, settings):
    settings.LIVE_STREAMS = 1

    for _ in range(2):
        assert live.stream(watcher, "a", number=0, seen=0, allowed=yes).status_code == 200
        gc.collect()
