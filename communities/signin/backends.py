from allauth.account.auth_backends import AuthenticationBackend

from communities.members.models import User
from communities.members.terms import with_agreement, with_suspensions

from .roles import with_roles


class MemberBackend(AuthenticationBackend):
    """Reads the signed-in person with what every page shows and asks of them, in one query."""

    def authenticate(self, request, email=None, password=None, **others):
        """Return the account that an address and its password open, or None.

        Only our sign-in page asks by `email`. Other doors ask by `username`: for them nobody has a password.
        """
        if others or not email or not password:
            return None
        return super().authenticate(request, email=email, password=password)

    def get_user(self, user_id):
        people = User.objects.select_related("profile__agency", "profile__bureau")
        user = with_roles(with_suspensions(with_agreement(people))).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
