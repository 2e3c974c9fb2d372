"""The calls of benchmark binaries that the documents print are right: each lists the rows that it would measure."""

from __future__ import annotations

import re
import shlex

import pytest

from conftest import ROOT, Run

DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("bench/*.md"), *ROOT.glob("results/*.md")]
CALL = re.compile(r"build/release/bin/(bench_\w+)([^`\n]*)")
PRINTED = sorted({found for document in DOCUMENTS for found in CALL.findall(document.read_text())})


def test_some_are_printed() -> None:
    assert len(PRINTED) > 5


@pytest.mark.parametrize(("program", "flags"), PRINTED, ids=lambda part: part.strip() or "alone")
def test_a_printed_call_lists_its_rows(bench: Run, program: str, flags: str) -> None:
    done = bench(program, *shlex.split(flags), "--benchmark_list_tests")
    assert done.returncode == 0 and done.stdout.strip(), done.stderr
