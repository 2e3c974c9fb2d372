"""The verdict table as LaTeX, for a paper: booktabs, everything escaped, two shapes side by side."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import Sequence

from ipcbench.analysis.assessment import meanings
from ipcbench.analysis.rows import Subject, Summary
from ipcbench.analysis.selection import shown_subjects
from ipcbench.base.text import clean
from ipcbench.tables.cells import CellRow, CellTable, cell_table
from ipcbench.words import facts

_SHAPES = 2  # side by side
_NO_ROOM = ("total", "CPU")  # of rows with a cost: two shapes side by side take a page's width without them
_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
    '"': "''", "`": r"\textasciigrave{}", "\0": "{}", "±": r"\(\pm\)", "×": r"\(\times\)", "·": r"\(\cdot\)", "…": r"\dots{}",
    "–": "--", "—": "---", "µ": r"\(\mu\)", "°": r"\(^\circ\)", "\u00a0": "~",
}  # fmt: skip


def escape(text: str) -> str:
    """`text` as LaTeX prints it. What pdflatex has no letter for (beyond Latin) becomes '?'."""
    apart = re.sub("-(?=-)", "-\0", unicodedata.normalize("NFC", text))  # else two hyphens become a dash
    return "".join(_SPECIAL.get(c) or (c if " " <= c <= "~" or c.isalpha() and c < "\u0180" else "?") for c in apart)


def table(summary: Summary) -> str:
    """A `table*` with the rows of the verdict table; ends in a newline. Needs the package booktabs."""
    content = _narrower(cell_table(summary)) if summary.result.hands_over else cell_table(summary)
    shown = {subject.name for subject in _shown(summary)}
    lines = [line for line in content.lines if line.subject.name in shown]
    count = len(content.shapes)
    blocks = [range(first, min(first + _SHAPES, count)) for first in range(0, count, _SHAPES)]
    parts = [
        r"% \usepackage{booktabs}",
        r"\begin{table*}",
        r"\centering\scriptsize\setlength{\tabcolsep}{3pt}",
        rf"\caption{{{_caption(summary, content, lines)}}}",
        r"\label{tab:ipcbench}",
        "\n\n\\medskip\n".join(_tabular(content, lines, block) for block in blocks),
        r"\end{table*}",
    ]
    return "\n".join(parts) + "\n"


def _narrower(content: CellTable) -> CellTable:
    """The table without the columns for which a page has no room."""
    kept = [number for number, (head, _) in enumerate(content.heads) if head not in _NO_ROOM]
    lines = [replace(line, spans=tuple(tuple(span[number] for number in kept) for span in line.spans)) for line in content.lines]
    return replace(content, heads=tuple(content.heads[number] for number in kept), lines=tuple(lines))


def _shown(summary: Summary) -> list[Subject]:
    """Of what was measured the rows of the verdict table; of the others computing here, memcpy and the bound."""
    rows = [row for place in summary.places for row in (summary.base(place), summary.memcpy(place), summary.bound(place)) if row]
    return [*(row.subject for row in rows), *shown_subjects(summary)]


def _tabular(content: CellTable, lines: Sequence[CellRow], block: range) -> str:
    """One block: a head with the shapes, then a section per family."""
    found = [escape(head) for head, _ in content.heads]
    width = len(found)
    shapes = [" ".join(content.shapes[i]) for i in block]
    heads = " & ".join(rf"\multicolumn{{{width}}}{{c}}{{{escape(shape)}}}" for shape in shapes)
    rules = "".join(rf"\cmidrule(lr){{{3 + width * i}-{2 + width * (i + 1)}}}" for i in range(len(shapes)))
    rows = [
        rf"\begin{{tabular}}{{lr{'r' * width * len(shapes)}}}",
        r"\toprule",
        rf" & & {heads} \\",
        rules,
        " & ".join([content.noun, "copies", *(head for _ in shapes for head in found)]) + r" \\",
    ]
    family = None
    for line in lines:
        if line.family != family:
            family = line.family
            rows += [r"\midrule", rf"\multicolumn{{2}}{{l}}{{\textbf{{{escape(family)}}}}} \\"]
        cells = [_mono(line), line.copies.text, *(cell.text for i in block for cell in line.spans[i])]
        rows.append(" & ".join([cells[0], *("--" if cell == "-" else escape(cell) for cell in cells[1:])]) + r" \\")
    return "\n".join([*rows, r"\bottomrule", r"\end{tabular}"])


def _mono(line: CellRow) -> str:
    marks = f"\\textsuperscript{{{line.marks}}}" if line.marks else ""
    return rf"\texttt{{{escape(line.key)}}}{'*' if line.best else ''}{marks}"


def _caption(summary: Summary, content: CellTable, lines: Sequence[CellRow]) -> str:
    result = summary.result
    kernel = clean(summary.kernel or "the kernel", 40)
    where = f"{facts.machine(result)}, {facts.system(result)}, {facts.placement(result)}, {facts.protocol(result, '×')}"
    kind = "warm" if any(row.is_warm for row in summary.rows.values()) else "cold"
    said = (
        f"Handing a freshly written matrix to another process and running {kernel} over it there: {kind} medians. "
        + "; ".join(f"{head}: {meaning}" for head, meaning in content.heads)
        + "; *: best of its family"
    )
    if not result.hands_over:
        said = "; ".join([f"{kind.capitalize()} medians in milliseconds", *(f"{head}: {meaning}" for head, meaning in content.heads)])
    marks = "".join(f"; {text[0]}: {text[2:]}" for text in meanings(line.marks for line in lines))
    return escape(f"{said}{marks}. {where}; {facts.commit(result)}, result {clean(result.name, 60)}.")
