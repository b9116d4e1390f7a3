"""An administrator corrects what a member said of themselves, stops and lets in, makes administrators."""

from django.db import transaction

from communities.agencies.locking import lock_tables
from communities.agencies.models import Agency, EmailDomain
from communities.kit.errors import Conflict
from communities.kit.permissions import require
from communities.ledger.recording import record

from . import rules
from .affiliating import begin_affiliation
from .editing import locked_profile, save_changes
from .indexing import index_member
from .models import Affiliation, Profile, User


def stamp_of(person: User) -> str:
    """How an account stands, for a form that was opened a while ago."""
    profile = Profile.objects.filter(person=person).first()
    return f"{person.name}|{profile.version if profile else 0}"


@transaction.atomic
def edit_member(
    person: User, *, by: User, name: str, title: str, body: Agency | None, is_contractor: bool, seen: str = ""
) -> User:
    """Correct name, job title, agency or bureau (`body`), and whether the person is a contractor.

    Another agency ends the affiliation that was, and begins one. Raises Conflict when somebody has changed
    the profile since `seen`, Refused for an account that is closed or has said nothing of itself yet.
    """
    require(rules.may_keep_member(by, person))
    lock_tables()
    profile = locked_profile(person)
    if seen and seen != stamp_of(profile.person):
        raise Conflict(now=stamp_of(profile.person))
    agency, bureau = _as_it_is_now(body).place if body else (None, None)
    moved = profile.agency != agency
    wanted = {"title": title, "agency": agency, "bureau": bureau, "is_contractor": is_contractor}
    changed = [key for key, value in wanted.items() if getattr(profile, key) != value]
    for key in changed:
        setattr(profile, key, wanted[key])
    if profile.person.name != name:
        profile.person.rename(name)
        changed.append("name")
    if moved:
        begin_affiliation(profile.person, agency=agency, bureau=bureau, is_contractor=is_contractor)
    if changed:
        save_changes(profile, changed)
        record("member.corrected", by=by, on=profile.person, fields=changed)
    return profile.person


@transaction.atomic
def stop(person: User, *, by: User, reason: str) -> User:
    """Let somebody sign in no more; what they wrote stays. `reason` is kept in the ledger."""
    by, person = _with_administrators(by, person)
    require(rules.may_stop(by, person))
    person.is_active = False
    person.save(update_fields=["is_active"])
    index_member(person)
    record("member.stopped", by=by, on=person, reason=reason)
    return person


@transaction.atomic
def let_in_again(person: User, *, by: User, reason: str) -> User:
    """Let somebody sign in again who was stopped."""
    by, person = _with_administrators(by, person)
    require(rules.may_let_in_again(by, person))
    person.is_active = True
    person.save(update_fields=["is_active"])
    index_member(person)
    record("member.let_in_again", by=by, on=person, reason=reason)
    return person


@transaction.atomic
def make_administrator(person: User, *, by: User) -> User:
    """Let a member do everything on this site."""
    by, person = _with_administrators(by, person)
    require(rules.may_make_administrator(by, person))
    person.is_superuser = True
    person.save(update_fields=["is_superuser"])
    record("member.made_administrator", by=by, on=person)
    return person


@transaction.atomic
def unmake_administrator(person: User, *, by: User) -> User:
    """Take the role of administrator from somebody; one always stays, and nobody does it to themselves."""
    by, person = _with_administrators(by, person)
    require(rules.may_unmake_administrator(by, person))
    person.is_superuser = False
    person.save(update_fields=["is_superuser"])
    record("member.unmade_administrator", by=by, on=person)
    return person


@transaction.atomic
def remove_domain(domain: EmailDomain, *, by: User) -> None:
    """Delete a domain from which no member writes. Raises Refused when one does: it can be ended."""
    lock_tables()
    domain = EmailDomain.objects.select_for_update().get(pk=domain.pk)
    require(rules.may_remove_domain(by, domain, in_use=is_in_use(domain)))
    record("agency.domain_removed", by=by, on=domain, domain=domain.domain)
    domain.delete()


def _as_it_is_now(body: Agency) -> Agency:
    """The body, or the one that it was merged into while a page was open."""
    body = Agency.objects.select_related("parent", "merged_into__parent").get(pk=body.pk)
    return body.merged_into or body


def is_in_use(domain: EmailDomain) -> bool:
    """Whether somebody's address is, or an affiliation was, in a domain or below it."""
    below = f".{domain.domain}"
    addresses = User.objects.filter(email__iendswith=f"@{domain.domain}") | User.objects.filter(
        email__iendswith=below
    )
    once = Affiliation.objects.filter(domain=domain.domain) | Affiliation.objects.filter(
        domain__endswith=below
    )
    return addresses.exists() or once.exists()


def _with_administrators(by: User, person: User) -> tuple[User, User]:
    """Read both again, and let whoever changes an administrator at this moment wait."""
    list(
        User.objects.select_for_update(no_key=True).filter(is_superuser=True).order_by("pk").values_list("pk")
    )
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    return User.objects.get(pk=by.pk), person
