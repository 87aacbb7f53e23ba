"""HTML to PDF, safely: ``render`` limits the input and starts ``child.py``, which alone imports WeasyPrint."""

from .render import Pdf, PdfFailed, render

__all__ = ["Pdf", "PdfFailed", "render"]
