#include "os/zero_copy.hpp"

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "ipcbench/errors.hpp"
#include "os/io.hpp"
#include "os/watch.hpp"

namespace ipcbench::os {

ZeroCopySocket::ZeroCopySocket(Fd socket) : socket_(std::move(socket)) {
  const int on = 1;
  checked(::setsockopt(socket_.get(), SOL_SOCKET, SO_ZEROCOPY, &on, sizeof on), "setsockopt(SO_ZEROCOPY)",
          "Linux 4.14 or newer");
}

void ZeroCopySocket::send_all(std::span<const std::byte> bytes, std::size_t write_bytes) {
  while (!bytes.empty()) {
    const auto piece = bytes.first(std::min(bytes.size(), write_bytes));
    const std::size_t sent = retried(
        [&] {
          const ssize_t result = ::send(socket_.get(), piece.data(), piece.size(), MSG_ZEROCOPY | MSG_NOSIGNAL);
          // So many bytes may be pinned at a time (RLIMIT_MEMLOCK, net.core.optmem_max): first let some go.
          if (result >= 0 || errno != ENOBUFS || sends_ == finished_) return result;
          wait_for_notice();
          take_notice();
          errno = EINTR;
          return result;
        },
        "send(MSG_ZEROCOPY)", "raise the limit of locked memory (ulimit -l) or net.core.optmem_max");
    ++sends_;
    bytes = bytes.subspan(sent);
  }
}

void ZeroCopySocket::wait_until_sent() {
  while (finished_ != sends_) {
    if (!take_notice()) wait_for_notice();
  }
}

/// Reads one notice from the socket's error queue, if there is one: a range of sends that are done.
bool ZeroCopySocket::take_notice() {
  alignas(cmsghdr) std::array<char, 128> control{};
  msghdr message{};
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  if (::recvmsg(socket_.get(), &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) {
    if (errno == EAGAIN || errno == EINTR) return false;
    throw SystemError("recvmsg(MSG_ERRQUEUE)", errno);
  }
  const cmsghdr* const header = CMSG_FIRSTHDR(&message);
  if (header == nullptr) return false;
  sock_extended_err notice{};
  std::memcpy(&notice, CMSG_DATA(header), sizeof notice);
  if (notice.ee_origin != SO_EE_ORIGIN_ZEROCOPY) return false;
  copied_ = copied_ || notice.ee_code == SO_EE_CODE_ZEROCOPY_COPIED;
  finished_ += notice.ee_data - notice.ee_info + 1;
  return true;
}

void ZeroCopySocket::wait_for_notice() const {
  pollfd waiting{socket_.get(), 0, 0};  // POLLERR comes unasked
  retried([&] { return static_cast<ssize_t>(::poll(&waiting, 1, -1)); }, "poll()");
  if ((waiting.revents & POLLHUP) != 0) throw_peer_closed("its end");
}

}  // namespace ipcbench::os
