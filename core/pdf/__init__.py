"""HTML to PDF, safely: ``render`` limits the input and has ``child.py`` make it, which alone uses WeasyPrint.

``zygote.py`` imports it once and forks a child for each document; ``pressroom.py`` holds this process's zygote.
"""

from .pressroom import Press, press
from .render import Pdf, PdfFailed, render

__all__ = ["Pdf", "PdfFailed", "Press", "press", "render"]
