#include "os/sysv.hpp"

#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/shm.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <functional>
#include <new>
#include <string>
#include <utility>

#include "ipcbench/errors.hpp"
#include "ipcbench/waiting.hpp"
#include "os/integers.hpp"
#include "os/names.hpp"

namespace ipcbench::os {

/// struct msgbuf of msgop(2).
struct SysvQueue::TypedBytes {
  long type = 1;
  std::byte* bytes() { return reinterpret_cast<std::byte*>(this + 1); }
};

namespace {

/// A queue that the other side has removed: what the end of file is elsewhere.
void throw_if_removed() {
  if (errno == EIDRM || errno == EINVAL) throw_peer_closed("the queue");
}

/// The id of what `get` makes under a key that nobody has.
int made(const std::function<int(key_t)>& get, const std::string& tried, const std::string& mend) {
  int id = get(unique_sysv_key());
  while (id < 0 && errno == EEXIST) id = get(unique_sysv_key());
  return checked(id, tried, mend);
}

}  // namespace

SysvQueue SysvQueue::with_defaults() {
  const auto message_bytes = static_cast<std::size_t>(read_integer("/proc/sys/kernel/msgmax"));
  const int id = made([](key_t key) { return ::msgget(key, IPC_CREAT | IPC_EXCL | 0600); }, "msgget()",
                      "ipcs -q lists queues, ipcrm -q removes one; or sudo sysctl kernel.msgmni=32000");
  msqid_ds status{};
  ::msgctl(id, IPC_STAT, &status);
  // A message longer than the queue would never be sent.
  return {id, std::min<std::size_t>(message_bytes, status.msg_qbytes), status.msg_qbytes};
}

SysvQueue::SysvQueue(int id, std::size_t message_bytes, std::size_t queue_bytes)
    : id_(id),
      message_bytes_(message_bytes),
      queue_bytes_(queue_bytes),
      message_(Mapping::anonymous(sizeof(TypedBytes) + message_bytes)) {
  new (message_.data()) TypedBytes;
}

SysvQueue::SysvQueue(SysvQueue&& other) noexcept
    : id_(std::exchange(other.id_, -1)),
      message_bytes_(other.message_bytes_),
      queue_bytes_(other.queue_bytes_),
      message_(std::move(other.message_)) {}

SysvQueue::~SysvQueue() {
  if (id_ < 0) return;
  ::msgctl(id_, IPC_RMID, nullptr);
}

void SysvQueue::send(std::span<const std::byte> message) {
  auto* const framed = reinterpret_cast<TypedBytes*>(message_.data());
  std::memcpy(framed->bytes(), message.data(), message.size());
  for (;;) {
    check_wait();
    if (::msgsnd(id_, framed, message.size(), 0) == 0) return;
    throw_if_removed();
    if (errno != EINTR) throw SystemError("msgsnd(" + std::to_string(message.size()) + " bytes)", errno);
  }
}

std::size_t SysvQueue::receive(std::span<std::byte> buffer) {
  auto* const framed = reinterpret_cast<TypedBytes*>(message_.data());
  for (;;) {
    check_wait();
    const ssize_t count = ::msgrcv(id_, framed, buffer.size(), 0, 0);
    if (count >= 0) {
      std::memcpy(buffer.data(), framed->bytes(), static_cast<std::size_t>(count));
      return static_cast<std::size_t>(count);
    }
    throw_if_removed();
    if (errno != EINTR) throw SystemError("msgrcv(" + std::to_string(buffer.size()) + " bytes)", errno);
  }
}

Mapping sysv_shared_memory(std::size_t bytes) {
  const int id = made([bytes](key_t key) { return ::shmget(key, bytes, IPC_CREAT | IPC_EXCL | 0600); },
                      "shmget(" + std::to_string(bytes) + " bytes)",
                      "sudo sysctl kernel.shmmax=68719476736 kernel.shmall=4294967296; ipcs -m lists segments");
  void* const data = ::shmat(id, nullptr, 0);
  const int error_number = errno;
  ::shmctl(id, IPC_RMID, nullptr);
  if (reinterpret_cast<std::intptr_t>(data) == -1) throw SystemError("shmat()", error_number);
  return Mapping::of_attached(data, bytes);
}

}  // namespace ipcbench::os
