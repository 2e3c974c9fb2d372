"""Figures: nothing overlaps or is cut, all text can be read, the same input gives the same bytes."""

import itertools
import re
import xml.dom.minidom
import zlib
from dataclasses import replace

import factory
import pytest
from factory import Plan, Spec
from ipcbench import results
from ipcbench.figures import ladder, save, scale, style
from ipcbench.figures.captions import caption
from ipcbench.figures.draw import FIGURES, lacking
from ipcbench.figures.limits import drawable
from ipcbench.figures.measure import text_mm, wrap_mm
from ipcbench.figures.choice import chosen
from ipcbench.figures.versus_panels import _ratio_ticks
from ipcbench.summaries import summarise
from matplotlib.text import Text

WARNING = {"code": "one_core", "text": "the two vCPUs may share a core", "rows": [], "rank": "may_change_ranking"}
MANY = Plan(rounds=7, transports=factory.NINE + factory.MORE, unavailable=factory.UNAVAILABLE, warnings=(WARNING,))
LONG = tuple(
    Spec(f"long_{i}", f"A transport with a label that is {'very ' * i}long, $and$ costs {i} dollars ($)", family, i % 3, 1 + i)
    for i, family in enumerate(("pipe", "socket", "library", "kernel_copy", "message_queue", "shared_memory") * 2)
)
ENDLESS = (Spec("e", "x" * 200, "pipe", 2, 1.0), Spec("e_tuned", "共有メモリ" * 20, "pipe", 2, 9.0))
PLANS = {
    "nine": Plan(rounds=8),
    "many": MANY,
    "noisy": MANY.but(noise=0.8),
    "one shape": Plan(shapes=((500, 9111),)),
    "one entry": Plan(shapes=((1, 1),)),
    "three shapes": MANY.but( shapes=((1, 1), (170, 9111), (500, 9111))),
    "five shapes": Plan(rounds=7, shapes=((1, 1), (7, 13), (100, 1000), (170, 9111), (500, 9111))),
    "two sizes alike": Plan(shapes=((499, 9111), (500, 9111))),
    "one round": Plan(rounds=1),
    "one transfer": Plan(transfers=1),
    "no references": Plan(local=False, bound=False),
    "one transport": Plan(transports=factory.NINE[:1]),
    "all alike": Plan(transports=tuple(Spec(f"k{i}", f"Kind {i}", "pipe", 2, 3.0) for i in range(4)), noise=0),
    "faster than here": Plan(transports=(Spec("m", "Magic", "library", 0, None, 10, 0.1), factory.NINE[0])),
    "long labels": Plan(transports=LONG, warnings=tuple(WARNING | {"text": "w " * 300} for _ in range(9))),
    "endless labels": Plan(transports=ENDLESS),
    "overlapped": Plan(rounds=7, transports=(*factory.NINE, next(spec for spec in factory.MORE if spec.overlapped))),
    "three days": Plan(rounds=2, transports=tuple(replace(spec, plant={"transfer": 2 * 10**14, "compute": 10**14, "reply": 10**13, "sent": 1}) for spec in factory.NINE)),
    "nanoseconds": Plan(rounds=2, noise=0, cold=1.0, transports=tuple(replace(spec, plant={"transfer": 1, "compute": 1, "reply": 1, "sent": 1}) for spec in factory.NINE)),
    "long reasons": Plan(unavailable=(("u", "Long label of something " * 6, "because " * 60, ""),)),
}
CASES = list(itertools.product(PLANS, FIGURES, (style.NARROW_MM, style.WIDE_MM)))


def drawn(summary, name, width):
    with style.settings():
        figure = FIGURES[name](summary, width)
        for child in (child for axes in figure.axes for child in axes.child_axes):  # a second scale finds its limits as it is drawn
            child.draw(figure.canvas.get_renderer())
        return figure  # texts() does the rest, in half the time of drawing it


@pytest.fixture(scope="module")
def figure_of(tmp_path_factory):
    """Turns the name of a plan and of a figure, and a width, into a Figure; each is drawn once."""
    summaries, figures = {}, {}

    def make(plan, name, width):
        if plan not in summaries:
            path = factory.write(tmp_path_factory.mktemp("results"), factory.document(PLANS[plan]))
            summaries[plan] = summarise(results.load(path))
        if (plan, name, width) not in figures:
            figures[plan, name, width] = drawn(summaries[plan], name, width)
        return figures[plan, name, width]

    return make


def texts(figure):
    """The texts that are drawn: not the labels of ticks that lie outside the limits."""
    axes = [axes for parent in figure.axes for axes in (parent, *parent.child_axes)]
    both = [axis for a in axes for axis in (a.xaxis, a.yaxis)]
    every = {id(t) for axis in both for tick in axis.get_major_ticks() + axis.get_minor_ticks() for t in (tick.label1, tick.label2)}
    seen = {id(t) for axis in both for tick in axis._update_ticks() for t in (tick.label1, tick.label2)}
    found = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
    return [t for t in found if id(t) not in every or id(t) in seen]


def shown_boxes(figure):
    renderer = figure.canvas.get_renderer()
    with style.settings():
        return [(text, text.get_window_extent(renderer)) for text in texts(figure)]


@pytest.mark.parametrize(("plan", "name", "width"), CASES)
def test_no_text_overlaps_another_or_leaves_the_page_or_is_too_small(figure_of, plan, name, width):
    figure = figure_of(plan, name, width)
    boxes = shown_boxes(figure)
    assert len(boxes) > 8
    page = figure.bbox
    for text, box in boxes:
        assert text.get_fontsize() >= style.SMALLEST_PT, text.get_text()
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
    for expected in ("4.18 ms · 5.6×", "local sum 0.744 ms", "bound 1.70 ms", "tuning 6.6×", "In place, spinning ↻",
                     "500x9111, 36.4 MB", "not run: no huge pages are reserved", "Shared memory in huge pages",
                     "⚠ may change the ranking: the two vCPUs may share a core", "total, ms (log)"):  # fmt: skip
        assert expected in shown
    foot = next(text for text in shown if "AMD EPYC 7763" in text)
    assert "cpu0>cpu1" in foot and "n = 7 rounds × 6 transfers" in foot and "commit 1a2b3c4d5e" in foot


def test_warm_is_filled_cold_is_hollow_and_both_lie_where_they_were_planted(summary_of):
    figure = drawn(summary_of(Plan(noise=0, shapes=((500, 9111),), transports=factory.NINE[:1])), "headline", style.WIDE_MM)
    phases = factory.NINE[0].phases(36_444_000)
    total = (phases["transfer"] + phases["compute"] + phases["reply"]) / 1e6
    dots = {line.get_marker() + str(line.get_markerfacecolor()): line.get_xdata()[0] for line in figure.axes[0].lines
            if line.get_marker() in ("D", "|")}  # fmt: skip
    assert dots["D#D55E00"] == pytest.approx(total)
    assert dots["Dwhite"] == pytest.approx(2.5 * total)
    assert dots["|#D55E00"] == pytest.approx(phases["transfer"] / 1e6)


def test_one_round_draws_no_interval_and_says_why(figure_of):
    figure = figure_of("one round", "headline", style.WIDE_MM)
    assert "warm median, too few rounds for an interval" in [t.get_text() for t in texts(figure)]


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
    assert kept == [key for key in order if key in kept] and len(kept) == 7
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
            return save.rendered(FIGURES[name](summary, style.NARROW_MM), format_)

    few = Plan(transports=factory.NINE[:4], rounds=6, transfers=2, shapes=((170, 9111),))
    first = bytes_of(few)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert bytes_of(few) == first
    assert bytes_of(few.but(seed=2)) != first
    streams = b"".join(zlib.decompress(s) for s in re.findall(rb"stream\r?\n(x.*?)\r?\nendstream", first, re.DOTALL)) if format_ == "pdf" else b""
    assert not re.search(rb"CreationDate|<dc:date>|Matplotlib v", first + streams)


def test_a_users_own_settings_change_nothing(summary_of):
    import matplotlib

    summary = summary_of(Plan(shapes=((500, 9111),)))
    with style.settings():
        first = save.rendered(FIGURES["headline"](summary, 86.0), "svg")
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9, "axes.grid": True, "savefig.bbox": "tight"}):
        with style.settings():
            assert save.rendered(FIGURES["headline"](summary, 86.0), "svg") == first


def test_captions_name_what_n_interval_machine_and_commit(summary_of):
    for name in FIGURES:
        text = caption(name, summary_of(MANY), style.WIDE_MM)
        for part in ("n = 7 rounds of 6 transfers", "AMD EPYC 7763, 2 vCPUs (KVM)", "epyc-2c-kvm-3f9a01", "cpu0>cpu1",
                     "commit 1a2b3c4d5e", "Shared memory in huge pages (no huge pages are reserved)", "may share a core"):  # fmt: skip
            assert part in text
        assert text.count("\n") == 1
    assert "95 % intervals" in caption("headline", summary_of(MANY), style.WIDE_MM)
    assert "Shown is 500x9111 alone" in caption("cold", summary_of(MANY), style.NARROW_MM)
    assert "Shown is" not in caption("cold", summary_of(MANY), style.WIDE_MM)
    assert "those of 500x9111" in caption("headline", summary_of(MANY), style.NARROW_MM)
    assert "the same computation" in caption("headline", summary_of(MANY), style.WIDE_MM)


def test_a_narrow_figure_shows_the_plain_and_the_best_of_many_transports_and_says_so(summary_of):
    summary = summary_of(MANY)
    for name in ("headline", "share", "cold", "cpu"):
        shown = [t.get_text() for t in texts(drawn(summary, name, style.NARROW_MM))]
        assert "process_vm_writev" in shown or "process_vm_readv" in shown
        assert "Pipe" in shown and "FIFO" not in shown and "FIFO" in [t.get_text() for t in texts(drawn(summary, name, style.WIDE_MM))]
        said = caption(name, summary, style.NARROW_MM)
        assert "of 32: the plain one and the best of each mechanism" in said
        assert "the plain one and the best" not in caption(name, summary, style.WIDE_MM)
    assert "of 9:" not in caption("headline", summary_of(Plan()), style.NARROW_MM), "few are all shown"


def test_the_key_explains_no_mark_that_no_row_has(summary_of):
    content = factory.document(Plan(noise=0))
    for item in content["benchmarks"]:
        if item["ipc"]["row"] == "transfer/pipe/170x9111":
            item["ipc"]["samples"]["prepare_ns"] = [10**9] * 6
    summary = summary_of(content)
    explained = [any(t.get_text().startswith("p prepare over") for t in texts(drawn(summary, "headline", width))) for width in (86.0, 178.0)]
    assert explained == [False, True], "the figures beside a narrow panel are those of the largest shape"


def test_a_narrow_share_explains_no_bound_that_another_shape_has(summary_of):
    content = factory.document(Plan(noise=0))
    for item in content["benchmarks"]:
        if item["ipc"]["row"] == "bound/memcpy_nt/500x9111":
            item["ipc"]["samples"]["transfer_ns"] = [10**9] * 6
    summary = summary_of(content)
    dashed = [any(t.get_text().startswith("bound: the faster") for t in texts(drawn(summary, "share", width))) for width in (86.0, 178.0)]
    assert dashed == [False, True]


def test_without_cpu_times_the_figure_of_them_is_left_out_by_name(summary_of):
    old, new = Plan(usage=False, rounds=2), Plan(rounds=2)
    assert "no CPU times" in lacking("cpu", summary_of(old)) and lacking("headline", summary_of(old)) is None
    assert lacking("cpu", summary_of(new)) is None


def test_of_very_many_shapes_eight_are_drawn_the_outermost_among_them(summary_of):
    summary = summary_of(Plan(shapes=tuple((n, 100) for n in range(1, 31)), transports=factory.NINE[:1], rounds=1, transfers=2))
    shapes = [str(shape) for shape in drawable(summary).shapes]
    assert len(shapes) == 8 and shapes[0] == "1x100" and shapes[-1] == "30x100"


def test_free_places_touch_nothing_and_are_near():
    assert scale.free_place([(10, 20)], 50, 8, 15) == 2
    assert scale.free_place([(5, 20)], 50, 8, 10) == 20
    assert scale.free_place([(5, 45)], 50, 8, 10) is None
    assert scale.free_place([], 50, 8, 0) == 0


@pytest.mark.parametrize("span", [(0.00005, 0.2), (0.1, 500), (0.9, 1.7), (1e-6, 1e6), (3.0, 3.1)])
@pytest.mark.parametrize("width", [20, 45, 120])
def test_labels_of_ticks_stand_apart(span, width):
    axis = scale.LogScale(*span, width)
    ticks = axis.ticks(1.0, "×", 6.0)
    assert len(ticks) > 1 or width == 20, "one label tells no scale"
    for (a, text_a), (b, text_b) in zip(ticks, ticks[1:]):
        assert axis.mm(b) - axis.mm(a) > (text_mm(text_a, 6.0) + text_mm(text_b, 6.0)) / 2


def test_text_is_broken_to_the_millimetre():
    lines = wrap_mm("a label of many words that go on and on " + "x" * 100, 7.0, 30.0, 4)
    assert 1 < len(lines) <= 4 and all(text_mm(line, 7.0) <= 30.0 for line in lines) and lines[-1].endswith("…")


@pytest.mark.parametrize("name", FIGURES)
def test_a_kernel_with_control_characters_leaves_a_figure_that_can_be_parsed(summary_of, name):
    content = factory.document(Plan(rounds=2, transfers=2, transports=factory.NINE[:1], kernel="odd\x1b[2J\nkernel\x00"))
    figure = drawn(summary_of(content), name, style.NARROW_MM)
    assert not any("\n" in t.get_text() or "\x1b" in t.get_text() for t in texts(figure))
    with style.settings():
        xml.dom.minidom.parseString(save.rendered(figure, "svg"))


def test_the_few_transports_of_a_figure_are_of_every_family_or_the_caption_says_so(summary_of):
    plain = Plan(rounds=2, transfers=2, shapes=((170, 9111),))
    summary = summary_of(plain.but(transports=factory.NINE + factory.MORE))
    assert {t.family for t in chosen(summary)} == set(summary.families())
    for name in ("moving", "distribution"):
        assert "for 7 of 32 transports (the best in place, the best that copies, the plain pipe, the best of each family)" in caption(name, summary, 178.0)
    families = ("shared_memory", "shared_memory", "pipe", "kernel_copy", "socket", "library", "message_queue")
    eight = [Spec(f"k{i}", f"Kind {i}", family, min(i, 2), 30.0 / (i + 1)) for i, family in enumerate(families)]
    crowded = summary_of(plain.but(transports=(*eight, Spec("pipe", "Pipe", "pipe", 2, 1.0))))
    assert "the best of 5 of 6 families" in caption("moving", crowded, 178.0)
    assert "for all 9 transports" not in caption("moving", summary_of(plain), 178.0)
    assert "for all 2 transports" in caption("moving", summary_of(plain.but(transports=factory.NINE[:2])), 178.0)


def test_the_caption_of_shares_says_what_that_of_an_overlapped_row_is(summary_of):
    assert "of rows marked o, memcpy and then local over the total" in caption("share", summary_of(MANY), 178.0)
    assert "marked o" not in caption("share", summary_of(Plan()), 178.0)


def test_labels_below_a_heading_do_not_repeat_it_and_none_is_empty(summary_of):
    specs = (Spec("shm_copy_tuned", "Shared memory, copied in, tuned", "shared_memory", 1, 9.0), Spec("a", "Shared memory, ", "shared_memory", 1, 8.0),
             Spec("pipe_tuned", "Pipe, tuned", "pipe", 2, 5.0), Spec("nameless", "", "pipe", 2, 4.0))  # fmt: skip
    summary = summary_of(Plan(rounds=2, transfers=2, transports=specs))
    labels = [ladder.short_label(t, style.family(t.family).title) for t in summary.measured]
    assert labels == ["Copied in, tuned", "Shared memory,", "Pipe, tuned", "nameless"]


def segments(axes):
    """The lines of a panel that are more than a dot, in pixels: whole ones, and those that join plain and tuned."""
    lines = [line for line in axes.lines if len(line.get_xdata()) == 2 and line.get_zorder() in (1, 2)]
    return [line.get_transform().transform(line.get_xydata()) for line in lines]


def crosses(box, segment):
    """Whether a segment enters a box that is a little smaller: sampled, since both are long."""
    (x0, y0), (x1, y1) = segment
    points = [(x0 + (x1 - x0) * i / 400, y0 + (y1 - y0) * i / 400) for i in range(401)]
    return any(box.x0 + 1 < x < box.x1 - 1 and box.y0 + 1 < y < box.y1 - 1 for x, y in points)


@pytest.mark.parametrize(("plan", "width"), itertools.product(PLANS, (style.NARROW_MM, style.WIDE_MM)))
def test_no_text_in_a_panel_of_the_headline_stands_on_a_line(figure_of, plan, width):
    for axes in figure_of(plan, "headline", width).axes:
        lines = segments(axes)
        for text in axes.texts:
            box = text.get_window_extent(axes.figure.canvas.get_renderer())
            assert not any(crosses(box, line) for line in lines), text.get_text()


def test_lines_to_compare_with_are_named_even_where_room_is_scarce(figure_of, summary_of):
    for plan in ("nine", "many", "three shapes"):
        shown = [t.get_text() for t in texts(figure_of(plan, "headline", style.WIDE_MM))]
        shapes = len(summary_of(PLANS[plan]).shapes)
        assert sum(text.startswith("bound ") for text in shown) == shapes == sum(text.startswith("local sum ") for text in shown)


def test_a_band_that_holds_for_one_shape_is_not_drawn_for_several(figure_of):
    for width, expected in ((style.NARROW_MM, 0), (style.WIDE_MM, 1)):
        shown = [t.get_text() for t in texts(figure_of("nine", "headline", width))]
        assert shown.count("faster than computing here") == expected


@pytest.mark.parametrize("most", [1.004, 1.11, 1.4, 3.0, 100.0])
@pytest.mark.parametrize("width", [16.0, 40.0])
def test_an_axis_of_ratios_has_a_label_on_either_side(most, width):
    labels = _ratio_ticks(scale.LogScale(1 / most, most, width), style.type_for(178.0))
    assert len(labels) == 3 and labels[0][1] == labels[2][1] != ""
