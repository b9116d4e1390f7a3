from django.utils.translation import gettext as _

from communities.kit.permissions import YES, Verdict, no


def may_keep_synonyms(person) -> Verdict:
    """Whether somebody may change the list of words for the same thing: administrators only."""
    if person is None or not person.is_active or not person.is_superuser:
        return no(_("Only administrators change the words for the same thing."))
    return YES
