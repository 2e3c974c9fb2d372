"""Figures: what they show is what was planted."""

import re

import factory
import pytest
from factory import Plan, Spec
from ipcbench.figures.distribution import samples
from ipcbench.figures.frame import rendering, style
from figure_plans import FIGURES, MANY, drawn, texts

SIZE = 36_444_000  # bytes of 500x9111


def pipe(summary):
    return next(subject for subject in summary.measured if subject.key == "pipe")


def total_ms(spec):
    phases = spec.phases(SIZE)
    return (phases["transfer"] + phases["compute"] + phases["reply"]) / 1e6


def lines_of(figure, marker, panel=0):
    return {line.get_markerfacecolor(): line.get_xdata() for line in figure.axes[panel].lines if line.get_marker() == marker}


def test_shares_of_memcpy_and_the_bound_are_those_planted(summary_of):
    copied = Spec("shm_copy", "Copied", "shared_memory", 1, 11.0)
    plan = Plan(noise=0, shapes=((500, 9111),), transports=(copied, factory.NINE[6]))
    figure = drawn(summary_of(plan), "share", style.WIDE_MM)
    planted = 100 * factory.planted_memcpy_ns(SIZE) / copied.phases(SIZE)["transfer"]
    assert lines_of(figure, "o")["#0072B2"][0] == pytest.approx(planted)
    shown = [t.get_text() for t in texts(figure)]
    assert f"{planted:.0f} % · 11.0 GB/s" in shown and "copies nothing" in shown
    assert "memcpy  100 %" in shown and "bound: memcpy_nt  143 %" in shown


def test_cold_and_warm_are_those_planted(summary_of):
    figure = drawn(summary_of(Plan(noise=0, cold=4.0, shapes=((500, 9111),), transports=factory.NINE[:1])), "cold", style.WIDE_MM)
    total = total_ms(factory.NINE[0])
    dots = lines_of(figure, "D")
    assert dots["#D55E00"][0] == pytest.approx(total) and dots["white"][0] == pytest.approx(4 * total)
    assert "212 ms · 4.0×" in [t.get_text() for t in texts(figure)]


def test_cpu_times_are_those_planted_and_what_spins_keeps_two_cpus_busy(summary_of):
    spinning = next(spec for spec in factory.NINE if spec.waiting == "spinning")
    figure = drawn(summary_of(Plan(noise=0, shapes=((500, 9111),), transports=(factory.NINE[0], spinning))), "cpu", style.WIDE_MM)
    phases, total = factory.NINE[0].phases(SIZE), total_ms(factory.NINE[0])
    sides = [phases["sent"] / 1e6 / total, (phases["transfer"] // 2 + phases["compute"]) / 1e6 / total]
    bars = [patch.get_width() for patch in figure.axes[0].patches if patch.get_facecolor()[3] > 0]
    assert bars == pytest.approx([1, 1, *sides])
    assert lines_of(figure, "o")["#0072B2"][0] == pytest.approx(2) and lines_of(figure, "D")["#D55E00"][0] == pytest.approx(sum(sides))
    shown = [t.get_text() for t in texts(figure)]
    assert "2.40 ms · 2.0 CPUs" in shown and f"{sum(sides) * total:.1f} ms · 1.5 CPUs" in shown


def test_a_row_without_cpu_times_says_so(summary_of):
    content = factory.document(Plan(rounds=2))
    for item in content["benchmarks"]:
        if item["ipc"]["key"] == "pipe":
            del item["ipc"]["usage"]
    assert "not counted" in [t.get_text() for t in texts(drawn(summary_of(content), "cpu", style.WIDE_MM))]


def test_the_share_of_an_overlapped_row_is_marked(summary_of):
    streamed = next(spec for spec in factory.MORE if spec.overlapped)
    shown = [t.get_text() for t in texts(drawn(summary_of(Plan(noise=0, transports=(streamed,))), "share", style.WIDE_MM))]
    assert any(text.startswith("o overlapped") for text in shown)
    planted = streamed.phases(SIZE)
    both = factory.planted_memcpy_ns(SIZE) + factory.planted_local_ns(SIZE)
    assert f"{100 * both / sum(planted[p] for p in ('transfer', 'compute', 'reply')):.0f} % o" in shown
    stacked = [t.get_text() for t in texts(drawn(summary_of(Plan(noise=0, transports=(streamed,))), "moving", style.WIDE_MM))]
    assert f"{total_ms(streamed):.2f} ms, overlapped" in stacked


def test_the_distribution_holds_every_warm_transfer_and_no_other(summary_of):
    summary = summary_of(Plan(rounds=7, transfers=5, shapes=((170, 9111),)))
    entries = [e for e in summary.result.entries if e.kind.name == "transfer" and e.key == "pipe"]
    expected = sorted(value / 1e6 for entry in entries for value in entry.total[1:])
    assert list(samples(summary, pipe(summary), summary.shapes[0])) == pytest.approx(expected) and len(expected) == 28
    shown = [t.get_text() for t in texts(drawn(summary, "distribution", style.WIDE_MM))]
    assert "total, ms (log) · n = 28 each" in shown and "Here: local sum" in shown
    single = summary_of(Plan(rounds=7, transfers=1, shapes=((170, 9111),)))
    assert samples(single, pipe(single), single.shapes[0]).size == 7, "cold ones where there are no others"


def test_curves_of_one_family_differ_by_their_dashes(summary_of):
    lines = [line for line in drawn(summary_of(MANY), "distribution", style.WIDE_MM).axes[0].lines if len(line.get_xdata()) > 3]
    looks = [(line.get_color(), line._unscaled_dash_pattern) for line in lines if line.get_alpha() is None]
    assert len(looks) == 9 and len(set(looks)) == 9


def test_svg_figures_tell_values_under_the_pointer(summary_of):
    summary = summary_of(Plan(noise=0))
    total, local = total_ms(factory.NINE[0]), factory.planted_local_ns(SIZE) / 1e6
    told = f"Pipe, 500x9111\ncosts {total:.1f} ms\ntotal {total:.1f} ms (95 %: {total:.1f} to {total:.1f}), n = 20\n{total / local:.0f}× here\n"
    for name in FIGURES:
        with style.settings():
            svg = rendering.rendered(FIGURES[name].draw(summary, style.WIDE_MM), "svg").decode()
        titles = re.findall(r'<g class="hover" pointer-events="(?:all|stroke)"><title>([^<]*)</title>', svg)
        assert any(title.startswith(told) for title in titles), name
        assert any("of 100 single transfers 50 % within" in title and "90 % within" in title and "99 %" not in title for title in titles)
        assert "hover-" not in svg
