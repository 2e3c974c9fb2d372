"""The statistics: exact intervals with the coverage that they claim, rounds as the unit, pairs by round."""

from pathlib import Path

import factory
import numpy as np
import pytest
from figure_plans import FIGURES
from ipcbench.analysis.rows import singles
from ipcbench.figures.frame import style
from ipcbench.stats import series
from ipcbench.stats.series import by_round, difference, estimate, interval_rank, quantile, ratio
from scipy.stats import binom


def of(values):
    return by_round(dict(enumerate(values)))


def test_fewer_than_six_rounds_have_no_interval():
    for n in range(1, 6):
        found = estimate(of(range(1, n + 1)))
        assert found.low is None and found.high is None and found.half_width is None and found.n == n


def test_six_rounds_take_the_whole_range_and_twenty_the_sixth_from_each_end():
    assert [interval_rank(n) for n in (5, 6, 8, 9, 10, 20, 30)] == [None, 1, 1, 2, 2, 6, 10]
    found = estimate(of([30, 10, 20, 60, 50, 40]))
    assert (found.low, found.median, found.high) == (10, 35, 60)
    assert found.half_width == pytest.approx(25 / 35)


def test_ranks_are_those_that_the_program_has_too():
    lines = (Path(__file__).resolve().parents[1] / "interval_ranks.txt").read_text().splitlines()
    for n, rank in (map(int, line.split()) for line in lines):
        assert interval_rank(n) == rank, n


@pytest.mark.parametrize("n", range(6, 200))
def test_the_interval_is_the_narrowest_that_covers_95_percent(n):
    rank = interval_rank(n)
    assert 1 - 2 * binom.cdf(rank - 1, n, 0.5) >= 0.95
    assert 1 - 2 * binom.cdf(rank, n, 0.5) < 0.95


@pytest.mark.parametrize("rounds", [6, 10, 20, 30])
def test_coverage_holds_with_samples_that_are_correlated_inside_rounds(rounds):
    """The true median of a round's median is 1 here: a skewed factor per round, and small noise per sample."""
    random = np.random.default_rng(rounds)
    trials = 3000
    samples = random.lognormal(0, 0.3, (trials, rounds, 1)) * random.lognormal(0, 0.05, (trials, rounds, 5))
    hits = 0
    for values in np.median(samples, axis=2):
        found = estimate(of(values))
        hits += found.low <= 1.0 <= found.high
    assert hits / trials >= 0.94


def test_no_value_is_left_out_however_far_off():
    found = estimate(of([1, 1, 1, 1, 1, 1e9]))
    assert found.high == 1e9 and found.n == 6


def test_an_empty_series_has_no_estimate():
    assert estimate(series.by_round({})) is None


def test_a_median_of_zero_has_no_relative_width():
    assert estimate(of([0] * 8)).half_width is None


def test_ratios_pair_the_rounds_that_both_have():
    a, b = by_round({0: 10.0, 1: 30.0, 3: 8.0}), by_round({1: 10.0, 2: 99.0, 3: 4.0})
    found = ratio(a, b)
    assert found.rounds.tolist() == [1, 3] and found.values.tolist() == [3.0, 2.0]
    assert difference(a, b).values.tolist() == [20.0, 4.0]


def test_pairing_cancels_a_drift_that_both_rows_share():
    drift = np.linspace(1, 5, 20)
    found = estimate(ratio(of(3 * drift), of(drift)))
    assert found.median == pytest.approx(3) and found.half_width == pytest.approx(0, abs=1e-12)


def test_a_round_of_zero_time_gives_no_ratio():
    assert ratio(of([1, 2]), of([0, 2])).rounds.tolist() == [1]


def test_rows_without_a_common_round_have_no_ratio():
    assert estimate(ratio(by_round({0: 1.0}), by_round({1: 1.0}))) is None


def test_a_quantile_is_told_only_with_ten_samples_beyond_it():
    for share, fewest in ((0.5, 20), (0.9, 100), (0.99, 1000), (0.999, 10000)):
        values = np.arange(1.0, fewest + 1)
        assert quantile(values, share) == round(share * fewest) and quantile(values[1:], share) is None
    assert quantile(np.array([]), 0.5) is None
    for share in (0.0, 1.0, 90):
        with pytest.raises(ValueError, match="is no share"):
            quantile(np.arange(100.0), share)


def test_what_counts_in_counts_out_with_wild_outliers(summary_of):
    """Every sample of the file is in its row, its round's median and the distribution."""
    content = factory.document(factory.Plan(transports=factory.NINE[:2], rounds=7, transfers=5))
    random = np.random.default_rng(5)
    for item in content["benchmarks"]:
        values = item["ipc"]["samples"]["prepare_ns" if item["ipc"]["kind"] == "local" else "transfer_ns"]
        values[random.integers(5)] *= 10**6
    summary = summary_of(content)
    assert sum(total.size for row in summary.rows.values() for total in row.samples["total"].values) == len(content["benchmarks"]) * 5
    for row in summary.rows.values():
        assert len(row.warm["total"]) == len(row.cold["total"]) == row.estimate().n == 7
        assert singles(row).size == 7 * (5 - row.first)


def test_a_speed_is_made_of_the_median_time_and_no_speed_is_ever_averaged(summary_of):
    """Half of the rounds take 1 ms, half 3 ms: 2 ms in the median, hence 18.2 GB/s; the mean of both speeds were 24.3."""
    content = factory.document(factory.Plan(transports=factory.NINE[5:6], rounds=8, noise=0, shapes=((500, 9111),)))
    for item in content["benchmarks"]:
        if item["ipc"]["kind"] == "transfer":
            item["ipc"]["samples"]["transfer_ns"] = [3_000_000 if item["ipc"]["round"] % 2 else 1_000_000] * 6
    with style.settings():
        shown = [text.get_text() for text in FIGURES["share"].draw(summary_of(content), style.WIDE_MM).texts]
    assert any(text.endswith("18.2 GB/s") for text in shown)
