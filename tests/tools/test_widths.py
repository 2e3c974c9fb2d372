"""What is printed on a terminal keeps to its width, and leaves nothing out where that is small."""

from __future__ import annotations

import re

import factory
import pytest
from tool import run, run_process

from ipcbench.base.text import width

WIDTHS = (40, 57, 60, 72, 80, 100, 120, 200)


@pytest.fixture
def runs(tmp_path):
    return [factory.write(tmp_path, factory.document(factory.Plan(rounds=6, seed=day)), f"2026010{day}T000000Z") for day in (1, 2, 3)]


@pytest.fixture
def said(monkeypatch):
    """said(columns, command, …) is what a tool prints on a terminal of that width."""

    def call(columns, *words):
        monkeypatch.setenv("COLUMNS", str(columns))
        found = run(*words)
        assert found.returncode in (0, 1), found.stderr
        return found.stdout

    return call


def numbers(text):
    """All that is printed as a number with a decimal point."""
    return sorted(set(re.findall(r"\d+\.\d+", text)))


@pytest.mark.parametrize("columns", WIDTHS)
def test_no_line_is_wider_than_the_terminal(runs, said, columns):
    for words in (["show", runs[0]], ["show", "--all", runs[0]], ["compare", *runs], ["compare", *runs[:2]],
                  ["compare", runs[0], "--rows", "pipe", "shm_copy"], ["doctor", "--limits"],
                  ["advise", runs[0], "--shape", "500x9111", "--compute", "5ms", "--all"]):  # fmt: skip
        text = said(columns, *words)
        wide = [line for line in text.splitlines() if width(line) > min(columns, 120)]
        assert not wide, (words, wide[:3])


@pytest.mark.parametrize("words", [["show"], ["show", "--all"]])
def test_a_narrow_table_has_the_figures_of_a_wide_one(runs, said, words):
    wide = numbers(said(120, *words, runs[0]))
    for columns in (40, 57, 80):
        assert numbers(said(columns, *words, runs[0])) == wide


def test_a_file_is_as_wide_as_it_always_was(runs):
    assert 80 < max(width(line) for line in run_process("show", "--all", runs[0]).stdout.splitlines()) <= 120
