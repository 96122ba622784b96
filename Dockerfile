# Two stages: packages are installed in one, the other holds only what runs.
FROM python:3.11-slim-bookworm AS construction
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/requirements.txt
RUN /opt/venv/bin/pip install --require-hashes -r /tmp/requirements.txt

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin portail \
    && install -d -o portail -g portail -m 700 /var/lib/portail/pieces
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DOSSIER_STATIQUE=/srv/statique \
    DJANGO_SETTINGS_MODULE=espace_partenaires.settings.production \
    EP_ROLE_BASE=web
WORKDIR /srv/portail
COPY --from=construction /opt/venv /opt/venv
COPY deploy/container_probe.py /usr/local/lib/portail/container_probe.py
COPY . .
# Placeholders for this command alone: collecting files opens no connection.
RUN SECRET_KEY=construction ALLOWED_HOSTS=construction ADRESSE_PUBLIQUE=https://construction.example \
    DATABASE_URL=postgres:///construction python manage.py collectstatic --noinput
USER portail
EXPOSE 8000
CMD ["gunicorn", "espace_partenaires.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "2", "--threads", "4", "--no-control-socket", "--worker-tmp-dir", "/dev/shm", \
     "--max-requests", "2000", "--max-requests-jitter", "200"]
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
    CMD ["python", "/usr/local/lib/portail/container_probe.py"]
