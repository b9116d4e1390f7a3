"""The demonstration is for an empty site only."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from communities.members.models import User
from communities.spaces.models import Community
from portal.demo.accounts import table
from tests import make


def test_it_is_not_written_beside_real_members(db):
    make.member("Rosa Real")
    with pytest.raises(CommandError, match="There are real members here"):
        call_command("demo", stdout=StringIO())
    assert not User.objects.filter(email__contains="+demo@").exists() and not Community.objects.exists()


def test_it_is_not_written_beside_one_who_has_only_just_arrived(db):
    make.arriving()
    with pytest.raises(CommandError, match="There are real members here"):
        call_command("demo", stdout=StringIO())


def test_who_to_sign_in_as_is_said_without_a_database():
    """One line for each kind of visitor, and where the codes are; the test asks for no database."""
    heading, *lines = filter(None, table().splitlines())
    assert "/dev/mail/" in heading
    assert [line.split()[0] for line in lines] == [
        "visitor",
        "member",
        "moderator",
        "lead",
        "editor",
        "administrator",
    ]
