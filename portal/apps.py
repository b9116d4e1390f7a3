from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's pages about users are ours: every change is a verb, and nobody is deleted."""

    user_viewset = "portal.administration.members.MemberViewSet"
