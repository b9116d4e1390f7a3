"""Who may join, by the address they write from."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from communities.agencies.matching import domain_of, is_free_mail, looks_like, match
from communities.agencies.models import EmailDomain

from .models import User

LONGEST = 254  # characters of an address


@dataclass(frozen=True)
class Eligible:
    """An address that may join: at once with a known domain, after a decision without one."""

    domain: str
    known: EmailDomain | None
    at_once: bool


def of(person: User) -> Eligible:
    """Say whether a person may join. An administrator may from any address: the command line vouches.

    Raises ValidationError as `check` does.
    """
    if not person.is_superuser:
        return check(person.email)
    domain = domain_of(person.email)
    return Eligible(domain=domain, known=match(domain), at_once=True)


def check(address: str) -> Eligible:
    """Say whether somebody with this address may join.

    Raises ValidationError, with the sentence the person reads, for personal mailboxes, for domains
    that imitate a government's, for what is no address, and for one that no mail reaches: RFC 5321
    allows LONGEST characters.
    """
    domain = domain_of(address)
    if len(address) > LONGEST:
        raise ValidationError(_("This address is too long: e-mail addresses have at most 254 characters."))
    if known := match(domain):
        return Eligible(domain=domain, known=known, at_once=True)
    if is_free_mail(domain):
        raise ValidationError(
            _("%(domain)s is personal mail. Please use the address that your agency gave you.")
            % {"domain": domain}
        )
    if imitated := looks_like(domain):
        raise ValidationError(
            _("%(domain)s is not %(imitated)s. Please use the address that your agency gave you.")
            % {"domain": domain, "imitated": imitated}
        )
    return Eligible(domain=domain, known=None, at_once=False)
