"""Tests: same parts as production, on private servers; the owner's connection takes the other roles."""

import os
import re

os.environ["EP_ROLE_BASE"] = "proprietaire"
# Playwright leaves an event loop in the thread of the tests that follow a journey; none of them is asynchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
os.environ.setdefault("DATABASE_URL_PROPRIETAIRE", "postgres:///portail")

from espace_partenaires.settings.base import *
from espace_partenaires.settings.env import env

# Tests run in parallel by pytest-xdist: each worker has its own numbers in Redis (its database has its own name).
RANG = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
REDIS_URL = re.sub(r"db=\d+", f"db={8 + RANG}", REDIS_URL)
CACHES["default"]["LOCATION"] = REDIS_URL
SECRET_KEY = "essais-seulement-" + "x" * 50
CLE_SECONDS_FACTEURS = SECRET_KEY
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DEMONSTRATION_AUTORISEE = True
DATABASES["default"]["TEST"] = {"NAME": env.str("EP_BASE_TEST", default="test_portail")}
# Argon2 at full cost would take a minute of the suite; one test signs in with the real hasher.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Each mail as itself, at once; the tests of the outbox group them.
REGROUPEMENT_COURRIELS_S = 0
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
# A key is bound to https elsewhere: here the portal is on http://localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
