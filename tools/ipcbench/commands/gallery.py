"""python3 -m ipcbench gallery RUN: draws plots/gallery anew, and prints the result's tables into the documents."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Sequence

from ipcbench.base.errors import UsageError
from ipcbench.base.text import clean, wrap
from ipcbench.commands import cli

if TYPE_CHECKING:
    from ipcbench.analysis.rows import Summary
    from ipcbench.figures.frame.drawing import Drawing

NAME = "tools/gallery"
FOLDER = Path("plots", "gallery")
COLUMNS = 100  # of its page
DOCUMENTS = (Path("README.md"), Path("docs", "transports.md"))
_BLOCK = re.compile(r"<!-- tools/show \S+( --markdown)? -->\n.*?\n<!-- end -->", re.DOTALL)
_PRINTED = {"": "`{command}` prints all of it:\n\n```\n{text}```", " --markdown": "{text}"}


def main(arguments: Sequence[str]) -> int:
    """Prints what it has written; raises ResultError or UsageError."""
    parser = cli.Parser(prog=NAME, description="Draw the gallery of a result, and print its tables into README.md and docs.")
    parser.add_argument("run", metavar="RUN", help="a run below results/, or its file; the others there are compared with it")
    parser.add_argument("--into", type=Path, default=cli.REPOSITORY, metavar="DIR", help="the repository (this one)")
    options = parser.parse_args(arguments)
    tree: Path = options.into.resolve()
    from ipcbench.analysis.summaries import summarise
    from ipcbench.result import files, reader

    paths = files.expand([options.run])
    if len(paths) > 1:
        raise UsageError(f"{clean(options.run, 300)} stands for {len(paths)} results: name one of them")
    if not paths[0].resolve().is_relative_to(tree / "results"):
        raise UsageError(f"{clean(paths[0], 300)} is not below {clean(tree / 'results', 300)}")
    summary = summarise(reader.load_sound(paths[0]))
    for path in [*_draw(summary, tree), *_tables(summary, tree)]:
        print(path.relative_to(tree), flush=True)
    return 0


def blocks(text: str, summary: Summary, name: str) -> str:
    """A document with each table between '<!-- tools/show RESULT -->' and '<!-- end -->' that of the result called `name`."""
    from ipcbench.analysis import other_runs
    from ipcbench.tables import markdown
    from ipcbench.tables.terminal import render

    def block(found: re.Match[str]) -> str:
        flag = found[1] or ""
        table = markdown.table(summary) if flag else render(summary, others=other_runs.beside(summary))
        command = f"tools/show {name}{flag}"
        return f"<!-- {command} -->\n{_PRINTED[flag].format(command=command, text=table).rstrip()}\n<!-- end -->"

    return _BLOCK.sub(block, text)


def _tables(summary: Summary, tree: Path) -> list[Path]:
    from ipcbench.base import atomic

    name = str(summary.result.path.resolve().relative_to(tree))
    for document in DOCUMENTS:
        atomic.write(tree / document, blocks((tree / document).read_text("utf-8"), summary, name).encode())
    return [tree / document for document in DOCUMENTS]


def _draw(summary: Summary, tree: Path) -> list[Path]:
    """The figures of the result and of its comparison with the others, as SVG, and a page with their captions."""
    from ipcbench.analysis.loading import costs_of
    from ipcbench.base import atomic
    from ipcbench.figures import catalogue
    from ipcbench.figures.frame import drawing, style
    from ipcbench.result import files

    folder = tree / FOLDER
    for old in folder.glob("*.*"):
        old.unlink()
    paths = [path for path in files.expand([str(tree / "results")]) if path.resolve() != summary.result.path.resolve()]
    others = [other for other in costs_of(paths) if other.result.suite == summary.result.suite]
    drawings = [
        *catalogue.of_result_or_why(summary, tuple(catalogue.of_results())),
        *_comparisons(summary, others),
        *_placements(summary, others),
    ]
    drawn = drawing.write(drawings, folder, ["svg"], [style.WIDE_MM])
    page = ["# Gallery", f"Drawn by `tools/gallery {summary.result.path.resolve().relative_to(tree)}`."]
    for path in drawn:
        caption = path.with_suffix(".txt").read_text("utf-8").strip()
        said = "\n".join(line for paragraph in caption.split("\n") for line in wrap(paragraph, COLUMNS, indent=""))
        page += [f"## {path.stem}", f"![{path.stem}]({path.name})", said]
    atomic.write(folder / "README.md", ("\n\n".join(page) + "\n").encode())
    return [*drawn, folder / "README.md"]


def _comparisons(summary: Summary, others: Sequence[Summary]) -> list[Drawing]:
    """With one of the others, of another machine if there is one, and with all."""
    from ipcbench.analysis.comparison import compare
    from ipcbench.figures import catalogue

    comparisons = [compare(summary, other) for other in others]
    good = sorted((one for one in comparisons if not one.refused), key=lambda one: not one.of_one_machine)  # its own machine first
    elsewhere = [one for one in good if not one.of_one_machine] or good
    groups = [elsewhere[:1], good] if len(good) > 1 else [good]
    return [drawing for group in groups for drawing in catalogue.of_comparisons(group)]


def _placements(summary: Summary, others: Sequence[Summary]) -> list[Drawing]:
    """With what other placements of its machine were measured, if any were."""
    from ipcbench.analysis.placement_groups import groups, policy
    from ipcbench.analysis.summaries import summarise
    from ipcbench.figures import catalogue
    from ipcbench.result import reader

    elsewhere = [other for other in others if policy(other) != policy(summary)]
    found = [group for group in groups([summary, *elsewhere]) if any(one is summary for one in group)]
    whole = [[one if one is summary else summarise(reader.load_sound(one.result.path)) for one in group] for group in found]
    return [drawing for group in whole for drawing in catalogue.of_placement(group)]
