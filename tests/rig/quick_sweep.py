"""A clock that sweeps every four seconds: given to a worker by ``-I``, read before its clock starts.

In the short form of the fault tests nobody wants to know how long half a minute is.
"""

from config.celery import app

EVERY = 4.0

schedule = app.conf.beat_schedule
# Set on the configuration itself: what config/celery.py says wins over settings.
app.conf.beat_schedule = schedule | {"sweep-jobs": schedule["sweep-jobs"] | {"schedule": EVERY}}
