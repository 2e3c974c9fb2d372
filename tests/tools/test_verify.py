"""tools/verify: a sound result passes whatever its figures, each kind of damage has its own line."""

import copy
import os

import factory
import numpy as np
import pytest
from factory import Plan
from ipcbench.commands import verify
from ipcbench.result import checks, document, identity
from settling import settled_if_sound
from tool import run

SMALL = Plan(transports=factory.NINE[:2], rounds=3, transfers=3, unavailable=factory.UNAVAILABLE[:1])


def findings(content):
    return list(checks.findings(settled_if_sound(content), b""))


def seal(item):
    """Gives a changed entry the digest and the mean of its samples."""
    item |= factory.as_entry({k: v for k, v in item["ipc"].items() if k not in ("samples", "digest")}, item["ipc"]["samples"])


def of_kind(content, kind="transfer"):
    return next(item for item in content["benchmarks"] if item["ipc"]["kind"] == kind)


def test_a_sound_result_is_fine(tmp_path, good):
    found = run("verify", factory.write(tmp_path, good))
    assert (found.returncode, found.stdout) == (0, "") and found.stderr.endswith(": fine\n")


def test_a_beaten_bound_is_fine(good):
    item = of_kind(good)
    for phase in ("transfer_ns", "compute_ns", "reply_ns", "sent_ns"):
        item["ipc"]["samples"][phase] = [1, 1, 1]
    seal(item)
    assert findings(good) == []


def test_a_release_may_take_no_time_at_all(good):
    item = of_kind(good)
    item["ipc"]["samples"]["release_ns"] = [0, 0, 0]
    seal(item)
    assert findings(good) == []


def test_a_cost_may_be_nothing_at_all_and_older_files_have_none(good):
    item = of_kind(good)["ipc"]
    item["usage"] = {name: [0, 0, 0] for name in item["usage"]}
    assert findings(good) == []
    assert findings(factory.document(SMALL.but(usage=False))) == []


def test_failed_rounds_and_an_honest_interruption_are_fine(good):
    gone = good["benchmarks"].pop(3)["ipc"]
    good["ipcbench"]["failed"] = [{"row": gone["row"], "round": gone["round"], "error": "PeerDied", "text": ""}]
    assert findings(good) == []
    del good["benchmarks"][-5:]
    good["ipcbench"]["complete"] = False
    assert findings(good) == []
    good["benchmarks"] = []
    assert findings(good) == []


def test_the_ids_cover_texts_that_are_not_ascii():
    assert identity.digest({"b": [1, 0.5, None], "a": "é\n"}) == identity.hashlib.sha256('{"a":"é\\n","b":[1,0.5,null]}'.encode()).hexdigest()


def _samples(content, change):
    item = of_kind(content)
    change(item["ipc"]["samples"])
    seal(item)


def _swap(content):
    content["benchmarks"][0], content["benchmarks"][1] = content["benchmarks"][1], content["benchmarks"][0]


def _move(content, key, by):
    of_kind(content)["ipc"][key] += by


def _fail(content, *rounds):
    gone = content["benchmarks"].pop(0)["ipc"]["row"]
    content["ipcbench"]["failed"] = [{"row": gone, "round": number, "error": "x", "text": ""} for number in rounds]


def _rounds(content, *numbers):
    content["ipcbench"]["rounds"] = [{"round": number} for number in numbers]


DAMAGES = {
    "schema": (lambda c: c["ipcbench"].pop("ids"), "not valid: ipcbench: lacks 'ids'"),
    "negative": (lambda c: _samples(c, lambda s: s["sent_ns"].__setitem__(1, -4)), "samples.sent_ns[1]: -4 is less than 0"),
    "zero": (lambda c: _samples(c, lambda s: s["transfer_ns"].__setitem__(1, 0)), "transfer_ns[1] is 0: nothing takes no time"),
    "counts": (lambda c: _samples(c, lambda s: s["reply_ns"].pop()), "phases have different numbers of samples: 3 prepare_ns"),
    "short": (lambda c: _samples(c, lambda s: [v.pop() for v in s.values()]), "2 samples in each phase, but 3 transfers per round"),
    "iterations": (lambda c: of_kind(c).update(iterations=7), "iterations is 7, but there are 3 samples"),
    "sent": (lambda c: _samples(c, lambda s: s["sent_ns"].__setitem__(2, 10**12)), "sent_ns[2] is 1000000000000, more than the total"),
    "costs": (lambda c: of_kind(c)["ipc"]["usage"]["producer_cpu_ns"].pop(), "usage has 2 producer_cpu_ns, but there are 3 samples"),
    "cost": (lambda c: of_kind(c)["ipc"]["usage"].pop("consumer_page_faults"), "consumer_page_faults consumer_voluntary_switches"),
    "debt": (lambda c: of_kind(c)["ipc"]["usage"]["consumer_cpu_ns"].__setitem__(1, -1), "usage.consumer_cpu_ns[1]: -1 is less than 0"),
    "local overlapped": (lambda c: of_kind(c, "local")["ipc"].update(overlapped=True), "overlapped in a row of kind local"),
    "digest": (lambda c: of_kind(c)["ipc"].update(digest="0" * 64), "the samples are not those of the digest"),
    "mean": (lambda c: c["benchmarks"][0].update(real_time=c["benchmarks"][0]["real_time"] + 1), "ns, but the mean total is"),
    "unit": (lambda c: c["benchmarks"][0].update(time_unit="us"), "real_time is"),
    "bytes": (lambda c: _move(c, "bytes", 8), "bytes is"),
    "rows": (lambda c: _move(c, "rows", 1), "its kind, key, shape and conditions make transfer/"),
    "name": (lambda c: of_kind(c).update(name="transfer/other/1x1"), "name is transfer/other/1x1, but its row is"),
    "kernel": (lambda c: of_kind(c)["ipc"].update(kernel="sum_naive"), "kernel is sum_naive, but the protocol's is sum"),
    "round": (lambda c: _move(c, "round", 90), "but 3 were planned, from 0"),
    "twice": (lambda c: c["benchmarks"].insert(1, copy.deepcopy(c["benchmarks"][0])), "is there 2 times"),
    "order": (_swap, "stands after what was planned behind it"),
    "planned": (lambda c: c["ipcbench"]["protocol"]["order"][1].pop(), "was never planned"),
    "missing": (lambda c: c["benchmarks"].pop(4), "says complete, but round 0 of"),
    "modest": (lambda c: c["ipcbench"].update(complete=False), "says incomplete, but nothing is missing"),
    "unavailable": (
        lambda c: c["ipcbench"]["unavailable"].append(factory.absent("pipe", 170, 9111, "x")),
        "transfer/pipe/170x9111 is unavailable and has samples",
    ),
    "failed": (
        lambda c: c["ipcbench"]["failed"].append({"row": c["benchmarks"][0]["ipc"]["row"], "round": 0, "error": "x", "text": ""}),
        "has samples, too",
    ),
    "failed twice": (lambda c: _fail(c, 0, 0), "failed[1]: round 0 of"),
    "failed whenever": (lambda c: _fail(c, None), "failed[0]: does not say in which round"),
    "plan": (lambda c: c["ipcbench"]["protocol"].update(rounds=98), "ipcbench.protocol.order has 3 rounds, but 98 were planned"),
    "no rounds": (lambda c: _rounds(c), "it has none"),
    "rounds twice": (lambda c: _rounds(c, 0, 1, 1, 2), "it has [0, 1, 1, 2]"),
    "a round of its own": (lambda c: _rounds(c, 0, 1, 2, 77), "it has [0, 1, 2, 77]"),
    "more rounds": (lambda c: _rounds(c, 0, 1, 2, 3), "it has [0, 1, 2, 3]"),
    "label": (lambda c: of_kind(c)["ipc"].update(label="x"), "in the first entry of the row"),
    "copies": (lambda c: _move(c, "copies", 1), ": copies is "),
    "overlapped": (lambda c: of_kind(c)["ipc"].update(overlapped=True), "overlapped is False, but True in"),
    "uneven costs": (lambda c: of_kind(c)["ipc"].pop("usage"), ", but missing in"),
    "hardware": (lambda c: c["ipcbench"]["machine"].update(cores=3), "ipcbench.ids.hardware is"),
    "environment": (lambda c: c["ipcbench"]["environment"].update(thp="never"), "ipcbench.ids.environment is"),
    "workload": (lambda c: c["ipcbench"]["protocol"]["placement"].update(policy="none"), "ipcbench.ids.workload is"),
}


@pytest.mark.parametrize("kind", DAMAGES)
def test_damage_is_named_on_one_line(tmp_path, good, kind, capsys):
    damage, reason = DAMAGES[kind]
    damage(good)
    path = factory.write(tmp_path, good)
    assert verify.main([str(path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(reason in line for line in lines), lines
    assert all(line.startswith(f"{path}: ") for line in lines)


def test_each_damage_has_a_reason_of_its_own():
    assert len({reason for _, reason in DAMAGES.values()}) == len(DAMAGES) > 10


def test_any_flipped_digit_of_a_sample_is_found(good):
    random = np.random.default_rng(3)
    for _ in range(200):
        content = copy.deepcopy(good)
        samples = content["benchmarks"][random.integers(len(content["benchmarks"]))]["ipc"]["samples"]
        values = samples[list(samples)[random.integers(len(samples))]]
        place = random.integers(len(values))
        digits = list(str(values[place]))
        at = random.integers(len(digits))
        digits[at] = str((int(digits[at]) + random.integers(1, 10)) % 10)
        values[place] = int("".join(digits))
        assert findings(content)


def _noted(value):
    return lambda c: of_kind(c)["ipc"]["samples"].update(note=value)


ODD = {
    "number": _noted(1), "text": _noted("abc"), "nothing": _noted(None), "empty": _noted([]),
    "mean": lambda c: c["benchmarks"][0].update(real_time=10**400),
}  # fmt: skip


@pytest.mark.parametrize("kind", ODD)
def test_what_the_schema_leaves_open_may_be_anything(tmp_path, good, kind):
    ODD[kind](good)
    path = factory.write(tmp_path, good)
    for tool, bad in (("verify", (1, 2)), ("like", (2,))):
        found = run(tool, path)
        said = (found.stdout + found.stderr).splitlines()
        assert found.returncode in bad and 0 < len(said) < 4 and all(str(path) in line for line in said), said


def test_what_is_nested_too_deep_is_told(tmp_path, good):
    good["ipcbench"]["machine"]["note"] = "deep"
    path = factory.write(tmp_path, good)
    text = path.read_text()
    for levels in (*range(97, 105), *range(900, 1000, 9), 1500, 3000, 9990, 20_000, 1_000_000):
        path.write_text(text.replace('"deep"', "[" * (levels - 3) + "]" * (levels - 3)))
        found = run("verify", path)
        assert found.returncode in (1, 2) and found.stdout.count("\n") <= 2 and found.stderr == ""
        assert ("damaged: nested too deep" in found.stdout) == (levels > document.MOST_LEVELS)


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b"{", "damaged"), (b"[]", "not a result"), (b'{"ipcbench": {"schema": 9}}', "newer"),
     (b'{"context": {}, "benchmarks": []}', "plain Google Benchmark output")],
)
def test_what_is_no_result_ends_with_2(tmp_path, data, reason):
    (tmp_path / "file.json").write_bytes(data)
    found = run("verify", tmp_path / "file.json")
    assert found.returncode == 2 and reason in found.stdout and found.stdout.count("\n") == 1 and "Traceback" not in found.stderr


def test_wrong_calls_end_with_2_and_one_line(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    for arguments in ([], ["--banana"], [tmp_path], [tmp_path / "*.json"], [tmp_path / "nowhere"], [tmp_path / "fifo"]):
        found = run("verify", *arguments)
        assert found.returncode == 2 and (found.stdout + found.stderr).count("\n") == 1


def test_folders_and_globs_stand_for_the_results_in_them(tmp_path, good):
    factory.write(tmp_path, good, machine="a")
    damaged = copy.deepcopy(good)
    damaged["ipcbench"]["complete"] = False
    factory.write(tmp_path, damaged, machine="b")
    (tmp_path / "schema.json").write_text("{}")
    for names in ([tmp_path], [tmp_path / "*" / "*" / "*.json"], [tmp_path / "?"], [tmp_path / "a", tmp_path / "b"]):
        found = run("verify", *names)
        assert found.returncode == 1 and found.stdout.count("\n") == 1 and found.stderr.count("fine") == 1
    (tmp_path / "b" / "20270101T000000Z").mkdir()
    (tmp_path / "b" / "20270101T000000Z" / "transfer.json").write_text("")
    assert run("verify", tmp_path).returncode == 2


def test_many_findings_are_counted_and_hostile_text_is_harmless(tmp_path, good):
    for item in good["benchmarks"]:
        item["ipc"]["row"] = "\x1b[2J\u202e\n" + item["ipc"]["row"]
    found = run("verify", factory.write(tmp_path, good))
    lines = found.stdout.splitlines()
    assert found.returncode == 1 and len(lines) == verify.MOST_FINDINGS + 1 and lines[-1].endswith("more findings")
    assert "\x1b" not in found.stdout and "\u202e" not in found.stdout


def test_what_a_run_finds_anew_identifies_nothing(good):
    ids = {**good["ipcbench"]["ids"]}
    good["ipcbench"]["machine"]["layout"] = {"cores": ["0", "1"]}
    good["ipcbench"]["environment"] |= {"before": {"swap_used_bytes": 1}, "after": None, "clock": {"overhead_ns": 20.5}, "cpu_pair": None}
    assert findings(good) == [] and good["ipcbench"]["ids"] == ids
    good["ipcbench"]["environment"]["microcode"] = "0x1"
    assert [text for text in findings(good) if "ids.environment" in text]
