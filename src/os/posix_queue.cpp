#include "os/posix_queue.hpp"

#include <fcntl.h>
#include <mqueue.h>
#include <sys/resource.h>

#include <cerrno>
#include <string>

#include "ipcbench/errors.hpp"
#include "os/names.hpp"
#include "os/watch.hpp"

namespace ipcbench::os {
namespace {

Fd open_unlinked(const mq_attr* attributes, const std::string& sizes, const std::string& mend) {
  const std::string name = unique_name();
  Fd fd(checked(::mq_open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600, attributes),
                "mq_open(\"" + name + "\", " + sizes + ")", mend));
  ::mq_unlink(name.c_str());
  return fd;
}

}  // namespace

PosixQueue::PosixQueue(Fd fd) : fd_(std::move(fd)) {
  mq_attr attributes{};
  checked(::mq_getattr(fd_.get(), &attributes), "mq_getattr()");
  message_bytes_ = static_cast<std::size_t>(attributes.mq_msgsize);
  messages_ = static_cast<std::size_t>(attributes.mq_maxmsg);
}

PosixQueue PosixQueue::with_defaults() {
  return PosixQueue(
      open_unlinked(nullptr, "default sizes", "raise the limit of queue memory (ulimit -q) or fs.mqueue.queues_max"));
}

PosixQueue PosixQueue::with_sizes(std::size_t messages, std::size_t message_bytes) {
  mq_attr attributes{};
  attributes.mq_maxmsg = static_cast<long>(messages);
  attributes.mq_msgsize = static_cast<long>(message_bytes);
  const std::string sizes = std::to_string(messages) + " messages of " + std::to_string(message_bytes) + " bytes";
  return PosixQueue(open_unlinked(&attributes, sizes,
                                  "sudo sysctl fs.mqueue.msgsize_max=" + std::to_string(message_bytes) +
                                      " fs.mqueue.msg_max=" + std::to_string(messages) +
                                      "; or raise the limit of queue memory (ulimit -q)"));
}

std::size_t raised_queue_limit_bytes() {
  rlimit limit{};
  ::getrlimit(RLIMIT_MSGQUEUE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_MSGQUEUE, &limit);
  return limit.rlim_cur;
}

void PosixQueue::send(std::span<const std::byte> message) const {
  for (;;) {
    check_wait();
    if (::mq_send(fd_.get(), reinterpret_cast<const char*>(message.data()), message.size(), 0) == 0) return;
    if (errno != EINTR) throw SystemError("mq_send(" + std::to_string(message.size()) + " bytes)", errno);
  }
}

std::size_t PosixQueue::receive(std::span<std::byte> buffer) const {
  for (;;) {
    check_wait();
    const ssize_t count = ::mq_receive(fd_.get(), reinterpret_cast<char*>(buffer.data()), buffer.size(), nullptr);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) throw SystemError("mq_receive(" + std::to_string(buffer.size()) + " bytes)", errno);
  }
}

}  // namespace ipcbench::os
