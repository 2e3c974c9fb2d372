"""The rooms of the package: what is where, and that each uses the rooms below it alone."""

import ast

import pytest
from ipcbench.commands.cli import REPOSITORY

PACKAGE = REPOSITORY / "tools" / "ipcbench"
#: From the bottom up; those of one floor do not know each other.
FLOORS = (
    {"base"},
    {"result", "stats", "doctor"},
    {"analysis"},
    {"words"},
    {"tables", "figures.frame"},
    {"figures"},
    {"page"},
    {"commands"},
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE)
MOST_LINES = 250


def room_of(module):
    """'figures.frame' of 'ipcbench.figures.frame.style', or of the room itself."""
    parts = module.split(".")[1:]
    return ".".join(parts[:2]) if ".".join(parts[:2]) in FLOOR else parts[0]


def imported(path):
    """The modules of the package that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.split(".")[0] == "ipcbench")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            if (node.module or "").split(".")[0] == "ipcbench":
                yield from (f"{node.module}.{name.name}" for name in node.names)


def name_of(path):
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_down(path):
    room = room_of(name_of(path))
    for module in imported(path):
        other = room_of(module)
        assert other == room or FLOOR[other] < FLOOR[room], f"{room} uses {module}"


def test_every_module_has_a_room():
    assert {path.name for path in PACKAGE.glob("*.py")} == {"__init__.py", "__main__.py"}
    assert {room_of(name_of(path)) for path in MODULES} == set(FLOOR)


def test_the_package_says_which_rooms_there_are():
    said = (PACKAGE / "__init__.py").read_text(encoding="utf-8")
    assert all(f"    {room.partition('.')[0]} " in said for room in FLOOR)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_files_are_small_and_say_what_they_are(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MOST_LINES and ast.get_docstring(ast.parse(text))


def test_no_two_modules_share_a_name():
    names = [path.stem for path in MODULES if path.stem != "__init__"]
    assert {name for name in names if names.count(name) > 1} == set()


def test_a_module_that_points_up_is_found(tmp_path):
    file = tmp_path / "odd.py"
    file.write_text("def f():\n    from ipcbench.commands import cli\n    return cli\n")
    assert [*imported(file)] == ["ipcbench.commands.cli"] and FLOOR[room_of("ipcbench.commands.cli")] > FLOOR["base"]
