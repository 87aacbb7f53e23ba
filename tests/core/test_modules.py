"""Script modules: what a page tells the browser of them before it asks."""

from django.conf import settings

from core.templatetags.core_modules import IMPORT, imported


def test_a_module_brings_what_it_imports_and_what_that_imports():
    assert {"js/scorecard-notes.js", "js/element.js", "js/csrf.js"} <= set(imported("js/scorecard.js"))
    assert imported("js/element.js") == ()


def test_every_import_is_written_so_that_it_is_found():
    for path in sorted((settings.BASE_DIR / "static" / "js").glob("*.js")):
        text = path.read_text(encoding="utf-8")
        assert len(IMPORT.findall(text)) == text.count("import "), path.name
