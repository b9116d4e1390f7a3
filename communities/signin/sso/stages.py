from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from .entering import gave_second_factor


class SecondFactorStage(AuthenticateStage):
    """Ask for the second factor that somebody has set up here, unless they gave one at the provider."""

    def _should_handle(self, request: HttpRequest) -> bool:
        person = self.login.user
        if person is not None and gave_second_factor(request.session, person):
            return False
        return super()._should_handle(request)
