"""Authenticator apps, recovery codes and passkeys as second factors; what is stored of them."""

import json
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.fernet import Fernet
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command

from communities.kit.permissions import Refused
from communities.signin import encrypting, ending
from communities.spaces.models import Role
from tests import make
from tests.signin.conftest import (
    ADD_APP,
    CODE,
    PAGE,
    SECOND_STEP,
    SIGN_IN,
    add_app,
    app_code,
    code,
    enter,
    is_signed_in,
)
from tests.tools import browser, verbs

RECOVERY = "/accounts/2fa/recovery-codes/"


def recovery_codes(client) -> list[str]:
    return re.findall(r"<code>(\d{8})</code>", client.get(RECOVERY).content.decode())


def second_step(client, person, typed: str):
    """Sign in by a code that is mailed, then enter another at the second step."""
    client.post("/accounts/logout/")
    client.post(SIGN_IN, {"email": person.email})
    assert client.post(CODE, {"code": code()}).headers["Location"] == SECOND_STEP
    assert not is_signed_in(client)
    return client.post(SECOND_STEP, {"code": typed})


def test_an_app_is_added_and_from_then_on_asked_for(client):
    person = make.member()
    enter(client, person)
    secret = add_app(client)
    assert mail.outbox[-1].subject == "You have added an authenticator app"
    assert verbs()[-1] == "member.factor_added"
    assert len(recovery_codes(client)) == 10  # without being asked again who it is
    assert second_step(client, person, "000000").status_code == 200
    assert second_step(client, person, app_code(secret)).status_code == 302
    assert is_signed_in(client)


def test_a_code_of_the_app_works_once(client):
    person = make.member()
    enter(client, person)
    secret = add_app(client)
    shown = app_code(secret)
    second_step(client, person, shown)
    again = second_step(client, person, shown)
    assert "Each one works for half a minute and once" in again.content.decode()


@pytest.mark.parametrize(("steps", "status"), [(-2, 200), (-1, 302), (1, 302), (2, 200)])
def test_a_clock_may_be_one_step_off_and_no_more(client, monkeypatch, steps, status):
    person = make.member()
    enter(client, person)
    secret = add_app(client)
    now = time.time() // 30 * 30 + 10
    monkeypatch.setattr(time, "time", lambda: now + 3600)
    shown = format_hotp_value(hotp_value(secret, int(now + 3600) // 30 + steps))
    assert second_step(client, person, shown).status_code == status


@pytest.mark.parametrize("door", ["signing in", "proving it again"])
def test_a_code_that_was_used_counts_no_more_for_as_long_as_it_would(client, monkeypatch, door):
    """The code of the next step is used, and tried again a minute later: allauth has forgotten it by then."""
    person = make.member()
    enter(client, person)
    secret = add_app(client)
    now = time.time() // 30 * 30 + 3610
    monkeypatch.setattr(time, "time", lambda: now)
    shown = format_hotp_value(hotp_value(secret, int(now) // 30 + 1))
    assert second_step(client, person, shown).status_code == 302
    monkeypatch.setattr(time, "time", lambda: now + 55)
    if door == "signing in":
        again = second_step(client, person, f" {shown[:3]} {shown[3:]}")
    else:
        again = client.post("/accounts/2fa/reauthenticate/", {"code": shown})
    assert "Each one works for half a minute and once" in again.content.decode()


def test_a_recovery_code_lets_in_once(client):
    person = make.member()
    enter(client, person)
    add_app(client)
    first = recovery_codes(client)[0]
    assert second_step(client, person, first).status_code == 302
    assert "9 codes are left" in client.get(PAGE).content.decode()
    assert second_step(client, person, first).status_code == 200


def test_codes_cannot_be_guessed(client):
    person = make.member()
    enter(client, person)
    secret = add_app(client)
    second_step(client, person, "000000")
    for _ in range(4):
        client.post(SECOND_STEP, {"code": "000000"})
    assert "Too many tries" in client.post(SECOND_STEP, {"code": app_code(secret)}).content.decode()
    assert not is_signed_in(client)


def test_the_database_never_holds_the_clear_secret(client):
    person = make.member()
    enter(client, person)
    page = client.get(ADD_APP).content.decode()
    secret = re.search(r'<code class="app-key">(\w+)</code>', page)[1]
    waiting = [json.dumps(session.get_decoded()) for session in Session.objects.all()]
    assert waiting and not any(secret in session for session in waiting)
    client.post(ADD_APP, {"code": app_code(secret)})
    assert not any("mfa.totp.secret" in session.get_decoded() for session in Session.objects.all())
    stored = [json.dumps(row.data) for row in Authenticator.objects.all()]
    assert len(stored) == 2 and not any(secret in data for data in stored)
    kept = Authenticator.objects.get(type="totp")
    assert encrypting.decrypt(kept.data["secret"]) == secret
    seed = Authenticator.objects.get(type="recovery_codes").data["seed"]
    assert not re.fullmatch(r"[0-9a-f]{80}", seed) and re.fullmatch(r"[0-9a-f]{80}", encrypting.decrypt(seed))


def test_keys_are_changed_without_anybody_noticing(client, settings, capsys):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.AUTHENTICATOR_KEYS = [old]
    person = make.member()
    enter(client, person)
    secret = add_app(client)
    settings.AUTHENTICATOR_KEYS = [new, old]
    call_command("encrypt_authenticators")
    assert "2 secrets" in capsys.readouterr().out
    settings.AUTHENTICATOR_KEYS = [new]
    assert second_step(client, person, app_code(secret)).status_code == 302


def test_a_key_that_is_gone_refuses_in_words_and_is_logged_without_the_secret(settings, caplog):
    stored = encrypting.encrypt("JBSWY3DPEHPK3PXP")
    settings.AUTHENTICATOR_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(ValidationError, match="We can't check this code"):
        encrypting.decrypt(stored)
    assert "AUTHENTICATOR_KEYS" in caplog.text and stored not in caplog.text


def test_factors_are_changed_only_by_who_has_just_proved_who_they_are(client):
    person = make.member()
    enter(client, person)
    assert client.get(ADD_APP).status_code == 200
    hour_ago = [
        {**record, "at": record["at"] - 3600} for record in client.session["account_authentication_methods"]
    ]
    session = client.session
    session["account_authentication_methods"] = hour_ago
    session.save()
    answer = client.get(ADD_APP)
    assert answer.headers["Location"].startswith(f"{PAGE}confirm/?next=")
    client.post(answer.headers["Location"], {"send": "first", "next": ADD_APP})
    assert mail.outbox[-1].subject == "A code to make sure that it is you"
    confirm = f"{PAGE}confirm/?next={ADD_APP}"
    assert "This is not the code." in client.post(confirm, {"code": "WRONG1"}).content.decode()
    assert client.post(confirm, {"code": code()}).headers["Location"] == ADD_APP
    assert client.get(ADD_APP).status_code == 200


def test_who_has_a_factor_proves_it_with_the_factor_and_not_with_mail(client):
    person = make.member()
    enter(client, person)
    secret = add_app(client)
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    answer = client.get("/accounts/2fa/totp/deactivate/")
    assert answer.headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert client.get(f"{PAGE}confirm/").headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    answer = client.post(answer.headers["Location"], {"code": app_code(secret)})
    assert answer.headers["Location"] == "/accounts/2fa/totp/deactivate/"


def test_an_app_is_removed_and_its_recovery_codes_with_it(client):
    person = make.member()
    enter(client, person)
    add_app(client)
    assert client.post("/accounts/2fa/totp/deactivate/").headers["Location"] == PAGE
    assert not Authenticator.objects.exists()
    assert mail.outbox[-1].subject == "Your authenticator app was removed"


def test_who_holds_a_role_keeps_the_last_factor(client):
    person = make.belonging(make.community(), Role.LEAD)
    enter(client, person)
    add_app(client)
    client.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(type="totp").exists()
    page = client.get("/accounts/2fa/totp/deactivate/").content.decode()
    assert "Add another one first, then remove this one." in page
    assert "Remove the app" not in client.get(PAGE).content.decode()


def test_nobody_touches_the_passkey_of_another(client):
    stranger = make.member()
    key = Authenticator.objects.create(user=stranger, type="webauthn", data={"name": "Key", "credential": {}})
    enter(client, make.member())
    for act in ("remove", "edit"):
        assert (
            client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/{act}/", {"name": "Mine"}).status_code == 404
        )
    assert Authenticator.objects.get().data["name"] == "Key"


def test_a_passkey_that_nobody_knows_is_refused_in_words(client):
    client.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"})
    for credential in ("", "{}", "[]", "nonsense", json.dumps({"response": {"userHandle": "MQ"}})):
        response = client.post("/accounts/2fa/webauthn/login/", {"credential": credential}, follow=True)
        assert response.status_code == 200 and not is_signed_in(client)
    assert "doesn&#x27;t open an account here" in response.content.decode()


# --- lost -----------------------------------------------------------------------------------------


def test_an_administrator_takes_away_a_lost_factor_with_a_reason(client):
    person = make.belonging(make.community(), Role.MODERATOR)
    theirs = browser()
    enter(theirs, person)
    add_app(theirs)
    enter(client, make.administrator())
    address = f"/people/{person.slug}/second-factor/"
    assert "Fill this in." in client.post(address, {"reason": " "}).content.decode()
    assert client.post(address, {"reason": "I called her."}).status_code == 302
    assert not Authenticator.objects.exists() and verbs()[-1] == "member.factors_reset"
    assert mail.outbox[-1].to == [person.email]
    assert theirs.get("/people/").status_code == 302
    assert enter(theirs, person).headers["Location"] == "/"


def test_nobody_else_does_and_nobody_their_own(client):
    person = make.member()
    theirs = browser()
    enter(theirs, person)
    add_app(theirs)
    lead = make.belonging(make.community(), Role.LEAD)
    enter(client, lead)
    assert client.post(f"/people/{person.slug}/second-factor/", {"reason": "So."}).status_code == 403
    admin = make.administrator()
    with pytest.raises(Refused, match="another administrator"):
        ending.reset_factors(admin, by=admin, reason="Mine.")
    assert Authenticator.objects.filter(user=person).exists()
