# One image for web, worker and beat. It is set up by the same script as every other machine.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore \
    VENV=/opt/venv PATH=/opt/venv/bin:$PATH VAR_DIR=/data LOG_FORMAT=json \
    DJANGO_SETTINGS_MODULE=config.settings
WORKDIR /app

# Only what the setup reads, so that a change of the code does not install everything again.
COPY bin/setup bin/setup
COPY requirements/ requirements/
RUN bin/setup && rm -rf /var/lib/apt/lists/*

RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin evenhand \
    && install -d -o evenhand -g evenhand -m 0750 /data
COPY . .
RUN python -m compileall -q accounts config core debriefs hiring question_bank references scorecards

USER evenhand
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "32", \
     "--worker-class", "gthread", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", \
     "--graceful-timeout", "30", "--max-requests", "2000", "--max-requests-jitter", "200", "--access-logfile", "-", \
     "--logger-class", "config.logs.AccessLog"]
