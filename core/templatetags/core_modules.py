"""``{% module "js/app.js" %}``: a script module, and an early word to the browser about whatever it imports."""

import re
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

IMPORT = re.compile(r'^import\b[^"\n]*"(\.[^"]+)";', re.MULTILINE)


@register.simple_tag
@cache
def module(name: str) -> SafeString:
    """The script, after a link for each module that it needs.

    Without the links a browser finds out file by file, one journey to the server after the other.
    """
    links = format_html_join("", '<link rel="modulepreload" href="{}">', ((static(each),) for each in imported(name)))
    return format_html('{}<script src="{}" type="module"></script>', links, static(name))


@cache
def imported(name: str) -> tuple[str, ...]:
    """The names of all modules that the module called ``name`` imports, whether itself or through another."""
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        source = waiting.pop()
        path = finders.find(source)
        if not isinstance(path, str):
            raise FileNotFoundError(source)
        for address in IMPORT.findall(Path(path).read_text(encoding="utf-8")):
            each = normpath(join(dirname(source), address))
            if each not in found:
                found[each] = None
                waiting.append(each)
    return tuple(sorted(found))
