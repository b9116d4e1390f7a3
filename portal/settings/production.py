"""The live site. It refuses to start without what it needs."""

from django.core.exceptions import ImproperlyConfigured

from . import environment
from .base import *  # noqa: F403

missing = environment.missing(
    "SECRET_KEY", "DATABASE_URL", "CACHE_URL", "EMAIL_URL", "ALLOWED_HOSTS", "BASE_URL"
)
if missing:
    raise ImproperlyConfigured(f"Set these in the environment: {', '.join(missing)}. See docs/settings.md.")
if len(environment.SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY needs at least 50 characters.")

DEBUG = False
CACHES = {"default": environment.env.cache_url("CACHE_URL")}
globals().update(environment.env.email_url("EMAIL_URL"))
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
