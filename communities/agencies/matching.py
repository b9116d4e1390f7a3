"""From an e-mail address to an agency: by the longest registered suffix of its domain."""

import unicodedata
from datetime import date
from functools import cache
from pathlib import Path

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db.models import Q
from django.utils.translation import gettext as _

from .models import EmailDomain, EmailDomainQuerySet

DATA = Path(__file__).parent / "data"
FREE_MAIL, FOREIGN = DATA / "free_mail.txt", DATA / "foreign_governments.txt"
LOCALITIES = {"cc", "ci", "co", "cog", "dst", "gen", "k12", "lib", "mus", "pvt", "tec", "town", "vil"}
NEAR = 0.45  # likeness of trigrams; nih.gov and n1h.gov have 0.45
HELD = 0.8  # how much of a name stands in a domain; of smalltown in smalltowntx.gov it is 0.9


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


def match(domain: str, on: date | None = None) -> EmailDomain | None:
    """Return the registered domain that is the longest suffix of `domain` on a day, or None. One query.

    The day is today unless told. A domain counts from its first to its last day, both included.
    """
    candidates = known_about(domain).in_force(on)
    return max(candidates, key=lambda found: len(found.domain), default=None)


def known_about(domain: str) -> EmailDomainQuerySet:
    """What the table holds of `domain` and of everything that it lies below, also what counts no more."""
    found = EmailDomain.objects.filter(domain__in=suffixes(domain))
    return found.select_related("agency", "suggested_bureau")


def foreign_government(domain: str) -> str:
    """Return the suffix (`gov.uk`) that only another country's government gives away, or an empty string."""
    return next((suffix for suffix in suffixes(domain) if suffix in _foreign()), "")


def nearest(domain: str, count: int = 3) -> list[str]:
    """Return the registered domains that are spelt most like an unregistered one, for a person to compare."""
    name = domain.rpartition(".")[0]
    alike = EmailDomain.objects.annotate(
        whole=TrigramSimilarity("domain", domain), part=TrigramWordSimilarity(name, "domain")
    )
    found = alike.filter(Q(whole__gte=NEAR) | Q(part__gte=HELD)).order_by("-whole", "domain")
    return list(found.values_list("domain", flat=True)[:count])


def is_too_wide(domain: str) -> bool:
    """Return whether many who have nothing to do with each other have addresses below `domain`.

    `org`, `co.uk`, `gov.uk`; in the .us of localities (RFC 1480) `tx.us`, `k12.tx.us`, `ci.tx.us`.
    """
    labels = domain.split(".")
    enough = 3 if len(labels[-1]) == 2 else 2
    if labels[-1] == "us" and len(labels) == 3 and labels[0] in LOCALITIES:
        enough = 4
    return len(labels) < enough or domain in _foreign() or is_free_mail(domain)


def is_free_mail(domain: str) -> bool:
    """Return whether `domain` belongs to a provider of personal mailboxes."""
    return any(suffix in _free_mail() for suffix in suffixes(domain))


def looks_like(domain: str) -> str:
    """Return the registered domain that an unregistered one imitates, or an empty string.

    Two disguises: a government domain in front of somebody else's (nih.gov.example.com), and its dots
    written as hyphens (nih-gov.com, nih.gov-mail.com).
    """
    if foreign_government(domain):  # nobody but that government can have it, so it imitates nobody
        return ""
    spelt = unicodedata.normalize("NFKC", domain).replace("-", ".")
    labels = spelt.split(".")
    tops = [position for position, label in enumerate(labels[:-1]) if label in ("gov", "mil")]
    guesses = {".".join(labels[start : top + 1]) for top in tops for start in range(top)}
    found = EmailDomain.objects.filter(domain__in=guesses).values_list("domain", flat=True)
    return max(found, key=len, default="")


@cache
def _free_mail() -> frozenset[str]:
    return _listed(FREE_MAIL)


@cache
def _foreign() -> frozenset[str]:
    return _listed(FOREIGN)


def _listed(file: Path) -> frozenset[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
