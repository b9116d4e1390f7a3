"""The vocabulary and the code agree: no verb without an act, no act without a verb."""

import ast
from pathlib import Path

import pytest

from communities.ledger.verbs import VERBS

ROOT = Path(__file__).parents[2]


def literals(node: ast.expr, module: ast.Module) -> list[str | None]:
    """The strings that an argument may be, one of a table in its module too; None for what can't be read."""
    if isinstance(node, ast.IfExp):
        return literals(node.body, module) + literals(node.orelse, module)
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        tables = [each for each in module.body if isinstance(each, ast.Assign)]
        named = [each.value for each in tables if ast.unparse(each.targets[0]) == node.value.id]
        if len(named) == 1 and isinstance(named[0], ast.Dict):
            return [verb for value in named[0].values for verb in literals(value, module)]
    return [node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None]


def recorded() -> list[tuple[str, str | None]]:
    """Each (place, verb) of a call of `record()` in the code."""
    found: list[tuple[str, str | None]] = []
    for floor in ("communities", "toolkits", "portal"):
        for path in (ROOT / floor).rglob("*.py"):
            module = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(module):
                name = getattr(node, "func", None)
                if isinstance(node, ast.Call) and "record" in (
                    getattr(name, "id", ""),
                    getattr(name, "attr", ""),
                ):
                    where = f"{path.relative_to(ROOT)}:{node.lineno}"
                    found += [(where, verb) for verb in literals(node.args[0], module)]
    assert len(found) >= 15
    return found


def test_every_act_is_recorded_with_a_verb_that_can_be_read_in_the_code():
    assert [where for where, verb in recorded() if verb is None] == []


def test_every_act_in_the_code_is_in_the_vocabulary():
    assert [(where, verb) for where, verb in recorded() if verb not in VERBS] == []


def test_every_verb_of_the_vocabulary_is_recorded_somewhere():
    assert set(VERBS) - {verb for _where, verb in recorded()} == set()


def test_every_verb_names_its_thing_and_is_in_the_past():
    assert len(VERBS) >= 15
    for verb, words in VERBS.items():
        assert verb.count(".") == 1 and verb == verb.lower(), verb
        assert str(words).strip(), verb


@pytest.mark.parametrize("floor", ["communities", "toolkits", "portal"])
def test_nobody_writes_an_entry_past_record(floor):
    paths = list((ROOT / floor).rglob("*.py"))
    assert len(paths) >= 5
    wrong = []
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            makes = isinstance(node, ast.Attribute) and node.attr in {
                "create",
                "bulk_create",
                "get_or_create",
            }
            if makes and ast.unparse(node).startswith("Entry.objects"):
                wrong.append(str(path.relative_to(ROOT)))
    assert wrong == (["communities/ledger/recording.py"] if floor == "communities" else [])
