"""Times by payload: planted curves come out, with intervals that hold them as often as they say."""

import itertools
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from ipcbench.stats import curves
from ipcbench.stats.fits import Value, fit
from ipcbench.stats.pieces import candidates
from ipcbench.stats.resampling import medians, medians_drawn, own_errors, stacked
from scipy.optimize import least_squares
from scipy.stats import binom

sys.path.append(str(Path(__file__).resolve().parents[1] / "experiments"))

import cost_model as experiment  # noqa: E402

PAYLOADS = experiment.PAYLOADS
#: alpha (ns), slopes (ns per byte), logarithms of breakpoints (bytes).
CURVES = {
    1: np.array([[5_000.0, 0.2]]),
    2: np.array([[5_000.0, 0.1, 0.4, np.log(1e6)]]),
    3: np.array([[5_000.0, 0.05, 0.3, 0.9, np.log(6e5), np.log(1.2e7)]]),
}


def samples_of(curve, seed=1, noise=experiment.Noise(), payloads=PAYLOADS, rounds=10):
    return curves.times(curve, payloads)[0][:, None, None] * noise.factors(np.random.default_rng(seed), len(payloads), rounds)


def still(curve, rounds=10, samples=6):
    """Samples that do not scatter."""
    return np.tile(curves.times(curve, PAYLOADS)[0][:, None, None], (1, rounds, samples))


# What is planted comes out


@pytest.mark.parametrize("count", CURVES)
def test_a_curve_without_noise_is_found_again(count):
    found = fit(PAYLOADS, still(CURVES[count]))
    assert found.pieces == count and found.scatter == 0
    assert found.curve[0] == pytest.approx(CURVES[count][0], rel=1e-3)
    assert found.alpha.value == pytest.approx(5_000, rel=1e-3) and found.slopes == pytest.approx(CURVES[count][0, 1 : count + 1], rel=1e-3)
    assert found.breakpoints == pytest.approx(np.exp(CURVES[count][0, count + 1 :]), rel=0.01)
    at = 12_390_960
    assert found.predict(at).value == pytest.approx(curves.times(CURVES[count], np.array([at]))[0, 0], rel=1e-3)


@pytest.mark.parametrize("count", CURVES)
def test_the_number_of_pieces_is_found_in_noise(count):
    assert [fit(PAYLOADS, samples_of(CURVES[count], seed)).pieces for seed in range(5)].count(count) >= 4


@pytest.mark.parametrize("count", CURVES)
def test_the_curve_is_the_one_that_scipy_finds(count):
    """With the same loss, from the same start."""
    logs = np.log(medians(samples_of(CURVES[count], 3)))
    errors = np.full(len(PAYLOADS), 0.03)
    found, left = curves.fitted(CURVES[count], PAYLOADS, logs, errors, 50)

    def distances(curve):
        return (logs - np.log(curves.times(curve[None, :], PAYLOADS)[0])) / errors

    expected = least_squares(distances, CURVES[count][0], loss="soft_l1", x_scale=CURVES[count][0], xtol=1e-12, ftol=1e-12)
    assert left[0] == pytest.approx(2 * expected.cost, rel=1e-4) and found[0] == pytest.approx(expected.x, rel=2e-3)


def test_more_pieces_never_fit_worse():
    samples = samples_of(CURVES[3], 2)
    starts = [curves.starts(PAYLOADS, medians(samples), count) for count in range(1, 5)]
    assert [len(each) for each in starts] == [1, 10, 36, 56], "each piece has two sizes or more"
    left = [curves.fitted(each, PAYLOADS, np.log(medians(samples)), np.full(13, 0.03), 25)[1].min() for each in starts]
    assert left == sorted(left, reverse=True)


def test_a_size_far_off_moves_the_curve_little_and_is_told_as_scatter():
    samples = still(CURVES[1])
    samples[5] *= 2
    found = fit(PAYLOADS, samples)
    assert found.alpha.value == pytest.approx(5_000, rel=0.05) and found.beta.value == pytest.approx(0.2, rel=0.05)
    assert found.scatter > 0.1
    straight = fit(PAYLOADS, still(CURVES[1])).predict(1e6)
    assert found.predict(1e6).high - found.predict(1e6).low > 5 * (straight.high - straight.low)


def test_what_takes_as_long_at_any_size_has_no_slope():
    found = fit(PAYLOADS, samples_of(np.array([[15_000.0, 0.0]]), 4))
    assert found.beta.low == 0 and found.beta.high < 1e-4 and found.half_rate.high == np.inf
    assert found.predict(36_444_000).holds(15_000)


def test_few_sizes_or_rounds_are_no_fit():
    samples = samples_of(CURVES[1], rounds=6)
    assert fit(PAYLOADS, samples) and fit(PAYLOADS[:4], samples[:4])
    assert fit(PAYLOADS[:3], samples[:3]) is None and fit(PAYLOADS, samples[:, :5]) is None


def test_few_sizes_have_few_pieces():
    assert [len(candidates(PAYLOADS[:k], np.zeros(k), np.full(k, 0.01), 10)) for k in (4, 5, 6, 8, 9, 12)] == [1, 1, 2, 2, 3, 4]


def test_samples_that_are_not_there_are_left_out():
    samples = samples_of(CURVES[2], 6)
    less = samples.copy()
    less[3, 4], less[7, :, 4:] = np.nan, np.nan
    a, b = fit(PAYLOADS, samples), fit(PAYLOADS, less)
    assert b.pieces == 2 and b.alpha.value == pytest.approx(a.alpha.value, rel=0.05)
    assert np.isfinite([b.alpha.low, b.alpha.high, b.beta.low, b.beta.high]).all()


def test_the_same_samples_make_the_same_fit():
    a, b = (fit(PAYLOADS, samples_of(CURVES[2], 7)) for _ in range(2))
    assert (a.alpha, a.beta, a.half_rate, a.predict(1e7)) == (b.alpha, b.beta, b.half_rate, b.predict(1e7))


def test_a_fit_takes_a_third_of_a_second_at_most():
    samples = samples_of(CURVES[3], 8)
    start = time.process_time()
    fit(PAYLOADS, samples)
    assert time.process_time() - start < 0.3


# Half the rate


def test_half_the_rate_of_a_line_is_reached_where_its_two_parts_are_equal():
    assert curves.half_rate(CURVES[1]) == pytest.approx([25_000])
    assert curves.half_rate(np.array([[5_000.0, curves.LEAST]])) == np.inf
    assert curves.half_rate(np.array([[0.0, 0.2]])) == 0


def test_half_the_rate_is_reached_at_the_first_such_payload():
    random, payloads = np.random.default_rng(1), np.exp(np.linspace(0, 25, 20_000))
    for _ in range(60):
        curve = np.array([[*np.exp(random.uniform([4, -4, -4, -4], [10, 1, 1, 1])), *np.sort(random.uniform(6, 18, 2))]])
        reached = payloads[np.argmax(payloads / curves.times(curve, payloads)[0] >= 0.5 / curve[0, 3])]
        assert curves.half_rate(curve)[0] == pytest.approx(reached, rel=2e-3)


# Values


def test_a_ratio_of_two_values_is_known_as_badly_as_both():
    a, b = Value(10, 8, 12.5), Value(2, 1.6, 2.5)
    ratio = a.over(b)
    assert ratio.value == 5 and ratio.high / 5 == pytest.approx(5 / ratio.low) == pytest.approx(np.exp(np.hypot(np.log(1.25), np.log(1.25))))
    assert Value(1e-9, 0, 1).over(b).low == 0 and a.over(Value(1, 0, 2)).high > 1e300
    assert a.scaled(0.1) == Value(1, 0.8, 1.25) and a.holds(8) and not a.holds(13)


# Runs drawn anew


def test_medians_are_those_of_numpy():
    rows = [[np.array([3.0, 1.0, 2.0]), np.array([5.0, 9.0])], [np.array([]), np.array([4.0])]]
    assert medians(stacked(rows)).tolist() == [4.5, 4.0]


def test_runs_drawn_anew_differ_as_runs_do():
    """Rounds that lie 10 % apart, samples 3 %: a median of ten lies 4 % off, and rows share what the machine did."""
    noise, random = experiment.Noise(0.1, 0.0, 0.03, slow=0.0), np.random.default_rng(2)
    several = [np.log(medians_drawn(noise.factors(random, 2), 200, random)) for _ in range(100)]
    others = np.log([medians(noise.factors(random, 2)) for _ in range(2000)])
    assert np.sqrt(np.mean([each.var(axis=0) for each in several])) == pytest.approx(others.std(), rel=0.25)
    assert np.mean([np.corrcoef(each.T)[0, 1] for each in several]) > 0.7 and np.corrcoef(others.T)[0, 1] > 0.7


def test_errors_are_those_of_a_row_alone():
    """Without the 20 % that the machine does to all rows in a round."""
    noise, random = experiment.Noise(0.2, 0.05, 0.0, slow=0.0), np.random.default_rng(3)
    found = [own_errors(noise.factors(random, 13)).mean() for _ in range(50)]
    assert np.mean(found) == pytest.approx(1.2533 * 0.05 / np.sqrt(10), rel=0.35)


# Coverage

TRIES = 60
#: A method that holds the truth in 95 % of tries fails once in 10,000 runs of this test.
FEWEST = int(binom.ppf(1e-4 / len(experiment.HELD), TRIES, 0.95))


def test_intervals_hold_the_truth_as_often_as_they_say():
    """Tries of one, two and three pieces in turn."""
    random, noise = np.random.default_rng(20260107), experiment.NOISES["as usual"]
    median = noise.median(random)
    counts = itertools.islice(itertools.cycle(experiment.NUMBERS_OF_PIECES), TRIES)
    found = [experiment.found_and_true(random, count, noise, median) for count in counts]
    hits = np.sum([[value.holds(true) for value, true in one] for one in found], axis=0)
    assert len(hits) == len(experiment.HELD) and min(hits) >= FEWEST > 0.75 * TRIES
    halves = np.median([[(value.high - value.low) / 2 / true for value, true in one] for one in found], axis=0)
    assert max(halves[:3]) < 0.1 and max(halves) < 0.2, "an interval that says nothing would hold it, too"
