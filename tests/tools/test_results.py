"""The reader: every file that cannot be used is refused in one clear line, and a good one says what it says."""

import copy
import json
import os

import factory
import numpy as np
import pytest
from ipcbench.analysis.summaries import summarise
from ipcbench.result import document, reader, runs
from ipcbench.result.model import USAGE
from ipcbench.result.reader import ResultError
from ipcbench.tables.terminal import render

SMALL = factory.Plan(transports=factory.NINE[:2], rounds=2, transfers=3, noise=0)


@pytest.fixture
def good():
    return factory.document(SMALL)


@pytest.fixture
def refusal(tmp_path):
    """The one line with which a content (text, bytes or document) is refused."""

    def of(content):
        path = tmp_path / "result.json"
        data = content if isinstance(content, bytes) else (content if isinstance(content, str) else json.dumps(content)).encode()
        path.write_bytes(data)
        with pytest.raises(ResultError) as caught:
            reader.load(path)
        message = str(caught.value)
        assert message.startswith(f"{path}: ")
        assert "\n" not in message and message.isprintable()
        return message.removeprefix(f"{path}: ")

    return of


def test_a_good_file_yields_what_it_says(tmp_path, good):
    result = reader.load(factory.write(tmp_path, good))
    assert len(result.entries) == 2 * 2 * (2 + 2 + 2)
    assert result.protocol.rounds == 2 and result.protocol.transfers == 3 and result.complete
    assert (result.protocol.placement.producer_cpu, result.protocol.placement.consumer_cpu) == (0, 1)
    entry = next(e for e in result.entries if e.row == "transfer/pipe/170x9111" and e.round == 1)
    planted = factory.NINE[0].phases(entry.shape.bytes)
    assert entry.samples["transfer"].dtype == np.int64
    assert entry.samples["transfer"].tolist()[1:] == [planted["transfer"]] * 2
    assert entry.total.tolist()[1:] == [planted["transfer"] + planted["compute"] + planted["reply"]] * 2


def test_unknown_keys_and_null_facts_are_fine(tmp_path, good):
    good["ipcbench"]["weather"] = {"rain": True}
    good["benchmarks"][0]["ipc"]["usage"] = {"cache_misses": [1, 2, 3]}
    good["ipcbench"]["machine"] |= dict.fromkeys(("id", "cpu_model", "cores", "caches", "memory_bytes", "virtualization"))
    good["ipcbench"]["environment"] = dict.fromkeys(good["ipcbench"]["environment"])
    good["ipcbench"]["protocol"] |= {"placement": None, "seed": None, "order": None, "kernel": None}
    result = reader.load(factory.write(tmp_path, good))
    assert result.machine["cpu_model"] is None and result.protocol.placement.policy is None


def test_costs_are_read_where_there_are_any(tmp_path, good):
    entry = next(e for e in reader.load(factory.write(tmp_path, good)).entries if e.kind.name == "transfer")
    assert set(entry.usage) == set(USAGE) and all(values.size == 3 for values in entry.usage.values())
    assert entry.values("cpu").tolist() == (entry.usage["producer_cpu_ns"] + entry.usage["consumer_cpu_ns"]).tolist()
    assert not entry.overlapped
    old = reader.load(factory.write(tmp_path, factory.document(SMALL.but(usage=False))))
    assert all(e.usage == {} and e.values("cpu") is None for e in old.entries)


def test_costs_that_are_not_one_per_transfer_are_refused(refusal, good):
    place, item = next((i, b["ipc"]) for i, b in enumerate(good["benchmarks"]) if b["ipc"]["kind"] == "transfer")
    item["usage"]["consumer_cpu_ns"].append(1)
    assert refusal(good) == f"benchmarks[{place}].ipc.usage: not one value per sample"


def test_a_result_without_any_entry_is_readable(tmp_path, good):
    good["benchmarks"], good["ipcbench"]["complete"] = [], False
    assert reader.load(factory.write(tmp_path, good)).entries == ()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        ("hello", "not JSON"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "not JSON"),
        ("[1, 2]", "not a result of ipcbench (its JSON is no object)"),
        ("null", "not a result of ipcbench (its JSON is no object)"),
        ("{}", "not a result of ipcbench (no key 'ipcbench')"),
        ('{"ipcbench": 3}', "not a result of ipcbench (no key 'ipcbench')"),
        ('{"ipcbench": {"schema": 2}}', "schema 2 is newer than this ipcbench knows (1); update ipcbench"),
        ('{"ipcbench": NaN}', "damaged: NaN is no JSON number"),
        ('{"a": ' * 100_000, "damaged: nested too deep, or too large for the memory"),
        ('{"a": ' + "9" * 10_000 + "}", "damaged: Exceeds the limit"),
    ],
    ids=["empty", "blank", "text", "picture", "list", "null", "object", "number", "future", "nan", "deep", "digits"],
)
def test_what_is_no_result_is_named(refusal, content, reason):
    assert refusal(content).startswith(reason)


def test_a_cut_file_is_damaged_and_says_where(refusal, good):
    text = json.dumps(good, indent=1)
    assert "line 31, column" in refusal(text[: len("\n".join(text.splitlines()[:31]))])


def test_every_truncation_is_refused(refusal, good):
    text = json.dumps(good)
    for length in range(0, len(text) - 1, 997):
        assert refusal(text[:length])


def test_plain_google_benchmark_output_is_called_that(refusal, good):
    del good["ipcbench"]
    assert refusal(good).startswith("plain Google Benchmark output, not a result of ipcbench")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(ResultError, match=r"too large \(200 MB; a result has at most 100 MB\)"):
        reader.load(path)


def test_what_is_no_regular_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    for path, reason in (
        (tmp_path / "nowhere.json", "No such file"),
        (tmp_path, "is a folder"),
        (tmp_path / "fifo", "not a regular file"),
        ("/dev/zero", "not a regular file"),
        ("a\0b", "no such file"),
    ):
        with pytest.raises(ResultError, match=reason):
            reader.load(path)


def _set(path, value):
    def change(content):
        *parents, last = path
        for step in parents:
            content = content[step]
        if value is ...:
            del content[last]
        else:
            content[last] = value

    return change


FIRST = ("benchmarks", 0, "ipc")


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        (("context",), ..., "the document: lacks 'context'"),
        (("benchmarks",), {}, "benchmarks: an object of 0 is not of type array"),
        (("benchmarks", 0, "run_type"), "aggregate", "benchmarks[0].run_type: 'aggregate' is none of \"iteration\""),
        (("benchmarks", 0, "ipc"), ..., "benchmarks[0]: lacks 'ipc'"),
        ((*FIRST, "kind"), "guess", "benchmarks[0].ipc.kind: guess is not declared in ipcbench.kinds"),
        ((*FIRST, "kind"), ["transfer"], "benchmarks[0].ipc.kind: a list of 1 is not of type string"),
        ((*FIRST, "round"), -1, "benchmarks[0].ipc.round: -1 is less than 0"),
        ((*FIRST, "round"), True, "benchmarks[0].ipc.round: True is not of type integer"),
        ((*FIRST, "rows"), 0, "benchmarks[0].ipc.rows: 0 is less than 1"),
        ((*FIRST, "family"), "", "benchmarks[0].ipc.family: '' is shorter than 1"),
        ((*FIRST, "row"), "", "benchmarks[0].ipc.row: '' is shorter than 1"),
        ((*FIRST, "samples", "prepare_ns"), [], "benchmarks[0].ipc.samples.prepare_ns: a list of 0 is shorter than 1"),
        ((*FIRST, "samples", "prepare_ns", 1), -5, "benchmarks[0].ipc.samples.prepare_ns[1]: -5 is less than 0"),
        ((*FIRST, "samples", "prepare_ns", 1), 1.5, "benchmarks[0].ipc.samples.prepare_ns[1]: 1.5 is not of type integer"),
        ((*FIRST, "samples", "prepare_ns", 1), None, "benchmarks[0].ipc.samples.prepare_ns[1]: None is not of type"),
        ((*FIRST, "samples", "prepare_ns", 1), 10**30, "benchmarks[0].ipc.samples.prepare_ns[1]: 1000"),
        ((*FIRST, "samples", "prepare_ns"), [1], "benchmarks[0].ipc.samples: arrays of different lengths"),
        ((*FIRST, "samples", "prepare_ns"), ..., "benchmarks[0].ipc.samples: lacks 'prepare_ns'"),
        ((*FIRST, "conditions"), {"workers": 2}, "benchmarks[0].ipc.conditions.workers: 2 is not of type string"),
        ((*FIRST, "usage"), {"cache_misses": "many"}, "benchmarks[0].ipc.usage.cache_misses: 'many' is not of type array"),
        ((*FIRST, "digest"), "beef", "benchmarks[0].ipc.digest: 'beef' breaks the rule 'pattern'"),
        (("ipcbench", "schema"), 0, "ipcbench.schema: 0 is none of 1"),
        (("ipcbench", "schema"), "two", "ipcbench.schema: 'two' is none of 1"),
        (("ipcbench", "ids"), ..., "ipcbench: lacks 'ids'"),
        (("ipcbench", "complete"), "yes", "ipcbench.complete: 'yes' is not of type boolean"),
        (("ipcbench", "machine", "cores"), "two", "ipcbench.machine.cores: 'two' is not of type integer or null"),
        (("ipcbench", "protocol", "rounds"), 0, "ipcbench.protocol.rounds: 0 is less than 1"),
        (("ipcbench", "protocol", "placement"), "same_llc", "ipcbench.protocol.placement: 'same_llc' is not of type object"),
        (("ipcbench", "warnings"), [{"code": "x", "text": "y", "rows": [], "rank": "z"}], "ipcbench.warnings[0].rank: 'z'"),
        (("ipcbench", "failed"), [{"row": "x"}], "ipcbench.failed[0]: lacks 'round', 'error', 'text'"),
        (("ipcbench", "unavailable"), [7], "ipcbench.unavailable[0]: 7 is not of type object"),
    ],
)
def test_a_file_that_does_not_validate_names_the_place(refusal, good, path, value, reason):
    _set(path, value)(good)
    assert reason in refusal(good)


@pytest.mark.parametrize("kind", ["transfer", "local", "bound"])
def test_each_kind_must_have_its_phases(refusal, good, kind):
    place = next(i for i, item in enumerate(good["benchmarks"]) if item["ipc"]["kind"] == kind)
    needed = {"transfer": "reply_ns", "local": "compute_ns", "bound": "transfer_ns"}[kind]
    del good["benchmarks"][place]["ipc"]["samples"][needed]
    assert refusal(good) == f"benchmarks[{place}].ipc.samples: lacks '{needed}'"


def test_a_round_of_a_row_stands_there_once(refusal, good):
    good["benchmarks"].append(copy.deepcopy(good["benchmarks"][0]))
    assert "is there twice" in refusal(good)


def test_entries_of_one_row_agree_on_what_it_is(refusal, good):
    row = good["benchmarks"][0]["ipc"]["row"]
    other = next(item for item in good["benchmarks"][1:] if item["ipc"]["row"] == row)
    other["ipc"]["rows"] += 1
    assert "has a different kind, shape or family" in refusal(good)


def test_one_row_has_one_name(refusal, good):
    row = good["benchmarks"][0]["ipc"]["row"]
    next(item for item in good["benchmarks"][1:] if item["ipc"]["row"] == row)["ipc"]["row"] = "another/name"
    assert refusal(good) == "two names for one row in benchmarks"


def test_hostile_text_in_a_message_is_made_harmless(refusal, good):
    good["ipcbench"]["complete"] = "\x1b[2J\u202e\ud800\r\n" + "x" * 1000
    message = refusal(good)
    assert "\x1b" not in message and len(message) < 400


def test_newest_goes_by_the_stamp_across_machines(tmp_path):
    for machine, stamp in (("a", "20260102T000000Z"), ("b", "20260103T000000Z"), ("z", "20260101T000000Z")):
        factory.write(tmp_path, {}, stamp=stamp, machine=machine)
    factory.write(tmp_path, {}, stamp="99999999-notes", machine="a")
    (tmp_path / "schema.json").write_text("{}")
    os.utime(tmp_path / "z" / "20260101T000000Z" / "transfer.json")
    (tmp_path / "b" / "20270103T000000Z").mkdir()
    assert runs.newest(tmp_path) == [tmp_path / "b" / "20260103T000000Z" / "transfer.json"]


def test_newest_counts_results_of_the_same_second(tmp_path):
    for stamp in ("20260102T000000Z", "20260102T000000Z-2", "20260102T000000Z-10"):
        factory.write(tmp_path, {}, stamp=stamp)
    assert [path.parent.name for path in runs.newest(tmp_path)] == ["20260102T000000Z-10"]


def test_newest_says_when_there_is_none(tmp_path):
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(ResultError, match="no result here"):
            runs.newest(folder)


def test_the_schema_describes_every_key_with_a_type():
    """A reader of the schema alone must be able to write a reader of results."""

    def walk(rule, name):
        for key, below in rule.get("properties", {}).items():
            if "if" not in rule:
                assert "description" in below or "const" in below or "enum" in below or below.get("type") == "array", f"{name}.{key}"
            walk(below, f"{name}.{key}")
        if isinstance(rule.get("items"), dict):
            walk(rule["items"], f"{name}[]")

    walk(json.loads(document.validation.SCHEMA_FILE.read_text()), "result")


def test_a_thousand_mutations_give_an_error_or_a_table_and_nothing_else(tmp_path):
    good = factory.document(SMALL.but(transports=factory.NINE[:1], shapes=((170, 9111),)))
    random = np.random.default_rng(7)
    leaves = [None, True, -1, 0, 10**20, 1e308, "", "\x1b]0;x\x07", [], {}, [[]], {"a": 1}]
    outcomes = {"read": 0, "refused": 0}
    for _ in range(1000):
        content = json.loads(json.dumps(good))
        at = content
        while True:
            keys = list(at) if isinstance(at, dict) else list(range(len(at)))
            key = keys[random.integers(len(keys))]
            if not isinstance(at[key], (dict, list)) or not at[key] or random.random() < 0.1:
                at[key] = leaves[random.integers(len(leaves))]
                break
            at = at[key]
        path = tmp_path / "mutant.json"
        path.write_text(json.dumps(content))
        try:
            assert render(summarise(reader.load(path)), everything=True)
            outcomes["read"] += 1
        except ResultError:
            outcomes["refused"] += 1
    assert min(outcomes.values()) > 100, outcomes
