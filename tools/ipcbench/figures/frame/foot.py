"""The foot of every figure: what did not run, where and how it was measured, and the warnings that matter most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from ipcbench.analysis.rows import Summary
from ipcbench.base.text import clean
from ipcbench.figures.frame import profile
from ipcbench.figures.frame.measure import wrap_mm
from ipcbench.figures.frame.sheet import Sheet
from ipcbench.figures.frame.signs import SIGNS, concerned
from ipcbench.figures.frame.style import FAINT, INK, Type
from ipcbench.words import facts
from ipcbench.words.absences import absences, failures

_MOST = 4  # failed rows, or warnings of a rank
_MOST_ON_SLIDES = 3  # lines about the run

Absent = tuple[tuple[list[str], list[str]], ...]  # label, reason


@dataclass(frozen=True)
class Foot:
    """The texts of a foot, already broken into lines."""

    absent: Absent
    lines: tuple[str, ...]
    warnings: tuple[str, ...]
    line_mm: float

    @property
    def height(self) -> float:
        """Millimetres that `draw` needs."""
        rows = sum(max(map(len, pair)) for pair in self.absent) + len(self.lines) + len(self.warnings)
        return rows * self.line_mm + (1.5 if self.absent else 0.0) + 1.5


def foot(summary: Summary, type_: Type, width: float, label_width: float, with_absent: bool = True) -> Foot:
    """The foot of a figure of all rows of `summary`, for a text width of `width` mm.

    The labels of what did not run take `label_width` of it.
    """
    size, result = type_.small_pt, summary.result
    gone = [(item.label + item.where, item.reason) for item in absences(result)]
    absent = tuple(
        (wrap_mm(label, size, label_width, 3), wrap_mm(f"not run: {reason}", size, width - label_width - 2, 3))
        for label, reason in (gone if with_absent else [])
    )
    parts = [
        facts.machine(result),
        facts.system(result),
        f"{facts.placement(result)}, producer>consumer",
        f"n = {facts.protocol(result, '×')}{'' if result.complete else ' planned, interrupted'}",
        facts.commit(result),
        clean(result.name, 60),
    ]
    lines = wrap_mm(" · ".join(parts), size, width, 4, " · ")
    return for_profile(absent, lines, cautions(summary), type_, width)


def for_profile(absent: Absent, lines: Sequence[str], said: Sequence[str], type_: Type, width: float) -> Foot:
    """The foot of these texts, of which `said` is yet to be broken into lines, as far as the profile has room for them."""
    for_ = profile.current()
    if not for_.has_foot:
        return Foot((), (), (), type_.line_mm)
    if for_.ratio:
        return Foot((), tuple(lines[:_MOST_ON_SLIDES]), tuple(_wrapped(said[:1], type_, width)), type_.line_mm)
    return Foot(absent, tuple(lines), tuple(_wrapped(said, type_, width)), type_.line_mm)


def cautions(summary: Summary) -> list[str]:
    """What failed, the warnings that may change the ranking, and the others that mark rows shown; at most a dozen texts."""
    failed, warnings = [f"failed: {text}" for text in failures(summary.result)], facts.warnings_shown(summary)
    grave = [w for w in warnings if w.rank == "may_change_ranking"]
    lesser = [w for w in warnings if w.rank == "shifts_milliseconds" and w.rows]
    said = few(failed, "failed rows")
    for found in (grave, lesser):
        texts = [f"{SIGNS[w.rank]} {facts.RANK_TITLES[w.rank]}{concerned(summary.result, w)}: {clean(w.text, 300)}" for w in found]
        said += few(texts, "such warnings")
    return said


def few(texts: list[str], what: str) -> list[str]:
    """The first texts, and how many more there are."""
    return texts if len(texts) <= _MOST else [*texts[:_MOST], f"{len(texts) - _MOST} more {what}"]


def _wrapped(texts: Sequence[str], type_: Type, width: float) -> list[str]:
    """The texts in lines no wider than `width` mm, three each at most."""
    return [line for text in texts for line in wrap_mm(text, type_.small_pt, width, 3)]


def draw(sheet: Sheet, content: Foot, type_: Type, left: float, label_left: float, label_right: float, top: float) -> None:
    """Draws the foot below `top` (mm); labels of what did not run start at `label_left`, reasons right of `label_right`."""
    y = top + content.line_mm / 2
    for label, reason in content.absent:
        for number, text in enumerate(label):
            sheet.text(label_left, y + number * content.line_mm, text, type_.small_pt, color=FAINT)
        for number, text in enumerate(reason):
            sheet.text(label_right + 2, y + number * content.line_mm, text, type_.small_pt, color=FAINT)
        y += max(len(label), len(reason)) * content.line_mm
    y += 1.5 if content.absent else 0.0
    for line in content.lines:
        sheet.text(left, y, line, type_.small_pt, color=FAINT)
        y += content.line_mm
    for line in content.warnings:
        sheet.text(left, y, line, type_.small_pt, color=INK)
        y += content.line_mm
