"""A file that is too large is refused beside its field, before anything is sent."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from hiring.models import Candidacy

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_resume_that_is_too_large_is_not_sent_and_no_word_is_lost(new_page, rosa, role, tmp_path):
    large, small = tmp_path / "large.pdf", tmp_path / "small.pdf"
    large.write_bytes(b"%PDF-1.7" + b"x" * 10 * 1024 * 1024)
    small.write_bytes(b"%PDF-1.7")
    page = new_page(rosa)
    page.goto(reverse("candidacy_create", args=[role.uid]))
    page.get_by_label("Name").fill("Wanda Wide")
    page.get_by_label("E-mail").fill("wanda@example.org")
    resume = page.get_by_label("Resume")
    words = page.get_by_role("alert").filter(has_text="This file is larger than 10 MB. Save it smaller and try again.")

    resume.set_input_files(large)
    expect(words).to_be_visible()
    page.get_by_role("button", name="Add candidate").click()
    expect(resume).to_be_focused()
    expect(page.get_by_label("Name")).to_have_value("Wanda Wide")

    resume.set_input_files(small)
    expect(words).to_have_count(0)
    page.get_by_role("button", name="Add candidate").click()
    expect(page.get_by_role("heading", name="Wanda Wide")).to_be_visible()
    assert Candidacy.objects.get(candidate__name="Wanda Wide").documents.count() == 1
