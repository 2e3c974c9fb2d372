"""What compares nothing, or would deceive: each one line on stderr that says what to do, and status 2."""

import shutil

import factory
import pytest
import suites
from comparing import SMALL, as_pair, with_policy, with_protocol
from tool import run

FEW = SMALL.but(rounds=6, transports=factory.NINE[:2])


def _single(folder):
    return [factory.write(folder, factory.document(FEW.but(seed=seed)), stamp=f"2026010{seed}T000000Z") for seed in (1, 2)]


def _changed(folder, change):
    """A run, and one whose document was changed."""
    other = factory.document(FEW.but(seed=2))
    change(other["ipcbench"])
    other["ipcbench"] = factory.identify(other["ipcbench"])
    return [factory.write(folder, factory.document(FEW)), factory.write(folder, factory.sealed(other), stamp="20260102T000000Z")]


def _pair(folder, ids=("0a1b2c3d", "0a1b2c3d"), sides="AB", change=lambda _: None):
    """Two runs with these pairs' ids and sides, the second changed."""
    contents = as_pair(*(factory.document(FEW.but(seed=seed)) for seed in (1, 2)))
    for content, identifier, side in zip(contents, ids, sides):
        content["ipcbench"]["pair"] = {"id": identifier, "side": side}
    change(contents[1])
    return [factory.write(folder, factory.sealed(content), stamp=f"2026010{day}T000000Z") for day, content in enumerate(contents, 1)]


def _rows(folder):
    return [_single(folder)[0], "--rows", "pipe", "shm_copy"]


def _naive(content):
    """Another kernel, in the plan and in each row."""
    for item in content["benchmarks"]:
        if item["ipc"]["kind"] == "transfer":
            item["ipc"]["kernel"] = "sum_naive"
    with_protocol(kernel="sum_naive")(content)


def _copied(folder):
    first = factory.write(folder, factory.document(FEW))
    copy = folder / "copy.json"
    shutil.copy(first, copy)
    return [first, copy]


def _machine(ours):
    ours["machine"]["cpu_model"] = "Another Processor"


def _host(ours):
    ours["environment"]["kernel"] = "6.18.0"


GATE = ["--fail-on", "slower"]
MISUSES = {
    "a gate on single runs": (_single, GATE, "single runs of one build differ, too"),
    "a gate on another machine": (lambda folder: _changed(folder, _machine), GATE, "another machine"),
    "a gate on what may be another host": (lambda folder: _changed(folder, _host), GATE, "another machine"),
    "a gate on one run under two names": (_copied, GATE, "is the same run as"),
    "one run under two names": (_copied, [], "is the same run as"),
    "a gate on two runs of two pairs": (lambda folder: _pair(folder, ids=("0a1b2c3d", "99999999")), GATE, "single runs"),
    "a gate on the same side twice": (lambda folder: _pair(folder, sides="AA"), GATE, "single runs"),
    "runs of two pairs that differ in their settings": (
        lambda folder: _pair(folder, ids=("0a1b2c3d", "99999999"), change=with_policy("same_core")), [], "placement (same_llc | same_core)"),
    "a pair of two kernels": (lambda folder: _pair(folder, change=_naive), [], "kernel (sum | sum_naive)"),
    "a pair of two numbers of transfers": (
        lambda folder: _pair(folder, change=with_protocol(transfers_per_round=9)), [], "transfers per round"),
    "a run of another suite": (
        lambda folder: [_single(folder)[0], factory.write(folder, suites.launches(rounds=6), stamp="20260103T000000Z")], [], "no suite is both in the baseline and in another run"),
    "a baseline beside --against": (_single, ["--baseline", "{0}", "--against", "{1}"], "--baseline"),
    "a run on both sides": (_single, ["--against", "{0}"], "is the same run as"),
    "two runs against one": (
        lambda folder: [*_single(folder), "--against", factory.write(folder, factory.document(FEW.but(seed=3)), stamp="20260103T000000Z")], [],
        "2 and 1 runs"),
    "the rows of a run, and a gate": (_rows, GATE, "leave out --fail-on"),
    "the rows of a run, for a program": (_rows, ["--json"], "leave out --json"),
    "the rows of a run, and what only many rows have": (_rows, ["--only", "x", "--margin", "5%"], "leave out --margin, --only"),
    "changed rows for a program": (_single, ["--changed", "--csv"], "--csv is for programs"),
    "no run on the other side": (_single, ["--against"], "expected at least one argument"),
    "rows of two runs": (_single, ["--rows", "pipe", "shm_copy"], "two rows of one"),
    "a margin of no row": (_single, ["--margin", "transfer/nothing=10%"], "transfer/nothing"),
    "a margin that is no share": (_single, ["--margin=-5%"], "no share"),
    "a margin of no pattern": (_single, ["--margin", "(=10%"], "is no pattern"),
    "no regular expression": (_single, ["--only", "("], "is no pattern"),
    "an expression that finds no row": (_single, ["--only", "nothing"], "nothing"),
    "two forms at once": (_single, ["--markdown", "--csv"], "not allowed with"),
}


@pytest.mark.parametrize("kind", MISUSES)
def test_misuse_is_told_on_one_line_and_ends_with_2(tmp_path, kind):
    make, arguments, said = MISUSES[kind]
    paths = make(tmp_path)
    found = run("compare", *paths, *(text.format(*paths) for text in arguments))
    assert found.returncode == 2 and said in found.stderr and found.stderr.count("\n") == 1, (found.stdout, found.stderr)
    if "--fail-on" in arguments:
        assert not found.stdout, "nothing that a build server could take for a verdict"


@pytest.mark.parametrize(("rows", "said"), [(("pipe", "nothing"), "nothing"), (("pipe", "pipe"), "pipe"), (("transfer/pipe/1x1", "shm_copy"), "1x1")])
def test_rows_that_a_run_lacks_or_that_are_one_are_told(tmp_path, rows, said):
    found = run("compare", _single(tmp_path)[0], "--rows", *rows)
    assert found.returncode == 2 and said in found.stderr and found.stderr.count("\n") == 1 and not found.stdout
