"""Scripts in every stored text come out of the PDFs as text."""

import pytest

from core.documents import request_document
from debriefs.packets import debrief_packet
from debriefs.tasks import compile_packet
from hiring.packets import kit
from hiring.tasks import compile_kit
from question_bank.packets import book
from question_bank.tasks import compile_book
from tests.rig.pdfs import compiled, words_of
from tests.security.acts import World
from tests.security.canaries import Canaries


@pytest.fixture
def world(candidacy, rosa, mara, iris, ivan, ada, stan):
    return World(candidacy, {"rosa": rosa, "mara": mara, "iris": iris, "ivan": ivan, "ada": ada, "stan": stan})


def test_pdfs_print_scripts_as_text(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    canaries = Canaries()
    mara, iris = world.people["mara"], world.people["iris"]
    asked = [
        (kit(world.interview.uid, iris), "hiring.compile_kit", compile_kit, iris),
        (debrief_packet(mara, world.debrief.uid), "debriefs.compile_packet", compile_packet, mara),
        (book(world.version.uid), "question_bank.compile_book", compile_book, world.people["rosa"]),
    ]
    for document, task, compile_it, reader in asked:
        reader.refresh_from_db()
        printed = compiled(request_document(document, task=task, by=reader), compile_it)
        said = words_of(printed).replace(" ", "")
        assert len(canaries.seen_in(said)) > 5
        assert "<script>pwned(" in said
        assert "onclick=pwned()>" in said
        assert not printed.attachments
        assert "/JavaScript" not in str(printed.root_object)
        assert "/OpenAction" not in printed.root_object
