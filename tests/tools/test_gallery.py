"""tools/gallery: what the documents show of a result is what the tools make of it."""

import factory
import pytest
from comparing import with_policy
from factory import Plan
from ipcbench.analysis.summaries import summarise
from ipcbench.commands import cli, gallery
from ipcbench.result import reader
from tool import run

SMALL = Plan(transports=factory.NINE[:3], rounds=7, transfers=3)
FIRST, SECOND, THIRD = (f"2026010{day}T000000Z" for day in (1, 2, 3))


@pytest.fixture
def tree(tmp_path):
    """A repository with three results, and documents with a table of another one each."""
    for stamp in (FIRST, SECOND, THIRD):
        factory.write(tmp_path / "results", factory.document(SMALL.but(seed=int(stamp[:8]))), stamp)
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("Before\n\n<!-- tools/show old.json -->\nold\n<!-- end -->\n\nAfter\n")
    (tmp_path / "docs" / "transports.md").write_text("<!-- tools/show old.json --markdown -->\nold\n<!-- end -->\n")
    return tmp_path


def contents(tree):
    return {path.relative_to(tree): path.read_bytes() for path in sorted(tree.rglob("*")) if path.is_file()}


def test_it_draws_the_figures_and_prints_the_tables(tree):
    (result,) = tree.glob(f"results/*/{SECOND}/*.json")
    stale = tree / "plots" / "gallery" / "stale.svg"
    stale.parent.mkdir(parents=True)
    stale.touch()
    done = run("gallery", result, "--into", tree)
    assert (done.returncode, done.stderr) == (0, "")
    page = (tree / "plots" / "gallery" / "README.md").read_text()
    for figure in ("headline", "moving", "share", "cold", "distribution", "versus", "machines"):
        assert f"![{figure}]({figure}.svg)" in page and (stale.parent / f"{figure}.svg").stat().st_size > 1000
    assert not stale.exists()
    name = result.relative_to(tree)
    readme = (tree / "README.md").read_text()
    assert readme.startswith(f"Before\n\n<!-- tools/show {name} -->\n") and readme.endswith("```\n<!-- end -->\n\nAfter\n")
    assert run("show", result).stdout.rstrip() in readme
    assert run("show", result, "--markdown").stdout.rstrip() in (tree / "docs" / "transports.md").read_text()
    before = contents(tree)
    assert run("gallery", result, "--into", tree).returncode == 0
    assert contents(tree) == before, "a second call changes nothing"


def test_other_machines_and_placements_of_its_own_are_drawn_beside_it(tree):
    (result,) = tree.glob(f"results/*/{FIRST}/*.json")
    other, placed = factory.document(SMALL.but(seed=8)), factory.document(SMALL.but(seed=9))
    other["ipcbench"]["machine"] |= {"cores": 64, "id": "z"}
    other["ipcbench"] = factory.identify(other["ipcbench"])
    with_policy("same_core")(placed)
    factory.write(tree / "results", factory.sealed(other), FIRST, machine="z")
    factory.write(tree / "results", factory.sealed(placed), FIRST, machine="one-core")
    done = run("gallery", result, "--into", tree)
    assert (done.returncode, done.stderr) == (0, "")
    page = (tree / "plots" / "gallery" / "README.md").read_text()
    versus, placement = (page.partition(f"## {name}\n")[2].partition("\n## ")[0] for name in ("versus", "placement"))
    assert "B: z/20260101T000000Z · AMD EPYC 7763, 64 vCPUs" in versus
    assert "same_core (cpu0>cpu1)" in placement and f"/{FIRST}" in placement and "same_llc" in placement


def test_a_result_from_elsewhere_is_refused(tree, tmp_path_factory):
    other = factory.write(tmp_path_factory.mktemp("elsewhere"), factory.document(SMALL))
    before = contents(tree)
    done = run("gallery", other, "--into", tree)
    assert done.returncode == 2 and "is not below" in done.stderr and contents(tree) == before


@pytest.mark.parametrize("document", gallery.DOCUMENTS, ids=str)
def test_the_documents_hold_what_the_tools_print_of_their_result(document):
    text = (cli.REPOSITORY / document).read_text()
    name = text.split("<!-- tools/show ", 1)[1].split()[0]
    summary = summarise(reader.load_sound(cli.REPOSITORY / name))
    assert gallery.blocks(text, summary, name) == text, f"run tools/gallery {name}"
