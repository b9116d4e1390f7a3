from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class NoOtherProviders(DefaultSocialAccountAdapter):
    """Shut django-allauth's own way of signing in elsewhere: of it we use the table of bindings only.

    Its client takes `scope`, `auth_params` and `process` from the visitor's address, has no nonce and no
    `private_key_jwt`, and reads providers from a table that editors could fill.
    """

    def list_apps(self, request, provider=None, client_id=None) -> list:
        return []

    def list_providers(self, request) -> list:
        return []

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False

    def authenticate_by_email(self, sociallogin) -> None:
        return None
