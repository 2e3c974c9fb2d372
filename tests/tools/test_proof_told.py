"""The measured crossing, and how the proof of the verdict is told: on results whose crossing is known."""

import re
from dataclasses import replace

import factory
import farming
import numpy as np
import pytest
from farming import farm_row
from ipcbench.analysis.farm import curves, most_workers
from ipcbench.analysis.measured_run import load_run
from ipcbench.words.proof_sentence import proved
from proving import both_sides, FOUR, handing, MS, proof_of, QUIET
from tool import run

# The measured crossing


def crossing_of(summary_of, *rows, **changes):
    found = curves(summary_of(farming.pool(*rows, **changes)), summary_of(handing(*FOUR)))
    assert len(found) == 1
    return found[0]


def test_the_crossing_lies_on_the_logarithm_between_the_points(summary_of):
    curve = crossing_of(summary_of, *both_sides("pipe", 0.8, 1.25))
    assert [curve.crossing.median, curve.crossing.low, curve.crossing.high] == pytest.approx([np.sqrt(32) * MS] * 3, rel=1e-4)
    assert curve.speed_up_at(np.sqrt(32) * MS).median == pytest.approx(1, rel=1e-4)
    assert curve.speed_up_at(8 * MS).median == pytest.approx(1.25, rel=1e-4) and curve.speed_up_at(4 * MS).median == pytest.approx(0.8, rel=1e-4)
    assert curve.speed_up_at(3.9 * MS) is None and curve.speed_up_at(8.1 * MS) is None


def test_the_interval_of_the_crossing_holds_the_true_one(summary_of):
    held = 0
    for seed in range(20):
        found = crossing_of(summary_of, *both_sides("pipe", 0.8, 1.25), noise=0.1, seed=seed).crossing
        held += found.low <= np.sqrt(32) * MS <= found.high
    assert held >= 17


def test_a_crossing_beyond_the_points_has_no_figure(summary_of):
    won = crossing_of(summary_of, *both_sides("pipe", 1.1, 1.3)).crossing
    lost = crossing_of(summary_of, *both_sides("pipe", 0.7, 0.9)).crossing
    assert (won.median, won.low, won.high) == (lost.median, lost.low, lost.high) == (None, None, None)
    assert crossing_of(summary_of, farm_row("pipe", "fma_16", 1.1)).crossing is None
    barely = crossing_of(summary_of, *both_sides("pipe", 0.5, 1.005), noise=0.05).crossing
    assert barely.median is not None and barely.low is not None and barely.high is None, "in some rounds the workers never won"


def test_the_last_crossing_counts(summary_of):
    rows = [farm_row("pipe", kernel, speed) for kernel, speed in (("fma_8", 1.1), ("fma_16", 0.8), ("fma_32", 1.25), ("fma_64", 1.5))]
    assert crossing_of(summary_of, *rows).crossing.median == pytest.approx(np.sqrt(32) * MS, rel=1e-4)


def test_the_most_workers_of_a_pool_are_known(summary_of):
    assert most_workers(summary_of(farming.pool(farm_row("pipe", "fma_16", 1.1), farm_row("pipe", "fma_16", 1.1, workers=4)))) == 4


# The commands


@pytest.fixture
def folder(tmp_path):
    """A run of both suites, as it lies in results/."""
    factory.write(tmp_path / "results", farming.pool(*(row for one in FOUR for row in both_sides(one.key))))
    return factory.write(tmp_path / "results", handing(*FOUR)).parent


def test_the_rows_are_printed_one_per_line_for_the_shell(folder):
    found = run("pool_rows", folder)
    lines = found.stdout.splitlines()
    assert (found.returncode, found.stderr) == (0, "") and len(lines) == 8
    only = re.compile(f"^({'|'.join(lines)})$")
    measured = {f"farm/{one.key}/500x9111/workers:2/window:2/kernel:fma_{count}" for one in FOUR for count in (16, 32)}
    assert {*lines} == measured and all(only.search(name) for name in measured)
    assert run("pool_rows", folder / "transfer.json").stdout == found.stdout


def test_why_says_what_is_predicted_and_what_is_left_out(folder):
    lines = run("pool_rows", folder, "--why", "--workers", "2").stdout.splitlines()
    assert "transfer/pipe/500x9111: predicted crossing 5.00 ms; below it fma_16, above it fma_32" in lines
    found = run("pool_rows", folder, "--why", "--workers", "3").stdout
    assert "transfer/pipe/500x9111: predicted: pays always, as one pass takes longer; above it fma_1\n" in found


def test_where_nothing_can_be_proved_no_row_is_printed_and_the_reason_is(tmp_path):
    path = factory.write(tmp_path, factory.document(QUIET.but(transports=FOUR)))
    found = run("pool_rows", path)
    assert (found.returncode, found.stdout) == (0, "") and found.stderr.count("\n") == 1
    assert found.stderr.startswith("bench pool: nothing can be proved with workers: no kernel of multiply-adds was measured here (local/fma_8")
    why = run("pool_rows", path, "--why").stdout
    assert why.startswith("not measured: transfer/") and why.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [([], "required: RUN"), (["nowhere"], "nowhere: cannot be read"), (["{run}", "--workers", "1"], "--workers: 1"), (["{run}/pool.json"], "hands no matrix over")],
)
def test_a_wrong_call_is_told_in_one_line(folder, arguments, said):
    found = run("pool_rows", *(text.format(run=folder) for text in arguments))
    assert found.returncode == 2 and found.stdout == "" and said in found.stderr and found.stderr.count("\n") == 1


def test_the_verdict_table_ends_with_the_proof(folder):
    sentence = "Proved: two workers measured on both sides of it, 4 of 4 transports as predicted."
    text = " ".join(run("show", folder).stdout.split())
    assert text.count(sentence) == 1 and text.index("With two workers:") < text.index(sentence) < text.index("Trust: ", text.index(sentence))
    assert "Proved" not in run("show", folder / "transfer.json").stdout, "without its workers a suite proves nothing"


def test_the_page_says_it_in_the_same_words(folder, tmp_path):
    assert run("report", folder, "-o", tmp_path / "r.html").returncode == 0
    text = re.sub(r"<[^>]*>", "", (tmp_path / "r.html").read_text())
    assert text.count("two workers measured on both sides of it, 4 of 4 transports as predicted.") == 1


def test_suites_of_two_runs_prove_nothing_together(tmp_path, folder):
    other = factory.write(tmp_path / "results", farming.pool(*both_sides("pipe")), stamp="20270101T000000Z")
    assert "Proved" not in run("show", folder / "transfer.json", other).stdout


def test_a_run_is_both_of_its_suites(folder):
    found = load_run([str(folder)])
    assert found.transfer.result.suite == "transfer" and found.pool.result.suite == "pool"
    assert load_run([str(folder / "transfer.json")]).pool is None


def test_the_sentence_follows_the_numbers(proof_of):
    one = proof_of(handing(FOUR[0]), *both_sides("pipe"))
    assert proved(replace(one, missing=("a", "b"))).endswith("1 of 1 transport as predicted; 2 planned rows were not measured.")
