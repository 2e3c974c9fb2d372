"""Sides that were measured in pairs, and several runs a side: what is found, what is not, and what a gate may rest on."""

import json
import re
from dataclasses import replace

import factory
import numpy as np
import pytest
from comparing import QUIET, SMALL, as_pair, slowed
from ipcbench.analysis import judging
from ipcbench.stats.common import without_common
from ipcbench.stats.effects import Effect
from ipcbench.stats.pairs import paired_effects
from ipcbench.stats.series import Series, logarithms
from ipcbench.stats.several import widened
from tool import run

PIPE = {"transfer/pipe/170x9111"}


def series_of(values):
    return Series(np.arange(len(values)), np.asarray(values, dtype=float))


@pytest.fixture
def in_pairs(pair):
    """Two results whose rounds drift alike, the second with slower rows."""

    def make(factor, plan=QUIET, rows=PIPE):
        a, b = factory.document(plan), slowed(plan.but(seed=2), rows, factor)
        drift = np.exp(np.random.default_rng(3).normal(0, 0.3, plan.rounds))
        for content in (a, b):
            for item in content["benchmarks"]:
                factor_of_round = drift[item["ipc"]["round"]]
                item["ipc"]["samples"] = {phase: [round(factor_of_round * value) for value in values] for phase, values in item["ipc"]["samples"].items()}
        return pair(*as_pair(factory.sealed(a), factory.sealed(b)))

    return make


def verdicts(*arguments):
    told = json.loads(run("compare", *arguments, "--json").stdout)["comparisons"][0]
    return {row["row"]: row["verdict"] for row in told["rows"]}, told


def test_in_pairs_a_little_is_found_in_a_machine_that_drifts_by_a_third(in_pairs):
    rows, told = verdicts(*in_pairs(1.10))
    assert told["design"] == "pairs" and told["common_ratio"] == pytest.approx(1, abs=0.01)
    assert {row for row, verdict in rows.items() if verdict in ("SLOWER", "FASTER")} == PIPE
    assert told["found_from"] < 1.05


def test_equal_pairs_are_the_same(in_pairs):
    rows, _ = verdicts(*in_pairs(1.0))
    assert {*rows.values()} <= {"SAME", "AMBIGUOUS"} and [*rows.values()].count("SAME") > 0.8 * len(rows)


@pytest.mark.parametrize("noise", [0.01, 0.02, 0.04])
def test_what_is_the_same_is_so_within_the_margin(in_pairs, pair, noise):
    for paths in (in_pairs(1.0, QUIET.but(noise=noise)), pair(QUIET.but(noise=noise), QUIET.but(noise=noise, seed=2))):
        bounds = re.findall(r"the same within ([\d.]+) %", run("compare", *paths).stdout)
        assert all(float(bound) <= 5 for bound in bounds)
        assert bounds or noise > 0.01, "on quiet data there are such rows"


def test_a_pair_may_differ_in_its_settings_and_others_may_not(pair):
    a, b = factory.document(SMALL), factory.document(SMALL.but(seed=2))
    b["ipcbench"]["protocol"] |= {"placement": {"policy": "same_core", "producer_cpu": 0, "consumer_cpu": 0}}
    b["ipcbench"] = factory.identify(b["ipcbench"])
    paths = pair(*as_pair(a, b))
    assert "NOT COMPARABLE" not in run("compare", *paths).stdout
    a["ipcbench"]["pair"] = None
    other = run("compare", *pair(factory.sealed(a), b))
    assert other.returncode == 2 and "placement" in other.stderr


def several(tmp_path, factor, runs=3, rows=PIPE):
    """Runs of two sides that differ by 10 % as a whole from run to run."""
    random, sides = np.random.default_rng(5), []
    for side, by in (("old", 1.0), ("new", factor)):
        for number in range(runs):
            content = slowed(QUIET.but(seed=10 * number + (side == "new")), rows, by)
            level = float(np.exp(random.normal(0, 0.1)))
            for item in content["benchmarks"]:
                item["ipc"]["samples"] = {phase: [round(level * value) for value in values] for phase, values in item["ipc"]["samples"].items()}
            factory.write(tmp_path / side, factory.sealed(content), stamp=f"20260101T12000{number}Z")
        sides.append(tmp_path / side)
    return [sides[0], "--against", sides[1]]


def test_several_runs_find_what_is_more_than_runs_differ_by(tmp_path):
    rows, told = verdicts(*several(tmp_path, 1.4))
    assert told["design"] == "several runs" and told["runs"] == {"baseline": 3, "result": 3}
    assert {row for row, verdict in rows.items() if verdict in ("SLOWER", "FASTER")} == PIPE


def test_several_runs_do_not_take_the_machine_for_the_build(tmp_path):
    rows, told = verdicts(*several(tmp_path, 1.0))
    assert not {"SLOWER", "FASTER"} & {*rows.values()} and told["common_ratio"] != 1


@pytest.mark.parametrize("transports", [1, 2, 9], ids=["one row", "few rows", "all rows"])
def test_several_runs_find_a_build_that_is_slower_as_a_whole(tmp_path, transports):
    """By more than its runs differ by: nobody else could tell it from the machine."""
    plan = QUIET.but(transports=factory.NINE[:transports], local=False, bound=False, shapes=((170, 9111),), kernel="sum")
    for side, factor in (("old", 1.0), ("new", 3.0)):
        for number in range(4):
            content = factory.document(plan.but(seed=10 * number + (side == "new")))
            for item in content["benchmarks"]:
                item["ipc"]["samples"] = {phase: [round(factor * value) for value in values] for phase, values in item["ipc"]["samples"].items()}
            factory.write(tmp_path / side, factory.sealed(content), stamp=f"20260101T12000{number}Z")
    arguments = [tmp_path / "old", "--against", tmp_path / "new"]
    rows, _ = verdicts(*arguments)
    assert {*rows.values()} == {"SLOWER"} and len(rows) == transports
    assert run("compare", *arguments, "--fail-on", "slower").returncode == 1
    assert run("compare", tmp_path / "new", "--against", tmp_path / "old", "--fail-on", "slower").returncode == 0


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_gate_sees_what_fails_or_is_missing_in_any_run(tmp_path, place):
    arguments = several(tmp_path, 1.0)
    path = sorted((tmp_path / "new").rglob("*.json"))[place]
    content = json.loads(path.read_text())
    failed = content["benchmarks"].pop(next(n for n, item in enumerate(content["benchmarks"]) if item["ipc"]["row"] in PIPE))["ipc"]
    content["ipcbench"]["failed"].append({"row": failed["row"], "round": failed["round"], "error": "PeerDied", "text": "it died"})
    gone = "transfer/shm_copy/500x9111"
    content["benchmarks"] = [item for item in content["benchmarks"] if item["ipc"]["row"] != gone]
    order = content["ipcbench"]["protocol"]["order"]
    changed = factory.sealed(content)
    changed["ipcbench"]["protocol"]["order"] = [[row for row in round_ if row != gone] for round_ in order]
    factory.write(tmp_path / "new", changed, stamp=path.parent.name)
    found = run("compare", *arguments, "--fail-on", "slower")
    assert found.returncode == 1 and "failed where the baseline did not: transfer/pipe/170x9111" in found.stderr, found.stderr
    assert f"lacks 1 rows of the baseline: {gone}" in found.stderr


def test_a_run_on_both_sides_is_refused(tmp_path):
    old, *_ = several(tmp_path, 1.0, runs=2)
    found = run("compare", old, "--against", old)
    assert found.returncode == 2 and "is the same run as" in found.stderr and found.stderr.count("\n") == 1


def test_a_gate_takes_pairs_and_several_runs(in_pairs, tmp_path):
    slower = run("compare", *in_pairs(1.5), "--fail-on", "slower")
    assert slower.returncode == 1 and "transfer/pipe/170x9111 is 1.5" in slower.stderr
    assert "it could have found a difference of 1.0" in slower.stderr and "in the median row" in slower.stderr
    assert run("compare", *in_pairs(1.0), "--fail-on", "changed").returncode == 0
    assert run("compare", *several(tmp_path, 1.0), "--fail-on", "slower").returncode == 0
    faster = run("compare", *reversed(in_pairs(1.5)), "--fail-on", "changed")
    assert faster.returncode == 1
    assert run("compare", *reversed(in_pairs(1.5)), "--fail-on", "slower").returncode == 0


def test_a_gate_rests_on_no_single_runs_and_no_other_machine(pair):
    single = run("compare", *pair(QUIET, QUIET.but(seed=2)), "--fail-on", "slower")
    assert single.returncode == 2 and "one run on each side" in single.stderr and single.stderr.count("\n") == 1
    a, b = factory.document(QUIET), factory.document(QUIET.but(seed=2))
    b["ipcbench"]["machine"]["cpu_model"] = "Another Processor"
    b["ipcbench"] = factory.identify(b["ipcbench"])
    elsewhere = run("compare", *pair(*as_pair(a, b)), "--fail-on", "changed")
    assert elsewhere.returncode == 2 and "another machine" in elsewhere.stderr and elsewhere.stderr.count("\n") == 1


def test_a_margin_is_for_all_rows_or_for_some(in_pairs):
    paths = in_pairs(1.08)
    assert verdicts(*paths)[0]["transfer/pipe/170x9111"] == "SLOWER"
    assert verdicts(*paths, "--margin", "transfer/pipe/=15%")[0]["transfer/pipe/170x9111"] == "SAME"
    assert verdicts(*paths, "--margin", "15%", "--margin", "pipe=1%")[0]["transfer/pipe/170x9111"] == "SLOWER"
    for margin in ("(=5%", "pipe=banana", "pipe=0"):
        wrong = run("compare", *paths, "--margin", margin)
        assert wrong.returncode == 2 and wrong.stderr.startswith("tools/compare: --margin") and wrong.stderr.count("\n") == 1


def test_only_and_changed_choose_what_is_shown_and_no_verdict(in_pairs):
    paths = in_pairs(1.5)
    shown = run("compare", *paths, "--only", "posix_mq|pipe/170").stdout
    assert " pipe 170x9111 " in shown and " posix_mq " in shown and " shm_copy " not in shown
    changed = run("compare", *paths, "--changed").stdout
    assert " pipe 170x9111 " in changed and " posix_mq 170x9111 " not in changed and "SLOWER (1)" in changed
    assert "No row is slower or faster." in run("compare", *in_pairs(1.0), "--changed").stdout
    assert run("compare", *paths, "--only", "(").returncode == run("compare", *paths, "--only", "nothing").returncode == 2


def test_markdown_has_what_changed_first_and_all_below(in_pairs):
    text = run("compare", *in_pairs(1.5), "--markdown").stdout
    first, _, rest = text.partition("<details>")
    assert first.startswith("### ") and first.count("| SLOWER |") == 1 and "pipe 170x9111" in first and "posix\\_mq" not in first
    assert rest.count("\n| ") > 20 and text.rstrip().endswith("</details>")
    assert "Measured in pairs" in first and "in four of five cases" in first


def test_two_rows_of_one_run(tmp_path):
    path = factory.write(tmp_path, factory.document(QUIET))
    told = run("compare", path, "--rows", "shm_copy", "pipe").stdout
    assert told.count("\n") >= 2 and "transfer/pipe/170x9111" in told and "slower than transfer/shm_copy/170x9111" in told
    assert run("compare", path, "--rows", "local/sum/170x9111", "pipe/170x9111").returncode == 2
    one = run("compare", path, "--rows", "local/sum/170x9111", "transfer/pipe/170x9111")
    assert one.returncode == 0 and "slower" in one.stdout
    twins = (factory.NINE[0], replace(factory.NINE[0], key="twin", label="Twin"))
    alike = factory.write(tmp_path / "alike", factory.document(QUIET.but(transports=twins)))
    assert "cannot be told" in run("compare", alike, "--rows", factory.NINE[0].key, "twin").stdout
    absent = run("compare", path, "--rows", "pipe", "pigeon")
    assert absent.returncode == 2 and "no row is called 'pigeon'" in absent.stderr


def test_what_all_rows_do_at_once_is_taken_off_and_what_one_does_is_not():
    random = np.random.default_rng(1)
    drift, own = random.normal(0, 0.2, 12), random.normal(0, 0.01, (10, 12))
    own[3] += np.linspace(0, 0.5, 12)
    plain = [logarithms(series_of(1e6 * np.exp(row + drift))) for row in own]
    for row, left in zip(own, without_common(plain)):
        assert np.abs(left.values - np.median(left.values) - (row - np.median(row))).max() < 0.03
    few = without_common(plain[:7])
    assert all(np.array_equal(a.values, b.values) for a, b in zip(few, plain)), "seven rows could be their own doing"


@pytest.mark.parametrize(("low", "high", "freedom"), [(0.9, 1.1, 2.0), (0.6, 1.05, 3.0), (0.99, 2.0, 20.0), (0.0, 1.1, 2.0)])
@pytest.mark.parametrize("error", [0.0, 0.01, 0.3])
def test_one_more_error_makes_no_half_of_an_interval_narrower(low, high, freedom, error):
    """However skew it is, and from however much the other error is known."""
    wide = widened(Effect(1.0, low, high, freedom), error, 100.0)
    assert wide.low <= low + 1e-12 and wide.high >= high - 1e-12 and wide.freedom == freedom
    if error and low:
        assert wide.low < low and wide.high > high


def test_rounds_that_one_side_lacks_are_no_pairs():
    random = np.random.default_rng(2)
    times = 1e6 * np.exp(random.normal(0, 0.01, 12))
    a, b = series_of(times), Series(np.arange(3, 12), 1.2 * times[3:])
    (effect,) = paired_effects([(logarithms(a), logarithms(b))])
    assert effect.ratio == pytest.approx(1.2) and paired_effects([(a, Series(np.arange(8, 12), times[8:]))]) == [None]


def test_pairs_err_as_seldom_as_they_say():
    random, different, covered = np.random.default_rng(4), 0, 0
    for _ in range(60):
        rows = [(series_of(1e6 * np.exp(random.normal(0, 0.05, 12))), series_of(1e6 * np.exp(random.normal(0, 0.05, 12)))) for _ in range(20)]
        found, _ = judging.judge_pairs(rows, [0.05] * 20)
        different += sum(one.verdict in ("SLOWER", "FASTER") for one in found)
        covered += sum(one.effect.low <= 1 <= one.effect.high for one in found)
    assert different <= 6 and covered / 1200 >= 0.93
