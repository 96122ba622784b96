"""Settings shared by every environment. What a deployment may change comes from the environment."""

from datetime import timedelta
from typing import Any

import django_stubs_ext
from bootstrap_wrapper import get_bootstrap_dir
from botocore.config import Config
from django.urls import reverse_lazy

from espace_partenaires.settings.env import RACINE, base_de_donnees, env
from espace_partenaires.settings.logs import JOURNAUX
from espace_partenaires.settings.schedule import CALENDRIER_DES_TACHES

# ModelAdmin[Caisse], ModelForm[Caisse]…: what the types say, Python accepts.
django_stubs_ext.monkeypatch()

DEBUG = False
ROOT_URLCONF = "espace_partenaires.urls"
WSGI_APPLICATION = "espace_partenaires.wsgi.application"
SITE_NAME = "Espace Partenaires"
ADRESSE_PUBLIQUE = env.str("ADRESSE_PUBLIQUE", default="http://localhost:8000").rstrip("/")

INSTALLED_APPS = [
    "signalements",
    "habilitations",
    "conventions",
    "espace_partenaires.web",
    "espace_partenaires.comptes",
    "espace_partenaires.journal",
    "espace_partenaires.notifications",
    "espace_partenaires.pieces",
    "espace_partenaires.documents",
    "espace_partenaires.conservation",
    "espace_partenaires.isolation",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "guardian",
    "csp",
    "django_htmx",
    "espace_partenaires.comptes.administration.ConfigurationAdministration",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "espace_partenaires.journal.middleware.AdresseMiddleware",
    "espace_partenaires.web.middleware.EntetesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "espace_partenaires.comptes.limites.LimitesDeSessionMiddleware",
    "espace_partenaires.isolation.middleware.PorteeMiddleware",
    "espace_partenaires.comptes.middleware.EtapesObligatoiresMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

OPTIONS_DES_GABARITS: dict[str, Any] = {
    "context_processors": [
        "django.template.context_processors.debug",
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
        "espace_partenaires.web.contexte.navigation",
    ],
    "builtins": [
        "django.templatetags.static",
        "espace_partenaires.web.templatetags.portail",
    ],
}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [RACINE / "templates"],
        # Without a list of loaders, Django keeps each template compiled; with one, it reads it again each time.
        "APP_DIRS": True,
        "OPTIONS": OPTIONS_DES_GABARITS,
    },
]
FORM_RENDERER = "espace_partenaires.web.formulaires.RenduPortail"

# --- database, cache, queue -------------------------------------------------------------------------
DATABASES = {"default": base_de_donnees()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/1")
CACHES = {
    "default": {
        "BACKEND": "espace_partenaires.comptes.cache.CacheAvecRepli",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    },
    # The table that rate limits fall back to while Redis is away.
    "repli": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "comptes_cache_repli"},
}
SESSION_ENGINE = "espace_partenaires.comptes.magasin"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="redis://127.0.0.1:6379/2")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Europe/Paris"
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# The workers write their logs as the portal does: without the values of an error.
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 0.5,
    "socket_timeout": 5,
    "visibility_timeout": 600,
}
CELERY_BEAT_SCHEDULE = CALENDRIER_DES_TACHES

# --- sign-in ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "comptes.Utilisateur"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("web:accueil")
LOGOUT_REDIRECT_URL = reverse_lazy("web:accueil")
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "espace_partenaires.comptes.mots_de_passe.LongueurSuffisante"},
    {"NAME": "espace_partenaires.comptes.mots_de_passe.RienDePersonnel"},
    {"NAME": "espace_partenaires.comptes.mots_de_passe.PasTropCourant"},
    {"NAME": "espace_partenaires.comptes.mots_de_passe.PasDejaChoisi"},
]
MFA_ADAPTER = "espace_partenaires.comptes.adaptateur.AdaptateurSecondFacteur"
ACCOUNT_ADAPTER = "espace_partenaires.comptes.adaptateur.AdaptateurComptes"
ACCOUNT_FORMS = {
    "login": "espace_partenaires.comptes.forms_connexion.ConnexionForm",
    "reauthenticate": "espace_partenaires.comptes.forms_connexion.ConfirmationForm",
    "change_password": "espace_partenaires.comptes.forms_connexion.ChangementForm",
}
MFA_FORMS = {
    "authenticate": "espace_partenaires.comptes.forms_connexion.CodeForm",
    "reauthenticate": "espace_partenaires.comptes.forms_connexion.CodeConfirmationForm",
    "activate_totp": "espace_partenaires.comptes.forms_connexion.AjoutSecondFacteurForm",
    "authenticate_webauthn": "espace_partenaires.comptes.forms_connexion.CleForm",
    "reauthenticate_webauthn": "espace_partenaires.comptes.forms_connexion.CleConfirmationForm",
    "add_webauthn": "espace_partenaires.comptes.forms_connexion.AjoutCleForm",
    "edit_webauthn": "espace_partenaires.comptes.forms_connexion.NomDeCleForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "identifiant"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "courriel"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {
    "login_failed": "5/5m/key,30/5m/ip",
    "login": "60/m/ip",
    "reauthenticate": "10/m/user",
    # By address, and by what was typed: a structure has one address for all its people.
    "identifiant_oublie": "30/h/ip,4/h/key",
    "mot_de_passe_oublie": "30/h/ip,4/h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("MANDATAIRES_DE_CONFIANCE", default=0)
USERSESSIONS_TRACK_ACTIVITY = False  # LimitesDeSessionMiddleware does it, more rarely
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False  # a key comes after the password, never instead of it
MFA_TOTP_ISSUER = SITE_NAME
DUREE_INVITATION_JOURS = 7
# A password is renewed at regular intervals, and is none of the last ones (HAB-06).
DUREE_MOT_DE_PASSE_JOURS = env.int("DUREE_MOT_DE_PASSE_JOURS", default=180)
MOTS_DE_PASSE_REFUSES = 5
# A session ends unused after thirty minutes, and in any case after twelve hours (SEC-01).
# The second limit is SESSION_COOKIE_AGE, counted from the sign-in.
SESSION_INACTIVITE_S = env.int("SESSION_INACTIVITE_S", default=int(timedelta(minutes=30).total_seconds()))
SESSION_AVERTISSEMENT_S = env.int(
    "SESSION_AVERTISSEMENT_S", default=int(timedelta(minutes=5).total_seconds())
)

# --- language, static files, mails ------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "français")]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/statique/"
STATIC_ROOT = env.path("DOSSIER_STATIQUE", default=str(RACINE / ".run" / "statique"))
STATICFILES_DIRS = [RACINE / "static", ("bootstrap", get_bootstrap_dir())]
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="smtp://127.0.0.1:25")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
# How long a message that is not urgent waits for others to leave with, in seconds; 0 groups nothing (UX-07).
REGROUPEMENT_COURRIELS_S = env.int("REGROUPEMENT_COURRIELS_S", default=600)
DEFAULT_FROM_EMAIL = env.str(
    "COURRIEL_EXPEDITEUR", default="Espace Partenaires <ne-pas-repondre@espace-partenaires.example>"
)

# --- what cannot wait for the portal ----------------------------------------------------------------
# National phone paths (ORG-07: S3 annexe 2; S1m 3), shown in an outage and where care is asked for.
VOIES_TELEPHONIQUES = (
    {
        "code": "urgence",
        "numero": "36 46",
        "mots": "urgence partenaire",
        "pour": "Des soins sont sur le point d’avoir lieu et la situation ne peut pas suivre les délais habituels.",
    },
    {
        "code": "social",
        "numero": "36 46",
        "mots": "service social",
        "pour": "La situation relève du service social de l’Assurance Maladie.",
    },
)

# --- files ------------------------------------------------------------------------------------------
STORAGES = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "pieces": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": env.str("DOSSIER_PIECES", default=str(RACINE / ".run" / "pieces")),
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}
if env.str("S3_BUCKET", default=""):
    STORAGES["pieces"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.str("S3_BUCKET"),
            "endpoint_url": env.str("S3_ENDPOINT_URL"),
            "access_key": env.str("S3_ACCESS_KEY"),
            "secret_key": env.str("S3_SECRET_KEY"),
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
            "addressing_style": "path",
            # A bucket that does not answer must not hold a request for minutes.
            "client_config": Config(connect_timeout=3, read_timeout=20, retries={"max_attempts": 1}),
        },
    }
CLAMD_URL = env.str("CLAMD_URL", default="unix:///var/run/clamav/clamd.ctl")
TAILLE_MAX_PIECE = env.int("TAILLE_MAX_PIECE", default=10 * 1024 * 1024)
# Files that one demande may hold, all together.
NOMBRE_MAX_PIECES = env.int("NOMBRE_MAX_PIECES", default=40)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 15  # what a request for pieces may ask for at most; nginx bounds their sum

# --- browser's defences -----------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    },
}

LOGGING = JOURNAUX
