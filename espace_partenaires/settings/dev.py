"""Development: works with nothing but what ``make run`` exports."""

import os

os.environ.setdefault("DATABASE_URL", "postgres:///portail")
os.environ.setdefault("DATABASE_URL_TACHES", "postgres:///portail")
os.environ.setdefault("DATABASE_URL_PROPRIETAIRE", "postgres:///portail")

from espace_partenaires.settings.base import *
from espace_partenaires.settings.env import env

SECRET_KEY = env.str("SECRET_KEY", default="developpement-seulement-" + "x" * 40)
CLE_SECONDS_FACTEURS = env.str("CLE_SECONDS_FACTEURS", default=SECRET_KEY)
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
DEMONSTRATION_AUTORISEE = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
if not env.bool("GABARITS_EN_MEMOIRE", default=False):
    # A page follows its template as it is being written; elsewhere templates stay compiled.
    CHARGEURS = ["filesystem.Loader", "app_directories.Loader"]
    OPTIONS_DES_GABARITS["loaders"] = [f"django.template.loaders.{chargeur}" for chargeur in CHARGEURS]
    TEMPLATES[0]["APP_DIRS"] = False
# A key is bound to https elsewhere: here the portal is on http://localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
