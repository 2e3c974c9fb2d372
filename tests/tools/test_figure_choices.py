"""Figures: what is drawn of many rows and shapes, what is said of it, and where labels stand."""

import itertools
import xml.dom.minidom
from dataclasses import replace

import factory
import pytest
from factory import Plan, Spec
from ipcbench.figures.frame import ladder, rendering, scale, style
from ipcbench.figures.frame.capacity import drawable
from ipcbench.figures.frame.captions import caption
from ipcbench.figures.frame.choice import chosen
from ipcbench.figures.frame.measure import text_mm, wrap_mm
from ipcbench.figures.frame.profile import PROFILES, drawn_for
from ipcbench.figures.frame.ratio_panels import _ratio_ticks
from ipcbench.words import families
from figure_plans import FIGURES, MANY, PLANS, drawn, figure_of, texts


def test_a_users_own_settings_change_nothing(summary_of):
    import matplotlib

    summary = summary_of(Plan(shapes=((500, 9111),)))
    with style.settings():
        first = rendering.rendered(FIGURES["headline"].draw(summary, 86.0), "svg")
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9, "axes.grid": True, "savefig.bbox": "tight"}):
        with style.settings():
            assert rendering.rendered(FIGURES["headline"].draw(summary, 86.0), "svg") == first


def test_captions_name_what_n_interval_machine_and_commit(summary_of):
    for name in FIGURES:
        text = caption(FIGURES[name], summary_of(MANY), style.WIDE_MM)
        for part in ("n = 7 rounds of 6 transfers", "AMD EPYC 7763, 2 vCPUs (KVM)", "epyc-2c-kvm-3f9a01", "cpu0>cpu1",
                     "commit 1a2b3c4d5e", "Shared memory in huge pages (no huge pages are reserved)", "may share a core"):  # fmt: skip
            assert part in text
        assert text.count("\n") == 1
    assert "95 % intervals" in caption(FIGURES["headline"], summary_of(MANY), style.WIDE_MM)
    assert "Shown is 500x9111 alone" in caption(FIGURES["cold"], summary_of(MANY), style.NARROW_MM)
    assert "Shown is" not in caption(FIGURES["cold"], summary_of(MANY), style.WIDE_MM)
    assert "those of 500x9111" in caption(FIGURES["headline"], summary_of(MANY), style.NARROW_MM)
    assert "the same computation" in caption(FIGURES["headline"], summary_of(MANY), style.WIDE_MM)


def test_a_narrow_figure_shows_the_plain_and_the_best_of_many_transports_and_says_so(summary_of):
    summary = summary_of(MANY)
    for name in ("headline", "share", "cold", "cpu"):
        shown = [t.get_text() for t in texts(drawn(summary, name, style.NARROW_MM))]
        assert "process_vm, both sides" in shown and "process_vm_readv" not in shown
        assert "Pipe" in shown and "FIFO" not in shown
        assert "of 33: the plain one and the best of each mechanism" in caption(FIGURES[name], summary, style.NARROW_MM)
        with drawn_for(replace(PROFILES["report"], everything=True)):
            assert "FIFO" in [t.get_text() for t in texts(drawn(summary, name, style.WIDE_MM))]
            assert "the plain one and the best" not in caption(FIGURES[name], summary, style.WIDE_MM)
    assert "of 9:" not in caption(FIGURES["headline"], summary_of(Plan()), style.NARROW_MM), "few are all shown"


def test_the_key_explains_no_mark_that_no_row_has(summary_of):
    streamed = next(spec for spec in factory.MORE if spec.overlapped)
    for transports, expected in ((factory.NINE, [False, False]), ((*factory.NINE, streamed), [True, True])):
        summary = summary_of(Plan(noise=0, transports=transports))
        explained = [any(t.get_text().startswith("o overlapped") for t in texts(drawn(summary, "headline", width))) for width in (86.0, 178.0)]
        assert explained == expected


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
    assert "no CPU times" in FIGURES["cpu"].lacking(summary_of(old)) and FIGURES["headline"].lacking(summary_of(old)) is None
    assert FIGURES["cpu"].lacking(summary_of(new)) is None


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
        xml.dom.minidom.parseString(rendering.rendered(figure, "svg"))


def test_the_few_transports_of_a_figure_are_of_every_family_or_the_caption_says_so(summary_of):
    plain = Plan(rounds=2, transfers=2, shapes=((170, 9111),))
    summary = summary_of(plain.but(transports=factory.NINE + factory.MORE))
    assert {t.family for t in chosen(summary)} == set(summary.families())
    for name in ("moving", "distribution"):
        assert "for 8 of 33 transports (the best in place, the best that copies, the plain pipe, the best of each family)" in caption(FIGURES[name], summary, 178.0)
    families = ("shared_memory", "shared_memory", "pipe", "kernel_copy", "socket", "library", "message_queue", "other")
    eight = [Spec(f"k{i}", f"Kind {i}", family, min(i, 2), 30.0 / (i + 1)) for i, family in enumerate(families)]
    crowded = summary_of(plain.but(transports=(*eight, Spec("pipe", "Pipe", "pipe", 2, 1.0))))
    assert "the best of 6 of 7 families" in caption(FIGURES["moving"], crowded, 178.0)
    assert "for all 9 transports" not in caption(FIGURES["moving"], summary_of(plain), 178.0)
    assert "for all 2 transports" in caption(FIGURES["moving"], summary_of(plain.but(transports=factory.NINE[:2])), 178.0)


def test_the_caption_of_shares_says_what_that_of_an_overlapped_row_is(summary_of):
    assert "of rows marked o, memcpy and then computing here over the total" in caption(FIGURES["share"], summary_of(PLANS["overlapped"]), 178.0)
    assert "marked o" not in caption(FIGURES["share"], summary_of(Plan()), 178.0)


def test_labels_below_a_heading_do_not_repeat_it_and_none_is_empty(summary_of):
    specs = (Spec("shm_copy_tuned", "Shared memory, copied in, tuned", "shared_memory", 1, 9.0), Spec("a", "Shared memory, ", "shared_memory", 1, 8.0),
             Spec("pipe_tuned", "Pipe, tuned", "pipe", 2, 5.0), Spec("nameless", "", "pipe", 2, 4.0))  # fmt: skip
    summary = summary_of(Plan(rounds=2, transfers=2, transports=specs))
    labels = [ladder.short_label(t, families.title(t.family)) for t in summary.measured]
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
        assert sum(text.startswith("bound ") for text in shown) == shapes == sum(text.startswith("here: sum ") for text in shown)


def test_a_band_that_holds_for_one_shape_is_not_drawn_for_several(figure_of):
    for width, expected in ((style.NARROW_MM, 0), (style.WIDE_MM, 1)):
        shown = [t.get_text() for t in texts(figure_of("nine", "headline", width))]
        assert shown.count("faster than computing here") == expected


@pytest.mark.parametrize("most", [1.004, 1.11, 1.4, 3.0, 100.0])
@pytest.mark.parametrize("width", [16.0, 40.0])
def test_an_axis_of_ratios_has_a_label_on_either_side(most, width):
    labels = _ratio_ticks(scale.LogScale(1 / most, most, width), style.type_for(178.0))
    assert len(labels) == 3 and labels[0][1] == labels[2][1] != ""
