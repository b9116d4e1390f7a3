"""The logs hold what happened, and nothing of what people typed."""

import json
import logging
import sys

from portal.logs import JsonFormatter
from tests import make
from tests.tools import browser


def line(name: str, message: str, *args, **extra) -> dict:
    record = logging.LogRecord(name, logging.WARNING, __file__, 1, message, args, extra.pop("exc_info", None))
    record.__dict__.update(extra)
    text = JsonFormatter().format(record)
    assert "\n" not in text
    return json.loads(text)


def test_a_line_is_one_json_object_with_when_how_grave_and_where_from():
    entry = line("communities.members", "somebody\njoined: %s", 7)
    assert entry["message"] == "somebody\njoined: 7"
    assert (entry["level"], entry["logger"]) == ("WARNING", "communities.members")
    assert entry["at"][:2] == "20" and set(entry) == {"at", "level", "logger", "message"}


def test_a_line_about_a_request_has_its_status_and_not_its_query_string():
    said = '"GET /search/?q=my+secret+question HTTP/1.1" 200 1234'
    entry = line("django.server", "%s", said, status_code=200)
    assert entry["message"] == '"GET /search/' and entry["status"] == 200
    assert "secret" not in json.dumps(entry)


def test_a_question_mark_of_our_own_is_no_query_string():
    assert line("portal", "really? yes")["message"] == "really? yes"


def test_an_error_has_its_traceback_on_the_same_line():
    try:
        raise ValueError("broken")
    except ValueError:
        entry = line("django.request", "Internal Server Error: %s", "/x/", exc_info=sys.exc_info())
    assert entry["exception"].splitlines()[-1] == "ValueError: broken"


def test_what_cannot_be_said_in_json_is_said_as_text():
    assert line("portal", "%s", object)["message"].startswith("<class")


def test_a_page_that_is_not_found_is_logged_without_what_was_asked(site, caplog):
    with caplog.at_level(logging.WARNING):
        browser(make.member("Dana Whitfield")).get("/topics/999/x/?q=my+secret+question")
    entries = [JsonFormatter().format(record) for record in caplog.records]
    assert any("/topics/999/x/" in entry for entry in entries)
    assert not any("secret" in entry or "Dana" in entry or "@epa.gov" in entry for entry in entries)
