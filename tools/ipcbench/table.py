"""The rows and columns of the verdict table: a block of columns per shape, as many side by side as fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from ipcbench.model import Shape
from ipcbench.rows import Row, Summary, Transport
from ipcbench.text import clean, megabytes, milliseconds, pad, percent, significant, times, width, wrap
from ipcbench.verdict import Verdict, best, best_of_families, judge

FAMILY_TITLES = {
    "pipe": "pipe",
    "message_queue": "message queue",
    "socket": "socket",
    "shared_memory": "shared memory",
    "kernel_copy": "kernel copy",
    "library": "library",
}
NAME_COLUMNS = 26
_HEADS = ("total", "±%", "", "move", "sum", "local", "share", "pays>")
_ALIGN = (">", ">", "<", ">", ">", ">", ">", ">")
_NONE = "-"


@dataclass(frozen=True)
class Line:
    """One line of the table, still without widths: `cells` holds one tuple of texts per shape; none in a section's."""

    name: str
    copies: str
    cells: tuple[tuple[str, ...], ...]


def table_lines(summary: Summary, everything: bool, columns: int) -> list[str]:
    """The table and its legend, at most `columns` wide."""
    shown = shown_transports(summary, everything)
    lines = [*_references(summary, everything), *_sections(summary, shown)]
    blocks = [_block(lines, index, shape) for index, shape in enumerate(summary.shapes)]
    names = [pad(line.name, _name_width(lines)) + pad(line.copies, 3, ">") for line in lines]
    head = pad("transport", _name_width(lines)) + " cp"
    texts: list[str] = []
    for group in _groups(blocks, columns - width(head)):
        texts += [(" " * width(head) + "".join(block[0] for block in group)).rstrip()]
        texts += [(head + "".join(block[1] for block in group)).rstrip()]
        for index, name in enumerate(names):
            texts += [(name + "".join(block[2 + index] for block in group)).rstrip()]
    return texts + _legend(summary, lines, len(summary.transports) - len(shown), columns)


def shown_transports(summary: Summary, everything: bool = False) -> list[Transport]:
    """The plain transports, the best of each family, and those that the advice names; or all."""
    kept = set(best_of_families(summary))
    for shape in summary.shapes:
        kept |= {row.key for copied in (False, True) if (row := best(summary, shape, copied))}
    return [t for t in summary.transports if everything or not t.tuned or t.key in kept]


def _references(summary: Summary, everything: bool) -> list[Line]:
    """The local kernel first, then the plain copies: memcpy, and what is faster."""
    found = dict.fromkeys((row.kind, row.key) for row in summary.rows.values() if row.kind != "transfer")
    kept = {("local", summary.kernel), ("bound", "memcpy")}
    kept |= {("bound", bound.key) for shape in summary.shapes if (bound := summary.bound(shape))}
    keys = [key for key in found if everything or key in kept]
    keys.sort(key=lambda key: (key[0] != "local", key[1] != summary.kernel, key[1] != "memcpy", key[1]))
    lines = []
    for kind, key in keys:
        rows = [summary.rows.get((kind, key, shape)) for shape in summary.shapes]
        name = f" local {clean(key, 40)}" if kind == "local" else f" {clean(key, 40)} (bound)"
        lines.append(Line(name, "0" if kind == "local" else "1", tuple(_cells(summary, row) for row in rows)))
    return lines


def _sections(summary: Summary, shown: Sequence[Transport]) -> list[Line]:
    """A line with the family's name before its members."""
    winners = best_of_families(summary)
    lines: list[Line] = []
    for family in summary.families():
        lines.append(Line(FAMILY_TITLES.get(family, family).upper(), "", ()))
        for transport in shown:
            if transport.family == family:
                rows = [summary.row(transport.key, shape) for shape in summary.shapes]
                name = pad(f" {clean(transport.key, 60)}", NAME_COLUMNS - 2).rstrip()
                copies = _NONE if transport.copies is None else str(transport.copies)
                cells = tuple(_cells(summary, row) for row in rows)
                lines.append(Line(f"{name}{' *' if transport.key in winners else ''}", copies, cells))
    return lines


def _cells(summary: Summary, row: Row | None) -> tuple[str, ...]:
    if row is None:
        return (_NONE, _NONE, "", *[_NONE] * 5)
    verdict, total = judge(summary, row), row.estimate()
    share = 1.0 if row.kind == "bound" and row.key == "memcpy" else verdict.share_of_memcpy
    return (
        milliseconds(total.median) if total else _NONE,
        _interval(total.half_width if total else None, verdict.wide),
        _marks(verdict),
        _phase(row, "transfer"),
        _phase(row, "compute"),
        times(verdict.times_local.median) if verdict.times_local else _NONE,
        percent(share) if share is not None else _NONE,
        milliseconds(verdict.pays_above_ns) if verdict.pays_above_ns is not None else _NONE,
    )


def _phase(row: Row, phase: str) -> str:
    median = row.median(phase)
    return _NONE if median is None else milliseconds(median)


def _interval(half_width: float | None, wide: bool) -> str:
    """Half the interval in per cent of the median: '6', '0.4', '11!', '-' without an interval."""
    if half_width is None:
        return _NONE
    return (f"{100 * half_width:.0f}" if half_width >= 0.0095 else significant(100 * half_width, 1)) + "!" * wide


def _marks(verdict: Verdict) -> str:
    return ("p" if verdict.hides_prepare else "") + ("r" if verdict.hides_release else "")


def _name_width(lines: Sequence[Line]) -> int:
    return max(width("transport"), max((min(width(line.name), NAME_COLUMNS) for line in lines), default=0))


def _block(lines: Sequence[Line], index: int, shape: Shape) -> list[str]:
    """The columns of one shape: its title, the heads, and a text per line, all of the same width."""
    cells = [line.cells[index] for line in lines if line.cells]
    widths = [max(width(head), *(width(row[c]) for row in cells)) for c, head in enumerate(_HEADS)]

    def joined(texts: Sequence[str]) -> str:
        padded = [pad(text, w, a) for text, w, a in zip(texts, widths, _ALIGN) if w]
        return " |" + "".join(f" {text}" for text in padded)

    inner = width(joined(_HEADS)) - 3
    title = " | " + pad(f"{shape}  {megabytes(shape.bytes)}".center(inner), inner)
    return [title, joined(_HEADS), *(joined(line.cells[index]) if line.cells else "" for line in lines)]


def _groups(blocks: Sequence[list[str]], columns: int) -> list[list[list[str]]]:
    """Blocks side by side as long as they fit into `columns`."""
    groups: list[list[list[str]]] = []
    for block in blocks:
        if groups and sum(width(b[1]) for b in groups[-1]) + width(block[1]) <= columns:
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _legend(summary: Summary, lines: Sequence[Line], hidden: int, columns: int) -> list[str]:
    cells = [row for line in lines for row in line.cells]
    parts = [f"local = total / local {clean(summary.kernel, 40)}"] if summary.kernel else []
    parts += ["share of plain memcpy's speed", "pays> = compute per matrix above which two workers win"]
    parts += ["* best of its family"]
    if any(row[1].endswith("!") for row in cells):
        parts.append("! interval wider than ±10 %")
    if any("p" in row[2] for row in cells):
        parts.append("p prepare over 1.2x local's: cost before the clock starts")
    if any("r" in row[2] for row in cells):
        parts.append("r release over 5 % of total: cost after the clock stops")
    if hidden:
        parts.append(f"{hidden} more row{'' if hidden == 1 else 's'}: --all")
    return wrap(" · ".join(parts), columns, indent="", separator=" · ")
