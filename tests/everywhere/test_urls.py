"""Every address has a declared answer for every kind of visitor, and no address escapes."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.everywhere.world import KINDS, MEMBERS, rolled_back

SIGN_IN, WELCOME, WAITING = "/accounts/login/code/", "/welcome/", "/welcome/waiting/"
INSIDE = ("belonging", "moderator", "lead", "administrator")
KEEPERS = ("moderator", "lead", "administrator")
LEADS = ("lead", "administrator")


def expect(*, outside, members, visitor=None, waiting=None, arriving=WELCOME, **kinds) -> dict:
    """A row of the table: what outsiders get, what members get, and who differs."""
    row = {"visitor": visitor or outside, "waiting": waiting or outside, "arriving": arriving}
    return {**row, **dict.fromkeys(MEMBERS, members), **kinds}


OPEN = expect(outside=200, members=200)
FOR_MEMBERS = expect(outside=None, visitor=SIGN_IN, waiting=WAITING, members=200)
FOR_ADMINISTRATORS = expect(outside=None, visitor=SIGN_IN, waiting=WAITING, members=403, administrator=200)
ONLY_INSIDE = expect(outside=404, members=404, **dict.fromkeys(INSIDE, 200))
POST_ONLY = expect(outside=None, visitor=SIGN_IN, waiting=WAITING, members=405)
ALWAYS = expect(outside=200, members=200, arriving=200)
NOT_SET_UP = expect(outside=404, members=404, arriving=404)  # tests/signin/sso/ sets single sign-on up


def inside(code: int, *, others: int, kinds=INSIDE) -> dict:
    """For members only: `code` to these kinds, `others` to other members."""
    row = expect(outside=None, visitor=SIGN_IN, waiting=WAITING, members=others)
    return {**row, **dict.fromkeys(kinds, code)}


LEADS_INSIDE = {
    **inside(200, others=404, kinds=LEADS),
    **dict.fromkeys(("belonging", "moderator"), 403),
}
LEADS_INSIDE_POST = {**LEADS_INSIDE, **dict.fromkeys(LEADS, 302)}
CONFIRM = "/account/signing-in/confirm/"  # who proves again who they are
PROVED_AGAIN = expect(outside=None, visitor=SIGN_IN, waiting=WAITING, members=CONFIRM)

# url name, where, method: the declared answers. "public" and "private" are communities of the world below.
TABLE = {
    ("search", "", "GET"): OPEN,
    ("community_list", "", "GET"): OPEN,
    ("community_detail", "public", "GET"): OPEN,
    ("community_detail", "private", "GET"): ONLY_INSIDE,
    ("community_about", "public", "GET"): OPEN,
    ("community_about", "private", "GET"): ONLY_INSIDE,
    ("community_members", "public", "GET"): FOR_MEMBERS,
    ("community_members", "private", "GET"): inside(200, others=404),
    ("community_join", "public", "GET"): POST_ONLY,
    ("community_join", "public", "POST"): {**inside(403, others=302), "administrator": 302},
    ("community_join", "private", "POST"): inside(403, others=404),
    ("community_leave", "public", "GET"): POST_ONLY,
    ("community_leave", "public", "POST"): {
        **inside(302, others=403, kinds=("belonging", "moderator")),
        "lead": 403,  # the last one
    },
    ("community_leave", "private", "POST"): {
        **inside(302, others=404, kinds=("belonging", "moderator")),
        "lead": 403,
        "administrator": 403,
    },
    ("community_invitations", "public", "GET"): inside(200, others=403, kinds=LEADS),
    ("community_invitations", "private", "GET"): {
        **inside(200, others=404, kinds=LEADS),
        **dict.fromkeys(("belonging", "moderator"), 403),
    },
    ("community_invitations", "public", "POST"): inside(200, others=403, kinds=LEADS),  # an empty form
    ("invitation_again", "public", "GET"): POST_ONLY,
    ("invitation_again", "public", "POST"): inside(403, others=403),  # sent a moment ago
    ("invitation_withdraw", "public", "GET"): POST_ONLY,
    ("invitation_withdraw", "public", "POST"): inside(302, others=403, kinds=LEADS),
    ("invitation_open", "", "GET"): expect(outside=200, members=403),  # it is for another address
    ("invitation_open", "", "POST"): expect(outside=302, members=403),
    ("community_create", "", "GET"): FOR_ADMINISTRATORS,
    ("community_create", "", "POST"): FOR_ADMINISTRATORS,  # an empty form comes back
    ("community_propose", "", "GET"): FOR_MEMBERS,
    ("community_propose", "", "POST"): FOR_MEMBERS,  # an empty form comes back
    ("proposal_list", "", "GET"): FOR_MEMBERS,
    ("proposal_detail", "", "GET"): {**inside(404, others=404), "member": 200, "administrator": 200},
    ("proposal_detail", "", "POST"): {**inside(404, others=404), "member": 403, "administrator": 200},
    ("community_archive", "public", "GET"): POST_ONLY,
    ("community_archive", "public", "POST"): inside(302, others=403, kinds=LEADS),
    ("community_archive", "private", "POST"): LEADS_INSIDE_POST,
    ("community_unarchive", "public", "GET"): POST_ONLY,
    ("community_unarchive", "public", "POST"): inside(302, others=403, kinds=LEADS),
    ("community_ask", "public", "GET"): inside(403, others=403),  # anyone may join
    ("community_ask", "private", "GET"): inside(403, others=404),
    ("community_guidelines", "public", "GET"): OPEN,
    ("community_guidelines", "private", "GET"): ONLY_INSIDE,
    ("community_guidelines_version", "public", "GET"): OPEN,
    ("community_guidelines_version", "private", "GET"): ONLY_INSIDE,
    ("community_guidelines_agree", "public", "GET"): {**inside(302, others=403), "administrator": 403},
    ("community_guidelines_agree", "private", "POST"): {**inside(302, others=404), "administrator": 403},
    ("community_guidelines_publish", "public", "GET"): inside(200, others=403, kinds=LEADS),
    ("community_guidelines_publish", "private", "GET"): LEADS_INSIDE,
    ("community_members_csv", "public", "GET"): inside(200, others=403, kinds=LEADS),
    ("community_members_csv", "private", "GET"): LEADS_INSIDE,
    ("community_member", "public", "GET"): inside(200, others=403, kinds=LEADS),
    ("community_member", "private", "GET"): LEADS_INSIDE,
    ("community_member", "public", "POST"): inside(200, others=403, kinds=LEADS),  # without a reason
    ("community_member_role", "public", "GET"): POST_ONLY,
    ("community_member_role", "public", "POST"): inside(302, others=403, kinds=LEADS),  # none is chosen
    ("community_requests", "public", "GET"): inside(200, others=403, kinds=LEADS),
    ("community_requests", "private", "GET"): LEADS_INSIDE,
    ("community_settings", "public", "GET"): inside(200, others=403, kinds=LEADS),
    ("community_settings", "private", "GET"): LEADS_INSIDE,
    ("community_settings", "public", "POST"): inside(200, others=403, kinds=LEADS),  # an empty form
    ("membership_request", "", "GET"): {**inside(200, others=404, kinds=LEADS), "member": 200},
    ("membership_request", "", "POST"): {**inside(200, others=404, kinds=LEADS), "member": 403},
    ("membership_request_withdraw", "", "GET"): POST_ONLY,
    ("membership_request_withdraw", "", "POST"): {**inside(403, others=404, kinds=LEADS), "member": 302},
    ("community_ledger", "public", "GET"): inside(200, others=403, kinds=KEEPERS),
    ("community_ledger", "private", "GET"): {**inside(200, others=404, kinds=KEEPERS), "belonging": 403},
    ("topic_start", "public", "GET"): inside(200, others=403),
    ("topic_start", "private", "GET"): inside(200, others=404),
    ("topic_start", "public", "POST"): inside(200, others=403),  # an empty form comes back
    ("topic_similar", "public", "GET"): inside(200, others=200, kinds=MEMBERS),
    ("topic_similar", "private", "GET"): inside(200, others=404),
    ("name_suggest", "public", "GET"): inside(200, others=200, kinds=MEMBERS),
    ("name_suggest", "private", "GET"): inside(200, others=404),
    ("tag_suggest", "", "GET"): FOR_MEMBERS,
    ("draft_list", "", "GET"): FOR_MEMBERS,
    ("draft_save", "", "GET"): POST_ONLY,
    ("draft_save", "", "POST"): inside(404, others=404, kinds=MEMBERS),  # in no place
    ("draft_discard", "", "GET"): POST_ONLY,
    ("draft_discard", "", "POST"): inside(302, others=302, kinds=MEMBERS),
    ("attachment_add", "", "GET"): POST_ONLY,
    ("attachment_add", "", "POST"): inside(422, others=422, kinds=MEMBERS),  # an empty form
    ("attachment_detail", "public", "GET"): OPEN,
    ("attachment_detail", "private", "GET"): ONLY_INSIDE,
    ("text_preview", "public", "GET"): POST_ONLY,
    ("text_preview", "public", "POST"): inside(200, others=200, kinds=MEMBERS),
    ("text_preview", "private", "POST"): inside(200, others=404),
    ("topic_list", "", "GET"): OPEN,
    ("topic_read_all", "", "GET"): POST_ONLY,
    ("topic_read_all", "", "POST"): inside(302, others=302, kinds=MEMBERS),
    ("topic_read", "public", "GET"): POST_ONLY,
    ("topic_read", "public", "POST"): inside(302, others=302, kinds=MEMBERS),
    ("topic_read", "private", "POST"): inside(302, others=404),
    ("topic_print", "public", "GET"): OPEN,
    ("topic_print", "private", "GET"): ONLY_INSIDE,
    ("topic_print", "hidden", "GET"): OPEN,
    ("community_read", "public", "GET"): POST_ONLY,
    ("community_read", "public", "POST"): inside(302, others=302, kinds=MEMBERS),
    ("community_read", "private", "POST"): inside(302, others=404),
    ("topic_feed", "public", "GET"): OPEN,
    ("topic_feed", "private", "GET"): expect(outside=404, members=404),
    ("community_feed", "public", "GET"): OPEN,
    ("community_feed", "private", "GET"): expect(outside=404, members=404),
    ("tag_feed", "", "GET"): OPEN,
    ("topic_news", "public", "GET"): expect(outside=200, members=200),
    ("topic_news", "private", "GET"): ONLY_INSIDE,
    ("shortcuts", "", "GET"): OPEN,
    ("shortcuts", "", "POST"): expect(outside=200, members=302),
    ("bookmark_list", "", "GET"): FOR_MEMBERS,
    ("post_detail", "public", "GET"): expect(outside=302, members=302),
    ("post_detail", "private", "GET"): expect(outside=404, members=404, **dict.fromkeys(INSIDE, 302)),
    ("post_bookmark", "public", "GET"): FOR_MEMBERS,
    ("post_bookmark", "public", "POST"): inside(302, others=302, kinds=MEMBERS),
    ("post_bookmark", "private", "POST"): inside(302, others=404),
    ("post_history", "public", "GET"): FOR_MEMBERS,
    ("post_history", "private", "GET"): inside(200, others=404),
    ("post_history", "hidden", "GET"): inside(200, others=404),
    ("post_helped", "public", "GET"): FOR_MEMBERS,
    ("post_helped", "private", "GET"): inside(200, others=404),
    ("post_withdraw", "public", "GET"): inside(200, others=403, kinds=("belonging",)),
    ("post_withdraw", "private", "GET"): {
        **inside(200, others=404, kinds=("belonging",)),
        **dict.fromkeys(KEEPERS, 403),
    },
    ("post_withdraw", "public", "POST"): inside(302, others=403, kinds=("belonging",)),
    ("post_put_back", "public", "GET"): POST_ONLY,
    ("post_put_back", "public", "POST"): inside(403, others=403),  # it is not withdrawn
    ("post_put_back", "private", "POST"): inside(403, others=404),
    ("topic_arrange", "public", "GET"): inside(200, others=403),
    ("topic_arrange", "private", "GET"): inside(200, others=404),
    ("topic_arrange", "public", "POST"): inside(200, others=403),  # no act
    ("topic_merge", "public", "GET"): inside(200, others=403, kinds=KEEPERS),
    ("topic_merge", "private", "GET"): {**inside(200, others=404, kinds=KEEPERS), "belonging": 403},
    ("topic_duplicate", "public", "GET"): inside(200, others=403),
    ("topic_duplicate", "private", "GET"): inside(200, others=404),
    ("topic_split", "public", "GET"): inside(200, others=403, kinds=KEEPERS),
    ("topic_split", "private", "GET"): {**inside(200, others=404, kinds=KEEPERS), "belonging": 403},
    ("poll_start", "public", "GET"): inside(403, others=403),  # it has one
    ("poll_start", "hidden", "GET"): inside(200, others=403),
    ("poll_start", "private", "GET"): inside(403, others=404),
    ("poll_vote", "public", "GET"): inside(200, others=403),
    ("poll_vote", "private", "GET"): inside(200, others=404),
    ("poll_close", "public", "GET"): POST_ONLY,
    ("poll_close", "public", "POST"): inside(302, others=403),
    ("poll_close", "private", "POST"): inside(302, others=404),
    ("topic_detail", "public", "GET"): OPEN,
    ("topic_detail", "private", "GET"): ONLY_INSIDE,
    ("topic_reply", "public", "GET"): POST_ONLY,
    ("topic_reply", "public", "POST"): inside(302, others=403),
    ("topic_reply", "private", "POST"): inside(302, others=404),
    ("topic_follow", "public", "GET"): POST_ONLY,
    ("topic_follow", "public", "POST"): inside(302, others=302, kinds=MEMBERS),
    ("topic_follow", "private", "POST"): inside(302, others=404),
    ("answer_accept", "public", "GET"): POST_ONLY,
    ("answer_accept", "public", "POST"): inside(302, others=403),
    ("answer_accept", "private", "POST"): inside(302, others=404),
    ("answer_withdraw", "public", "GET"): POST_ONLY,
    ("answer_withdraw", "public", "POST"): inside(403, others=403),  # there is no answer
    ("answer_withdraw", "private", "POST"): inside(403, others=404),
    ("post_helpful", "public", "GET"): POST_ONLY,
    ("post_helpful", "public", "POST"): {**inside(302, others=403), "belonging": 403},
    ("post_helpful", "private", "POST"): {**inside(302, others=404), "belonging": 403},
    ("post_edit", "public", "GET"): inside(200, others=403, kinds=("belonging",)),
    ("post_edit", "private", "GET"): {
        **inside(200, others=404, kinds=("belonging",)),
        **dict.fromkeys(KEEPERS, 403),
    },
    ("post_hide", "public", "GET"): inside(200, others=403, kinds=KEEPERS),
    ("post_hide", "private", "GET"): {**inside(200, others=404, kinds=KEEPERS), "belonging": 403},
    ("post_hide", "public", "POST"): inside(200, others=403, kinds=KEEPERS),  # without a reason
    ("held_list", "", "GET"): FOR_MEMBERS,
    ("post_release", "held", "GET"): {**inside(200, others=404, kinds=KEEPERS), "belonging": 403},
    ("post_release", "held", "POST"): {**inside(200, others=404, kinds=KEEPERS), "belonging": 403},  # no text
    ("post_release", "public", "GET"): inside(403, others=403),  # is published
    ("post_release", "private", "GET"): inside(403, others=404),
    ("topic_print", "held", "GET"): ONLY_INSIDE,
    ("post_restore", "public", "GET"): POST_ONLY,
    ("post_restore", "hidden", "POST"): inside(302, others=403, kinds=KEEPERS),
    ("post_restore", "private", "POST"): inside(403, others=404),
    ("ledger_list", "", "GET"): FOR_ADMINISTRATORS,
    ("case_list", "", "GET"): inside(200, others=403, kinds=("elsewhere", *KEEPERS)),
    ("case_bulk", "", "GET"): POST_ONLY,
    ("case_bulk", "", "POST"): inside(302, others=403, kinds=("elsewhere", *KEEPERS)),
    ("reason_list", "", "GET"): FOR_ADMINISTRATORS,
    ("reason_list", "", "POST"): FOR_ADMINISTRATORS,  # an empty form comes back
    ("case_held", "public", "GET"): POST_ONLY,
    ("case_held", "public", "POST"): inside(403, others=403),  # it does not wait
    ("case_held", "private", "POST"): inside(403, others=404),
    ("case_detail", "", "GET"): {**inside(200, others=403, kinds=KEEPERS), "elsewhere": 404},
    ("case_detail", "", "POST"): {**inside(200, others=403, kinds=KEEPERS), "elsewhere": 404},  # empty
    ("case_take", "", "GET"): POST_ONLY,
    ("case_take", "", "POST"): {**inside(302, others=403, kinds=KEEPERS), "elsewhere": 404},
    ("case_note", "", "GET"): POST_ONLY,
    ("case_note", "", "POST"): {**inside(200, others=403, kinds=KEEPERS), "elsewhere": 404},  # empty
    ("case_merge", "", "GET"): POST_ONLY,
    ("case_merge", "", "POST"): {**inside(302, others=403, kinds=KEEPERS), "elsewhere": 404},  # into none
    ("decision_detail", "", "GET"): inside(200, others=404),
    ("decision_detail", "", "POST"): inside(200, others=404),  # an empty form
    ("decision_mend", "", "GET"): {**inside(403, others=404), "belonging": 200},
    ("decision_undo", "", "GET"): POST_ONLY,
    ("decision_undo", "", "POST"): {**inside(302, others=404, kinds=KEEPERS), "belonging": 403},
    ("report_detail", "", "GET"): {**inside(404, others=404), "member": 200},
    ("post_report", "public", "GET"): {**inside(200, others=200), "belonging": 403, "member": 302},
    ("post_report", "private", "GET"): {**inside(200, others=404), "belonging": 403},
    ("community_order", "public", "GET"): FOR_MEMBERS,
    ("community_order", "private", "GET"): inside(200, others=404),
    ("member_welcome", "", "GET"): expect(
        outside=None, visitor="/accounts/signup/", waiting=WAITING, members="/", arriving=200
    ),
    ("member_waiting", "", "GET"): expect(
        outside=None, visitor=SIGN_IN, waiting=200, members="/", arriving=WELCOME
    ),
    ("join_request_mend", "", "GET"): expect(
        outside=None, visitor=WAITING, waiting=200, members=WAITING, arriving=WAITING
    ),
    ("join_request_withdraw", "", "GET"): expect(outside=405, members=405, arriving=405),
    ("join_request_withdraw", "", "POST"): expect(outside=302, members=302, arriving=302),
    ("guidelines", "", "GET"): ALWAYS,
    ("terms_list", "", "GET"): ALWAYS,
    ("terms_detail", "", "GET"): ALWAYS,
    ("terms_agree", "", "GET"): expect(  # they have agreed
        outside=None, visitor=SIGN_IN, waiting=WAITING, members="/", arriving=WAITING
    ),
    ("terms_publish", "", "GET"): {**FOR_ADMINISTRATORS, "arriving": WAITING},
    ("terms_publish", "", "POST"): {**FOR_ADMINISTRATORS, "arriving": WAITING},  # an empty form comes back
    ("agency_list", "", "GET"): OPEN,
    ("agency_detail", "", "GET"): OPEN,
    ("member_list", "", "GET"): FOR_MEMBERS,
    ("member_detail", "", "GET"): FOR_MEMBERS,
    ("member_photo", "", "GET"): expect(outside=404, members=200),
    ("profile_edit", "", "GET"): FOR_MEMBERS,
    ("profile_photo", "", "GET"): FOR_MEMBERS,
    ("profile_photo", "", "POST"): FOR_MEMBERS,  # an empty form comes back
    ("profile_hints", "", "GET"): POST_ONLY,
    ("profile_hints", "", "POST"): inside(302, others=302),
    ("message_list", "", "GET"): FOR_MEMBERS,
    ("message_detail", "", "GET"): {**inside(404, others=404), "administrator": 200, "lead": 200},  # theirs
    ("message_write", "", "GET"): {**inside(200, others=200), "lead": 403},  # to oneself
    ("message_write", "", "POST"): {**inside(200, others=200), "lead": 403},  # an empty form comes back
    ("join_request_list", "", "GET"): FOR_ADMINISTRATORS,
    ("join_request_decide", "", "GET"): FOR_ADMINISTRATORS,
    ("join_request_decide", "", "POST"): FOR_ADMINISTRATORS,  # without a reason
    ("join_request_vouch", "", "GET"): {**inside(404, others=404), "belonging": 200, "administrator": 200},
    ("join_request_vouch", "", "POST"): {**inside(404, others=404), "belonging": 302, "administrator": 403},
    ("notification_list", "", "GET"): FOR_MEMBERS,
    ("notification_open", "", "GET"): {**inside(404, others=404), "belonging": 302},  # it is theirs
    ("notification_read_all", "", "GET"): POST_ONLY,
    ("notification_read_all", "", "POST"): inside(302, others=302),
    ("notification_read", "", "GET"): POST_ONLY,
    ("notification_read", "", "POST"): {**inside(404, others=404), "belonging": 302},  # it is theirs
    ("notification_mail", "", "GET"): FOR_MEMBERS,
    ("notification_mail_off", "", "GET"): POST_ONLY,
    ("notification_mail_off", "", "POST"): inside(302, others=302),
    ("following_list", "", "GET"): FOR_MEMBERS,
    ("following_own", "", "GET"): POST_ONLY,
    ("following_own", "", "POST"): inside(302, others=302),
    ("community_follow", "public", "GET"): POST_ONLY,
    ("community_follow", "public", "POST"): inside(302, others=302, kinds=MEMBERS),
    ("community_follow", "private", "POST"): inside(302, others=404),
    ("tag_follow", "", "GET"): POST_ONLY,
    ("tag_follow", "", "POST"): inside(302, others=302, kinds=MEMBERS),
    ("topic_stop", "", "GET"): OPEN,
    ("notification_unsubscribe", "", "GET"): OPEN,
    ("signing_in", "", "GET"): FOR_MEMBERS,
    ("confirm_by_code", "", "GET"): expect(outside=200, visitor=SIGN_IN, members=200, arriving=200),
    ("password_remove", "", "GET"): POST_ONLY,
    ("session_end", "", "GET"): POST_ONLY,
    ("session_end", "", "POST"): inside(404, others=404),  # it is nobody's
    ("session_end_others", "", "GET"): POST_ONLY,
    ("session_end_others", "", "POST"): inside(302, others=302),
    ("session_stay", "", "GET"): expect(outside=200, visitor=401, members=200, arriving=200),
    ("session_stay", "", "POST"): expect(outside=200, visitor=401, members=200, arriving=200),
    ("second_factor", "", "GET"): {
        **expect(outside=None, visitor=SIGN_IN, waiting=WAITING, members="/account/signing-in/"),
        **dict.fromkeys(("elsewhere", "moderator", "lead", "editor", "administrator"), 200),
    },
    ("second_factor_later", "", "GET"): POST_ONLY,
    ("second_factor_later", "", "POST"): inside(302, others=302),
    ("second_factor_reset", "", "GET"): {
        **FOR_ADMINISTRATORS,
        "administrator": "/account/signing-in/confirm/",  # who proves again who they are
    },
    ("design", "", "GET"): expect(outside=404, members=404, administrator=200),
    ("devmail_list", "", "GET"): expect(outside=404, members=404, arriving=404),  # DEBUG is off
    ("health_live", "", "GET"): ALWAYS,
    ("health_ready", "", "GET"): ALWAYS,
    ("account_detail", "", "GET"): expect(outside=200, visitor=SIGN_IN, members=200, arriving=200),
    ("affiliation_edit", "", "GET"): FOR_MEMBERS,
    ("affiliation_edit", "", "POST"): FOR_MEMBERS,  # an empty form comes back
    ("address_change", "", "GET"): PROVED_AGAIN,
    ("address_change", "", "POST"): PROVED_AGAIN,
    ("address_confirm", "", "GET"): inside(302, others=302),  # nothing is under way
    ("address_confirm", "", "POST"): inside(302, others=302),
    ("address_object", "", "GET"): OPEN,
    ("address_object", "", "POST"): OPEN,
    ("address_restore", "", "GET"): {**FOR_ADMINISTRATORS, "administrator": 404},  # nobody has objected
    ("data_ask", "", "GET"): expect(outside=405, visitor=SIGN_IN, members=405, arriving=405),
    ("data_ask", "", "POST"): expect(outside=302, visitor=SIGN_IN, members=302, arriving=302),
    ("data_download", "", "GET"): {
        **expect(outside=404, visitor=SIGN_IN, members=404, arriving=404),
        "belonging": 200,  # it is theirs
    },
    ("account_close", "", "GET"): {**PROVED_AGAIN, "waiting": CONFIRM, "arriving": CONFIRM},
    ("account_close", "", "POST"): {**PROVED_AGAIN, "waiting": CONFIRM, "arriving": CONFIRM},
    ("account_close_for", "", "GET"): {**FOR_ADMINISTRATORS, "administrator": CONFIRM, "arriving": WAITING},
    ("account_close_for", "", "POST"): {**FOR_ADMINISTRATORS, "administrator": CONFIRM, "arriving": WAITING},
    ("sso_start", "", "GET"): NOT_SET_UP,
    ("sso_start", "", "POST"): NOT_SET_UP,
    ("sso_callback", "", "GET"): NOT_SET_UP,
    ("sso_choose", "", "GET"): NOT_SET_UP,
    ("sso_choose", "", "POST"): NOT_SET_UP,
    ("sso_ended", "", "GET"): NOT_SET_UP,
    ("admin_account", "", "GET"): expect(outside="/people/me/edit/", members="/people/me/edit/"),
}

ALLAUTH = {
    "account_change_password",
    "account_confirm_login_code",
    "account_email",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_request_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_set_password",
    "account_signup",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_login_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "socialaccount_connections",  # these four are shut; see communities/signin/sso/urls.py
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "socialaccount_signup",
    "usersessions_list",
}


FILLED = {"topic_reply": {"body": "Use a captioner."}, "text_preview": {"body": "**Use** a captioner."}}


@pytest.mark.parametrize("case", TABLE, ids=lambda case: " ".join(filter(None, case)))
def test_each_address_answers_each_kind_of_visitor_as_declared(world, case):
    name, where, method = case
    address = reverse(name, args=world.args.get((name, where)))
    found = {}
    for kind in KINDS:
        with rolled_back():
            client = world.client(kind)
            response = client.get(address) if method == "GET" else client.post(address, FILLED.get(name, {}))
        is_redirect = isinstance(TABLE[case][kind], str) and response.status_code in (301, 302)
        found[kind] = response.headers["Location"].partition("?")[0] if is_redirect else response.status_code
    assert found == {kind: TABLE[case][kind] for kind in KINDS}


def patterns(resolver: URLResolver, prefix: str = "") -> list[tuple[str, str]]:
    """Every pattern of the site as (address, name)."""
    found = []
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            found.append((address, entry.name or ""))
        else:
            found += patterns(entry, address)
    return found


def test_no_address_escapes_the_table():
    found = patterns(get_resolver())
    assert len(found) >= 150
    ours = {
        name
        for address, name in found
        if name.startswith("sso_") or not address.startswith(("admin/", "accounts/", "documents/", "^"))
    }
    pages = {"wagtail_serve", "wagtailcore_login", "wagtailcore_login_oauth", ""}
    declared = {name for name, _where, _method in TABLE} | {"admin_account"}
    assert ours - {n for n in ours if n.startswith("wagtail")} - pages == declared - {"admin_account"}


def test_signing_in_has_no_address_that_we_do_not_know():
    found = {name for address, name in patterns(get_resolver()) if address.startswith("accounts/") and name}
    assert {name for name in found if not name.startswith("sso_")} == ALLAUTH


@pytest.mark.parametrize("kind", ["visitor", "waiting", "member", "lead"])
def test_nobody_but_editors_enters_the_editors_interface(world, kind):
    addresses = {
        a for a, _name in patterns(get_resolver()) if a.startswith("admin/") and "<" not in a and "(" not in a
    }
    addresses -= {"admin/account/", "admin/jsi18n/", "admin/sprite/", "admin/login/", "admin/logout/"}
    assert len(addresses) >= 50
    with rolled_back():
        client = world.client(kind)
        answered = {address: client.get("/" + address).status_code for address in addresses}
    assert set(answered.values()) <= {301, 302, 403, 404}, answered
