"""Writing the data of a member into one file: data.json for programs, index.html for people, and photos."""

import json
import secrets
import tempfile
from collections.abc import Iterable
from datetime import timedelta
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.core.files import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from communities.kit.files import delete_after_commit
from communities.kit.parts import Part
from communities.members.models import User
from communities.notifications.models import Kind
from communities.notifications.telling import tell

from .models import AddressChange, Download, private_storage
from .sources import parts_of
from .times import CODE_VALID_FOR, WINDOW

FOLDER = "downloads"
FILES_OF_NOBODY_AFTER = timedelta(days=1)


def prepare(download: Download) -> None:
    """Write the file, then say that it is ready. Nothing is left of it when the account closes meanwhile."""
    storage = private_storage()
    with tempfile.TemporaryFile() as whole:
        write_archive(download.person, whole)
        size = whole.tell()
        whole.seek(0)
        name = storage.save(f"{FOLDER}/{secrets.token_hex(16)}.zip", File(whole))
    if not _keep(download, name, size):
        storage.delete(name)


@transaction.atomic
def _keep(download: Download, name: str, size: int) -> bool:
    kept = Download.objects.select_for_update().filter(pk=download.pk, ready_at=None).first()
    if kept is None:
        return False
    now = timezone.now()
    kept.file.name, kept.size, kept.ready_at = name, size, now
    kept.expires_at = now + timedelta(days=settings.DATA_DOWNLOAD_DAYS)
    kept.save()
    tell([kept.person_id], Kind.DATA, target=kept, title="", actor=None)
    return True


def write_archive(person: User, out: IO[bytes]) -> None:
    """Write everything that the site holds of a person, row by row, as a zip."""
    parts = parts_of(person)
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        with archive.open("data.json", "w", force_zip64=True) as file:
            for words in _as_json(parts):
                file.write(words.encode())
        with archive.open("index.html", "w", force_zip64=True) as file:
            for words in _as_html(parts, person):
                file.write(words.encode())
        for part in parts:
            for name, stored in part.files():
                with archive.open(name, "w") as file, stored.open("rb") as photo:
                    for chunk in photo.chunks():
                        file.write(chunk)


def _as_json(parts: list[Part]) -> Iterable[str]:
    yield "{"
    for place, part in enumerate(parts):
        yield f"{',' if place else ''}\n{json.dumps(part.key)}: ["
        for number, row in enumerate(part.rows()):
            yield f"{',' if number else ''}\n"
            yield json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False)
        yield "]"
    yield "\n}\n"


def _as_html(parts: list[Part], person: User) -> Iterable[str]:
    about = {"person": person, "parts": parts, "now": timezone.now(), "site_name": settings.SITE_NAME}
    yield render_to_string("accounts/data/head.html", about)
    for part in parts:
        yield render_to_string("accounts/data/part.html", {"part": part})
        empty = True
        for row in part.rows():
            yield render_to_string("accounts/data/row.html", {"cells": _cells(row)})
            empty = False
        yield render_to_string("accounts/data/part_end.html", {"empty": empty})
    yield render_to_string("accounts/data/foot.html")


def _cells(row: dict) -> list[dict]:
    """A row for the eyes: its filled fields, each with a label and its kind."""
    return [_cell(key, value) for key, value in row.items() if value not in (None, "", [], {})]


def _cell(key: str, value) -> dict:
    label = key.replace("e_mail", "e-mail").replace("_", " ")
    if isinstance(value, dict):
        value = [f"{name}: {inner}" for name, inner in value.items()]
    elif isinstance(value, list):
        value = [", ".join(map(str, each.values())) if isinstance(each, dict) else each for each in value]
    kind = "list" if isinstance(value, list) else "truth" if isinstance(value, bool) else ""
    moment = kind == "" and hasattr(value, "year")
    return {"label": label[:1].upper() + label[1:], "value": value, "kind": "moment" if moment else kind}


# --- forgetting ---------------------------------------------------------------------------------


def drop_download(person: User) -> None:
    """Delete the download of a person, its file once the transaction has committed."""
    for download in Download.objects.filter(person=person):
        _drop(download)


def _drop(download: Download) -> None:
    delete_after_commit(download.file)
    download.delete()


def drop_expired() -> None:
    """Delete downloads that are over, files that belong to none, and changes of address that are over."""
    now = timezone.now()
    for key in Download.objects.filter(expires_at__lte=now).values_list("pk", flat=True):
        with transaction.atomic():
            for download in Download.objects.select_for_update().filter(pk=key, expires_at__lte=now):
                _drop(download)
    _drop_files_of_nobody()
    objectable = now - timedelta(days=settings.ADDRESS_OBJECTION_DAYS)
    AddressChange.objects.filter(changed_at__lt=objectable).delete()
    AddressChange.objects.filter(changed_at=None, asked_at__lt=now - CODE_VALID_FOR - WINDOW).delete()


def _drop_files_of_nobody() -> None:
    """A worker that died between the file and its row left a file behind."""
    storage = private_storage()
    if not storage.exists(FOLDER):
        return
    owned = set(Download.objects.exclude(file="").values_list("file", flat=True))
    for name in storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        if path not in owned and storage.get_modified_time(path) < timezone.now() - FILES_OF_NOBODY_AFTER:
            storage.delete(path)
