#include "os/io_ring.hpp"

#ifdef IPCBENCH_LIBURING_VERSION

#include <liburing.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "ipcbench/errors.hpp"
#include "ipcbench/waiting.hpp"

namespace ipcbench::os {
namespace {

constexpr unsigned most_requests = 2;                      // one, and the one that takes it back
constexpr std::size_t most_bytes = std::size_t{1} << 30U;  // a request's length has 32 bits, a call moves 2 GiB at most

std::string mend_of(int error_number) {
  switch (error_number) {
    case EPERM:
      return "sudo sysctl kernel.io_uring_disabled=0 (in a container: a seccomp profile that allows io_uring_setup)";
    case ENOSYS:
      return "a Linux built with CONFIG_IO_URING (in a container: a seccomp profile that allows io_uring_setup)";
    case ENOMEM:
      return "raise the limit of locked memory (ulimit -l)";
    default:
      return {};
  }
}

}  // namespace

struct IoRing::Queues {
  Queues() {
    const int result = set_up();
    if (result < 0) throw SystemError("io_uring_setup()", -result, mend_of(-result));
    if ((ring.features & IORING_FEAT_EXT_ARG) != 0) return;
    ::io_uring_queue_exit(&ring);
    throw Error("this Linux's io_uring has no wait with a limit.\nTry: Linux 5.11 or newer");
  }
  ~Queues() { ::io_uring_queue_exit(&ring); }
  Queues(const Queues&) = delete;
  Queues& operator=(const Queues&) = delete;

  int set_up() {
#ifdef IORING_SETUP_DEFER_TASKRUN
    // Linux 6.1 and newer goes on with a request when this process waits for it, and interrupts nothing else.
    const int result =
        ::io_uring_queue_init(most_requests, &ring, IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN);
    if (result != -EINVAL) return result;
#endif
    return ::io_uring_queue_init(most_requests, &ring, 0);
  }

  /// Waits for a request to finish, for a slice of time or until a signal comes: liburing knows nothing of
  /// check_wait(). Returns what wait_cqe says; 0 if one has finished, with its result.
  int wait_a_slice(int& result) {
    __kernel_timespec slice{};
    slice.tv_nsec = 100'000'000;
    io_uring_cqe* finished = nullptr;
    const int status = ::io_uring_wait_cqe_timeout(&ring, &finished, &slice);
    if (status != 0) return status;
    result = finished->res;
    ::io_uring_cqe_seen(&ring, finished);
    return 0;
  }

  /// The result of the request that is under way.
  int wait_for_result() {
    for (int result = 0;;) {
      const int status = wait_a_slice(result);
      if (status == 0) return result;
      if (status != -ETIME && status != -EINTR) throw SystemError("io_uring_wait_cqe_timeout()", -status);
      check_wait();
    }
  }

  void submit() {
    const int result = ::io_uring_submit(&ring);
    if (result < 0) throw SystemError("io_uring_submit()", -result);
  }

  /// Takes back the request that is under way, and waits until both have finished: a second at most.
  void take_back() noexcept {
    io_uring_sqe* const request = ::io_uring_get_sqe(&ring);
    ::io_uring_prep_cancel(request, this, 0);
    ::io_uring_sqe_set_data(request, nullptr);
    ::io_uring_submit(&ring);
    int result = 0;
    for (int slice = 0, finished = 0; slice < 10 && finished < 2; ++slice) {
      if (wait_a_slice(result) == 0) ++finished;
    }
  }

  /// Makes the request that `prepare` writes down. Returns as a system call does, errno included.
  template <typename Prepare>
  ssize_t make(Prepare prepare) {
    io_uring_sqe* const request = ::io_uring_get_sqe(&ring);
    prepare(request);
    ::io_uring_sqe_set_data(request, this);
    submit();
    int result = 0;
    try {
      result = wait_for_result();
    } catch (...) {
      take_back();
      throw;
    }
    if (result >= 0) return result;
    errno = -result;
    return -1;
  }

  io_uring ring{};
};

IoRing::IoRing() : queues_(std::make_unique<Queues>()) {}
IoRing::~IoRing() = default;

void IoRing::send_all(const Fd& socket, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const auto part = bytes.first(std::min(bytes.size(), most_bytes));
    // Linux 5.19 and newer goes on by itself once there is room again; an older one says how much it has sent.
    const auto prepare = [&](io_uring_sqe* request) {
      ::io_uring_prep_send(request, socket.get(), part.data(), part.size(), MSG_WAITALL | MSG_NOSIGNAL);
    };
    bytes = bytes.subspan(retried([&] { return queues_->make(prepare); }, "send() by io_uring"));
  }
}

void IoRing::receive_all(const Fd& socket, std::span<std::byte> bytes) {
  while (!bytes.empty()) {
    const auto part = bytes.first(std::min(bytes.size(), most_bytes));
    const auto prepare = [&](io_uring_sqe* request) {
      ::io_uring_prep_recv(request, socket.get(), part.data(), part.size(), MSG_WAITALL);
    };
    const std::size_t count = retried([&] { return queues_->make(prepare); }, "recv() by io_uring");
    if (count == 0) throw_peer_closed("its end in the middle of a matrix");
    bytes = bytes.subspan(count);
  }
}

std::string liburing_version() { return IPCBENCH_LIBURING_VERSION; }

}  // namespace ipcbench::os

#else

#include "ipcbench/errors.hpp"

namespace ipcbench::os {

struct IoRing::Queues {};

IoRing::IoRing() {
  throw Error("this build has no liburing.\nTry: sudo apt-get install liburing-dev, and build again");
}
IoRing::~IoRing() = default;
void IoRing::send_all(const Fd&, std::span<const std::byte>) {}
void IoRing::receive_all(const Fd&, std::span<std::byte>) {}
std::string liburing_version() { return {}; }

}  // namespace ipcbench::os

#endif
