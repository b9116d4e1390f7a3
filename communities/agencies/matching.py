"""From an e-mail address to an agency: by the longest registered suffix of its domain."""

import unicodedata
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from .models import EmailDomain

FREE_MAIL = Path(__file__).parent / "data" / "free_mail.txt"


class _AtADomain(EmailValidator):
    """An address at a domain, not at a number such as [10.0.0.1] and not at localhost."""

    domain_allowlist: list[str] = []

    def validate_domain_part(self, domain_part):
        return bool(self.domain_regex.match(domain_part))


_is_address = _AtADomain()


def domain_of(address: str) -> str:
    """Return the domain of an address: lower case, without a trailing dot.

    Raises ValidationError for what is not a plain e-mail address. A domain with letters that merely
    look like Latin ones (U+0435 for e, full-width forms, punycode) is not plain: no registered
    government domain has them, and look-alikes do.
    """
    address = address.strip().rstrip(".")
    domain = address.rpartition("@")[2].lower()
    if not address.isascii() or '"' in address or "xn--" in domain:
        raise ValidationError(_("Type your address with plain letters. Government addresses have no others."))
    try:
        _is_address(address)
    except ValidationError:
        raise ValidationError(_("This is not a complete e-mail address, such as dana@agency.gov.")) from None
    return domain


def suffixes(domain: str) -> list[str]:
    """Return the domain and everything after each of its dots, longest first."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(len(labels))]


def match(domain: str) -> EmailDomain | None:
    """Return the registered domain that is the longest suffix of `domain`, or None. One query."""
    candidates = EmailDomain.objects.filter(domain__in=suffixes(domain)).select_related(
        "agency", "suggested_bureau"
    )
    return max(candidates, key=lambda found: len(found.domain), default=None)


def is_free_mail(domain: str) -> bool:
    """Return whether `domain` belongs to a provider of personal mailboxes."""
    return any(suffix in _free_mail() for suffix in suffixes(domain))


def looks_like(domain: str) -> str:
    """Return the registered domain that an unregistered one imitates, or an empty string.

    Two disguises: a government domain in front of somebody else's (nih.gov.example.com), and its dots
    written as hyphens (nih-gov.com, nih.gov-mail.com).
    """
    spelt = unicodedata.normalize("NFKC", domain).replace("-", ".")
    labels = spelt.split(".")
    tops = [position for position, label in enumerate(labels[:-1]) if label in ("gov", "mil")]
    guesses = {".".join(labels[start : top + 1]) for top in tops for start in range(top)}
    found = EmailDomain.objects.filter(domain__in=guesses).values_list("domain", flat=True)
    return max(found, key=len, default="")


@cache
def _free_mail() -> frozenset[str]:
    lines = FREE_MAIL.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
