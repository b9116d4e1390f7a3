from allauth.account.adapter import DefaultAccountAdapter

from . import eligibility


class AccountAdapter(DefaultAccountAdapter):
    """Restricts addresses: this serves sign-up and adding an address alike."""

    def clean_email(self, email: str) -> str:
        email = super().clean_email(email.strip().rstrip("."))
        eligibility.check(email)
        return email.lower()

    def get_user_search_fields(self):
        return ["email", "name"]
