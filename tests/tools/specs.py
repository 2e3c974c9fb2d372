"""Transports to make results of: their speeds, and what they cost, as they might be."""

from __future__ import annotations

from dataclasses import dataclass, field

LOCAL_GBS = 49.0  # what local/sum reads


@dataclass(frozen=True)
class Spec:
    """A transport: `gbs` is its speed (GB/s), None for one that moves nothing; `plant` sets phases in ns outright."""

    key: str
    label: str
    family: str
    copies: int
    gbs: float | None
    latency_ns: int = 9_000
    compute_factor: float = 1.15
    waiting: str = "blocking"
    overlapped: bool = False
    forked: bool = False
    setup_ns: int | None = None
    steps: tuple[float, ...] = ()  # what the totals of the first samples are multiplied by, instead of the plan's cold one
    drift: float = 0.0  # by which share times grow from the first round to the last
    plant: dict[str, int] = field(default_factory=dict)

    def phases(self, size: int) -> dict[str, int]:
        move = self.latency_ns + (0 if self.gbs is None else round(size / self.gbs))
        fill = round(size / 6.0) + 500
        found = {
            "prepare": fill,
            "transfer": move,
            "sent": round(move * 0.96),
            "compute": round(size / LOCAL_GBS * self.compute_factor) + 60,
            "reply": 7_000,
            "release": 900,
        }
        return found | self.plant


NINE = (
    Spec("pipe", "Pipe", "pipe", 2, 0.70),
    Spec("posix_mq", "POSIX message queue", "message_queue", 2, 0.55),
    Spec("boost_mq", "Boost message queue", "message_queue", 2, 2.6),
    Spec("unix_stream", "Unix socket", "socket", 2, 3.4),
    Spec("tcp_loopback", "TCP on loopback", "socket", 2, 2.2),
    Spec("shm_copy", "Shared memory, copied in", "shared_memory", 1, 11.0),
    Spec("shm_in_place", "Shared memory, in place", "shared_memory", 0, None, 28_000, 1.6),
    Spec("shm_in_place_spin", "Shared memory, in place, spinning", "shared_memory", 0, None, 900, 1.6, "spinning"),
    Spec("boost_shm", "Boost shared memory", "shared_memory", 0, None, 35_000, 1.65),
)

MORE = (
    Spec("pipe_tuned", "Pipe, tuned", "pipe", 2, 4.6),
    Spec("fifo", "FIFO", "pipe", 2, 0.68),
    Spec("vmsplice", "Pipe with vmsplice", "pipe", 1, 5.9),
    Spec("posix_mq_tuned", "POSIX message queue, tuned", "message_queue", 2, 3.9),
    Spec("sysv_mq", "System V message queue", "message_queue", 2, 0.9),
    Spec("boost_mq_tuned", "Boost message queue, tuned", "message_queue", 2, 3.1),
    Spec("unix_stream_tuned", "Unix socket, tuned", "socket", 2, 5.0),
    Spec("unix_seqpacket", "Unix socket, sequenced packets", "socket", 2, 2.9),
    Spec("unix_dgram", "Unix socket, datagrams", "socket", 2, 2.7),
    Spec("tcp_loopback_tuned", "TCP on loopback, tuned", "socket", 2, 4.1),
    Spec("tcp_zerocopy", "TCP on loopback, MSG_ZEROCOPY", "socket", 2, 1.9),
    Spec("shm_copy_tuned", "Shared memory, copied in with non-temporal stores", "shared_memory", 1, 18.0),
    Spec("shm_copy_out", "Shared memory, copied in and out", "shared_memory", 2, 6.1),
    Spec("shm_ring", "Ring of slots in shared memory", "shared_memory", 2, 8.0),
    Spec("shm_ring_spin", "Ring of slots in shared memory, spinning", "shared_memory", 2, 9.4, waiting="spinning"),
    Spec("shm_ring_stream", "Ring of slots in shared memory, summed on the way", "shared_memory", 2, 7.0, compute_factor=0.1,
         overlapped=True),
    Spec("sysv_shm", "System V shared memory", "shared_memory", 0, None, 37_000, 1.7),
    Spec("memfd", "memfd, a fresh mapping for each matrix", "shared_memory", 0, None, 60_000, 3.5,
         plant={"release": 400_000, "prepare": 9_000_000}),
    Spec("memfd_reused", "memfd, mapped once", "shared_memory", 0, None, 41_000, 1.6),
    Spec("mmap_file", "Memory-mapped file", "shared_memory", 0, None, 39_000, 1.65),
    Spec("process_vm_readv", "process_vm_readv", "kernel_copy", 1, 5.6),
    Spec("process_vm_writev", "process_vm_writev", "kernel_copy", 1, 5.4),
    Spec("process_vm_both", "process_vm, both sides", "kernel_copy", 1, 8.5),
    Spec("fork_inherit", "Inherited by fork()", "kernel_copy", 0, None, 900_000, 2.0),
)
HUGE = Spec("shm_huge", "Shared memory in huge pages", "shared_memory", 0, None, 27_000, 1.5)
URING = Spec("io_uring", "io_uring, Unix stream socket", "socket", 2, 5.2)
ALL = (*NINE, *MORE, HUGE, URING)  # as many as ipcbench has

UNAVAILABLE = (
    ("shm_huge", "Shared memory in huge pages", "no huge pages are reserved", "sysctl vm.nr_hugepages=64"),
    ("io_uring", "io_uring, Unix stream socket", "io_uring_setup: Operation not permitted (EPERM)", "kernel.io_uring_disabled=0"),
)
