import pytest
from django.db import transaction
from django.utils import timezone

from communities.ledger.models import Entry
from communities.ledger.recording import record
from tests import make


def test_an_entry_says_who_did_what_to_what_when_and_with_which_facts(db):
    person, community = make.member("Dana Whitfield"), make.community()
    before = timezone.now()
    entry = record("community.role_given", by=person, on=community, community_id=community.pk, role="lead")
    entry.refresh_from_db()
    assert (entry.actor, entry.verb, entry.on) == (person, "community.role_given", community)
    assert entry.community_id == community.pk
    assert entry.facts == {"role": "lead"}
    assert before <= entry.at <= timezone.now()


def test_the_system_acts_as_nobody_and_on_nothing(db):
    entry = record("agency.registry_imported", by=None, added=3)
    entry.refresh_from_db()
    assert (entry.actor, entry.on, entry.community_id) == (None, None, None)


def test_an_act_that_was_done_earlier_keeps_its_time(db):
    at = timezone.now() - timezone.timedelta(days=400)
    assert record("member.joined", by=None, at=at).at == at


@pytest.mark.parametrize("verb", ["member.flew", "", "Member.joined", "member.joined "])
def test_an_unknown_verb_is_refused_and_nothing_is_written(db, verb):
    with pytest.raises(ValueError, match="is not a verb of the ledger"):
        record(verb, by=None)
    assert not Entry.objects.exists()


def test_an_entry_reads_as_words(db):
    entry = record("member.joined", by=None)
    assert entry.act == "joined"
    assert str(entry).endswith("member.joined")


def test_an_entry_whose_verb_was_retired_is_still_readable():
    assert Entry(verb="member.flew").act == "member.flew"


def test_an_entry_is_undone_with_the_act_that_it_is_about(db):
    class Broken(Exception):
        pass

    with pytest.raises(Broken), transaction.atomic():
        record("member.joined", by=None)
        assert Entry.objects.count() == 1
        raise Broken
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nobody_else_sees_an_entry_before_its_act_is_committed():
    with transaction.atomic():
        record("member.joined", by=None)
        assert make.in_another_thread(Entry.objects.count) == 0
    assert make.in_another_thread(Entry.objects.count) == 1


def test_an_act_with_a_bad_fact_leaves_no_entry(db):
    with pytest.raises(TypeError), transaction.atomic():
        record("member.joined", by=None, when=object())
    assert not Entry.objects.exists()
