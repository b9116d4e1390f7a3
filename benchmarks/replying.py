"""How long a member waits for a reply to be posted: through the real form, into one topic after the other."""

import re
import time
from http.client import HTTPConnection as Connection
from random import Random
from urllib.parse import urlencode

from .invented import Writer, source_of
from .measuring import HOST

_FORM = re.compile(r'<form[^>]*action="(/topics/\d+/reply/)[^>]*>(.*?)</form>', re.DOTALL)
_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
_ATTRIBUTE = re.compile(r'\b(name|value)="([^"]*)"')


def reply_to_all(port: int, topics: list[str], session: str, seed: int) -> tuple[list[float], int]:
    """Post one reply on each of these pages. Returns the milliseconds of each POST, and how many failed."""
    writer = Writer(seed)
    writer.random = Random()  # other words than those of the load
    connection = Connection(HOST, port, timeout=20)
    took, failed = [], 0
    for path in topics:
        action, fields, cookies = _form_on(connection, path, session)
        fields["body"] = source_of(writer.paragraphs())
        began = time.perf_counter()
        status, where = _post(connection, action, fields, cookies)
        took.append((time.perf_counter() - began) * 1000)
        failed += status != 302 or "#post-" not in where
    connection.close()
    return took, failed


def _form_on(connection: Connection, path: str, session: str) -> tuple[str, dict[str, str], str]:
    """Where the reply form of a page leads, what is hidden in it, and the cookies to send with it."""
    connection.request("GET", path, headers={"Cookie": f"sessionid={session}"})
    response = connection.getresponse()
    html = response.read().decode()
    cookies = response.headers.get_all("Set-Cookie") or []
    token = next((cookie for cookie in cookies if cookie.startswith("csrftoken=")), "")
    found = _FORM.search(html)
    if not found:
        raise LookupError(f"there is no reply form on {path} (status {response.status})")
    attributes = [dict(_ATTRIBUTE.findall(tag)) for tag in _HIDDEN.findall(found[2])]
    fields = {each["name"]: each.get("value", "") for each in attributes if "name" in each}
    return found[1], fields, f"sessionid={session}; {token.partition(';')[0]}"


def _post(connection: Connection, action: str, fields: dict[str, str], cookies: str) -> tuple[int, str]:
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", action, body=urlencode(fields), headers=headers)
    response = connection.getresponse()
    response.read()
    return response.status, response.headers.get("Location", "")
