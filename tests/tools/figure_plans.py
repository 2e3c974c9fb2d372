"""What the tests of figures draw: plans of results, and what is seen in a figure."""

import itertools
from dataclasses import replace

import factory
import pytest
from factory import Plan, Spec
from ipcbench.analysis.summaries import summarise
from ipcbench.figures.catalogue import of_results
from ipcbench.figures.frame import style
from ipcbench.result import reader
from matplotlib.text import Text

FIGURES = of_results()
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
        figure = FIGURES[name].draw(summary, width)
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
            summaries[plan] = summarise(reader.load(path))
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
