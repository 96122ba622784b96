"""Entry point of the web server: the process takes the role « web » of the database."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "espace_partenaires.settings.production")
os.environ.setdefault("EP_ROLE_BASE", "web")

application = get_wsgi_application()
