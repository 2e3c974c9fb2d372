#include <sys/socket.h>

#include <array>
#include <cstring>

#include "ipcbench/errors.hpp"
#include "os/io.hpp"
#include "os/socket.hpp"
#include "os/watch.hpp"

namespace ipcbench::os {
namespace {

/// A message of one byte with room for one descriptor beside it.
class DescriptorMessage {
 public:
  DescriptorMessage() {
    message_.msg_iov = &part_;
    message_.msg_iovlen = 1;
    message_.msg_control = control_.data();
    message_.msg_controllen = control_.size();
  }
  DescriptorMessage(const DescriptorMessage&) = delete;
  DescriptorMessage& operator=(const DescriptorMessage&) = delete;

  msghdr* get() { return &message_; }
  cmsghdr* first() { return CMSG_FIRSTHDR(&message_); }

 private:
  char byte_ = 0;
  iovec part_{&byte_, 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control_{};
  msghdr message_{};
};

}  // namespace

void send_fd(const Fd& socket, const Fd& handed) {
  DescriptorMessage message;
  cmsghdr* const rights = message.first();
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(sizeof(int));
  const int descriptor = handed.get();
  std::memcpy(CMSG_DATA(rights), &descriptor, sizeof descriptor);
  retried([&] { return ::sendmsg(socket.get(), message.get(), MSG_NOSIGNAL); }, "sendmsg(SCM_RIGHTS)");
}

Fd receive_fd(const Fd& socket) {
  DescriptorMessage message;
  const auto count =
      retried([&] { return ::recvmsg(socket.get(), message.get(), MSG_CMSG_CLOEXEC); }, "recvmsg(SCM_RIGHTS)");
  if (count == 0) throw_peer_closed("its end");
  const cmsghdr* const rights = message.first();
  if (rights == nullptr || rights->cmsg_type != SCM_RIGHTS) {
    // Linux drops a descriptor that this process has no room for.
    throw SystemError("recvmsg(SCM_RIGHTS)", EMFILE);
  }
  int descriptor = -1;
  std::memcpy(&descriptor, CMSG_DATA(rights), sizeof descriptor);
  return Fd(descriptor);
}

}  // namespace ipcbench::os
