"""Whether what was said of workers was proved by measuring them, in one sentence."""

from __future__ import annotations

from typing import Sequence

from ipcbench.analysis.proved import Checked, Outcome, Proof
from ipcbench.base.text import times
from ipcbench.words.labels import in_sentence

_NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 6: "six", 8: "eight"}
_OFF = 1.2  # kernels and machine as expected, and hence the sides that points lie on
_REFUTED = {"below": "faster below it", "above": "slower above it"}


def proved(proof: Proof) -> str:
    """'Proved: two workers measured on both sides of it, 7 of 8 transports as predicted; undecided: pipe (500x9111 above it).'

    *It* is the compute from which on shipping pays, which the sentence before has named.
    """
    held, refuted, count = proof.count("as predicted"), proof.count("refuted"), len(proof.outcomes)
    head = "Refuted" if refuted > held else "Proved in part" if refuted else "Proved" if 2 * held >= count else "Not decided"
    parts = [f"{head}: {_workers(proof)} measured {_where(proof)}, {held} of {count} transport{'' if count == 1 else 's'} as predicted"]
    outcomes: tuple[Outcome, ...] = ("refuted", "undecided")
    for outcome in outcomes:
        if named := _named(proof, outcome):
            parts.append(f"{outcome}: {', '.join(named)}")
    if proof.missing:
        parts.append(f"{len(proof.missing)} planned row{' was' if len(proof.missing) == 1 else 's were'} not measured")
    ratio = proof.here_ratio
    if ratio is not None and not 1 / _OFF <= ratio <= _OFF:
        parts.append(f"computing here took {times(ratio)} the time that was expected")
    return f"{'; '.join(parts)}."


def count_of(workers: int) -> str:
    """'two workers', '12 workers'."""
    return f"{_NUMBERS.get(workers, workers)} worker{'' if workers == 1 else 's'}"


def _workers(proof: Proof) -> str:
    found = sorted({checked.curve.workers for checked in proof.checked})
    return " and ".join([*(_NUMBERS.get(workers, str(workers)) for workers in found[:-1]), count_of(found[-1])])


def _where(proof: Proof) -> str:
    """'on both sides of it', and of how many transports on one side alone."""
    alone = {side: {one.row.key for one in proof.checked if one.sides == {side}} for side in ("above", "below")}
    both = any(len(one.sides) == 2 for one in proof.checked)
    if not both:
        sides = [f"{side} it" for side, keys in alone.items() if keys]
        return " or ".join(sides)
    extra = [f"{len(keys)} {side} it alone" for side, keys in alone.items() if keys]
    return "on both sides of it" + (f" ({', '.join(extra)})" if extra else "")


def _named(proof: Proof, outcome: Outcome) -> list[str]:
    """The transports with this outcome, and where: 'pipe (500x9111 faster below it)'."""
    texts = []
    for key in (key for key, found in proof.outcomes.items() if found == outcome):
        checked = [one for one in proof.checked if one.row.key == key and one.outcome == outcome]
        texts.append(f"{in_sentence(checked[0].row.subject)} ({', '.join(_places(checked, outcome))})")
    return texts


def _places(checked: Sequence[Checked], outcome: Outcome) -> list[str]:
    found: dict[str, None] = {}
    for one in checked:
        for judged in one.points:
            if judged.outcome == outcome:
                found[f"{one.row.shape} {_REFUTED[judged.side] if outcome == 'refuted' else f'{judged.side} it'}"] = None
    return list(found)
