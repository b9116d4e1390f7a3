"""Our own pages, and allauth's pages where ours come before them at the same address, without a name."""

from django.urls import path, re_path
from django.views.generic import RedirectView

from .sso.urls import urlpatterns as single_sign_on
from .views import entering, factors, keeping

by_code = RedirectView.as_view(pattern_name="account_request_login_code", query_string=True)
to_the_page = RedirectView.as_view(pattern_name="signing_in")

urlpatterns = [
    *single_sign_on,
    path("account/signing-in/", keeping.signing_in, name="signing_in"),
    path("account/signing-in/confirm/", keeping.confirm_by_code, name="confirm_by_code"),
    path("account/signing-in/password/remove/", keeping.password_remove, name="password_remove"),
    path("account/signing-in/sessions/end/", keeping.session_end_others, name="session_end_others"),
    path("account/signing-in/sessions/<int:pk>/end/", keeping.session_end, name="session_end"),
    path("account/signing-in/stay/", keeping.session_stay, name="session_stay"),
    path("account/signing-in/second-factor/", keeping.second_factor, name="second_factor"),
    path("account/signing-in/second-factor/later/", keeping.second_factor_later, name="second_factor_later"),
    path("people/<slug:slug>/second-factor/", keeping.second_factor_reset, name="second_factor_reset"),
    # allauth's
    path("accounts/login/", entering.PasswordSignIn.as_view()),
    path("accounts/login/code/", entering.SignIn.as_view()),
    path("accounts/password/set/", factors.PasswordSet.as_view()),
    path("accounts/password/change/", factors.PasswordChange.as_view()),
    re_path(r"^accounts/password/reset/", by_code),  # a code opens the account, and there a new one is set
    path("accounts/2fa/", to_the_page),
    path("accounts/2fa/authenticate/", entering.FactorSignIn.as_view()),
    path("accounts/2fa/totp/activate/", factors.AppAdd.as_view()),
    path("accounts/2fa/totp/deactivate/", factors.AppRemove.as_view()),
    path("accounts/2fa/webauthn/", to_the_page),
    path("accounts/2fa/webauthn/add/", factors.PasskeyAdd.as_view()),
    path("accounts/2fa/webauthn/reauthenticate/", factors.PasskeyConfirm.as_view()),
    path("accounts/2fa/webauthn/keys/<int:pk>/remove/", factors.PasskeyRemove.as_view()),
    path("accounts/2fa/webauthn/keys/<int:pk>/edit/", factors.PasskeyRename.as_view()),
    path("accounts/2fa/recovery-codes/", factors.CodesView.as_view()),
    path("accounts/2fa/recovery-codes/generate/", factors.CodesMake.as_view()),
    path("accounts/sessions/", to_the_page),
]
