"""The WSGI entry point that gunicorn serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# Gunicorn imports this after its fork, which what sends traces needs.
if settings.TRACES_TO:
    from config import tracing

    tracing.start()
