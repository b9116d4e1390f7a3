"""The three floors, and the rooms inside `communities/`: an arrow that points up fails here."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = ["communities", "toolkits", "portal"]  # lowest first
ROOMS = [  # lowest first
    "kit",
    "ledger",
    "finding",
    "tags",
    "platforms",
    "agencies",
    "screening",
    "members",
    "spaces",
    "notifications",
    "messaging",
    "signin",
    "discussions",
    "moderation",
    "accounts",
]


def modules(folder: str) -> list[Path]:
    return [path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]


def imports(path: Path) -> list[tuple[int, str]]:
    """Every module that a file imports, absolutely, with the line."""
    package = path.relative_to(ROOT).parent.parts
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (start, node.module) if part)
            found += [(node.lineno, f"{module}.{alias.name}") for alias in node.names]
    return found


def height(module: str) -> tuple[int, int] | None:
    """Floor and room of a module of ours; None for others."""
    parts = module.split(".")
    if parts[0] not in FLOORS:
        return None
    room = ROOMS.index(parts[1]) if parts[0] == "communities" and len(parts) > 1 and parts[1] in ROOMS else 0
    return FLOORS.index(parts[0]), room


def test_layers_every_room_has_its_place():
    rooms = {path.name for path in (ROOT / "communities").iterdir() if (path / "__init__.py").exists()}
    assert rooms == set(ROOMS)


@pytest.mark.parametrize("floor", FLOORS)
def test_layers_no_import_points_up(floor):
    paths = modules(floor)
    assert len(paths) >= 5
    wrong = []
    for path in paths:
        here = height(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for line, module in imports(path):
            there = height(module)
            if there and there > here:
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {module}")
    assert wrong == []


def test_layers_no_import_hides_inside_a_function():
    paths = [path for floor in FLOORS for path in modules(floor)]
    assert len(paths) >= 60
    wrong = []
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
                wrong += [f"{path.relative_to(ROOT)}:{n.lineno}" for n in inner]
    assert wrong == []


def test_layers_each_room_says_what_it_is():
    for room in ROOMS:
        docstring = ast.get_docstring(ast.parse((ROOT / "communities" / room / "__init__.py").read_text()))
        assert docstring and len(docstring) > 60, room


def test_layers_reading_does_not_write():
    """What a page reads is separate from what a person does: `reading.py` calls no verb and saves nothing."""
    paths = [
        path for floor in FLOORS for path in modules(floor) if "reading" in (path.stem, path.parent.name)
    ]
    assert len(paths) >= 6
    wrong = []
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in {
                "save",
                "create",
                "update",
                "delete",
                "bulk_create",
            }:
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.attr}")
    assert wrong == []
