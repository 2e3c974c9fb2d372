"""The limits that hold transports back, and from which values on they do not: data only, with the source of each.

Wanted is what the tuned transports ask for at most (src/transports/), and what two matrices of the default shapes need.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ipcbench.doctor.limit import Limit, chosen_word, meminfo, rlimit, space, sysctl

MIB = 1 << 20
_PAGE = os.sysconf("SC_PAGE_SIZE")
_TUNED_PIPES = ("pipe_tuned", "vmsplice")
_TUNED_SOCKETS = ("unix_stream_tuned", "unix_seqpacket", "unix_dgram", "tcp_loopback_tuned", "io_uring")
_IN_DEV_SHM = ("shm_copy", "shm_copy_tuned", "shm_copy_out", "shm_in_place", "shm_in_place_spin", "shm_ring", "shm_ring_spin",
               "shm_ring_stream", "boost_shm", "boost_mq", "boost_mq_tuned")  # fmt: skip


def _huge_pages(size_bytes: int) -> int:
    """How many hold that much here: of 2 MiB on most machines, of 512 MiB where a page is 64 KiB."""
    try:
        of_one = int(Path("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size").read_text(encoding="ascii"))
    except (OSError, ValueError):
        of_one = 2 * MIB
    return -(-size_bytes // of_one)


def _kernel(name: str, group: str, unit: str, source: str, transports: tuple[str, ...] = (), wanted: int | None = None, **more: Any) -> Limit:
    """A sysctl, changed by sysctl(8)."""
    change = f"sudo sysctl {name}="
    return Limit(name, group, unit, sysctl(name), source, transports, wanted, mend=change + "{wanted}", undo=change + "{value}", **more)


def _process(name: str, group: str, title: str, unit: str, transports: tuple[str, ...], wanted: int, hard: bool = False) -> Limit:
    """A resource limit, changed for a shell and what it starts by prlimit(1); the soft one unless `hard`."""
    change = f"sudo prlimit --pid $$ --{name.removeprefix('RLIMIT_').lower()}="
    mend, undo = ("{wanted}:{wanted}", "{value}:{value}") if hard else ("{wanted}:", "{value}:")
    read = rlimit(title, hard)
    return Limit(name, group, unit, read, "getrlimit(2)", transports, wanted, mend=change + mend, undo=change + undo)


LIMITS = (
    _kernel("fs.pipe-max-size", "pipe", "bytes", "pipe(7)", _TUNED_PIPES, MIB, binds=("pipe_bytes", 1)),
    _kernel("fs.pipe-user-pages-soft", "pipe", "pages", "pipe(7)", _TUNED_PIPES, 4 * MIB // _PAGE, off=0, binds=("pipe_bytes", _PAGE)),
    _kernel("fs.mqueue.msg_max", "mqueue", "", "mq_overview(7)", ("posix_mq_tuned",), 10, binds=("messages", 1)),
    _kernel("fs.mqueue.msgsize_max", "mqueue", "bytes", "mq_overview(7)", ("posix_mq_tuned",), MIB, binds=("message_bytes", 1)),
    _kernel("fs.mqueue.queues_max", "mqueue", "", "mq_overview(7)", ("posix_mq", "posix_mq_tuned"), 1),
    _process("RLIMIT_MSGQUEUE", "mqueue", "Max msgqueue size", "bytes", ("posix_mq_tuned",), 16 * MIB, hard=True),
    _kernel("kernel.msgmax", "System V", "bytes", "msgget(2)", ("sysv_mq",)),
    _kernel("kernel.msgmnb", "System V", "bytes", "msgget(2)", ("sysv_mq",)),
    _kernel("kernel.msgmni", "System V", "", "msgget(2)", ("sysv_mq",), 1),
    _kernel("kernel.shmmax", "System V", "bytes", "shmget(2)", ("sysv_shm",), 64 * MIB),
    _kernel("kernel.shmall", "System V", "pages", "shmget(2)", ("sysv_shm",), 64 * MIB // _PAGE),
    _kernel("net.core.wmem_max", "sockets", "bytes", "socket(7)", _TUNED_SOCKETS, 4 * MIB, binds=("sndbuf_bytes", 2)),
    _kernel("net.core.rmem_max", "sockets", "bytes", "socket(7)", ("tcp_loopback_tuned",), 4 * MIB, binds=("rcvbuf_bytes", 2)),
    _kernel("net.ipv4.tcp_wmem", "sockets", "bytes", "tcp(7)", ("tcp_loopback", "tcp_zerocopy")),
    _kernel("net.ipv4.tcp_rmem", "sockets", "bytes", "tcp(7)", ("tcp_loopback", "tcp_zerocopy")),
    _kernel("net.core.optmem_max", "sockets", "bytes", "Documentation/networking/msg_zerocopy.rst", ("tcp_zerocopy",), 20480),
    _kernel("net.unix.max_dgram_qlen", "sockets", "", "unix(7)", ("unix_dgram",)),
    _kernel("kernel.io_uring_disabled", "sockets", "", "Documentation/admin-guide/sysctl/kernel.rst", ("io_uring",)),
    _kernel("vm.nr_hugepages", "huge pages", "", "Documentation/admin-guide/mm/hugetlbpage.rst", ("shm_huge",), _huge_pages(40 * MIB), binds=("huge_page_bytes", 0)),
    Limit("HugePages_Free", "huge pages", "", meminfo("HugePages_Free"), "proc_meminfo(5)", ("shm_huge",)),
    Limit("Hugepagesize", "huge pages", "kB", meminfo("Hugepagesize"), "proc_meminfo(5)", ("shm_huge",)),
    Limit("transparent_hugepage/enabled", "huge pages", "word", chosen_word("sys/kernel/mm/transparent_hugepage/enabled"),
          "Documentation/admin-guide/mm/transhuge.rst"),
    Limit("transparent_hugepage/shmem_enabled", "huge pages", "word", chosen_word("sys/kernel/mm/transparent_hugepage/shmem_enabled"),
          "Documentation/admin-guide/mm/transhuge.rst", ("shm_huge",)),
    Limit("/dev/shm, size", "shared memory", "bytes", space("dev/shm", free=False), "tmpfs(5)"),
    Limit("/dev/shm, free", "shared memory", "bytes", space("dev/shm", free=True), "tmpfs(5)", _IN_DEV_SHM, 96 * MIB,
          mend="sudo mount -o remount,size=1G /dev/shm  (in Docker: --shm-size=1g), or remove what lies there",
          undo="sudo mount -o remount,size=50% /dev/shm  (half of the memory, the default)"),
    _kernel("kernel.yama.ptrace_scope", "ptrace", "", "ptrace(2), Yama", ("process_vm_readv", "process_vm_writev", "process_vm_both"), 1, at_most=True),
    _process("RLIMIT_NOFILE", "process", "Max open files", "", (), 256),
    _process("RLIMIT_MEMLOCK", "process", "Max locked memory", "bytes", ("tcp_zerocopy",), 8 * MIB),
)  # fmt: skip
