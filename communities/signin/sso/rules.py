from allauth.socialaccount.models import SocialAccount
from django.utils.translation import gettext as _

from communities.kit.permissions import YES, Verdict, no
from communities.members.models import User


def may_bind(person: User, issuer: str) -> Verdict:
    """Whether somebody at the provider may be tied to this account: one person, one account."""
    if not person.is_active:
        return no(_("This account is closed. Nobody can sign in with it."))
    if SocialAccount.objects.filter(user=person, provider=issuer).exists():
        return no(
            _(
                "The account with this address belongs to another sign-in already. If you have made your"
                " sign-in anew, or got the address of somebody who left, write to us: we untie the old one."
            )
        )
    return YES
