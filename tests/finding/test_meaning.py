"""Finding by meaning: vectors come from the worker, and whatever is missing, words are found."""

import json
import math
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from communities.finding import meaning, nearest, parts
from communities.finding.asked import Query
from communities.finding.indexing import Findable, put
from communities.finding.models import EVERYONE, MEMBERS, Document, Kind, Meaning
from communities.finding.searching import find
from communities.finding.wordpiece import WordPiece
from communities.tags.models import Tag
from tests.tools import jobs

SENSES = ("sea", "car", "law")


class Senses:
    """A model that knows three meanings by the words in a text."""

    name = "senses"
    words = {"walrus": 0, "seal": 0, "lorry": 1, "truck": 1, "statute": 2}
    reads = 0

    def vector(self, text: str) -> list[float]:
        self.reads += 1
        found = [0.0] * meaning.DIMENSION
        for word, at in self.words.items():
            found[at] += word in text.lower()
        length = math.hypot(*found)
        return [number / length for number in found] if length else [1 / math.sqrt(len(found))] * len(found)


@pytest.fixture
def senses(db, monkeypatch):
    model = Senses()
    monkeypatch.setattr(parts, "model", lambda: model)
    monkeypatch.setattr(nearest, "model_name", lambda: model.name)
    monkeypatch.setattr(nearest, "vector_of_question", model.vector)
    monkeypatch.setattr("communities.finding.indexing.model_name", lambda: model.name)
    return model


def thing(title: str, *, audience: str = EVERYONE, **more) -> Document:
    source = Tag.objects.create(name=f"thing {Tag.objects.count()}")
    put(Findable(source, Kind.TOPIC, audience, "/x/", title, timezone.now(), **more))
    return Document.objects.get(object_id=source.pk)


def embedded(title: str, **more) -> Document:
    document = thing(title, **more)
    parts.embed(document.content_type_id, document.object_id)
    return document


def titles(text: str, *audiences: str, **how) -> list[str]:
    hits = find(Query(text, **how), audiences=[EVERYONE, *audiences]).hits
    return [hit.document.title for hit in hits]


def test_what_means_the_same_is_found_without_a_common_word_and_is_said_to_be(senses):
    embedded("A lorry")
    embedded("A walrus")
    (hit,) = find(Query("truck"), audiences=[EVERYONE]).hits
    assert hit.document.title == "A lorry" and hit.by_meaning


def test_who_may_not_see_it_does_not_find_it_by_meaning_either(senses):
    embedded("A lorry", audience=MEMBERS)
    assert titles("truck") == [] and titles("truck", MEMBERS) == ["A lorry"]
    assert find(Query("truck"), audiences=[EVERYONE]).counts == {}


def test_what_is_narrowed_stays_narrowed(senses):
    embedded("A lorry", tags=["roads"])
    assert titles("truck", tags=("roads",)) == ["A lorry"] and titles("truck", tags=("ice",)) == []


def test_writing_a_document_asks_the_worker_for_its_vectors_in_the_same_transaction(senses):
    document = thing("A lorry")
    (job,) = jobs("make_meanings")
    assert job == {"content_type_id": document.content_type_id, "object_id": document.object_id}


def test_vectors_are_made_once_and_again_only_of_what_has_changed(senses):
    document = embedded("A lorry", body="words " * 400)
    made = Meaning.objects.filter(document=document)
    assert made.count() == senses.reads == 4
    parts.embed(document.content_type_id, document.object_id)
    assert senses.reads == 4
    Document.objects.filter(pk=document.pk).update(body="fewer")
    parts.embed(document.content_type_id, document.object_id)
    assert made.count() == 2 and senses.reads == 5


def test_vectors_of_another_model_are_not_compared(senses):
    embedded("A lorry")
    Meaning.objects.update(model="another")
    assert titles("truck") == []


def test_without_the_extension_words_are_found(senses, monkeypatch):
    embedded("A lorry")
    monkeypatch.setattr(nearest, "has_extension", lambda: False)
    assert titles("truck") == [] and titles("lorry") == ["A lorry"]


def test_a_model_that_fails_and_an_index_that_is_broken_fail_no_search(senses, monkeypatch):
    embedded("A lorry")
    monkeypatch.setattr(nearest, "_NEAREST", "SELECT 1 FROM nowhere WHERE <seen>")
    assert titles("lorry") == ["A lorry"]


def test_without_a_folder_a_search_does_not_try_and_health_says_why(db, settings, tmp_path):
    settings.SEARCH_MODEL = str(tmp_path)
    assert meaning.vector_of_question("truck") is None and meaning.model_name() == ""
    assert meaning.why_not() == "the model's folder lacks model.onnx or tokenizer.json"


def test_a_folder_with_rubbish_in_it_fails_no_search(db, settings, tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"rubbish")
    (tmp_path / "tokenizer.json").write_text("{}")
    settings.SEARCH_MODEL = str(tmp_path)
    thing("A lorry")
    assert titles("lorry") == ["A lorry"]


def test_the_index_of_vectors_is_used(senses):
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute(
            f"EXPLAIN SELECT document_id FROM finding_meaning WHERE dimension = {meaning.DIMENSION} "
            f"ORDER BY embedding::vector({meaning.DIMENSION}) <=> "
            f"array_fill(0.1::real, ARRAY[{meaning.DIMENSION}])::vector({meaning.DIMENSION}) LIMIT 5"
        )
        assert "finding_meaning_384" in str(cursor.fetchall())


def test_words_are_taken_apart_into_the_longest_pieces_that_are_known(tmp_path):
    known = ["[CLS]", "[SEP]", "[UNK]", "cap", "##tion", "##s", "caption", "!", "cafe"]
    file = Path(tmp_path / "tokenizer.json")
    file.write_text(json.dumps({"model": {"vocab": {word: at for at, word in enumerate(known)}}}))
    pieces = WordPiece(file)
    assert pieces.numbers("Captions!", most=10) == [0, 6, 5, 7, 1]
    assert pieces.numbers("Café zebra", most=10) == [0, 8, 2, 1]
    assert pieces.numbers("caption " * 50, most=5) == [0, 6, 6, 6, 1]
