"""bench/README.md lists every benchmark binary and what each really declares in `ipcbench.kinds`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Run

Row = tuple[str, str, str, tuple[str, ...], tuple[str, ...]]
CATALOGUE = ROOT / "bench" / "README.md"
#: Binary, kind, role, and phases, those of the total in bold.
ROW = re.compile(r"^\| `(bench_\w+)` \| `(\w+)` \| (\w+) \| ([\w*, ]+) \|", re.MULTILINE)
SMALL = ["--shape=16x13", "--rounds=1", "--transfers=1", "--only=(local/sum/|threads/fma_4/.*workers:1/)", "--benchmark_format=json"]


def listed(text: str) -> list[Row]:
    """Binary, kind, role, phases and total of each line of the table."""
    rows: list[Row] = []
    for binary, kind, role, cell in ROW.findall(text):
        phases = cell.split(", ")
        total = tuple(phase.strip("*") for phase in phases if phase.startswith("**"))
        rows.append((binary, kind, role, tuple(phase.strip("*") for phase in phases), total))
    return rows


def binaries(folder: Path) -> list[str]:
    """The targets of a folder with sources: add_executable(bench_transfer …)."""
    return re.findall(r"add_executable\((bench_\w+)", (folder / "CMakeLists.txt").read_text())


def declared(binary: str, kinds: list[dict[str, Any]]) -> list[Row]:
    return [(binary, kind["kind"], kind["role"], tuple(kind["phases"]), tuple(kind["total"])) for kind in kinds]


def complaints(rows: list[Row], binary: str, kinds: list[dict[str, Any]]) -> list[str]:
    """What is wrong with the lines about a binary that declares these kinds."""
    here, there = [row for row in rows if row[0] == binary], declared(binary, kinds)
    missing, wrong = ([row for row in a if row not in b] for a, b in ((there, here), (here, there)))
    order = ["the order is not the declared one"] if not missing and not wrong and here != there else []
    return [f"missing {row}" for row in missing] + [f"not declared {row}" for row in wrong] + order


def test_every_binary_is_listed_and_no_other() -> None:
    assert {row[0] for row in listed(CATALOGUE.read_text())} == set(binaries(ROOT / "bench"))


@pytest.mark.parametrize("binary", binaries(ROOT / "bench"))
def test_its_kinds_are_those_that_the_binary_declares(bench: Run, binary: str) -> None:
    done = bench(binary, *SMALL)
    assert done.returncode == 0, done.stderr
    kinds = json.loads(done.stdout)["ipcbench"]["kinds"]
    assert complaints(listed(CATALOGUE.read_text()), binary, kinds) == []


KINDS = [
    {"kind": "local", "role": "base", "phases": ["prepare", "compute"], "total": ["compute"]},
    {"kind": "farm", "role": "measured", "phases": ["start", "end"], "total": ["start", "end"]},
]
GOOD = "| `bench_farm` | `local` | base | prepare, **compute** | x |\n| `bench_farm` | `farm` | measured | **start**, **end** | x |\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD, []),
        (GOOD.splitlines()[0], ["missing"]),
        (GOOD + "| `bench_farm` | `pool` | measured | **start** | x |\n", ["not declared"]),
        (GOOD.replace("base", "bound"), ["missing", "not declared"]),
        (GOOD.replace("**end**", "end"), ["missing", "not declared"]),
        ("\n".join(reversed(GOOD.splitlines())), ["the order"]),
    ],
    ids=["good", "a kind too few", "a kind too many", "another role", "another total", "another order"],
)
def test_a_line_too_few_too_many_or_wrong_is_told(text: str, said: list[str]) -> None:
    found = complaints(listed(text), "bench_farm", KINDS)
    assert len(found) == len(said) and all(map(str.startswith, found, said))
