"""The live site's settings with secrets that open nothing, and the floor views beside the site's own.

Differences from production: plain HTTP on loopback, no mail, static files in a folder of their own. The
cache is production's when CACHE_URL names one; otherwise each worker has its own in memory.
"""

import os

os.environ.update(
    SECRET_KEY="for measuring only 0123456789 abcdefghijklmnopqrstuvwxyz",
    ALLOWED_HOSTS="127.0.0.1,localhost,testserver",
    AUTHENTICATOR_KEYS="Zm9yIG1lYXN1cmluZyBvbmx5LCBvcGVucyBub3RoaW4=",
    EMAIL_URL="dummymail://",
    LOG_LEVEL="WARNING",
)
os.environ.setdefault("CACHE_URL", "locmemcache://")
os.environ.setdefault("BASE_URL", "http://127.0.0.1")

from portal.settings.production import *  # noqa: F403
from portal.settings.production import BASE_DIR, INSTALLED_APPS, MIDDLEWARE

ROOT_URLCONF = "benchmarks.urls"
MIDDLEWARE = ["benchmarks.floor.BareMiddleware", *MIDDLEWARE]
INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks"]
STATIC_ROOT = BASE_DIR / "var" / "benchmarks" / "static"
MEDIA_ROOT = BASE_DIR / "var" / "benchmarks" / "media"
SECURE_SSL_REDIRECT = False
LIMITS_ON_ACTS = False  # one member posts hundreds of replies
