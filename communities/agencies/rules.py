from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.kit.permissions import YES, Verdict, no

from .models import Agency, RegistryUpload

_MERGED = gettext_lazy("%(name)s was merged into another agency. Choose that one.")


def may_keep(person) -> Verdict:
    """Whether somebody may change agencies and domains: administrators only."""
    if person is None or not person.is_active or not person.is_superuser:
        return no(_("Only administrators change agencies and e-mail domains."))
    return YES


def may_decide_upload(person, upload: RegistryUpload) -> Verdict:
    if not (verdict := may_keep(person)):
        return verdict
    if upload.state != RegistryUpload.State.WAITING:
        return no(_("This file is decided about: it is %(state)s.") % {"state": upload.get_state_display()})
    return YES


def may_add(person, parent: Agency | None) -> Verdict:
    """Whether somebody may add an agency, or a bureau of `parent`."""
    return may_keep(person) and (_may_have_bureaus(parent) if parent else YES)


def may_place(person, body: Agency) -> Verdict:
    """Whether somebody may say that a domain belongs to `body`."""
    if not (verdict := may_keep(person)):
        return verdict
    if body.merged_into_id:
        return no(_MERGED % {"name": body})
    return YES


def may_move(person, agency: Agency, parent: Agency | None) -> Verdict:
    """Whether an agency may become a bureau of `parent`, or an agency of its own. Two floors, no circle."""
    if not (verdict := may_keep(person)):
        return verdict
    if parent is None or parent.pk == agency.parent_id:
        return YES
    if parent.pk == agency.pk:
        return no(_("%(name)s can't be a bureau of itself.") % {"name": agency})
    if not (verdict := _may_have_bureaus(parent)):
        return verdict
    if agency.bureaus.current().exists():
        return no(_("%(name)s has bureaus, so it can't become one. Move them first.") % {"name": agency})
    return YES


def _may_have_bureaus(parent: Agency) -> Verdict:
    if parent.merged_into_id:
        return no(_MERGED % {"name": parent})
    if parent.parent_id:
        return no(
            _("%(parent)s is a bureau, and a bureau has no bureaus. Choose its department.")
            % {"parent": parent}
        )
    return YES


def may_remove_agency(person, agency: Agency, uses: int) -> Verdict:
    """`uses` counts what refers to the agency: people, domains, bureaus."""
    if not (verdict := may_keep(person)):
        return verdict
    if uses:
        return no(
            _("%(name)s is in use, so it can't be deleted. Merge it into another agency.") % {"name": agency}
        )
    return YES


def may_merge(person, agency: Agency, into: Agency) -> Verdict:
    """Whether `agency` may go up in `into`."""
    if not (verdict := may_keep(person)):
        return verdict
    if agency.pk == into.pk:
        return no(_("An agency can't be merged into itself."))
    if agency.merged_into_id:
        return no(
            _("%(name)s was merged into %(into)s already.") % {"name": agency, "into": agency.merged_into}
        )
    if into.merged_into_id:
        return no(_MERGED % {"name": into})
    if into.parent_id == agency.pk:
        return no(_("%(name)s can't be merged into a bureau of its own.") % {"name": agency})
    if into.parent_id and agency.bureaus.current().exists():
        return no(
            _("%(name)s has bureaus, and the bureau %(into)s can't have any. Merge or move them first.")
            % {"name": agency, "into": into}
        )
    return YES
