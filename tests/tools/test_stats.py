"""The statistics: exact intervals with the coverage that they claim, rounds as the unit, pairs by round."""

import numpy as np
import pytest
from ipcbench import stats
from ipcbench.stats import difference, estimate, interval_rank, ratio, series
from scipy.stats import binom


def of(values):
    return series(dict(enumerate(values)))


def test_fewer_than_six_rounds_have_no_interval():
    for n in range(1, 6):
        found = estimate(of(range(1, n + 1)))
        assert found.low is None and found.high is None and found.half_width is None and found.n == n


def test_six_rounds_take_the_whole_range_and_twenty_the_sixth_from_each_end():
    assert [interval_rank(n) for n in (5, 6, 8, 9, 10, 20, 30)] == [None, 1, 1, 2, 2, 6, 10]
    found = estimate(of([30, 10, 20, 60, 50, 40]))
    assert (found.low, found.median, found.high) == (10, 35, 60)
    assert found.half_width == pytest.approx(25 / 35)


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
    assert estimate(stats.series({})) is None


def test_a_median_of_zero_has_no_relative_width():
    assert estimate(of([0] * 8)).half_width is None


def test_ratios_pair_the_rounds_that_both_have():
    a, b = series({0: 10.0, 1: 30.0, 3: 8.0}), series({1: 10.0, 2: 99.0, 3: 4.0})
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
    assert estimate(ratio(series({0: 1.0}), series({1: 1.0}))) is None
