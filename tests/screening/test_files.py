"""What attached files say is looked through too, by the worker; until then nobody gets them."""

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from communities.discussions.models import Attachment
from communities.discussions.tasks import scan_attachment
from communities.discussions.writing.attaching import attach
from communities.ledger.models import Entry
from communities.screening import files
from communities.screening.files import text_of, why_refused
from communities.screening.keeping import add_word
from communities.screening.verdicts import Answer
from tests import make
from tests.tools import browser, jobs

pytestmark = pytest.mark.django_db
WORD = '<w:document xmlns:w="w"><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:document>'


@pytest.fixture(autouse=True)
def _private(settings, tmp_path):
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "private": private}


def pdf(words: str, password: str = "") -> BytesIO:
    writer, made = PdfWriter(), BytesIO()
    page = writer.add_blank_page(300, 300)
    font = DictionaryObject(
        {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1")}
    )
    font[NameObject("/BaseFont")] = NameObject("/Helvetica")
    fonts = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 20 200 Td ({words}) Tj ET".encode())
    page[NameObject("/Contents")] = stream
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(made)
    made.seek(0)
    return made


def office(part: str, content: str) -> BytesIO:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr(part, content)
    made.seek(0)
    return made


SSN = "765-43-2187"
FILES = {
    "pdf": lambda: pdf(f"Applicant {SSN}"),
    "docx": lambda: office("word/document.xml", WORD % f"Applicant {SSN}"),
    "docx in two runs": lambda: office(
        "word/document.xml", WORD % f"Applicant {SSN[:5]}</w:t></w:r><w:r><w:t>{SSN[5:]}"
    ),
    "docx header": lambda: office("word/header1.xml", WORD % SSN),
    "xlsx": lambda: office("xl/sharedStrings.xml", f"<sst><si><t>Name</t></si><si><t>{SSN}</t></si></sst>"),
    "pptx notes": lambda: office("ppt/notesSlides/notesSlide1.xml", f"<p><a:p><a:t>{SSN}</a:t></a:p></p>"),
    "csv": lambda: BytesIO(f"name,ssn\nA,{SSN}\n".encode()),
    "csv of utf-8 with a mark": lambda: BytesIO(f"\ufeffname;ssn\nA;{SSN}\n".encode()),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_social_security_number_in_a_file_is_found(kind):
    assert "Social Security number" in why_refused(FILES[kind](), "list.csv")


def test_a_name_of_a_file_is_looked_through():
    assert "Social Security number" in why_refused(BytesIO(b"a,b"), "applicant_765-43-2187.csv")


def test_the_words_themselves_are_not_repeated():
    assert SSN not in why_refused(FILES["csv"](), f"{SSN}.csv")


def test_numbers_of_cells_do_not_run_together():
    cells = "".join(f"<c><v>{number}</v></c>" for number in (765, 43, 2187, 4539, 1739, 1842, 6054))
    made = office("xl/worksheets/sheet1.xml", f"<row>{cells}</row>")
    assert why_refused(made, "a.xlsx") == ""


def test_what_opens_only_with_a_password_is_refused():
    assert "password" in why_refused(pdf("Hello", password="secret"), "a.pdf")


def test_what_nobody_can_read_has_no_words():
    for content in (b"%PDF-1.7\n...", b"PK\x03\x04nothing", b"\xff\xfe\x00"):
        assert why_refused(BytesIO(content), "a.pdf") == ""


def test_a_very_long_file_is_read_up_to_a_limit(monkeypatch):
    monkeypatch.setattr(files, "MOST_CHARACTERS", 1000)
    assert len(text_of(office("word/document.xml", WORD % ("a" * 100_000)))) <= 1000


def test_a_watched_word_that_is_held_refuses_a_file():
    add_word(by=make.administrator(), pattern="numpt*", action=Answer.HOLD, reason="Kinder.")
    assert why_refused(BytesIO(b"a,numpty"), "a.csv") == "Kinder."


def test_nobody_gets_a_file_before_it_was_looked_through(site):
    topic = make.topic()
    made = attach(SimpleUploadedFile("list.csv", FILES["csv"]().getvalue()), by=topic.author)
    assert made.state == Attachment.State.NEW and jobs("scan_attachment") == [{"attachment_id": made.pk}]
    assert browser(topic.author).get(made.get_absolute_url()).status_code == 403
    for _ in range(2):
        scan_attachment(attachment_id=made.pk)
    made.refresh_from_db()
    assert made.state == Attachment.State.REFUSED
    assert SSN not in str(Entry.objects.get(verb="attachment.refused").facts)


def test_a_file_without_findings_can_be_had_then(site):
    topic = make.topic()
    made = attach(SimpleUploadedFile("list.csv", b"name,posts\nEPA,3\n"), by=topic.author)
    scan_attachment(attachment_id=made.pk)
    assert browser(topic.author).get(made.get_absolute_url()).status_code == 200


def test_the_made_pdf_is_one():
    assert PdfReader(pdf("Hello")).pages[0].extract_text() == "Hello"
