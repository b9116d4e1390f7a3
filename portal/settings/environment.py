"""Every setting that comes from the environment, read here and nowhere else.

docs/settings.md holds the same list as a table; a test compares the two.
"""

import base64
import binascii

import environ

env = environ.Env()

SECRET_KEY = env.str("SECRET_KEY", default="")
DATABASE_URL = env.str("DATABASE_URL", default="")
DATABASE_POOL_SIZE = env.int("DATABASE_POOL_SIZE", default=8)
CACHE_URL = env.str("CACHE_URL", default="")
EMAIL_URL = env.str("EMAIL_URL", default="")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Commonplace <no-reply@localhost>")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env.str("BASE_URL", default="http://localhost:8000")
MEDIA_ROOT = env.str("MEDIA_ROOT", default="")
PRIVATE_ROOT = env.str("PRIVATE_ROOT", default="")
ATTACHMENT_SCANNER = env.str("ATTACHMENT_SCANNER", default="")
SEARCH_MODEL = env.str("SEARCH_MODEL", default="")
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")

SESSION_MINUTES = env.int("SESSION_MINUTES", default=720)
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=30)
SECOND_FACTOR_GRACE_DAYS = env.int("SECOND_FACTOR_GRACE_DAYS", default=14)
AUTHENTICATOR_KEYS = env.list("AUTHENTICATOR_KEYS", default=[])

SSO_NAME = env.str("SSO_NAME", default="")
SSO_ISSUER = env.str("SSO_ISSUER", default="")
SSO_CLIENT_ID = env.str("SSO_CLIENT_ID", default="")
SSO_PRIVATE_KEY = env.str("SSO_PRIVATE_KEY", default="")
SSO_ACR_VALUES = env.str("SSO_ACR_VALUES", default="")
SSO_SCOPES = env.str("SSO_SCOPES", default="openid email all_emails")
SSO_KEYS_URL = env.str("SSO_KEYS_URL", default="")
SSO_ONLY = env.bool("SSO_ONLY", default=False)

SITE_NAME = env.str("SITE_NAME", default="Commonplace")
SITE_OFFICIAL = env.bool("SITE_OFFICIAL", default=False)
AGENCY_NAME = env.str("AGENCY_NAME", default="")
AGENCY_URL = env.str("AGENCY_URL", default="")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="help@localhost")


def database() -> dict:
    """Return Django's `DATABASES["default"]` for DATABASE_URL, with a pool of connections."""
    config: dict = env.db_url_config(DATABASE_URL)
    config.setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": DATABASE_POOL_SIZE, "timeout": 10}
    return config


def missing(*names: str) -> list[str]:
    """Return those of the named settings that the environment does not set; defaults are for developers."""
    return [name for name in names if not env.str(name, default="").strip()]


def is_fernet_key(text: str) -> bool:
    """Whether this is a key for encryption: 32 bytes in the base64 of addresses."""
    try:
        return len(base64.b64decode(text, altchars=b"-_", validate=True)) == 32
    except (ValueError, binascii.Error):
        return False
