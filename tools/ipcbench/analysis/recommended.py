"""Which transport to take of several that cannot be told apart: the first in a list, which docs/transports.md prints."""

from __future__ import annotations

from ipcbench.analysis.rows import Subject

#: Sleeping before spinning, plain before tuned, in place before copied; then what fewer surprises come with.
ORDER = (
    *("shm_in_place", "boost_shm", "sysv_shm", "mmap_file", "memfd_reused", "shm_huge", "memfd", "fork_inherit"),
    *("shm_copy", "shm_copy_out", "shm_ring", "shm_ring_stream", "process_vm_readv", "process_vm_writev", "process_vm_both"),
    *("unix_stream", "unix_seqpacket", "unix_dgram", "pipe", "fifo", "tcp_loopback"),
    *("posix_mq", "sysv_mq", "boost_mq", "vmsplice", "io_uring", "tcp_zerocopy"),
    *("shm_copy_tuned", "unix_stream_tuned", "pipe_tuned", "tcp_loopback_tuned", "posix_mq_tuned", "boost_mq_tuned"),
    *("shm_in_place_spin", "shm_ring_spin"),
)


def place(subject: Subject) -> tuple[bool, bool, int, str]:
    """What transports are sorted by; one that the list does not know stands behind those of its like."""
    known = ORDER.index(subject.key) if subject.key in ORDER else len(ORDER)
    return subject.waiting == "spinning", subject.tuned, known, subject.name
