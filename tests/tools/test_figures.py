"""Figures: nothing overlaps or is cut, all text can be read, the same input gives the same bytes."""

import itertools
import re
import zlib

import factory
import pytest
from factory import Plan
from ipcbench.figures.frame import ladder, rendering, style
from ipcbench.figures.frame.choice import chosen
from figure_plans import CASES, FIGURES, MANY, PLANS, drawn, figure_of, shown_boxes, texts


@pytest.mark.parametrize(("plan", "name", "width"), CASES)
def test_no_text_overlaps_another_or_leaves_the_page_or_is_too_small(figure_of, plan, name, width):
    figure = figure_of(plan, name, width)
    boxes = shown_boxes(figure)
    assert len(boxes) > 8
    page = figure.bbox
    for text, box in boxes:
        assert text.get_fontsize() >= 6.0, text.get_text()
        inside = box.x0 >= page.x0 and box.x1 <= page.x1 and box.y0 >= page.y0 and box.y1 <= page.y1
        assert inside, f"{text.get_text()!r} leaves the page"
    slack = 0.25 * figure.dpi / 72  # boxes reach a little beyond their ink
    for (a, box), (b, other) in itertools.combinations(boxes, 2):
        apart = box.x1 - slack <= other.x0 or other.x1 - slack <= box.x0 or box.y1 - slack <= other.y0 or other.y1 - slack <= box.y0
        assert apart, f"{a.get_text()!r} overlaps {b.get_text()!r}"


def test_the_overlap_test_can_fail(summary_of):
    figure = drawn(summary_of(PLANS["nine"]), "headline", style.WIDE_MM)
    figure.text(0.5, 0.5, "one"), figure.text(0.5, 0.5, "two")
    boxes = [box for text, box in shown_boxes(figure) if text.get_text() in ("one", "two")]
    assert len(boxes) == 2 and boxes[0].overlaps(boxes[1])


@pytest.mark.parametrize(("plan", "width"), itertools.product(PLANS, (style.NARROW_MM, style.WIDE_MM)))
def test_a_tuning_label_stands_on_no_marker(figure_of, plan, width):
    figure = figure_of(plan, "headline", width)
    for axes in figure.axes:
        labels = [t.get_window_extent() for t in axes.texts if t.get_text().startswith("tuning")]
        dots = [axes.transData.transform(line.get_xydata()[0]) for line in axes.lines if len(line.get_xydata()) == 1]
        for box, (x, y) in itertools.product(labels, dots):
            assert not (box.x0 < x < box.x1 and box.y0 < y < box.y1)


@pytest.mark.parametrize("width", [style.NARROW_MM, style.WIDE_MM])
@pytest.mark.parametrize("plan", ["many", "three shapes"])
def test_figures_have_the_width_that_was_asked_for_and_fit_a_page(figure_of, plan, width):
    for name in FIGURES:
        wide, high = figure_of(plan, name, width).get_size_inches() * style.MM_PER_INCH
        assert wide == pytest.approx(width) and high < 247, "the text height of an A4 page"


def test_the_headline_says_what_was_planted(summary_of):
    figure = drawn(summary_of(MANY.but(noise=0)), "headline", style.WIDE_MM)
    shown = [t.get_text() for t in texts(figure)]
    for expected in ("4.19 ms · 5.6×", "here: sum 0.744 ms", "bound 1.70 ms", "tuning 6.6×", "In place, spinning ↻",
                     "500x9111, 36.4 MB", "not run: no huge pages are reserved", "Shared memory in huge pages",
                     "⚠ may change the ranking: the two vCPUs may share a core", "cost, ms (log)"):  # fmt: skip
        assert expected in shown
    foot = next(text for text in shown if "AMD EPYC 7763" in text)
    assert "cpu0>cpu1" in foot and "n = 7 rounds × 6 transfers" in foot and "commit 1a2b3c4d5e" in foot


def test_warm_is_filled_cold_is_hollow_and_both_lie_where_they_were_planted(summary_of):
    figure = drawn(summary_of(Plan(noise=0, shapes=((500, 9111),), transports=factory.NINE[:1])), "headline", style.WIDE_MM)
    phases = factory.NINE[0].phases(36_444_000)
    total = (phases["transfer"] + phases["compute"] + phases["reply"]) / 1e6
    dots = {line.get_marker() + str(line.get_markerfacecolor()): line.get_xdata()[0] for line in figure.axes[0].lines
            if line.get_marker() in ("D", "|")}  # fmt: skip
    assert dots["D#D55E00"] == pytest.approx(total + phases["release"] / 1e6, rel=1e-7)
    assert dots["Dwhite"] == pytest.approx(2.5 * total)
    assert dots["|#D55E00"] == pytest.approx(phases["transfer"] / 1e6)


def test_one_round_draws_no_interval_and_says_why(figure_of):
    figure = figure_of("one round", "headline", style.WIDE_MM)
    assert "cost, warm: too few rounds for an interval" in [t.get_text() for t in texts(figure)]


def test_a_row_that_is_missing_at_a_shape_says_so(summary_of):
    content = factory.document(Plan())
    content["benchmarks"] = [b for b in content["benchmarks"] if b["ipc"]["row"] != "transfer/pipe/500x9111"]
    for name in ("headline", "moving", "share", "cold", "cpu"):
        assert "no result" in [t.get_text() for t in texts(drawn(summary_of(content), name, style.WIDE_MM))]


def test_every_family_has_its_own_colour_and_marker():
    looks = [style.family(name) for name in ("shared_memory", "kernel_copy", "pipe", "socket", "message_queue", "library", "new")]
    assert len({look.colour for look in looks}) == len({look.marker for look in looks}) == len(looks)


def test_both_figures_keep_one_order(summary_of):
    summary = summary_of(MANY)
    order = [t.key for t in summary.measured]
    assert [r.transport.key for r in ladder.ladder(summary, style.type_for(178), 0).rungs if r.transport] == order
    kept = [t.key for t in chosen(summary)]
    assert kept == [key for key in order if key in kept] and len(kept) == 8
    assert {"pipe", "shm_in_place_spin"} & set(kept) and "shm_copy_tuned" in kept


def test_dollars_are_dollars(figure_of):
    figure = figure_of("long labels", "headline", style.WIDE_MM)
    assert any("$and$" in t.get_text() and not t.get_parse_math() for t in texts(figure))


@pytest.mark.parametrize("format_", ["svg", "pdf", "png"])
@pytest.mark.parametrize("name", FIGURES)
def test_the_same_result_gives_the_same_bytes_and_another_one_others(summary_of, name, format_, monkeypatch):
    def bytes_of(plan):
        summary = summary_of(plan)
        with style.settings():
            return rendering.rendered(FIGURES[name].draw(summary, style.NARROW_MM), format_)

    few = Plan(transports=factory.NINE[:4], rounds=6, transfers=2, shapes=((170, 9111),))
    first = bytes_of(few)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert bytes_of(few) == first
    assert bytes_of(few.but(seed=2)) != first
    streams = b"".join(zlib.decompress(s) for s in re.findall(rb"stream\r?\n(x.*?)\r?\nendstream", first, re.DOTALL)) if format_ == "pdf" else b""
    assert not re.search(rb"CreationDate|<dc:date>|Matplotlib v", first + streams)
