"""Every template compiles, and none carries inline styles, inline scripts or unescaped text."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.html"))
FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*="),
    "a style element": re.compile(r"<style\b"),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")"),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=|hx-on|hx-vals=['\"]js:|hx-headers=['\"]js:"),
    "unescaped text": re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off"),
    "a foreign origin": re.compile(r"(?:src|href)=\"(?:https?:)?//"),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_compiles(name):
    assert get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_keeps_to_the_content_policy(name):
    text = (ROOT / name).read_text()
    text = re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", text, flags=re.S)
    found = [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]
    assert not found, f"{name} has {', '.join(found)}"


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name.startswith("components/")])
def test_component_says_what_it_takes(name):
    assert (ROOT / name).read_text().lstrip().startswith("{% comment %}"), f"{name}: document the parameters at the top"
