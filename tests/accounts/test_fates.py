"""Each column that points at a member has a declared fate, in the download and when the account closes."""

from django.apps import apps

from communities.accounts.fates import FATES
from communities.accounts.sources import parts_of
from communities.members.models import User


def columns() -> set[str]:
    """Every column of every model that points at a member."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if field.remote_field and field.related_model is User
    }


def test_every_column_that_points_at_a_member_is_declared():
    found = columns()
    assert len(found) >= 50
    assert found - set(FATES) == set(), "say in communities/accounts/fates.py what becomes of these"
    assert set(FATES) - found == set(), "these are not there any more"


def test_each_is_in_a_part_of_the_download_or_says_why_not():
    parts = {part.key for part in parts_of(User())}
    assert len(parts) >= 20
    for column, fate in FATES.items():
        assert bool(fate.part) != bool(fate.why_not), column
        assert not fate.part or fate.part in parts, column
