"""Puts the package under tools/ on the path, and makes results to test with."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "tools"), str(HERE)]

import factory  # noqa: E402
from ipcbench.result import reader  # noqa: E402
from ipcbench.analysis.summaries import summarise  # noqa: E402


@pytest.fixture(autouse=True)
def _no_terminal(monkeypatch):
    """Tables are as wide as in a file, whatever terminal the tests have, or readline thinks they have."""
    monkeypatch.setenv("COLUMNS", "120")


_KNOWN = {}


@pytest.fixture
def summary_of(tmp_path):
    """Turns a plan or a document into a Summary, by way of a file; what a plan makes is kept, since nothing changes it."""

    def make(what):
        if not isinstance(what, factory.Plan):
            return summarise(reader.load(factory.write(tmp_path / "results", what)))
        if repr(what) not in _KNOWN:
            _KNOWN[repr(what)] = summarise(reader.load(factory.write(tmp_path / "results", factory.document(what))))
        return _KNOWN[repr(what)]

    return make


@pytest.fixture
def pair(tmp_path):
    """Files of two plans or documents."""

    def make(a, b):
        contents = [factory.document(what) if isinstance(what, factory.Plan) else what for what in (a, b)]
        return [factory.write(tmp_path, content, stamp=f"2026010{n}T000000Z") for n, content in enumerate(contents, 1)]

    return make


@pytest.fixture
def good():
    """A small document with which nothing is wrong."""
    return factory.document(factory.Plan(transports=factory.NINE[:2], rounds=3, transfers=3, unavailable=factory.UNAVAILABLE[:1]))
