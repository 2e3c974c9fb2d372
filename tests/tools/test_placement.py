"""The placement figure: of several results of one machine, drawn so that it can be read, and skipped by name else."""

from dataclasses import replace

import factory
import pytest
from factory import Plan
from ipcbench.analysis.cost import cost
from ipcbench.analysis.placement_groups import groups, policy
from ipcbench.analysis.summaries import summarise
from ipcbench.figures.frame import style
from ipcbench.figures.placement import caption, placement
from ipcbench.result import reader
from test_comparison_figures import check, drawn
from figure_plans import LONG, texts
from tool import run

WIDTHS = (style.NARROW_MM, style.WIDE_MM)
CPUS = {"same_core": (0, 0), "same_llc": (0, 1), "cross_llc": (0, 8), "cross_numa": (0, 64), "none": (None, None), "odd\x1b[2J": (1, 2)}
SMALL = Plan(transports=factory.NINE[:2], rounds=6, transfers=2)


@pytest.fixture
def placed(tmp_path):
    """placed(policy, plan) is a file of a run with this placement."""

    def make(name, plan=SMALL, stamp=factory.STAMP, machine=factory.MACHINE, cores=2):
        content = factory.document(plan)
        producer, consumer = CPUS[name]
        content["ipcbench"]["protocol"]["placement"] = {"policy": name, "producer_cpu": producer, "consumer_cpu": consumer}
        content["ipcbench"]["machine"]["cores"] = cores
        return factory.write(tmp_path / "r" / name[:3], factory.sealed(content), stamp=stamp, machine=f"{machine}-{name[:4]}-{name[-4:].strip()}")

    return make


def summaries(*paths):
    return [summarise(reader.load(path)) for path in paths]


MANY = Plan(transports=factory.NINE + factory.MORE, rounds=6, transfers=2)
CASES = {
    "two": (("same_llc", "none"), Plan(rounds=6)),
    "six": (tuple(CPUS), MANY),
    "long labels": (("same_core", "same_llc"), SMALL.but(transports=LONG)),
    "one round": (("same_core", "same_llc"), SMALL.but(rounds=1, transfers=1)),
    "one entry": (("same_core", "none"), SMALL.but(shapes=((1, 1),), local=False, bound=False)),
}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("case", CASES)
def test_it_can_be_read_and_fits_a_page(placed, case, width):
    names, plan = CASES[case]
    (group,) = groups(summaries(*(placed(name, plan.but(seed=n)) for n, name in enumerate(names))))
    figure = drawn(placement, group, width)
    check(figure, width)
    assert figure.get_size_inches()[1] * style.MM_PER_INCH < 247


def test_it_shows_what_was_planted_where_it_was_planted(placed):
    slow = tuple(replace(spec, gbs=spec.gbs / 2, latency_ns=2 * spec.latency_ns) for spec in SMALL.transports)
    quiet = SMALL.but(noise=0, shapes=((500, 9111),))
    (group,) = groups(summaries(placed("none", quiet.but(transports=slow)), placed("same_llc", quiet)))
    assert [policy(summary) for summary in group] == ["same_llc", "none"], "the near one first, whatever the order of the files"
    figure = drawn(placement, group, style.WIDE_MM)
    totals = [cost(group[n], group[n].by_key("pipe", group[0].shapes[0])).median / 1e6 for n in (0, 1)]
    dots = [line.get_xdata()[0] for marker in ("o", "X") for line in figure.axes[0].lines if line.get_marker() == marker]
    assert all(any(dot == pytest.approx(total) for dot in dots) for total in totals)
    shown = [text.get_text() for text in texts(figure)]
    assert "2.0×" in shown and "not pinned" in shown and any(text.startswith("same_llc (cpu0>cpu1)") for text in shown)


def test_markers_differ_in_shape_so_that_no_colour_is_needed(placed):
    (group,) = groups(summaries(*map(placed, CPUS)))
    shapes = {line.get_marker() for line in drawn(placement, group, style.WIDE_MM).axes[0].lines} - {"None", None}
    assert len(shapes) == len(CPUS)


def test_only_results_of_one_machine_and_workload_are_grouped_the_latest_of_each_placement(placed):
    llc, core = placed("same_llc"), placed("same_core")
    late = placed("same_llc", SMALL.but(rounds=7), stamp="20270101T000000Z")
    others = [placed("none", cores=64), placed("cross_llc", SMALL.but(transfers=3)), placed("cross_numa", SMALL.but(shapes=((3, 3),)))]
    assert groups(summaries(llc, late, others[0], others[1])) == []
    (group,) = groups(summaries(late, llc, core, *others[:2]))
    assert [summary.result.path for summary in group] == [core, late]
    assert groups(summaries(llc, others[2])) == [], "no common shape"


def test_a_transport_that_one_placement_lacks_says_so(placed):
    paths = placed("same_llc"), placed("none", SMALL.but(transports=factory.NINE[1:3]))
    (group,) = groups(summaries(*paths))
    shown = [text.get_text() for text in texts(drawn(placement, group, style.WIDE_MM))]
    assert shown.count("one only") == 4


def test_the_caption_says_what_n_interval_machine_and_commits(placed):
    (group,) = groups(summaries(placed("same_llc"), placed("same_core")))
    text = caption(group, style.NARROW_MM)
    for part in ("(500x9111)", "AMD EPYC 7763", "95 % intervals", "same_core (cpu0>cpu0): n = 6 rounds × 2", "commit 1a2b3c4d5e"):
        assert part in text
    assert text.count("\n") == 1


def test_plot_draws_it_of_several_placements_and_says_when_it_cannot(tmp_path, placed):
    llc, core = placed("same_llc"), placed("same_core")
    found = run("plot", llc, core, "--figure", "placement", "--format", "svg", "-o", tmp_path / "out")
    (path,) = found.stdout.splitlines()
    assert found.returncode == 0 and found.stderr == "" and path.endswith("placement.svg") and "<title>same_core (cpu0&gt;cpu0): Pipe" in open(path).read()
    found = run("plot", llc, "--figure", "placement", "--format", "svg", "-o", tmp_path / "none")
    assert (found.returncode, found.stdout) == (0, "") and "placement: skipped, no machine here has results of several placements" in found.stderr


def test_the_report_of_several_placements_has_it(tmp_path, placed):
    found = run("report", placed("same_llc"), placed("same_core"), "-o", tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text()
    assert found.returncode == 0 and page.count('<figure id="placement-1">') == 1
    assert "placement-1" not in run("report", placed("none"), "-o", tmp_path / "r.html").stdout and 'id="placement' not in (tmp_path / "r.html").read_text()


def test_warnings_and_failures_of_each_run_stand_below_and_in_the_caption(placed):
    grave = {"code": "one_core", "text": "one core", "rows": ["transfer/pipe/500x9111"], "rank": "may_change_ranking"}
    (group,) = groups(summaries(placed("same_llc", SMALL.but(warnings=(grave,))), placed("none")))
    shown = [text.get_text() for text in texts(drawn(placement, group, style.WIDE_MM))]
    expected = "same_llc (cpu0>cpu1): ⚠ may change the ranking; 1 row: pipe/500x9111: one core"
    assert expected in shown and expected in caption(group, style.WIDE_MM)
    assert sum(text.endswith("× ⚠") for text in shown) == 1
