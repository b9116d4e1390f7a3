"""What screening finds, what it does not mistake, and how long it may take.

The planted cases are data: planted.yaml (the exact words in ⟦ ⟧) and innocent.yaml.
"""

import json
from pathlib import Path
from time import perf_counter

import pytest
import yaml

from communities.screening.numbers import is_card, is_ssn
from communities.screening.screening import look
from communities.screening.verdicts import Answer, Author, Kind
from communities.screening.words import Watched
from portal.demo import content

HERE = Path(__file__).parent
FAQ = Path("/work/shared/data/stackfaq/beir")
WATCHED = [
    Watched("crypto doubler", Answer.HOLD, "Advertising."),
    Watched("numpt*", Answer.WARN, "Speak of what somebody did."),
    Watched("zx-####", Answer.REFUSE, "Badge numbers stay inside."),
]
PLANTED = [
    (kind, text)
    for kind, texts in yaml.safe_load((HERE / "planted.yaml").read_text()).items()
    for text in texts
]
INNOCENT = yaml.safe_load((HERE / "innocent.yaml").read_text())


def found(text: str, **more) -> list[Kind]:
    return [finding.kind for finding in look(text, watched=WATCHED, **more).findings]


def is_found(kind: str, marked: str) -> bool:
    """Whether the words in ⟦ ⟧ are found, as what they are, exactly where they stand."""
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    text = marked.replace("⟦", "").replace("⟧", "")
    return any(
        each.kind == kind and each.start <= start and each.end >= end
        and each.words == text[each.start : each.end] and each.end - each.start <= end - start + 2
        for each in look(text, watched=WATCHED).findings
    )  # fmt: skip


def test_ninety_eight_in_a_hundred_planted_cases_are_found_where_they_stand():
    assert len(PLANTED) >= 120 and {kind for kind, _text in PLANTED} >= {
        "ssn",
        "card",
        "phone",
        "email",
        "address",
    }
    missed = [text for kind, text in PLANTED if not is_found(kind, text)]
    assert len(missed) <= len(PLANTED) * 0.02, missed


@pytest.mark.parametrize("text", INNOCENT)
def test_dates_dockets_and_the_lines_of_agencies_are_not_mistaken(text):
    assert found(text) == []


def demo_texts() -> list[str]:
    return [
        text for topic in content.topics() for text in (topic.title, *(post.text for post in topic.posts))
    ]


def faq_texts() -> list[str]:
    rows = [json.loads(line) for name in ("corpus", "queries") for line in (FAQ / f"{name}.jsonl").open()]
    texts = [row["text"] for row in rows] + [row["title"] for row in rows if row.get("title")]
    return texts + [part for row in rows for part in row["text"].split("\n\n")]


def is_quiet(texts: list[str]) -> None:
    kinds = [found(text) for text in texts]
    assert not any({Kind.SSN, Kind.CARD} & set(each) for each in kinds)
    warned = [text for text, each in zip(texts, kinds, strict=True) if each]
    assert len(warned) <= len(texts) * 0.005, warned


def test_the_demonstration_is_not_suspected():
    texts = demo_texts()
    assert len(texts) >= 100
    is_quiet(texts)


@pytest.mark.skipif(not FAQ.exists(), reason="these texts are not part of the project")
def test_questions_and_answers_from_a_public_site_are_not_suspected():
    texts = faq_texts()
    assert len(texts) >= 2000
    is_quiet(texts)


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        ("765-43-2187", True), ("000-43-2187", False), ("666-43-2187", False), ("900-43-2187", False),
        ("765-00-2187", False), ("765-43-0000", False), ("078-05-1120", False), ("219-09-9999", False),
        ("899-99-9999", True), ("001-01-0001", True), ("111-11-1111", False),
    ],
)  # fmt: skip
def test_the_rules_of_the_social_security_administration(number, is_one):
    assert is_ssn(*number.split("-")) is is_one


def test_a_card_has_an_issuer_a_length_and_a_checksum():
    assert is_card("4539173918426054")
    assert not is_card("4539173918426051")  # checksum
    assert not is_card("9539173918426053")  # no issuer
    assert not is_card("453917391842605")  # length
    assert not is_card("4111111111111111")  # published for trying


@pytest.mark.parametrize("place", range(9))
def test_any_wrong_digit_of_a_card_is_no_card(place):
    number = "4539173918426054"
    wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
    assert not is_card(wrong)


def test_what_is_found_asks_for_the_worst_answer():
    assert look("765-43-2187 or marta.ruiz88@gmail.com").answer == Answer.REFUSE
    assert look("marta.ruiz88@gmail.com").answer == Answer.WARN
    assert look("https://irs.gov.example.net/x and marta.ruiz88@gmail.com").answer == Answer.HOLD
    assert look("Good morning.").answer == Answer.FINE


def test_ones_own_address_and_those_of_governments_may_be_given():
    mine = Author(own=frozenset({"marta.ruiz88@gmail.com"}), is_official=lambda name: name == "pueblo.us")
    assert found("Write to Marta.Ruiz88@gmail.com or dan@pueblo.us.", by=mine) == []
    assert found("Write to marta.ruiz88@gmail.com or dan@pueblo.us.") == [Kind.EMAIL, Kind.EMAIL]


def test_many_links_and_mentions_of_somebody_new_are_held():
    links = " ".join(f"https://site{number}.example.com/" for number in range(4))
    new = Author(most_links=3, most_mentions=2)
    assert found(links, by=new) == [Kind.LINKS] and found(links) == []
    assert look(links, by=new).answer == Answer.HOLD
    assert found("@a-b @c-d @e-f look", by=new) == [Kind.MENTIONS]
    assert found("https://a.gov https://a.gov https://a.gov https://a.gov", by=new) == []


def test_the_same_text_again_is_warned_of_then_held():
    text = "We are hiring a captioner for the hearing in May; write to me here for the details of it."
    once, twice = Author(recent=(text,)), Author(recent=(text, f"**{text.upper()}**"))
    assert look(text, by=once).answer == Answer.WARN and look(text, by=twice).answer == Answer.HOLD
    assert look("Thank you!", by=Author(recent=("Thank you!",) * 5)).answer == Answer.FINE


def test_capitals_in_code_and_acronyms_are_no_shouting():
    code = (
        "```\n"
        + "SELECT NAME FROM PEOPLE WHERE AGENCY IS NOT NULL AND STATE IS OPEN ORDER BY NAME\n" * 2
        + "```"
    )
    assert found(code) == []
    assert found("PLEASE ANSWER MY QUESTION ABOUT CAPTIONS TODAY", is_title=True) == [Kind.SHOUTING]
    assert found("FOIA, PIA, TOS, NARA: what is due?", is_title=True) == []


HOSTILE = [
    "1 ",
    "1.",
    "12-",
    "a.",
    "A dot ",
    "a at ",
    "a@",
    "@a.",
    "[a](",
    "[irs.gov](https://",
    "&#49;",
    "\\",
    "*`",
]
HOSTILE += [
    "_1_",
    "<!--",
    "!? ",
    "http://gov.",
    "1 A",
    "12345 Aaa Bbb ",
    "+44 ",
    "(303) ",
    "\u200b",
    "é",
    "1\u0336",
]
HOSTILE += ["4539 ", "lives at 1 a ", "a dot b at c dot ", "numpt", "zx-", "    ", "\t", "x\n" * 3]


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_text_makes_the_finders_wait(piece):
    text = (piece * 20_000)[:20_000]
    began = perf_counter()
    look(text, watched=WATCHED)
    assert perf_counter() - began < 1
