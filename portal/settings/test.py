"""The test suite: as close to production as a throw-away database allows."""

from .base import *  # noqa: F403
from .base import BASE_DIR, STORAGES, TEMPLATES

DEBUG = False
SECRET_KEY = "test only"  # noqa: S105
SEARCH_MODEL = ""  # tests of meaning set their own
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SITE_DEMONSTRATION = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_FILE_PATH = BASE_DIR / "var" / "test-mail"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = BASE_DIR / "var" / "test-media"
STORAGES = {
    **STORAGES,
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": BASE_DIR / "var" / "test-private"},
    },
}
WHITENOISE_USE_FINDERS = True
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""
LOGGING: dict = {"version": 1, "disable_existing_loggers": False}
