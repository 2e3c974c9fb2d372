"""python3 -m ipcbench like RUN [SUITE]: what repeats a suite of a run, for tools/bench --like: a line "suite NAME", then one flag and its value per line."""

from __future__ import annotations

import re
from typing import Iterator, NoReturn, Sequence

from ipcbench.base.errors import UsageError
from ipcbench.base.text import clean
from ipcbench.commands import cli
from ipcbench.result import runs
from ipcbench.result.document import refuse
from ipcbench.result.model import Protocol, Result
from ipcbench.result.names import subject_of

NAME = "bench --like"
_WORD = re.compile(r"[A-Za-z0-9_]+")
_ROW = re.compile(r"[a-z0-9_]+/[A-Za-z0-9_.-]+(/\d+x\d+)?(/[A-Za-z0-9_]+:[A-Za-z0-9_.-]+)*")


def main(arguments: Sequence[str]) -> int:
    """Prints the flags; raises ResultError for what is no sound result, or does not say enough to be repeated; UsageError."""
    parser = cli.Parser(prog=NAME, description="Print the flags of tools/bench that repeat a suite of a run.")
    parser.add_argument("run", metavar="RUN", help="a run's folder, or a result file")
    parser.add_argument("suite", nargs="?", metavar="SUITE", help="which suite of several")
    options = parser.parse_args(arguments)
    chosen = _chosen(options.run, options.suite)
    print("\n".join(f"{word} {value}" for word, value in [("suite", chosen.suite), *flags(chosen)]))
    return 0


def _chosen(name: str, suite: str | None) -> Result:
    """The result by this name, that of the suite where it stands for several."""
    from ipcbench.result import files, reader

    found = [reader.load_sound(path, "nothing") for path in files.expand([name])]
    if len({runs.folder_of(result.path) or result.path for result in found}) > 1:
        raise UsageError(f"{clean(name, 300)}: stands for several runs, not one")
    known = ", ".join(clean(result.suite, 40) for result in found)
    if suite is None and len(found) > 1:
        raise UsageError(f"{clean(name, 300)}: has several suites ({known}): name one")
    chosen = [result for result in found if suite in (None, result.suite)]
    if not chosen:
        raise UsageError(f"{clean(name, 300)}: no suite {clean(suite, 40)!r} there, but {known}")
    return chosen[0]


def flags(result: Result) -> list[tuple[str, str]]:
    """The same rows, shapes, rounds, transfers, seed, kernel, placement, precision and tunings; raises ResultError if one is not known."""
    plan = result.protocol
    needed = {"kernel": plan.kernel, "placement": plan.placement.policy, "seed": plan.seed, "shapes": plan.shapes, "rows": any(plan.order)}
    if not _has_matrices(result):
        needed = {name: value for name, value in needed.items() if name not in ("kernel", "shapes")}
    missing = [name for name, value in needed.items() if value in (None, (), False)]
    if missing:
        _cannot(result, f"it does not say {' and '.join(missing)}")
    for name, word in (("kernel", plan.kernel), ("placement", plan.placement.policy)):
        if name in needed and not _WORD.fullmatch(word or ""):
            _cannot(result, f"its {name} is {word!r}")
    if odd := [shape for shape in plan.shapes if not re.fullmatch(r"\d+x\d+", shape)]:
        _cannot(result, f"a shape is {odd[0]!r}")
    found = [("--shape", shape) for shape in plan.shapes]
    found += [("--rounds", str(_whole_rounds(plan))), ("--transfers", str(plan.transfers)), ("--seed", str(plan.seed))]
    found += [("--kernel", str(plan.kernel))] * ("kernel" in needed) + [("--placement", str(plan.placement.policy))]
    if plan.residency and plan.residency != "cache":
        found.append(("--residency", plan.residency))
    if plan.precision is not None:
        found.append(("--precision", f"{100 * plan.precision:.10g}%"))
    found += [("--tuning", f"{row}={place}") for row, place in sorted(result.tunings.items()) if row in {*_rows(result)}]
    return [*found, ("--only", _only(result))]


def _whole_rounds(plan: Protocol) -> int:
    """The rounds before those that --precision added for some of the rows."""
    rows = {name for names in plan.order for name in names}
    return next((number for number, names in enumerate(plan.order) if rows - {*names}), len(plan.order))


def _has_matrices(result: Result) -> bool:
    return any(subject_of(name) != name for names in result.protocol.order for name in names)


def _only(result: Result) -> str:
    """Finds the planned rows alone: at any shape where each was planned at each shape, so that another --shape may be given."""
    rows = list(_rows(result))
    subjects = sorted({subject_of(name) for name in rows})
    shaped = {subject_of(name) for name in rows if subject_of(name) != name}
    if len(rows) != len(shaped) * len(result.protocol.shapes) + len(subjects) - len(shaped):
        return f"^({'|'.join(map(_escaped, rows))})$"
    if len(shaped) == len(subjects) and not any(name.count("/") > 1 for name in subjects):
        return f"^({'|'.join(map(_escaped, subjects))})/"
    return f"^({'|'.join(_at_any_shape(name) if name in shaped else _escaped(name) for name in subjects)})$"


def _at_any_shape(subject: str) -> str:
    kind, key, *conditions = map(_escaped, subject.split("/"))
    return "/".join([kind, key, "[0-9]+x[0-9]+", *conditions])


def _escaped(name: str) -> str:
    return name.replace(".", "[.]")


def _rows(result: Result) -> Iterator[str]:
    """Each row that was planned, once: 'transfer/pipe/170x9111', 'launch/fork', 'farm/pipe/170x9111/workers:2'."""
    for name in sorted({name for names in result.protocol.order for name in names}):
        if not _ROW.fullmatch(name):
            _cannot(result, f"a row is {name!r}")
        yield name


def _cannot(result: Result, reason: str) -> NoReturn:
    refuse(result.path, f"cannot be repeated: {reason}")
