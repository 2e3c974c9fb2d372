"""A figure that is dropped in as one file is known everywhere, with no other edit."""

import os
import shutil
import subprocess
import sys

import factory
import pytest
from factory import Plan
from ipcbench.commands.cli import REPOSITORY

FIGURE = '''"""Dots: the totals, one dot each."""

from ipcbench.figures.frame.drawing import ResultFigure
from ipcbench.figures.frame.sheet import Sheet


def dots(summary, width_mm):
    sheet = Sheet(width_mm, 20.0)
    sheet.text(2.0, 10.0, "dots", 7.0)
    return sheet.figure


FIGURE = ResultFigure("dots", "All the dots", 15, dots, "Dots for {count} ({shapes}).")
'''


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A repository with the package, a result and the documents that the gallery prints into."""
    tree = tmp_path_factory.mktemp("tree")
    shutil.copytree(REPOSITORY / "tools" / "ipcbench", tree / "tools" / "ipcbench", ignore=shutil.ignore_patterns("__pycache__"))
    (tree / "tools" / "ipcbench" / "figures" / "dots.py").write_text(FIGURE)
    factory.write(tree / "results", factory.document(Plan(rounds=6, transports=factory.NINE[:2])))
    shutil.copy(REPOSITORY / "results" / "schema.json", tree / "results")
    (tree / "docs").mkdir()
    (tree / "plots" / "gallery").mkdir(parents=True)
    for document in ("README.md", "docs/transports.md"):
        (tree / document).write_text("nothing to print here\n")
    return tree


def call(tree, *arguments):
    command = [sys.executable, "-B", "-m", "ipcbench", *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(tree / "tools")}
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=True).stdout


def test_plot_draws_it_in_its_place_and_names_it_in_its_help(tree):
    printed = call(tree, "plot", "results", "--format", "svg", "-o", tree / "out").split()
    names = [path.rpartition("/")[2] for path in printed]
    assert names.index("headline.svg") < names.index("dots.svg") < names.index("moving.svg")
    assert "Dots for 2 transports" in (tree / "out" / "transfer" / "dots.txt").read_text()
    assert "headline, dots, moving" in " ".join(call(tree, "plot", "--help").split())


def test_the_report_shows_it(tree):
    call(tree, "report", "results", "-o", tree / "report.html")
    page = (tree / "report.html").read_text()
    assert 'id="r1-dots"' in page and "All the dots" in page


def test_the_gallery_shows_it(tree):
    assert "plots/gallery/dots.svg" in call(tree, "gallery", next((tree / "results").glob("*/*/transfer.json")), "--into", tree)
    assert "![dots](dots.svg)" in (tree / "plots" / "gallery" / "README.md").read_text()
