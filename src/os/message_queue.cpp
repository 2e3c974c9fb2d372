#include "os/message_queue.hpp"

#include <fcntl.h>
#include <mqueue.h>

#include <cerrno>
#include <string>

#include "ipcbench/errors.hpp"
#include "os/mapping.hpp"
#include "os/watch.hpp"

namespace ipcbench::os {

MessageQueue::MessageQueue(Fd fd) : fd_(std::move(fd)) {
  mq_attr attributes{};
  checked(::mq_getattr(fd_.get(), &attributes), "mq_getattr()");
  message_bytes_ = static_cast<std::size_t>(attributes.mq_msgsize);
  messages_ = static_cast<std::size_t>(attributes.mq_maxmsg);
}

MessageQueue MessageQueue::with_defaults() {
  const std::string name = unique_name();
  Fd fd(checked(::mq_open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600, nullptr),
                "mq_open(\"" + name + "\", default sizes)",
                "raise the limit of queue memory (ulimit -q) or fs.mqueue.queues_max"));
  ::mq_unlink(name.c_str());
  return MessageQueue(std::move(fd));
}

void MessageQueue::send(std::span<const std::byte> message) const {
  for (;;) {
    check_wait();
    if (::mq_send(fd_.get(), reinterpret_cast<const char*>(message.data()), message.size(), 0) == 0) return;
    if (errno != EINTR) throw SystemError("mq_send(" + std::to_string(message.size()) + " bytes)", errno);
  }
}

std::size_t MessageQueue::receive(std::span<std::byte> buffer) const {
  for (;;) {
    check_wait();
    const ssize_t count = ::mq_receive(fd_.get(), reinterpret_cast<char*>(buffer.data()), buffer.size(), nullptr);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) throw SystemError("mq_receive(" + std::to_string(buffer.size()) + " bytes)", errno);
  }
}

}  // namespace ipcbench::os
