"""python3 -m ipcbench.gallery RUN: draws plots/gallery anew, and prints the result's tables into the documents."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Sequence

from ipcbench import cli
from ipcbench.errors import UsageError
from ipcbench.text import clean

if TYPE_CHECKING:
    from ipcbench.rows import Summary

NAME = "tools/gallery"
FOLDER = Path("plots", "gallery")
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
    from ipcbench import files, results
    from ipcbench.summaries import summarise

    paths = files.expand([options.run])
    if len(paths) > 1:
        raise UsageError(f"{clean(options.run, 300)} stands for {len(paths)} results: name one of them")
    if not paths[0].resolve().is_relative_to(tree / "results"):
        raise UsageError(f"{clean(paths[0], 300)} is not below {clean(tree / 'results', 300)}")
    summary = summarise(results.load_sound(paths[0]))
    for path in [*_draw(summary, tree), *_tables(summary, tree)]:
        print(path.relative_to(tree), flush=True)
    return 0


def blocks(text: str, summary: Summary, name: str) -> str:
    """A document with each table between '<!-- tools/show RESULT -->' and '<!-- end -->' that of the result called `name`."""
    from ipcbench import markdown
    from ipcbench.terminal import render

    def block(found: re.Match[str]) -> str:
        flag = found[1] or ""
        table = markdown.table(summary) if flag else render(summary, everything=False)
        command = f"tools/show {name}{flag}"
        return f"<!-- {command} -->\n{_PRINTED[flag].format(command=command, text=table).rstrip()}\n<!-- end -->"

    return _BLOCK.sub(block, text)


def _tables(summary: Summary, tree: Path) -> list[Path]:
    from ipcbench.figures import save

    name = str(summary.result.path.resolve().relative_to(tree))
    for document in DOCUMENTS:
        save.write(tree / document, blocks((tree / document).read_text("utf-8"), summary, name).encode())
    return [tree / document for document in DOCUMENTS]


def _draw(summary: Summary, tree: Path) -> list[Path]:
    """The figures of the result and of its comparison with the others, as SVG, and a page with their captions."""
    from ipcbench import files
    from ipcbench.figures import save, style
    from ipcbench.figures.draw import draw_all
    from ipcbench.loading import totals_of

    folder = tree / FOLDER
    for old in folder.glob("*.*"):
        old.unlink()
    paths = [path for path in files.expand([str(tree / "results")]) if path.resolve() != summary.result.path.resolve()]
    others = [other for other in totals_of(paths) if other.result.suite == summary.result.suite]
    drawn = draw_all(summary, folder, ["svg"], [style.WIDE_MM]) + _draw_comparisons(summary, others, folder) + _draw_placement(summary, others, folder)
    page = ["# Gallery", f"Drawn by `tools/gallery {summary.result.path.resolve().relative_to(tree)}`."]
    for path in drawn:
        page += [f"## {path.stem}", f"![{path.stem}]({path.name})", path.with_suffix(".txt").read_text("utf-8").strip()]
    save.write(folder / "README.md", ("\n\n".join(page) + "\n").encode())
    return [*drawn, folder / "README.md"]


def _draw_comparisons(summary: Summary, others: Sequence[Summary], folder: Path) -> list[Path]:
    """With one of the others, of another machine if there is one, and with all."""
    from ipcbench.comparison import MARGIN, compare
    from ipcbench.figures import style
    from ipcbench.figures.comparisons import draw_comparisons

    comparisons = [compare(summary, other, MARGIN) for other in others]
    good = sorted((one for one in comparisons if not one.refused), key=lambda one: not one.of_one_machine)  # its own machine first
    elsewhere = [one for one in good if not one.of_one_machine] or good
    figures = [elsewhere[:1], good] if len(good) > 1 else [good]
    return [path for group in figures for path in draw_comparisons(group, folder, ["svg"], [style.WIDE_MM])]


def _draw_placement(summary: Summary, others: Sequence[Summary], folder: Path) -> list[Path]:
    """With what other placements of its machine were measured, if any were."""
    from ipcbench import results
    from ipcbench.figures import style
    from ipcbench.figures.placements import draw_placement
    from ipcbench.placements import groups, policy
    from ipcbench.summaries import summarise

    elsewhere = [other for other in others if policy(other) != policy(summary)]
    found = [group for group in groups([summary, *elsewhere]) if any(one is summary for one in group)]
    whole = [[one if one is summary else summarise(results.load_sound(one.result.path)) for one in group] for group in found]
    return [path for group in whole for path in draw_placement(group, folder, ["svg"], [style.WIDE_MM])]


if __name__ == "__main__":
    sys.exit(cli.run(NAME, main, sys.argv[1:]))
