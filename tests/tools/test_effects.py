"""How much two runs differ, and whether by more than chance: the statistics behind tools/compare, and how they are told."""

import numpy as np
import pytest
from ipcbench.analysis import judging
from ipcbench.stats import effects
from ipcbench.stats.effects import Effect
from ipcbench.stats.series import Series
from ipcbench.words.effect import interval, possible, ratio


def simulated(random, drift, rows=40, rounds=20):
    """Rounds of rows with 5 % of noise; `drift` is what all rows of a run have in common, per round."""
    common = np.zeros(rounds)
    for i in range(1, rounds):
        common[i] = drift * common[i - 1] + random.normal(0, 0.05 * np.sqrt(1 - drift**2))
    return list(1e6 * np.exp(random.normal(0, 0.05, (rows, rounds)) + (common if drift else 0)))


def series_of(values):
    return Series(np.arange(len(values)), values)


def judge(pairs, margin, one_machine):
    """Of the times of rounds 0, 1, …, of single runs."""
    return judging.judge([(series_of(a), series_of(b)) for a, b in pairs], [margin] * len(pairs), one_machine)


def effects_of(pairs, inflations):
    return effects.effects([(np.log(a), np.log(b)) for a, b in pairs], inflations)


@pytest.mark.parametrize(("drift", "most_rows", "coverage"), [(0.0, 0.01, 0.94), (0.5, 0.02, 0.85), (0.8, 0.05, 0.7)])
def test_chance_and_drift_make_few_differences(drift, most_rows, coverage):
    random = np.random.default_rng(5)
    false, rows, covered = 0, 0, 0
    for _ in range(40):
        found, _ = judge(list(zip(simulated(random, drift), simulated(random, drift))), 0.05, one_machine=False)
        false += sum(one.verdict in ("FASTER", "SLOWER") for one in found)
        covered += sum(one.effect.low <= 1 <= one.effect.high for one in found)
        rows += len(found)
    assert false / rows <= most_rows
    assert covered / rows >= coverage


def test_a_drifting_run_is_told_from_one_three_times_as_slow():
    """Ranks alone could not: all 18 rounds of either side apart are only so unlikely."""
    random = np.random.default_rng(6)
    a, b = simulated(random, 0.8, rounds=18), [3 * row for row in simulated(random, 0.8, rounds=18)]
    assert {one.verdict for one in judge(list(zip(a, b)), 0.05, one_machine=False)[0]} == {"SLOWER"}
    assert {one.verdict for one in judge(list(zip(b, a)), 0.05, one_machine=False)[0]} == {"FASTER"}


def test_six_rounds_tell_rows_apart_that_differ_by_much():
    random = np.random.default_rng(7)
    a, b = simulated(random, 0.0, rounds=6), simulated(random, 0.0, rounds=6)
    b[:3] = [2 * row for row in b[:3]]
    found, _ = judge(list(zip(a, b)), 0.05, one_machine=True)
    assert [one.verdict == "SLOWER" for one in found] == [True] * 3 + [False] * 37


def test_what_scatters_rows_from_run_to_run_is_not_held_against_a_row():
    random = np.random.default_rng(8)
    a, b = simulated(random, 0.0), [row * factor for row, factor in zip(simulated(random, 0.0), np.exp(random.normal(0.1, 0.2, 40)))]
    found, common = judge(list(zip(a, b)), 0.05, one_machine=True)
    assert {one.verdict for one in found} <= {"AMBIGUOUS", "SAME"} and 0.13 < common.scatter < 0.27
    found, common = judge(list(zip(a, b)), 0.05, one_machine=False)
    assert sum(one.verdict in ("SLOWER", "FASTER") for one in found) > 20 and common.scatter == 0
    b[0] = 8 * a[0]
    assert judge(list(zip(a, b)), 0.05, one_machine=True)[0][0].verdict == "SLOWER"


ALIKE = (1.0, 1.0)


def test_rounds_that_are_all_alike_differ_in_nothing_or_for_sure():
    for value, verdict in ((5.0, "SAME"), (6.0, "SLOWER")):
        ((found,), _) = judge([(np.full(6, 5.0), np.full(8, value))], 0.05, one_machine=False)
        assert found.verdict == verdict and found.effect.ratio == found.effect.low == found.effect.high == pytest.approx(value / 5)


def sided_p(effect, ratio=1.0):
    distance = np.log(effect.ratio / ratio)
    return effects.p_value(distance, effect.sigma(below=distance > 0), effect.freedom)


def test_an_interval_excludes_what_its_p_value_does():
    random = np.random.default_rng(9)
    pairs = [(row, 1.05 * other) for row, other in zip(simulated(random, 0.0, rounds=8), simulated(random, 0.0, rounds=7))]
    found = effects_of(pairs, [(1.0 + i / 10, 1.0) for i in range(len(pairs))])
    assert all((effect.low > 1 or effect.high < 1) == (sided_p(effect) < 0.05) for effect in found)
    assert {sided_p(effect) < 0.05 for effect in found} == {True, False}
    assert all(sided_p(effect, effect.low) == pytest.approx(0.05) == sided_p(effect, effect.high) for effect in found)


def test_few_rounds_drift_and_unequal_spread_widen_an_interval():
    random = np.random.default_rng(10)
    x, y = (1e6 * np.exp(random.normal(0, 0.05, 12)) for _ in range(2))
    (plain,) = effects_of([(x, y)], [ALIKE])
    assert plain.freedom == pytest.approx(22, rel=0.2)
    shifts = np.sort((np.log(y)[:, None] - np.log(x)).ravel())
    rank_test = shifts[-1 - int(12 * 12 / 2 - 0.5 - 1.96 * np.sqrt(12 * 12 * 25 / 12))] - np.median(shifts)
    assert np.log(plain.high / plain.ratio) / rank_test == pytest.approx(2.074 / 1.96, rel=0.01), "Student's t of 22 over the normal quantile"
    (drifting,) = effects_of([(x, y)], [(4.0, 1.0)])
    assert drifting.high / drifting.ratio > (plain.high / plain.ratio) ** 1.4 and drifting.freedom < plain.freedom
    wide = np.exp(20 * (np.log(x) - np.log(x).mean())) * 1e6
    (unequal,) = effects_of([(wide, y)], [ALIKE])
    assert unequal.freedom == pytest.approx(11, rel=0.1), "as if only the wide one had any spread"


def test_errors_combine_as_satterthwaite_says():
    assert effects.combined(3.0, 10.0, 4.0, 20.0) == pytest.approx((5.0, 625 / (81 / 10 + 256 / 20)))
    assert effects.combined(0.0, 5.0, 0.0, 9.0) == (0.0, 5.0) and effects.combined(2.0, 7.0, 0.0, np.inf) == pytest.approx((2.0, 7.0))


def test_rows_with_too_few_rounds_leave_the_others_as_they_are():
    random = np.random.default_rng(11)
    a, b = simulated(random, 0.0, rows=12), simulated(random, 0.0, rows=12)
    b[5] = 2 * b[5]
    pairs = list(zip(a, b))
    mixed = [(x[:5], y) if n % 2 == 0 else (x, y) for n, (x, y) in enumerate(pairs)]
    found, _ = judge(mixed, 0.05, one_machine=False)
    assert [one.effect is None for one in found] == [True, False] * 6
    assert [n for n, one in enumerate(found) if one.verdict == "SLOWER"] == [5] and found[5].p < 1e-6 < found[7].p


def test_what_is_the_same_is_so_beside_the_other_rows_too():
    random = np.random.default_rng(12)
    a, b = ([1e6 * np.exp(random.normal(0, 0.005, 18)) for _ in range(20)] for _ in range(2))
    b[1:] = [row / 1.2 for row in b[1:]]
    found, common = judge(list(zip(a, b)), 0.05, one_machine=True)
    assert common.ratio == pytest.approx(1 / 1.2, rel=0.01) and {one.verdict for one in found} == {"AMBIGUOUS"}
    assert found[3].by_machine and not found[0].by_machine, "all but the first are faster, but just as all of them are"
    assert judge(list(zip(a, b)), 0.05, one_machine=False)[0][0].verdict == "SAME"


def test_holm_is_what_the_book_says():
    assert effects.holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert effects.holm([]) == [] and effects.holm([0.9, 0.8]) == [1.0, 1.0]


def test_the_variance_of_correlated_rounds_grows_as_theory_says():
    by_sum = [1 + 2 * sum((1 - k / 20) * rho**k for k in range(1, 20)) for rho in (0.0, 0.3, 0.9)]
    assert [effects.inflation(rho, 20) for rho in (0.0, 0.3, 0.9)] == pytest.approx(by_sum)


def test_effects_are_told_in_times_never_below_one():
    assert [ratio(r) for r in (1.4, 1 / 1.4, 12.3, 1 / 250, 1.0)] == ["1.40x slower", "1.40x faster", "12x slower", "250x faster", "the same"]
    assert interval(Effect(0.5, 0.4, 0.625, 9)) == "1.60x to 2.5x"
    assert interval(Effect(1, 1 / 1.02, 1.05, 0)) == "1.02x faster to 1.05x slower"
    assert possible(Effect(1, 1 / 1.046, 1.02, 0)) == "4.6 %" and possible(Effect(1, 0.25, 1.02, 0)) == "4.0x"


def test_small_effects_are_told_in_per_cent_and_what_is_possible_is_rounded_up():
    assert [ratio(r) for r in (1.003, 1 / 1.00301, 1.0099, 1.01, 1.00001)] == ["0.30 % slower", "0.30 % faster", "0.99 % slower", "1.01x slower", "the same"]
    assert interval(Effect(1.003, 1.002, 1.012, 0)) == "0.20 % to 1.01x"
    assert [possible(Effect(1, 1, 1 + most, 0)) for most in (0.0501, 0.05, 0.0996, 0.101, 0.999, 1.21, 98.3)] == ["5.1 %", "5.0 %", "10 %", "11 %", "99.9 %", "2.3x", "99.3x"]
    assert possible(Effect(1, 1, 1, 0)) == "0 %"
