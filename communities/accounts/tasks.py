from datetime import datetime

from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from communities.discussions.forgetting import forget as forget_reading
from communities.discussions.forgetting import forget_in_texts
from communities.kit.mails import send
from communities.members.models import User
from communities.notifications.forgetting import forget as forget_notifications
from communities.spaces.forgetting import forget as forget_spaces

from . import preparing
from .letters import letter_of_objection, letter_to_old_address
from .misfits import tell_of_misfit
from .models import AddressChange, Download

AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(retry=AGAIN, queue="mail")
def tell_old_address(change_id: int) -> None:
    """Mail the old address that another one opens the account now, once."""
    with transaction.atomic():
        changes = AddressChange.objects.select_for_update(of=("self",), skip_locked=True)
        change = changes.select_related("person").filter(pk=change_id, told_at=None).first()
        if change is None:  # told already, or the account was closed meanwhile
            return
        send(letter_to_old_address(change))
        change.told_at = timezone.now()
        change.save(update_fields=["told_at"])


@app.task(retry=AGAIN, queue="mail")
def mail_objection(change_id: int) -> None:
    """Mail the administrators that an account is stopped. A mail for each, so that one can fail alone."""
    change = AddressChange.objects.filter(pk=change_id).first()
    if change is not None:
        administrators = User.objects.members().filter(is_superuser=True)
        for key in administrators.values_list("pk", flat=True):
            mail_administrator.defer(change_id=change_id, administrator_id=key)


@app.task(retry=AGAIN, queue="mail")
def mail_administrator(change_id: int, administrator_id: int) -> None:
    """Mail one administrator that an account is stopped."""
    change = AddressChange.objects.select_related("person").filter(pk=change_id).first()
    administrator = User.objects.members().filter(pk=administrator_id).first()
    if change and administrator:
        send(letter_of_objection(change, administrator.email))


@app.task(retry=AGAIN, queue="telling")
def tell_leads(person_id: int, since: str) -> None:
    """Tell the leads of communities that a person no longer fits, once for a move."""
    person = User.objects.members().select_related("profile__agency").filter(pk=person_id).first()
    if person is not None:
        tell_of_misfit(person, since=datetime.fromisoformat(since))


@app.task(retry=AGAIN, queue="telling")
def forget_again(person_id: int, slugs: list[str], before: str) -> None:
    """Take a closed account out of all texts, with what requests wrote of it that were under way."""
    person = User.objects.get(pk=person_id)
    with transaction.atomic():
        forget_spaces(person, addresses=[])
        forget_notifications(person)
        forget_reading(person)
    forget_in_texts(person, slugs=slugs, before=datetime.fromisoformat(before))


@app.task(retry=AGAIN, queue="downloads", lock="downloads")
def prepare_download(download_id: int) -> None:
    """Write the data of a person into a file, and tell them. One at a time: it may be much."""
    download = Download.objects.select_related("person").filter(pk=download_id, ready_at=None).first()
    if download is not None and download.person.is_active:
        preparing.prepare(download)


@app.periodic(cron="41 * * * *")
@app.task(queueing_lock="drop_downloads", pass_context=False)
def drop_what_has_expired(timestamp: int) -> None:
    """Delete downloads that nobody can fetch any more, and changes of address that are over."""
    preparing.drop_expired()
