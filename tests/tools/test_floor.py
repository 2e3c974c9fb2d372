"""Rows of role floor, which have no shape: listed beside the bounds, and out of ranks, families and figures."""

import re

import factory
import pytest
from factory import Plan
from ipcbench.analysis.summaries import summarise
from ipcbench.result import reader
from tool import run

SMALL = Plan(transports=factory.NINE[:3], rounds=7, transfers=3)
REPLY = {"kind": "reply", "title": "Answering", "role": "floor", "phases": ["reply"], "total": ["reply"]}


def with_replies(plan):
    content = factory.document(plan)
    ours = content["ipcbench"]
    ours["kinds"].insert(2, REPLY)
    nothing = dict.fromkeys(("copies", "lands", "rows", "cols", "bytes", "kernel"))
    for number in range(plan.rounds):
        for key, waiting, time in (("sleep", "blocking", 30_000), ("spin", "spinning", 500)):
            facts = {"row": f"reply/{key}", "round": number, "kind": "reply", "key": key, "label": key, "family": "reply"}
            facts |= nothing | {"waiting": waiting, "settings": {}}
            content["benchmarks"].append(factory.as_entry(facts, {"reply_ns": [2 * time, *[time] * (plan.transfers - 1)]}, ours["kinds"]))
    content["benchmarks"].sort(key=lambda item: item["ipc"]["round"])
    return factory.sealed(content)


@pytest.fixture
def path(tmp_path):
    return factory.write(tmp_path / "results", with_replies(SMALL))


def test_a_result_with_a_floor_is_sound(path):
    found = run("verify", path)
    assert found.returncode == 0 and "fine" in found.stderr, found.stdout


def test_a_floor_is_in_no_rank_and_has_no_column_of_its_own(path):
    summary = summarise(reader.load(path))
    assert None not in summary.places and {subject.kind.name for subject in summary.measured} == {"transfer"}
    assert "reply" not in summary.families() and len(summary.of_role("floor")) == 2


@pytest.mark.parametrize(("flags", "name"), [([], "reply alone: sleep"), (["--all"], " sleep (reply)")])
def test_the_table_lists_it_beside_the_bounds_at_every_shape(path, flags, name):
    lines = run("show", path, *flags).stdout.splitlines()
    found = " ".join(line for line in lines if line.startswith(name)).split()
    assert sum(word in ("0.03", "0.030", "0.0300") for word in found) >= 2


@pytest.mark.parametrize("flags", [["--markdown"], ["--all"]])
def test_other_tables_are_made_all_the_same(path, flags):
    found = run("show", path, *flags)
    assert found.returncode == 0 and "pipe" in found.stdout, found.stderr


def test_comparisons_figures_and_reports_take_it(path, tmp_path):
    other = factory.write(tmp_path / "results", with_replies(SMALL.but(seed=2)), stamp="20270101T000000Z")
    found = run("compare", path, other)
    assert found.returncode == 0 and "sleep" in found.stdout, found.stderr
    assert run("plot", path, "--format", "svg", "-o", tmp_path / "plots").returncode == 0
    assert run("report", path, "-o", tmp_path / "report.html").returncode == 0
    line = (tmp_path / "report.html").read_text().partition("reply/sleep")[2].partition("</tr>")[0]
    assert len(re.findall(r">0\.030?0?<", line)) == 6, "its cost and its total, and what sorts them, at both shapes"
    assert run("export", path, "--csv").returncode == 0
