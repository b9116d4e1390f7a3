"""Who may do what with a model in Wagtail's interface, whatever permissions a group has been given."""

from django.db.models import Model, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from communities.members.models import User


class AdministratorsOnly(BasePermissionPolicy):
    """Administrators may do what is named here; nobody else may do anything, and nobody the rest."""

    def __init__(self, model: type[Model], *actions: str):
        super().__init__(model)
        self.actions = frozenset(actions)

    def user_has_permission(self, user, action: str) -> bool:
        return action in self.actions and user.is_active and user.is_superuser

    def users_with_any_permission(self, actions) -> QuerySet[User]:
        if self.actions.isdisjoint(actions):
            return User.objects.none()
        return User.objects.filter(is_active=True, is_superuser=True)
