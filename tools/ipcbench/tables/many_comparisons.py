"""Many results against one, for a terminal: plain text as wide as that, of at most 120 columns."""

from __future__ import annotations

from typing import Mapping, Sequence

from ipcbench.analysis.comparison import Comparison, ordered_rows
from ipcbench.analysis.cost import cost
from ipcbench.analysis.judging import VERDICTS
from ipcbench.analysis.rows import Summary
from ipcbench.base.console import MOST_COLUMNS
from ipcbench.base.text import clean, letters, milliseconds, pad, width, wrap
from ipcbench.tables.one_comparison import heading
from ipcbench.words import remarks
from ipcbench.words.effect import ratio

_MOST_SIDE_BY_SIDE, _ROW_COLUMNS, _TIME_COLUMNS = 7, 36, 10
_RESULT_COLUMNS, _MEDIAN_COLUMNS, _WIDE = 46, 14, 110
_MOST_TEXTS, _MOST_LETTERS = 30, 12
_MARKS = {"SLOWER": "^", "FASTER": "v", "SAME": "=", "AMBIGUOUS": "?"}


def overview(comparisons: Sequence[Comparison], only_changed: bool = False, columns: int = MOST_COLUMNS) -> str:
    """How each differs, a line of counts for each, then the totals of every row, or of those that changed, side by side."""
    base = comparisons[0].a
    named = {letters(number): one for number, one in enumerate(comparisons, 1)}
    said = {letter: remarks.remarks(one) for letter, one in named.items()}
    lines = [*heading(letters(0), base.result, 1, columns, " (baseline)"), *_listed({**said, letters(0): remarks.own(base.result)}, columns), ""]
    lines += _line("", "result", f"{'SLOWER':>7}{'FASTER':>7}{'SAME':>7}{'AMBIG.':>7}{'rows':>5}  {pad('median', _MEDIAN_COLUMNS)}remarks", columns)
    for letter, one in named.items():
        lines += _line(letter, one.b.result.identifier, _counts(one, len(said[letter])), columns)
    good = [(letter, one) for letter, one in named.items() if not one.refused]
    most = max(1, min(_MOST_SIDE_BY_SIDE, (columns - _ROW_COLUMNS) // _TIME_COLUMNS - 1))
    for start in range(0, len(good), most):
        lines += ["", *_side_by_side(base, good[start : start + most], only_changed, columns)]
    legend = "milliseconds, medians over rounds · ^ slower, v faster, = the same as A, ? ambiguous, - not in it · two at a time: tools/compare A B"
    return "\n".join([*lines, *wrap(legend, columns, indent="", separator=" · ")]) + "\n"


def _listed(remarks: Mapping[str, Sequence[str]], columns: int) -> list[str]:
    """Each text once, with the letters of the results that it concerns before it."""
    by_text: dict[str, list[str]] = {}
    for letter, texts in remarks.items():
        for text in texts:
            by_text.setdefault(text, []).append(letter)
    lines = ["", "How they differ from A, and warnings"] if by_text else []
    for text, of in [*by_text.items()][:_MOST_TEXTS]:
        of.sort(key=lambda letter: (len(letter), letter))
        more = f" and {len(of) - _MOST_LETTERS} more" if len(of) > _MOST_LETTERS else ""
        lines += wrap(f"{', '.join(of[:_MOST_LETTERS])}{more}: {clean(text, 300)}", columns, indent="    ", first="  ")
    if len(by_text) > _MOST_TEXTS:
        lines += wrap(f"and {len(by_text) - _MOST_TEXTS} more texts: tools/compare A B tells those of two", columns, indent="    ", first="  ")
    return lines


def _line(letter: str, result: str, told: str, columns: int) -> list[str]:
    """The result and what is told of it, side by side where there is room."""
    if columns >= _WIDE:
        return [pad(f"{letter:>4} {pad(result, _RESULT_COLUMNS)} {told}", columns).rstrip()]
    below = [f"   {told}".rstrip()]  # in columns, if they fit
    return [pad(f"{letter:>4} {result}", columns).rstrip(), *(below if width(below[0]) <= columns else wrap(" ".join(told.split()), columns, first="     "))]


def _counts(one: Comparison, remarks: int) -> str:
    if one.refused:
        return f"NOT COMPARABLE: {clean('; '.join(one.refused), 200)}"
    counts = "".join(f"{one.count(verdict):>7}" for verdict in VERDICTS)
    notes = [str(remarks)] * bool(remarks) + ["other machine"] * (not one.of_one_machine)
    median = one.median_ratio
    return f"{counts}{len(one.rows):>5}  {pad(ratio(median) if median else '', _MEDIAN_COLUMNS)}{', '.join(notes)}"


def _side_by_side(base: Summary, block: Sequence[tuple[str, Comparison]], only_changed: bool, columns: int) -> list[str]:
    name_columns = min(_ROW_COLUMNS, columns - _TIME_COLUMNS * (len(block) + 1))
    lines = [pad("row", name_columns) + f"{'A':>9} " + "".join(f"{letter:>9} " for letter, _ in block)]
    found = [{row.a.name: row for row in one.rows} for _, one in block]
    changed = {name for of in found for name, row in of.items() if row.verdict in ("SLOWER", "FASTER")}
    for row_a in (row for row in ordered_rows(base) if not only_changed or row.name in changed):
        text = pad(clean(row_a.name, 60), name_columns) + pad(milliseconds(known.median if (known := cost(base, row_a)) else 0.0), 9, ">") + " "
        for of in found:
            row = of.get(row_a.name)
            text += pad(milliseconds(row.medians[1]), 9, ">") + _MARKS[row.verdict] if row else f"{'-':>9} "
        lines.append(text.rstrip())
    return lines
