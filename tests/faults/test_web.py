"""The web server is killed, its media disk is full or read-only, more people come than it can serve."""

import os
import signal
import subprocess
import threading
import time
from collections import Counter

import pytest
import requests

from hiring.models import Document
from scorecards.models import Answer
from tests.rig import mortal
from tests.rig.deadlines import until

from .site import cookies_of
from .typist import Typist

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def stored() -> str:
    return Answer.objects.get().notes


def test_a_web_worker_killed_before_the_commit_or_before_the_answer_loses_no_save(site, interview, iris, long, noted):
    here = site().open()
    typist = Typist(here.web.url, interview, iris)
    typist.save("Begun.")
    rounds, worst = 100 if long else 4, 0.0
    for number in range(rounds):
        # The draft is there, so a save is one transaction: killed before it is stored, or after.
        moment = (mortal.MOMENTS[0], mortal.MOMENTS[2])[number % 2]
        mortal.order(here.folder, moment)
        worst = max(worst, typist.save(f"Round {number}: she began with the data."))
        assert mortal.is_done(here.folder)
        assert stored() == typist.acknowledged == f"Round {number}: she began with the data."
    assert (typist.conflicts, typist.replays) == (0, rounds // 2)
    assert Answer.objects.count() == 1
    noted(tries=rounds, recovery=worst)


def test_the_whole_web_server_killed_and_started_again_loses_no_save(site, interview, iris, noted):
    here = site().open()
    typist = Typist(here.web.url, interview, iris)
    typist.save("Before.")
    port = here.web.port
    for child in [here.web_worker, None]:
        os.kill(child.pid if child else here.web.process.pid, signal.SIGKILL)
    here.web.process.wait(10)
    waits = threading.Thread(target=typist.save, args=("Typed while it was gone.",))
    waits.start()
    begun = time.monotonic()
    until(lambda: typist.failures, "a save that fails")
    here.web = type(here.web)(here.folder, here.variables, port=port)
    waits.join(60)
    assert stored() == typist.acknowledged == "Typed while it was gone."
    noted(tries=1, recovery=time.monotonic() - begun)


@pytest.fixture
def disk(tmp_path):
    """A disk of 64 KB for stored files, by its folder and a function that makes it read-only."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("A small disk takes the right to mount one.")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_a_disk_that_takes_no_file_is_told_plainly_and_text_is_still_saved(
    site, disk, candidacy, interview, rosa, iris, fault, noted
):
    here = site(MEDIA_ROOT=str(disk)).open()
    typist = Typist(here.web.url, interview, iris)
    if fault == "read-only":
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    page = f"{here.web.url}/candidacies/{candidacy.uid}/documents/new/"
    session = requests.Session()
    session.cookies.update(cookies_of(rosa))
    found = session.get(page, timeout=20)
    assert found.status_code == 200, found.status_code
    token = found.text.split('csrfmiddlewaretoken" value="')[1].split('"')[0]

    def attach(size: int) -> requests.Response:
        data = {"kind": "resume", "csrfmiddlewaretoken": token}
        file = {"file": ("cv.pdf", b"%PDF-1.7\n" + os.urandom(size))}
        return session.post(page, data=data, files=file, timeout=20, allow_redirects=False, headers={"Referer": page})

    answer = attach(200_000)
    assert answer.status_code in {422, 507}, (answer.status_code, answer.text[:500])
    assert "could not be stored" in answer.text
    assert not Document.objects.exists()
    assert not [path for path in disk.rglob("*") if path.is_file()]
    typist.save("Still saved.")
    assert stored() == "Still saved."
    if fault == "read-only":
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    begun = time.monotonic()
    assert attach(2_000).status_code == 302
    assert Document.objects.count() == 1
    noted(tries=1, recovery=time.monotonic() - begun)


def test_a_crowd_is_asked_to_come_again_and_no_save_is_lost(site, interview, iris, ivan, long, noted):
    """Places for two at a time, and forty who ask again as soon as they are answered."""
    here = site(MOST_AT_ONCE="2").open()
    typists = [Typist(here.web.url, interview, user) for user in (iris, ivan)]
    page, over = typists[0].page, threading.Event()
    seen: Counter[int] = Counter()
    silent = []

    def hammer() -> None:
        session = requests.Session()
        session.cookies.update(cookies)
        while not over.is_set():
            answer = session.get(page, timeout=60)
            seen[answer.status_code] += 1
            if answer.status_code == 503 and not answer.headers.get("Retry-After", "").isdecimal():
                silent.append(answer)

    cookies = cookies_of(iris)
    crowd = [threading.Thread(target=hammer) for _ in range(40)]
    for one in crowd:
        one.start()
    until(lambda: seen[503] >= 5, "somebody to be asked to come again")
    saves = 20 if long else 3
    for number in range(saves):
        for typist in typists:
            typist.save(f"In the crowd, {number}.")
    over.set()
    begun = time.monotonic()
    for one in crowd:
        one.join(60)
    assert requests.get(page, cookies=cookies, timeout=20).status_code == 200
    recovery = time.monotonic() - begun
    assert recovery < 10
    assert set(seen) == {200, 503}
    assert not silent
    assert {answer.notes for answer in Answer.objects.all()} == {typist.acknowledged for typist in typists}
    assert not any(typist.conflicts for typist in typists)
    noted(tries=2 * saves, recovery=recovery)
