"""Production: refuses to start without its secrets, and behind anything but TLS."""

from espace_partenaires.settings.base import *
from espace_partenaires.settings.env import env

SECRET_KEY = env.str("SECRET_KEY")
# Encrypts the seeds of second factors: with a key of its own, SECRET_KEY may change without closing every account.
CLE_SECONDS_FACTEURS = env.str("CLE_SECONDS_FACTEURS", default="") or SECRET_KEY
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
ADRESSE_PUBLIQUE = env.str("ADRESSE_PUBLIQUE").rstrip("/")
CSRF_TRUSTED_ORIGINS = [ADRESSE_PUBLIQUE]
DEMONSTRATION_AUTORISEE = False
DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REDIRECT_EXEMPT = [r"^sante/"]
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
