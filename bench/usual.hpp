/// The rows of a suite that most people want: a choice of transports that covers each mechanism.
#pragma once

namespace ipcbench::bench {

/// A regular expression on the keys of transports.
inline constexpr const char* usual_transports =
    "(pipe|pipe_tuned|posix_mq|posix_mq_tuned|unix_stream|unix_stream_tuned|tcp_loopback|shm_in_place|shm_copy|"
    "shm_copy_tuned|shm_ring|process_vm_readv|process_vm_both)";

}  // namespace ipcbench::bench
