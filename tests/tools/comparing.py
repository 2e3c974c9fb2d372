"""Pairs of results to compare."""

import factory
from factory import Plan
from ipcbench.analysis.comparison import compare
from ipcbench.analysis.margins import Margins
from ipcbench.analysis.summaries import summarise_costs
from ipcbench.result import reader

SMALL = Plan(transports=factory.NINE[:3], rounds=20, transfers=3)
QUIET = SMALL.but(transports=factory.NINE, noise=0.01)


def compared(paths, margin=0.05):
    return compare(*(summarise_costs(reader.load(path)) for path in paths), Margins(margin))


def slowed(plan, rows, factor):
    content = factory.document(plan)
    for item in content["benchmarks"]:
        if item["ipc"]["row"] in rows:
            for phase in {"transfer_ns", "compute_ns", "reply_ns"} & item["ipc"]["samples"].keys():
                item["ipc"]["samples"][phase] = [round(factor * value) for value in item["ipc"]["samples"][phase]]
    return factory.sealed(content)


def as_pair(a, b, names="AB"):
    """Two documents as one measuring in pairs."""
    for content, side in zip((a, b), names):
        content["ipcbench"]["pair"] = {"id": "0a1b2c3d", "side": side}
    return a, b


def with_protocol(**facts):
    """A change of a document: another plan, and the ids that it has then."""

    def change(content):
        content["ipcbench"]["protocol"] |= facts
        content["ipcbench"] = factory.identify(content["ipcbench"])

    return change


def with_policy(name):
    return with_protocol(placement={"policy": name, "producer_cpu": 0, "consumer_cpu": 1})
