"""gunicorn's entry point."""

import os

from django.core.wsgi import get_wsgi_application

from titleplatform import start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "titleplatform.settings")
start.begin()
application = get_wsgi_application()
