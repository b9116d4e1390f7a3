"""Somebody asks for everything that the site holds of them."""

from django.db import transaction

from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User

from . import rules
from .models import Download
from .preparing import drop_download
from .tasks import prepare_download


@transaction.atomic
def ask_for_data(person: User) -> Download:
    """Let the worker prepare a download in place of the last one. Raises Refused while one is prepared."""
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    require(rules.may_ask_for_data(person, Download.objects.filter(person=person).first()))
    drop_download(person)
    download = Download.objects.create(person=person)
    record("member.data_asked", by=person, on=person)
    prepare_download.defer(download_id=download.pk)
    return download
