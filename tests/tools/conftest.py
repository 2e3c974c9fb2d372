"""Puts the package under tools/ on the path, and makes results to test with."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "tools"), str(HERE)]

import factory  # noqa: E402
from ipcbench import results  # noqa: E402
from ipcbench.rows import summarise  # noqa: E402


@pytest.fixture
def summary_of(tmp_path):
    """Turns a plan or a document into a Summary, by way of a file."""

    def make(what):
        content = factory.document(what) if isinstance(what, factory.Plan) else what
        return summarise(results.load(factory.write(tmp_path / "results", content)))

    return make
