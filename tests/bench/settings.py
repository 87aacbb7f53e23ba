"""Production's settings, with the floors in the URLs and a counter of queries that a request has to wake."""

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE

ROOT_URLCONF = "tests.bench.urls"
MIDDLEWARE = ["tests.bench.counting.Count", *MIDDLEWARE]
