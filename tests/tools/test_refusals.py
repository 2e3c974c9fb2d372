"""No tool makes anything of a file that is no result, and no figure, page or verdict of one that tools/verify refuses."""

import json

import factory
import pytest
from factory import Plan
from ipcbench.result import reader
from ipcbench.result.model import USAGE
from tool import run

SMALL = Plan(transports=factory.NINE[:1], shapes=((7, 13),), rounds=2, transfers=2)
READERS = {"show": [], "plot": ["-o", "out"], "report": ["-o", "out"], "compare": ["{good}"], "export": ["-o", "out"], "verify": [],
           "advise": ["--shape", "7x13", "--compute", "1ms"], "pool_rows": []}  # fmt: skip
MAKERS = ("plot", "report", "compare")


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Calls a tool with files, in a folder of its own; returns the status and all that it said."""
    good = factory.write(tmp_path / "good", factory.document(SMALL))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")

    def of(tool, *paths):
        found = run(tool, *paths, *(text.format(good=good) for text in READERS[tool]))
        return found.returncode, found.stdout + found.stderr

    return of


def plain(content):
    return {"context": content["context"], "benchmarks": [{k: v for k, v in b.items() if k != "ipc"} for b in content["benchmarks"]]}


def newer(content):
    content["ipcbench"]["schema"] = 2
    return content


def flipped(content):
    values = content["benchmarks"][3]["ipc"]["samples"]["prepare_ns"]
    values[1] += 1 if values[1] % 10 < 9 else -1
    return content


FOREIGN = {
    "damaged": (lambda c: json.dumps(c)[:5000], "damaged: "),
    "empty": (lambda _: "", ": empty"),
    "foreign": (plain, "plain Google Benchmark output, not a result of ipcbench"),
    "future": (newer, "schema 2 is newer than this ipcbench knows (1); update ipcbench"),
    "other": (lambda _: {"a": 1}, "not a result of ipcbench"),
    "invalid": (lambda c: c | {"benchmarks": 3}, "benchmarks: 3 is not of type array"),
    "huge": (None, "too large (200 MB; a result has at most 100 MB)"),
}


@pytest.mark.parametrize("tool", READERS)
@pytest.mark.parametrize("kind", FOREIGN)
def test_every_tool_says_in_one_line_what_is_wrong_with_a_file(tmp_path, call, tool, kind):
    make, reason = FOREIGN[kind]
    path = tmp_path / "file.json"
    with path.open("w") as file:
        if make is None:
            file.truncate(200_000_000)
        else:
            content = make(factory.document(SMALL))
            file.write(content if isinstance(content, str) else json.dumps(content))
    status, said = call(tool, path)
    assert status == (1 if (tool, kind) == ("verify", "invalid") else 2)
    assert said.count("\n") == 1 and reason in said and str(path) in said
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.parametrize("tool", MAKERS)
def test_nothing_is_made_of_what_verify_refuses(tmp_path, call, tool):
    path = factory.write(tmp_path / "bad", flipped(factory.document(SMALL)))
    assert call("verify", path)[0] == 1
    status, said = call(tool, path)
    assert status == 2 and said.count("\n") == 1 and "benchmarks[3]: the samples are not those of the digest" in said
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.parametrize("tool", MAKERS)
def test_a_bad_file_behind_a_good_one_is_found_before_anything_is_made(tmp_path, call, tool):
    bad = factory.write(tmp_path / "bad", flipped(factory.document(SMALL)))
    good = tmp_path / "good" / factory.MACHINE / factory.STAMP / "transfer.json"
    status, said = call(tool, good, bad)
    assert status == 2 and said.count("\n") == 1 and "not sound" in said
    assert list((tmp_path / "work").iterdir()) == []


def test_an_interrupted_run_a_failed_row_and_a_beaten_bound_are_sound(tmp_path):
    content = factory.document(SMALL.but(transports=factory.NINE[6:7]))
    gone = content["benchmarks"].pop()["ipc"]
    content["ipcbench"]["complete"] = False
    content["benchmarks"].pop(0)
    first = content["ipcbench"]["protocol"]["order"][0][0]
    content["ipcbench"]["failed"] = [{"row": first, "round": 0, "error": "PeerDied", "text": "gone"}]
    found = reader.load_sound(factory.write(tmp_path, content))
    assert not found.complete and gone["row"] in found.protocol.order[1]


def test_of_a_sound_result_only_what_is_asked_for_is_kept(tmp_path):
    path = factory.write(tmp_path, factory.document(SMALL))
    kept = {what: {phase for entry in reader.load_sound(path, what).entries for phase in entry.samples} for what in ("totals", "nothing")}
    assert kept == {"totals": {"prepare", "transfer", "compute", "reply", "release"}, "nothing": set()}, "what costs are made of"


def test_what_a_transfer_costs_is_kept_when_asked_for_and_must_fit_the_samples_in_any_case(tmp_path):
    content = factory.document(SMALL)
    for item in content["benchmarks"]:
        item["ipc"].pop("usage", None)
        if item["ipc"]["kind"] == "transfer":
            item["ipc"]["usage"] = {name: [1, 2] for name in USAGE}
    path = factory.write(tmp_path, content)
    assert all(entry.usage == {} for entry in reader.load_sound(path, "nothing").entries)
    assert {len(entry.usage) for entry in reader.load_sound(path).entries} == {0, len(USAGE)}
    for item in content["benchmarks"]:
        if "usage" in item["ipc"]:
            item["ipc"]["usage"][USAGE[0]] = [1]
    with pytest.raises(reader.ResultError, match="usage has 1 producer_cpu_ns, but there are 2 samples"):
        reader.load_sound(factory.write(tmp_path, content), "nothing")
