"""A worker is killed in the middle of a PDF, and another one that runs beside it goes on."""

import time
from pathlib import Path

import pytest

from core import packets
from core.models import Job, Packet
from tests.rig.deadlines import until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.once,
]


@pytest.mark.parametrize("broker", ["redis", "embedded"])
def test_a_worker_killed_in_the_middle_of_a_pdf_is_followed_by_another(site, request, iris, broker, long, noted):
    url = request.getfixturevalue("redis_server").url if broker == "redis" else ""
    here = site(REDIS_URL=url)
    worst = 0.0
    rounds = 5 if long else 1
    for number in range(rounds):
        first = here.work()
        values = {"kind": "tests.kit", "subject_uid": "abcdefghjkmn", "title": "Kit", "content_key": f"k{number}"}
        packet = packets.request_packet(**values, task="tests.compile", by=iris)
        until(lambda packet=packet: Job.objects.get(pk=packet.job_id).note, "a worker to begin")
        other = here.work()
        first.kill()
        begun = time.monotonic()
        until(lambda packet=packet: Packet.objects.get(pk=packet.pk).is_ready, "the packet", within=90)
        worst = max(worst, time.monotonic() - begun)
        other.kill()
    files = [path for path in Path(here.variables["MEDIA_ROOT"]).rglob("*") if path.is_file()]
    assert len(files) == rounds
    assert {Path(packet.file.path) for packet in Packet.objects.all()} == set(files)
    noted(tries=rounds, recovery=worst)
