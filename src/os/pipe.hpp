/// Pipes, with and without a name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "ipcbench/fd.hpp"

namespace ipcbench::os {

struct Pipe {
  Fd read_end;
  Fd write_end;
};

/// pipe2(2).
Pipe make_pipe();

/// A FIFO in the folder for temporary files ($TMPDIR, else /tmp), opened at both ends and already unlinked.
Pipe make_fifo();

/// What the pipe holds at most (F_GETPIPE_SZ).
std::int64_t pipe_bytes(const Fd& end);

/// Makes the pipe hold so much; Linux rounds up to a power of two. Throws SystemError beyond
/// /proc/sys/fs/pipe-max-size, or once this user's pipes hold more than pipe-user-pages-soft (pipe(7)).
void set_pipe_bytes(const Fd& end, std::size_t bytes);

/// Maps the pages of `bytes` into the pipe, without a copy (vmsplice(2)): they must not change until they are read.
void splice_all(const Fd& write_end, std::span<const std::byte> bytes);

/// Waits until the reader has copied all that was written (FIONREAD counts under the lock under which a read copies).
void wait_until_drained(const Fd& write_end);

}  // namespace ipcbench::os
