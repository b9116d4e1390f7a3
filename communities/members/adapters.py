from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings

from . import eligibility

OUR_SITE = {"name": settings.SITE_NAME, "domain": settings.BASE_URL.partition("//")[2].strip("/")}


class AccountAdapter(DefaultAccountAdapter):
    """Restricts addresses, for sign-up and for adding an address alike, and names the site in mails."""

    def clean_email(self, email: str) -> str:
        email = super().clean_email(email.strip().rstrip("."))
        eligibility.check(email)
        return email.lower()

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Let mails name the site as its pages do."""
        super().send_mail(template_prefix, email, {**context, "current_site": OUR_SITE})
