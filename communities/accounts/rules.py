from allauth.account.models import EmailAddress
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.agencies.models import Agency
from communities.kit.permissions import YES, Verdict, no
from communities.members.models import Profile, Standing, User
from communities.spaces.reading import led_alone_by

from .models import AddressChange, Download
from .times import ASKED_AT_MOST, CODE_VALID_FOR, PREPARED_WITHIN, WINDOW, can_object_until


def may_change_address(person: User) -> Verdict:
    """A member, a few times an hour: each try mails a code to whoever has the address."""
    if not person.is_member:
        return no(_("Only members change their address."))
    recent = AddressChange.objects.filter(person=person, asked_at__gt=timezone.now() - WINDOW)
    if recent.count() >= ASKED_AT_MOST:
        return no(_("You have asked for several codes. Wait an hour, then try again."))
    return YES


def may_change_place(person: User, bureau: Agency | None) -> Verdict:
    """Within the agency that the address proves; another agency needs another address."""
    if not person.is_member:
        return no(_("Only members change where they work."))
    profile = Profile.objects.filter(person=person).first()
    if profile is None or bureau is not None and bureau.parent_id != profile.agency_id:
        return no(_("This is not a bureau of your agency. To change your agency, change your address."))
    return YES


def is_open(change: AddressChange | None) -> bool:
    """Whether a code can still be typed for this change."""
    return (
        change is not None and change.changed_at is None and timezone.now() < change.asked_at + CODE_VALID_FOR
    )


def may_object(change: AddressChange) -> Verdict:
    if change.objected_at:
        return no(_("You have told us already. An administrator looks after it."))
    if not change.changed_at or timezone.now() > can_object_until(change):
        return no(_("It is too late to object here. Write to us."))
    if change.person.standing == Standing.CLOSED:
        return no(_("This account is closed."))
    return YES


def may_restore(by: User | None, change: AddressChange) -> Verdict:
    """An administrator, after an objection, as long as nobody else has the old address."""
    if by is None or not by.is_superuser:
        return no(_("Only administrators give an address back."))
    if change.person.standing == Standing.CLOSED:
        return no(_("This account is closed."))
    if not change.objected_at:
        return no(_("Nobody has objected to this change."))
    if is_taken(change.old_email, change.person):
        return no(_("The old address opens another account by now."))
    return YES


def is_taken(email: str, person: User) -> bool:
    """Whether an address opens, or is about to open, somebody else's account."""
    others = User.objects.exclude(pk=person.pk).filter(email__iexact=email)
    listed = EmailAddress.objects.exclude(user=person).filter(email__iexact=email)
    return others.exists() or listed.exists()


def may_ask_for_data(person: User, current: Download | None) -> Verdict:
    if not person.is_active:
        return no(_("This account is closed."))
    if current and not current.ready_at and timezone.now() < current.asked_at + PREPARED_WITHIN:
        return no(_("Your data is being prepared. We tell you when it is ready."))
    return YES


def may_open_closing(by: User, person: User) -> Verdict:
    """Whether this is an account that `by` closes: their own, or as an administrator anybody's."""
    if by.pk != person.pk and not by.is_superuser:
        return no(_("Only its owner or an administrator closes an account."))
    return YES


def may_close(by: User, person: User) -> Verdict:
    """The owner or an administrator; not while a community would be left without a lead."""
    if not (verdict := may_open_closing(by, person)):
        return verdict
    if person.standing == Standing.CLOSED:
        return no(_("This account is closed already."))
    if led := led_alone_by(person):
        names = ", ".join(str(community) for community in led)
        return no(
            _("First name another lead in %(names)s.") % {"names": names}
            if by.pk == person.pk
            else _("%(person)s is the only lead of %(names)s. Name another first.")
            % {"person": person, "names": names}
        )
    if person.is_superuser and not _another_administrator(person):
        return no(_("This is the only administrator. Make somebody else one first."))
    return YES


def _another_administrator(person: User) -> bool:
    return User.objects.members().filter(is_superuser=True).exclude(pk=person.pk).exists()
