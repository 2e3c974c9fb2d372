"""Results whose crossings are known, for tests of what is measured to prove the verdict."""

import factory
import farming
import pytest
from factory import Plan, Spec
from farming import farm_row
from ipcbench.analysis.measured_run import MeasuredRun
from ipcbench.analysis.proved import prove

MS = 1_000_000
SIZE = 8 * farming.SHAPE[0] * farming.SHAPE[1]
LOCAL_NS = factory.planted_local_ns(SIZE)
FILLING_NS = round(SIZE / 6.0) + 500
QUIET = Plan(noise=0, shapes=(farming.SHAPE,))


def crossing_at(key, compute_ns, **facts):
    """A transport from which two workers gain from this compute on: they are the limit, and the producer sends at once."""
    total = LOCAL_NS + FILLING_NS + compute_ns
    plant = {"transfer": total - 200_010, "compute": 199_000, "reply": 1_000, "sent": 1, "release": 10}
    return Spec(key, key, "pipe", facts.pop("copies", 2), None, plant=plant, **facts)


FOUR = tuple(crossing_at(key, 5 * MS) for key in ("pipe", "unix_stream", "posix_mq", "shm_copy"))


def handing(*specs, content=None):
    """A document of these transports, on four CPUs, with local/fma_8."""
    content = content or factory.document(QUIET.but(transports=specs))
    content["ipcbench"]["environment"]["allowed_cpus"] = 4
    return farming.with_fma(content)


@pytest.fixture
def proof_of(summary_of):
    """The proof of a document that hands over and rows of a pool."""

    def make(content, *rows, **changes):
        return prove(MeasuredRun(summary_of(content), summary_of(farming.pool(*rows, **changes))))

    return make


def both_sides(key, below=0.8, above=1.3, **facts):
    """Rows on both sides of a crossing at 5 ms."""
    return farm_row(key, "fma_16", below, **facts), farm_row(key, "fma_32", above, **facts)
