from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's pages about users, for accounts that have one name and no password field."""

    user_viewset = "portal.users.UserViewSet"
