from django.utils.translation import gettext as _

from communities.kit.permissions import YES, Verdict, no


def may_keep(person) -> Verdict:
    """Whether somebody may add, change and remove watched words: administrators only."""
    if person is None or not person.is_active or not person.is_superuser:
        return no(_("Only administrators keep the watched words."))
    return YES
