from collections.abc import Collection
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communities.agencies.matching import is_too_wide, suffixes
from communities.kit.permissions import YES, Verdict, no

from .eligibility import Eligible
from .models import JoinRequest, Standing, User, end_of, suspensions_of

ASK_AGAIN_AFTER = timedelta(days=14)  # after a first decline; after the second nobody asks again
ANOTHER_VOUCHER_AFTER = timedelta(days=1)  # members are not mailed for each name that comes to mind


def may_join_at_once(person: User, eligible: Eligible) -> Verdict:
    if person.standing != Standing.ARRIVING:
        return no(_("You have already told us who you are."))
    if not eligible.at_once:
        return no(_("We don't know this domain yet. Ask to join, and a person decides."))
    return YES


def may_ask_to_join(person: User, earlier: Collection[JoinRequest] = ()) -> Verdict:
    """Whether a person may ask now; `earlier` are their requests until today."""
    if person.standing == Standing.ARRIVING:
        return YES
    if person.standing != Standing.DECLINED:
        return no(_("You have already told us who you are."))
    days = [asked.decided_at for asked in earlier if asked.state == JoinRequest.State.DECLINED]
    declined = [day for day in days if day]
    if len(declined) > 1:
        return no(_("Your request was declined twice. You can't ask again; you can still write to us."))
    day = timezone.localtime(max(declined, default=timezone.now()) + ASK_AGAIN_AFTER)
    if timezone.now() < day:
        words = _("You can ask once more from %(day)s on. Say then what is new.")
        return no(words % {"day": date_format(day)})
    return YES


def may_mend(person: User, request: JoinRequest) -> Verdict:
    """Whether somebody may change or withdraw what they asked."""
    if person.pk != request.person_id:
        return no(_("This is somebody else's request."))
    if request.state != JoinRequest.State.WAITING:
        return no(_("This request is decided, or withdrawn. It can't be changed any more."))
    return YES


def may_name_voucher(request: JoinRequest) -> Verdict:
    """Whether the person may name another member than the one who was asked."""
    if request.vouching in (JoinRequest.Vouching.VOUCHED, JoinRequest.Vouching.UNKNOWN):
        return no(_("The member whom you named has answered. An administrator goes on from there."))
    if request.voucher_asked_at and timezone.now() < request.voucher_asked_at + ANOTHER_VOUCHER_AFTER:
        return no(_("We asked the first one less than a day ago. Give them until tomorrow."))
    return YES


def may_vouch(person: User | None, request: JoinRequest) -> Verdict:
    if person is None or not request.voucher or person.email.lower() != request.voucher.lower():
        return no(_("Only the member who was named can answer this."))
    if request.state != JoinRequest.State.WAITING:
        return no(_("This request is decided already. Thank you all the same."))
    if request.vouching != JoinRequest.Vouching.ASKED:
        return no(_("You have answered already. Thank you."))
    return YES


def may_decide(person: User | None, request: JoinRequest) -> Verdict:
    if not person or not person.is_superuser:
        return no(_("Only administrators decide who joins."))
    if request.state == JoinRequest.State.WITHDRAWN:
        return no(_("%(name)s has withdrawn this request.") % {"name": request.person})
    if request.state != JoinRequest.State.WAITING:
        return no(_("%(name)s has already decided this request.") % {"name": request.decided_by})
    return YES


def may_add_domain(request: JoinRequest, domain: str) -> Verdict:
    """Whether a domain may be added to the table because of this request."""
    if domain not in suffixes(request.domain):
        return no(_("%(domain)s is not the domain of this address.") % {"domain": domain})
    if is_too_wide(domain):
        return no(_("Too many have addresses below %(domain)s. Take a narrower one.") % {"domain": domain})
    return YES


def may_publish_terms(person: User | None) -> Verdict:
    """Whether a person may put a new version of the terms in force; None is the command line."""
    if person is not None and not person.is_superuser:
        return no(_("Only administrators publish guidelines and notices."))
    return YES


def may_agree(person: User | None) -> Verdict:
    if person is None or not person.is_member:
        return no(_("Only members agree to the guidelines and notices."))
    return YES


def is_free(person: User, community_id: int | None = None, name: str = "") -> Verdict:
    """Whether a person is not suspended: from the site, or from a community with this name."""
    for row in suspensions_of(person):
        if row["community"] is not None and row["community"] != community_id:
            continue
        end = end_of(row)
        about = {
            "place": name if row["community"] else _("this site"),
            "reason": row["reason"],
            "until": date_format(timezone.localtime(end), "DATETIME_FORMAT") if end else "",
        }
        if end:
            words = _("You can read %(place)s, but not write there until %(until)s. The reason: %(reason)s")
        else:
            words = _("You can read %(place)s, but not write there any more. The reason: %(reason)s")
        return no(words % about)
    return YES


def has_agreed(person: User) -> Verdict:
    """Whether a person has agreed to all terms in force. Who has not may read, and write nothing.

    Nor does who is suspended from the site.
    """
    if not (verdict := is_free(person)):
        return verdict
    if person.owes_agreement:
        words = _("New guidelines or notices are in force. Agree to them first, then write.")
        return no(words, way=reverse("terms_agree"))
    return YES


def may_edit_profile(person: User | None, owner: User) -> Verdict:
    if person is None or person.pk != owner.pk:
        return no(_("Only %(name)s can change this profile.") % {"name": owner})
    if not person.is_member:
        return no(_("Only members change their profile."))
    return has_agreed(person)


# --- what administrators do with accounts ---------------------------------------------------------


def may_keep_member(by: User | None, person: User) -> Verdict:
    """Whether `by` may correct what a member said of themselves."""
    if not (verdict := _is_administrator(by)):
        return verdict
    if person.standing == Standing.CLOSED:
        return no(_("This account is closed. Nothing of it is kept that could be corrected."))
    if person.standing == Standing.ARRIVING:
        return no(_("This person has not said who they are yet. They do it when they sign in."))
    return YES


def may_stop(by: User | None, person: User) -> Verdict:
    """Whether `by` may keep somebody from signing in. Nobody stops themselves, so an administrator stays."""
    if not (verdict := _is_administrator(by)):
        return verdict
    if by and by.pk == person.pk:
        return no(_("You can't stop yourself. Ask another administrator."))
    if not person.is_active:
        return no(_("%(name)s is stopped already.") % {"name": person})
    return YES


def may_let_in_again(by: User | None, person: User) -> Verdict:
    """Whether `by` may let somebody sign in again."""
    if not (verdict := _is_administrator(by)):
        return verdict
    if person.standing == Standing.CLOSED:
        return no(_("This account is closed for good. The person can join anew."))
    if person.is_active:
        return no(_("%(name)s may sign in already.") % {"name": person})
    return YES


def may_make_administrator(by: User | None, person: User) -> Verdict:
    """Whether `by` may let `person` do everything."""
    if not (verdict := _is_administrator(by)):
        return verdict
    if not person.is_member:
        return no(_("Only members become administrators."))
    if person.is_superuser:
        return no(_("%(name)s is an administrator already.") % {"name": person})
    return YES


def may_unmake_administrator(by: User | None, person: User) -> Verdict:
    """Whether `by` may take the role of administrator from `person`. `by` stays one, so there is one."""
    if not (verdict := _is_administrator(by)):
        return verdict
    if by and by.pk == person.pk:
        return no(_("You can't take this role from yourself. Ask another administrator."))
    if not person.is_superuser:
        return no(_("%(name)s is no administrator.") % {"name": person})
    return YES


def may_remove_domain(by: User | None, domain, *, in_use: bool) -> Verdict:
    """Whether `by` may delete an e-mail domain. `in_use`: somebody writes, or wrote, from it."""
    if not (verdict := _is_administrator(by)):
        return verdict
    if in_use:
        return no(
            _("Members write from %(domain)s, so it can't be deleted. Say until when it counts instead.")
            % {"domain": domain}
        )
    return YES


def _is_administrator(by: User | None) -> Verdict:
    if by is None or not by.is_active or not by.is_superuser:
        return no(_("Only administrators do this."))
    return YES
