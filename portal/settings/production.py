"""The live site. It refuses to start without what it needs."""

from django.core.exceptions import ImproperlyConfigured

from . import environment, single_sign_on
from .base import *  # noqa: F403
from .base import STORAGES

missing = environment.missing(
    "SECRET_KEY", "DATABASE_URL", "CACHE_URL", "EMAIL_URL", "ALLOWED_HOSTS", "BASE_URL", "AUTHENTICATOR_KEYS"
)
if missing:
    raise ImproperlyConfigured(f"Set these in the environment: {', '.join(missing)}. See docs/settings.md.")
if len(environment.SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY needs at least 50 characters.")
if not all(environment.is_fernet_key(key) for key in environment.AUTHENTICATOR_KEYS):
    raise ImproperlyConfigured(
        "AUTHENTICATOR_KEYS: each key is 32 random bytes in base64. See docs/settings.md."
    )
if wrong := single_sign_on.problems():
    raise ImproperlyConfigured(f"{' '.join(wrong)} See docs/single-sign-on.md.")

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
    **STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
