"""A developer's machine: errors are shown, mail is read at /dev/mail/, nothing needs to be set."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import BASE_DIR, DATABASES, SECRET_KEY

if not DATABASES:
    raise ImproperlyConfigured(
        "There is no DATABASE_URL. Use `make run` or `make shell`, which start the embedded PostgreSQL, "
        "or put `.venv/bin/python -m scripts.database run --` before your command."
    )

DEBUG = True
SECRET_KEY = SECRET_KEY or "development only: production refuses to start without a key of its own"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
SITE_DEMONSTRATION = True
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = BASE_DIR / "var" / "mail"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SECOND_FACTOR_ENFORCED = False  # a demonstration reminds, and closes no page
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
