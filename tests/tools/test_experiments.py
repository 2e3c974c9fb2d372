"""The experiments that docs/methodology.md quotes: small here, and larger by their commands."""

import itertools
import re
import sys
from pathlib import Path

import factory
import numpy as np
import pytest
from comparing import slowed
from factory import Plan
from ipcbench.commands import cli

sys.path.append(str(Path(__file__).resolve().parents[1] / "experiments"))

import distance  # noqa: E402
import interval_coverage  # noqa: E402
import next_run  # noqa: E402
import same_build  # noqa: E402
import variance  # noqa: E402
import verdict_errors  # noqa: E402

QUIET = Plan(transports=factory.NINE, rounds=20, transfers=3, noise=0.01)


@pytest.mark.parametrize("rounds", interval_coverage.ROUNDS)
@pytest.mark.parametrize("model", interval_coverage.MODELS)
def test_intervals_hold_the_true_median_as_often_as_they_say(model, rounds):
    assert interval_coverage.coverage(model, rounds, trials=2000, seed=7) >= 0.94


@pytest.mark.parametrize("precision", interval_coverage.PRECISIONS)
def test_rounds_that_are_added_until_the_interval_is_narrow_leave_it_wide_enough(precision):
    assert interval_coverage.coverage_of_precision(*precision, trials=10_000, seed=7) >= 0.94


def test_five_rounds_say_nothing():
    assert interval_coverage.coverage("alike", 5, trials=10, seed=7) == 0.0


@pytest.mark.parametrize(("between", "within", "expected"), [(0.0, 0.1, 1.0), (0.1, 0.1, 0.31), (0.1, 0.01, 0.0045)])
def test_the_share_of_the_variance_within_rounds_is_the_planted_one(between, within, expected):
    """The median of three normal samples varies 0.449 times as much as one: 0.449 / 1.449 where both spreads are alike."""
    random = np.random.default_rng(3)
    rounds = random.normal(0, between, (4000, 1)) + random.normal(0, within, (4000, 3))
    assert variance.share(list(rounds)) == pytest.approx(expected, rel=0.1)


def test_the_share_of_a_result_is_told_on_one_line(files_of, capsys):
    assert variance.main(files_of(factory.document(QUIET), factory.document(QUIET.but(rounds=1)))) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "20 rounds of 3: " in first and "% (median over 26 rows)" in first and "too few rounds" in second


@pytest.fixture
def files_of(tmp_path):
    stamps = (f"20260101T{number:06}Z" for number in itertools.count())

    def make(*contents):
        return [str(factory.write(tmp_path, content, stamp=next(stamps))) for content in contents]

    return make


def test_ten_pairs_of_one_build_differ_in_few_rows(files_of, capsys):
    plans = [QUIET.but(rounds=18, noise=0.05, seed=seed) for seed in range(20)]
    assert same_build.main(files_of(*map(factory.document, plans))) == 0
    assert "10 pairs, 260 rows: 0.0 % called different" in capsys.readouterr().out


def test_pairs_that_differ_are_told_with_1(files_of, capsys):
    slow = factory.document(QUIET.but(seed=2))
    for item in slow["benchmarks"]:
        if item["ipc"]["key"] in ("pipe", "posix_mq"):
            samples = item["ipc"]["samples"]
            item["ipc"]["samples"] = {phase: [2 * value for value in values] for phase, values in samples.items()}
    assert same_build.main(files_of(factory.document(QUIET), factory.sealed(slow))) == 1
    out = capsys.readouterr().out
    assert "4 SLOWER" in out and "15.4 % called different" in out


def test_only_pairs_of_one_build_and_machine_are_taken(files_of, capsys):
    other_build, other_machine = factory.document(QUIET), factory.document(QUIET)
    other_build["ipcbench"]["build"]["flags"] = "-O0"
    other_machine["ipcbench"]["machine"]["cores"] = 64
    good = factory.document(QUIET)
    for names, reason in (
        (files_of(good, other_build), "are not of one build"),
        (files_of(good, factory.sealed(other_machine)), "are not of one machine"),
        (files_of(good, factory.document(QUIET.but(transfers=4))), "not comparable, they differ in transfers per round"),
        (files_of(good), "an even number makes pairs"),
        (files_of(*[factory.document(QUIET.but(rounds=5))] * 2), "too few rounds to tell any row apart"),
    ):
        assert cli.run("same_build", same_build.main, names) == 2
        assert reason in capsys.readouterr().err


@pytest.mark.parametrize("model", verdict_errors.MODELS)
def test_verdicts_err_as_seldom_as_the_table_of_the_methodology_says(model):
    count = verdict_errors.simulate(model, (18, 18), pairs=15, one_machine=True, seed=3)
    assert count.called_different / count.equal <= 0.005
    least = {"independent": 0.9, "one round in ten three times as slow": 0.75, "each row's own drift, correlation 0.5": 0.2}
    assert count.found[1.15] >= least.get(model, 0) * 15 * verdict_errors.SLOWER


def test_the_distance_is_told_of_the_round_that_it_belongs_to(files_of, capsys):
    content = factory.document(QUIET.but(rounds=7, cache_line_ns=50.0))
    content["ipcbench"]["rounds"][2]["cache_line_ns"] = None
    content["ipcbench"]["rounds"][3]["cache_line_ns"] = 400.0
    assert distance.main([*files_of(factory.sealed(content)), "--rows", "transfer/pipe", "bound/memcpy"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines[1:]] == ["50", "50", "-", "400", "50", "50", "50"]
    assert all(line.split()[-1] == "-" for line in lines[1:]), "a copy computes nothing"


def test_the_next_run_is_held_against_the_median_of_those_before_it(files_of, capsys):
    slow = slowed(QUIET.but(seed=4, noise=0.001), {"transfer/pipe/170x9111"}, 1.5)
    runs = [factory.document(QUIET.but(seed=seed, noise=0.001)) for seed in (1, 2, 3)]
    assert next_run.main(files_of(*runs, slow)) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("3 runs lie within ") and re.search(r" (49|50) % in the worst", second)
    assert cli.run("next_run", next_run.main, files_of(*runs[:2])) == 2
