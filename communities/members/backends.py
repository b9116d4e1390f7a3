from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q

from .models import User


class MemberBackend(AuthenticationBackend):
    """Reads the signed-in person with what every page shows of them, in one query."""

    def authenticate(self, request, **credentials):
        """Nobody: an account is opened by a code that is mailed, not by a password."""
        return None

    def get_user(self, user_id):
        may_edit = Permission.objects.filter(
            Q(group__user=OuterRef("pk")) | Q(user=OuterRef("pk")),
            codename="access_admin",
            content_type__app_label="wagtailadmin",
        )
        people = User.objects.select_related("profile__agency", "profile__bureau")
        user = people.annotate(is_editor=Exists(may_edit)).filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        user.is_editor = user.is_editor or user.is_superuser
        return user
