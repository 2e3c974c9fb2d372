"""tools/export: every sample on a line, the same for every reader, and nothing that a spreadsheet would run."""

import csv
import io

import factory
import pytest
from factory import Plan
from ipcbench.result import reader
from ipcbench.result.model import USAGE
from ipcbench.tables import samples
from tool import run

SMALL = Plan(transports=factory.NINE[:2], rounds=2, transfers=3)
PHASE_COLUMNS = ("transfer_ns", "compute_ns", "reply_ns")
COLUMNS = (*samples.FACTS, "prepare_ns", "transfer_ns", "sent_ns", "compute_ns", "reply_ns", "release_ns", "total_ns", *USAGE)


@pytest.fixture
def result(tmp_path):
    return factory.write(tmp_path / "results", factory.document(SMALL))


def lines_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_every_sample_stands_on_a_line_with_all_that_it_is(result):
    found = run("export", result, "--csv")
    lines = lines_of(found.stdout)
    assert found.returncode == 0 and found.stderr == "" and tuple(lines[0]) == COLUMNS
    entries = reader.load(result).entries
    assert len(lines) == sum(entry.total.size for entry in entries) == 2 * 2 * 6 * 3
    assert sum(int(line["total_ns"]) for line in lines) == sum(int(entry.total.sum()) for entry in entries)
    first = next(line for line in lines if line["row"] == "transfer/pipe/170x9111")
    known = {"machine": factory.MACHINE, "stamp": factory.STAMP, "suite": "transfer", "kind": "transfer", "key": "pipe", "label": "Pipe", "family": "pipe",
             "rows": "170", "cols": "9111", "bytes": "12390960", "kernel": "sum", "round": "0", "sample": "0", "cold": "TRUE"}
    assert known.items() <= first.items()
    assert int(first["total_ns"]) == sum(int(first[phase]) for phase in PHASE_COLUMNS)
    assert [line["cold"] for line in lines[:6]] == ["TRUE", "FALSE", "FALSE"] * 2


def test_costs_follow_the_total_and_are_empty_where_there_are_none(tmp_path, result):
    lines = lines_of(run("export", result).stdout)
    first = next(line for line in lines if line["row"] == "transfer/pipe/170x9111")
    assert list(first)[-9:] == ["total_ns", *USAGE] and first["overlapped"] == "FALSE"
    assert first["consumer_page_faults"] == "3000" and int(first["producer_cpu_ns"]) == int(first["sent_ns"])
    assert all(line[name] == "" for line in lines if line["kind"] != "transfer" for name in USAGE)
    old = factory.write(tmp_path / "old", factory.document(SMALL.but(usage=False)))
    assert {line["producer_cpu_ns"] for line in lines_of(run("export", old).stdout)} == {""}


def test_phases_that_a_kind_lacks_are_empty(result):
    line = next(line for line in lines_of(run("export", result).stdout) if line["kind"] == "local")
    assert line["transfer_ns"] == line["reply_ns"] == line["conditions"] == line["waiting"] == "" and line["compute_ns"] == line["total_ns"]


def test_several_results_share_one_head_and_the_newest_is_the_default(tmp_path, result):
    factory.write(tmp_path / "results", factory.document(SMALL.but(rounds=1)), stamp="20270101T000000Z", machine="other")
    both = lines_of(run("export", tmp_path / "results", "--csv").stdout)
    assert {line["stamp"] for line in both} == {factory.STAMP, "20270101T000000Z"} and len(both) == 72 + 36
    assert len(lines_of(run("export", "--results", tmp_path / "results").stdout)) == 36


def test_a_file_is_written_whole_or_not_at_all(tmp_path, result):
    assert run("export", result, "-o", tmp_path / "out.csv").stdout == ""
    text = (tmp_path / "out.csv").read_text()
    assert text == run("export", result).stdout
    (tmp_path / "bad.json").write_text("{")
    assert run("export", result, tmp_path / "bad.json", "-o", tmp_path / "out.csv").returncode == 2
    assert (tmp_path / "out.csv").read_text() == text and len(list(tmp_path.glob(".out*"))) == 0


def test_wrong_calls_end_with_2_and_one_line(tmp_path, result):
    before = result.read_bytes()
    for arguments in (["nowhere.json"], ["--banana"], ["*.nothing"], [result, "-o", result], [result, "-o", tmp_path]):
        found = run("export", *arguments)
        assert found.returncode == 2 and found.stderr.startswith("tools/export: ") and found.stderr.count("\n") == 1
    assert result.read_bytes() == before


HOSTILE = ('=cmd|"/c calc"!A1', "+1", "-2+3", "@SUM(A1)", " \t=1", 'a "quoted", comma', "line\nbreak\r\n", "\x1b[31m", "'#", "共有")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_one_cell(tmp_path, text):
    content = factory.document(SMALL)
    content["ipcbench"]["machine"]["id"] = text
    for item in content["benchmarks"]:
        item["ipc"]["label"] = text
    found = run("export", factory.write(tmp_path, content), environment={"PYTHONIOENCODING": "ascii"})
    lines = lines_of(found.stdout)
    assert found.stdout.count("\n") == len(lines) + 1 == 73 and {len(line) for line in lines} == {len(COLUMNS)}
    for line in lines:
        assert None not in line
        assert not any(line[key].startswith(("=", "+", "-", "@", "\t", "\r")) for key in ("label", "machine"))
        assert "\x1b" not in line["label"]


def test_pandas_needs_no_options(tmp_path, result):
    pandas = pytest.importorskip("pandas")
    run("export", result, "-o", tmp_path / "out.csv")
    frame = pandas.read_csv(tmp_path / "out.csv")
    assert len(frame) == 72 and frame["cold"].dtype == bool and frame["total_ns"].dtype == int and frame["prepare_ns"].dtype == int
