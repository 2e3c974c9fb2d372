"""Questions whose true answers are known, for tests of tools/advise."""

import factory
import farming
from factory import Plan, Spec
from ipcbench.analysis.measured_run import MeasuredRun
from ipcbench.analysis.question import Question, shape_of

MS = 1_000_000
SHAPE = shape_of("500x9111")
LOCAL_NS = factory.planted_local_ns(SHAPE.bytes)
FILLING_NS = round(SHAPE.bytes / 6.0) + 500
QUIET = Plan(noise=0, shapes=(farming.SHAPE,))


def spec(key, total_ms, sent_ms, copies=1, **facts):
    """A transport with this total and this time in send(); it releases at once."""
    total = round(total_ms * MS)
    plant = {"transfer": total - LOCAL_NS - 1000, "compute": LOCAL_NS, "reply": 1000, "sent": round(sent_ms * MS), "release": 1}
    return Spec(key, key, facts.pop("family", "pipe"), copies, None, plant=plant | facts.pop("plant", {}), **facts)


#: The first busies its workers, the second its producer, the third neither: it is born in shared memory.
SLOW, BUSY, BORN = spec("slow", 20, 0.5), spec("busy", 11, 10), spec("born", 8, 0.2, copies=0, family="shared_memory")
THREE = (SLOW, BUSY, BORN)


def run_of(summary_of, *specs, cpus=16, plan=QUIET, pool=None):
    content = factory.document(plan.but(transports=specs))
    content["ipcbench"]["environment"]["allowed_cpus"] = cpus
    return MeasuredRun(summary_of(farming.with_fma(content)), pool)


def asked(compute_ms, workers=2, **facts):
    return Question(SHAPE, compute_ms * MS, workers, extrapolate=True, **facts)


def truth(one, compute_ms, workers, cpus=16):
    """What a matrix of a stream takes (ns): the slowest of the producer, the workers, and the CPUs where they are scarce."""
    phases, compute = one.phases(SHAPE.bytes), compute_ms * MS
    total = phases["transfer"] + phases["compute"] + phases["reply"] + phases["release"]
    found = [phases["prepare"] + phases["sent"], (max(phases["prepare"], FILLING_NS) + total - LOCAL_NS + compute) / workers]
    if cpus <= workers:
        busy = phases["sent"] + (phases["transfer"] // 2 if one.copies else 0) + phases["compute"]
        found.append((phases["prepare"] + busy - phases["compute"] + compute) / cpus)
    return max(found)
