"""python3 -m ipcbench.plot [RESULT…] [-o DIR] [--format svg,pdf,png] [--width 86mm|178mm]: the figures of results."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Callable, Mapping, Sequence

from matplotlib.figure import Figure

from ipcbench import cli, results
from ipcbench.figures import save, style
from ipcbench.figures.captions import caption
from ipcbench.figures.headline import headline
from ipcbench.figures.limits import MOST_SHAPES, MOST_TRANSPORTS, drawable
from ipcbench.figures.moving import moving
from ipcbench.model import Result
from ipcbench.rows import Summary, summarise
from ipcbench.text import clean

NAME = "tools/plot"
FIGURES: Mapping[str, Callable[[Summary, float], Figure]] = {"headline": headline, "moving": moving}
WIDTHS = {"86mm": style.NARROW_MM, "178mm": style.WIDE_MM}


def main(arguments: Sequence[str]) -> int:
    """Writes the figures and their captions, and prints the paths of the figures; raises ResultError or UsageError."""
    options = _parser().parse_args(arguments)
    formats = _choices("--format", options.format, save.FORMATS)
    widths = _choices("--width", options.width, tuple(WIDTHS))
    paths = options.results or [results.newest(options.folder)]
    for path in paths:
        result = results.load(path)
        folder = _folder(result, options.output, len(paths) > 1)
        for written in plot(summarise(result), folder, formats, widths):
            print(written, flush=True)
    return 0


def plot(summary: Summary, folder: Path, formats: Sequence[str], widths: Sequence[str]) -> list[Path]:
    """Draws every figure in each width and format into `folder`, a caption beside each; returns the figures' paths."""
    name = clean(summary.result.path, 300)
    if not summary.transports:
        print(f"{NAME}: {name}: no transport was measured, so there is nothing to draw", file=sys.stderr)
        return []
    if len(summary.transports) > MOST_TRANSPORTS:
        raise cli.UsageError(f"{name}: {len(summary.transports)} transports; a figure holds at most {MOST_TRANSPORTS}")
    if len(summary.shapes) > MOST_SHAPES:
        print(f"{NAME}: {name}: drawing {MOST_SHAPES} of {len(summary.shapes)} shapes", file=sys.stderr)
    summary = drawable(summary)
    written = []
    for figure, draw in FIGURES.items():
        for width in widths:
            stem = figure if width == "178mm" else f"{figure}-{width}"
            with style.settings():
                drawn = draw(summary, WIDTHS[width])
                for format_ in formats:
                    written.append(folder / f"{stem}.{format_}")
                    save.write(written[-1], save.rendered(drawn, format_))
            save.write(folder / f"{stem}.txt", caption(figure, summary).encode("utf-8", "replace"))
    return written


def _parser() -> cli.Parser:
    parser = cli.Parser(prog=NAME, description="Draw the figures of results, and print the paths of the files.")
    parser.add_argument("results", nargs="*", type=Path, metavar="RESULT", help="result files; the newest one if left out")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="where to (plots/<machine>/<stamp>)")
    parser.add_argument("--format", default=",".join(save.FORMATS), help="svg, pdf, png, or several with commas (all)")
    parser.add_argument("--width", default="178mm", help="86mm, 178mm, or both with a comma (178mm)")
    parser.add_argument("--results", dest="folder", type=Path, default=cli.REPOSITORY / "results", metavar="DIR",
                        help="where results lie")  # fmt: skip
    return parser


def _choices(flag: str, text: str, known: Sequence[str]) -> list[str]:
    chosen = list(dict.fromkeys(text.split(",")))
    for choice in chosen:
        if choice not in known:
            raise cli.UsageError(f"{flag}: {clean(choice, 40)!r} is none of {', '.join(known)}")
    return chosen


def _folder(result: Result, output: Path | None, several: bool) -> Path:
    """DIR; DIR/<machine>/<stamp> for several results; plots/<machine>/<stamp> without DIR."""
    if output is not None and not several:
        return output
    path = result.path.resolve()
    machine = path.parent.name if results.is_stamp(path.stem) else _slug(result.machine["id"] or "unknown")
    plots = output if output is not None else cli.REPOSITORY / "plots"
    return plots / machine / path.stem


def _slug(name: str) -> str:
    """A folder's name from what a file says: letters, digits, '-', '_' and '.', and nothing that climbs."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name)[:80].strip(".-") or "unknown"


if __name__ == "__main__":
    sys.exit(cli.run(NAME, main, sys.argv[1:]))
