"""The documents: code is that of the sources, links lead somewhere, commands have the flags they use, lines are short."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from tool import run

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    path.relative_to(ROOT)
    for pattern in ("*.md", "docs/*.md", "bench/*.md", "results/*.md", ".github/**/*.md")
    for path in ROOT.glob(pattern)
)
MOST_COLUMNS = 100
#: Before a block: it is the whole of a file, or whole lines of one, or it says why it is neither.
MARKER = re.compile(r"<!-- (from|part of|sketch:) (.+) -->")
GENERATED = re.compile(r"<!-- tools/.*?<!-- end -->", re.DOTALL)
FENCED = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
LINK_DEFINITION = re.compile(r"\[[^\]]+\]: ")
TOOL = re.compile(r"tools/(\w+)((?: [^`\n]*)?)")
FLAG = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


@dataclass(frozen=True)
class Block:
    """A fenced block: the language it names, and the line before it."""

    language: str
    before: str
    code: str


def blocks(text: str) -> list[Block]:
    lines_before = [text[: found.start()].rstrip("\n").rpartition("\n")[2] for found in FENCED.finditer(text)]
    return [Block(found[2], before, found[3]) for found, before in zip(FENCED.finditer(text), lines_before)]


def blanked(pattern: re.Pattern[str], text: str) -> str:
    """The text with empty lines in place of what is found, so that line numbers stay."""
    return pattern.sub(lambda found: "\n" * found[0].count("\n"), text)


def stale_code(text: str, root: Path) -> list[str]:
    """Blocks of C++ that are not what their source is now."""
    found = []
    for block in blocks(text):
        marker = MARKER.fullmatch(block.before)
        if block.language != "cpp" and marker is None:
            continue
        start = block.code.partition("\n")[0]
        if marker is None:
            found.append(f"no marker before the block {start!r}: <!-- from PATH -->, <!-- part of PATH --> or <!-- sketch: WHY -->")
        elif marker[1] != "sketch:":
            found += _other_code(block, marker[1], marker[2], root)
    return found


def _other_code(block: Block, how: str, path: str, root: Path) -> list[str]:
    if not (root / path).is_file():
        return [f"no such file: {path}"]
    source = (root / path).read_text("utf-8")
    same = source == block.code if how == "from" else f"\n{block.code}" in f"\n{source}"
    return [] if same else [f"the block is another than {path}"]


def long_lines(text: str) -> list[int]:
    """Numbers of lines of prose that are too long; not of tables, blocks, generated parts and definitions of links."""
    prose = blanked(FENCED, blanked(GENERATED, text)).split("\n")
    return [
        number
        for number, line in enumerate(prose, 1)
        if len(line) > MOST_COLUMNS and not line.startswith("|") and not LINK_DEFINITION.match(line)
    ]


def anchors(text: str) -> set[str]:
    """Of the headings, as they are made for links."""
    heads = re.findall(r"^#+ (.*)$", blanked(FENCED, text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def dead_links(text: str, folder: Path) -> list[str]:
    """Links to files or headings that are not there; those to other sites are left alone."""
    found = []
    for link in LINK.findall(blanked(FENCED, text)):
        if re.match(r"https?:", link):
            continue
        path, _, anchor = link.partition("#")
        target = folder / path
        if not target.exists() or (anchor and path and anchor not in anchors(target.read_text("utf-8"))):
            found.append(link)
        elif anchor and not path and anchor not in anchors(text):
            found.append(link)
    return found


def commands(text: str) -> list[tuple[str, list[str]]]:
    """The tools that are called in code, each with its flags: [("show", ["--all"])]."""
    code = [*re.findall(r"`([^`\n]+)`", blanked(FENCED, text)), *re.findall(r"^    (\S.*)$", text, re.MULTILINE)]
    code += [line for block in blocks(text) for line in block.code.splitlines()]
    calls = [TOOL.match(each) for each in code]
    return [(call[1], FLAG.findall(call[2].partition("  ")[0])) for call in calls if call]


@cache
def help_of(name: str) -> str:
    script = ROOT / "tools" / name
    if "usage()" not in script.read_text("utf-8"):
        return run(name, "--help").stdout
    return subprocess.run([script, "--help"], capture_output=True, text=True, check=True).stdout


def unknown_flags(text: str) -> list[str]:
    """Calls of tools that are not there, or with flags that their help does not name."""
    found = []
    for name, flags in commands(text):
        if not (ROOT / "tools" / name).exists():
            found.append(f"tools/{name}")
            continue
        found += [f"tools/{name} {flag}" for flag in flags if (ROOT / "tools" / name).is_file() and flag not in FLAG.findall(help_of(name))]
    return found


def dead_paths(text: str) -> list[str]:
    """Results that are named and are not there."""
    named = re.findall(r"(?<![\w/.-])results/[\w.*/-]+", text)
    return [path for path in named if not list(ROOT.glob(path.rstrip("/.")))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_code_is_that_of_the_sources(document):
    assert stale_code((ROOT / document).read_text("utf-8"), ROOT) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_no_line_of_prose_is_long(document):
    assert long_lines((ROOT / document).read_text("utf-8")) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_links_lead_to_what_is_there(document):
    assert dead_links((ROOT / document).read_text("utf-8"), (ROOT / document).parent) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_tools_and_their_flags_and_named_results_are_there(document):
    text = (ROOT / document).read_text("utf-8")
    assert unknown_flags(text) == [] and dead_paths(text) == []


def test_the_glossary_is_in_the_order_of_the_alphabet():
    words = re.findall(r"^\| ([^|]+) \| [A-Z*]", (ROOT / "docs" / "words.md").read_text("utf-8"), re.MULTILINE)
    assert len(words) > 50 and [word.lower() for word in words] == sorted({word.lower() for word in words})


FILE = "int a;\n\nint b;\n"


@pytest.mark.parametrize(
    ("before", "code", "said"),
    [
        ("<!-- from a.cpp -->", FILE, ""),
        ("<!-- from a.cpp -->", "int a;\n", "another than a.cpp"),
        ("<!-- part of a.cpp -->", "int b;\n", ""),
        ("<!-- part of a.cpp -->", "b;\n", "another than a.cpp"),
        ("<!-- from b.cpp -->", FILE, "no such file"),
        ("<!-- sketch: no such thing yet -->", "int c;\n", ""),
        ("As in a.cpp:", FILE, "no marker"),
    ],
)
def test_code_that_has_become_another_is_told(tmp_path, before, code, said):
    (tmp_path / "a.cpp").write_text(FILE)
    found = stale_code(f"Text\n\n{before}\n```cpp\n{code}```\n", tmp_path)
    assert len(found) == bool(said) and said in "".join(found)


def test_long_lines_are_told_by_their_number():
    long = "x " * 60
    exempt = f"| {long}\n```\n{long}\n```\n<!-- tools/show A -->\n{long}\n<!-- end -->\n[a]: {long}\n"
    assert long_lines(exempt) == [] and long_lines(f"{exempt}{long}\n") == [9]


def test_links_to_nowhere_are_told(tmp_path):
    (tmp_path / "there.md").write_text("# A `head`, of two\n")
    good = "[a](there.md) [b](there.md#a-head-of-two) [c](https://example.org/x) [d](#here)\n# Here\n"
    assert dead_links(good, tmp_path) == []
    assert dead_links("[a](gone.md) [b](there.md#gone) [c](#gone)", tmp_path) == ["gone.md", "there.md#gone", "#gone"]


def test_tools_and_flags_that_are_not_there_are_told():
    assert unknown_flags("`tools/bench --quick` and\n\n    tools/show RUN --all    every --row\n") == []
    assert unknown_flags("`tools/bench --slow`, `tools/none`") == ["tools/bench --slow", "tools/none"]
    assert dead_paths("see results/none-2c/20260101T000000Z and results/schema.json") == ["results/none-2c/20260101T000000Z"]


def test_each_line_of_hard_ground_names_tests_that_are_there():
    lines = [line.split("|") for line in (ROOT / "docs" / "hardness.md").read_text().splitlines() if line.startswith("| ")]
    lines = [cells for cells in lines if len(cells) == 6 and cells[4].strip() != "Test"]
    assert len(lines) > 20
    cpp = "".join(path.read_text() for path in (ROOT / "tests" / "cpp").glob("*.cpp"))
    for cells in lines:
        for named in cells[4].split(","):
            file, _, part = named.strip().partition(": ")
            if file.startswith("C++ "):
                assert re.search(rf"TEST\w*\([^)]*{file.removeprefix('C++ ')}", cpp), named
            else:
                text = (ROOT / "tests" / file).read_text()
                assert not part or re.search(rf"def test_\w*{part}", text), named
