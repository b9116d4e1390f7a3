"""A member changes the address that opens the account, and perhaps with it the agency they work for."""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from communities.agencies.matching import domain_of, match
from communities.agencies.models import EmailDomain
from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members import eligibility
from communities.members.affiliating import begin_affiliation, confirm_address
from communities.members.editing import save_changes
from communities.members.models import Affiliation, Profile, User

from . import rules
from .models import AddressChange
from .reading import pending_change
from .sessions import end_sessions
from .tasks import tell_leads, tell_old_address


@transaction.atomic
def ask_for_change(person: User, *, email: str, is_contractor: bool = False) -> tuple[AddressChange, str]:
    """Begin a change of address; returns it with the code that the caller mails to `email`.

    The code is empty, and no code confirms the change, when the address is somebody else's: the page says
    the same in both cases. Raises Refused when the person may not, ValidationError for an address that
    can't join.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    require(rules.may_change_address(person))
    email = check_new_address(person, email)
    AddressChange.objects.filter(person=person, changed_at=None).update(code_hash="")
    change = AddressChange.objects.create(
        person=person, old_email=person.email, new_email=email, is_contractor=is_contractor
    )
    code = "" if rules.is_taken(email, person) else get_adapter().generate_email_verification_code()
    change.code_hash = _hash(change, code) if code else ""
    change.save(update_fields=["code_hash"])
    return change, code


def check_new_address(person: User, email: str) -> str:
    """Return an address as it will be kept. Raises ValidationError, in words, when the person can't have it.

    It must be in a domain that we know: another needs an administrator, who adds the domain first.
    """
    email = get_adapter().clean_email(email)
    if email == person.email.lower():
        raise ValidationError(_("This is your address already."))
    if not person.is_superuser and not eligibility.check(email).at_once:
        raise ValidationError(
            _(
                "We don't know %(domain)s yet. Write to us which agency it belongs to; an administrator adds"
                " it, and then you can change your address here. Until then your account stays as it is."
            )
            % {"domain": domain_of(email)}
        )
    return email


@transaction.atomic
def confirm_change(person: User, *, code: str, session_key: str | None = None) -> AddressChange | None:
    """Change the address when the code is right; None, and one try less, when it is not.

    Every session but `session_key` ends. Raises ValidationError when there is nothing to confirm any more.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    change = pending_change(person)
    if change is None:
        raise ValidationError(_("This code is too old, or was wrong too often. Ask for a new one."))
    AddressChange.objects.filter(pk=change.pk).update(attempts=F("attempts") + 1)
    if not change.code_hash or not constant_time_compare(change.code_hash, _hash(change, code)):
        return None
    if rules.is_taken(change.new_email, person):  # somebody joined with it meanwhile
        return None
    try:
        with transaction.atomic():
            _change(person, change, session_key)
    except IntegrityError:  # somebody else's code for it was right in the same moment
        return None
    return change


def _hash(change: AddressChange, code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return salted_hmac("accounts.change", f"{change.pk}:{plain}", algorithm="sha256").hexdigest()


def _change(person: User, change: AddressChange, session_key: str | None) -> None:
    """The address is proved: everything that hangs on it follows at once."""
    moved = swap_address(person, change.new_email, is_contractor=change.is_contractor)
    change.changed_at, change.code_hash = timezone.now(), ""
    change.save(update_fields=["changed_at", "code_hash"])
    end_sessions(person, keep=session_key)
    record("member.address_changed", by=person, on=person, agency_changed=moved)
    tell_leads.defer(person_id=person.pk, since=timezone.now().isoformat())
    tell_old_address.defer(change_id=change.pk)


def swap_address(person: User, email: str, *, is_contractor: bool) -> bool:
    """Let another address, and only it, open an account; agency and search follow.

    In the caller's transaction. Returns whether it is another agency's.
    """
    person.email = email
    person.save(update_fields=["email"])
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return _affiliate(person, match(domain_of(email)), is_contractor=is_contractor)


def _affiliate(person: User, known: EmailDomain | None, *, is_contractor: bool) -> bool:
    """Let profile and affiliation follow the address; returns whether it is another agency's."""
    profile = Profile.objects.select_for_update().get(person=person)
    agency = known.agency if known else profile.agency
    moved = agency != profile.agency
    profile.agency, profile.is_contractor = agency, is_contractor
    profile.bureau = None if moved else profile.bureau
    if moved or not _is_current(profile, domain_of(person.email)):
        begin_affiliation(person, agency=agency, bureau=profile.bureau, is_contractor=is_contractor)
    else:
        confirm_address(person)
    save_changes(profile, ["agency", "bureau", "is_contractor"])
    return moved


def _is_current(profile: Profile, domain: str) -> bool:
    """Whether the current affiliation says what the profile says."""
    return Affiliation.objects.filter(
        person=profile.person_id,
        until=None,
        agency=profile.agency_id,
        bureau=profile.bureau_id,
        is_contractor=profile.is_contractor,
        domain=domain,
    ).exists()


@transaction.atomic
def change_place(person: User, *, bureau=None, is_contractor: bool) -> Profile:
    """Move to another bureau of the same agency, or become or stop being a contractor."""
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    require(rules.may_change_place(person, bureau))
    profile = Profile.objects.select_for_update().get(person=person)
    if (profile.bureau, profile.is_contractor) == (bureau, is_contractor):
        return profile
    confirmed = Affiliation.objects.filter(person=person, until=None).values_list("confirmed_on", flat=True)
    before = confirmed.first()
    now = begin_affiliation(person, agency=profile.agency, bureau=bureau, is_contractor=is_contractor)
    if before:  # nothing was proved by this
        now.confirmed_on = before
        now.save(update_fields=["confirmed_on"])
    profile.bureau, profile.is_contractor = bureau, is_contractor
    save_changes(profile, ["bureau", "is_contractor"])
    record("member.affiliation_changed", by=person, on=person)
    tell_leads.defer(person_id=person.pk, since=timezone.now().isoformat())
    return profile
