// Both sides copy at once: the consumer reads one half of the matrix (process_vm_readv) while the producer writes the
// other one (process_vm_writev).

#include <unistd.h>

#include "channels/child_probe.hpp"
#include "channels/two_ended.hpp"
#include "ipcbench/private_matrix.hpp"
#include "os/io.hpp"
#include "os/process_memory.hpp"

namespace ipcbench {
namespace {

/// How much of a matrix the producer writes. The consumer reads the rest, and no page is in both parts.
std::size_t written_bytes(Shape shape) {
  const auto page_bytes = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  return shape.bytes() / 2 / page_bytes * page_bytes;
}

os::RemoteMemory here(const PrivateMatrix& matrix) {
  return {::getpid(), reinterpret_cast<std::uintptr_t>(matrix.view().data)};
}

/// Says that a matrix is there, and then writes its part of it.
class WritingSender final : public Sender {
 public:
  WritingSender(Shape shape, Fd socket) : matrix_(shape), socket_(std::move(socket)), written_(written_bytes(shape)) {}
  /// Waits for the receiver's release: until then it may still read its part here, and has no room.
  MatrixView loan() override {
    if (knows_room_) {
      os::await_turn(socket_);
    } else {
      room_ = os::receive_object<os::RemoteMemory>(socket_);
      os::allow_memory_access(::getpid());  // to every consumer: there may be several
      knows_room_ = true;
    }
    return matrix_.view();
  }
  void send() override {
    os::send_object(socket_, here(matrix_));
    os::write_memory(room_, matrix_.bytes().first(written_));
    os::give_turn(socket_);
  }

 private:
  PrivateMatrix matrix_;
  Fd socket_;
  std::size_t written_;
  os::RemoteMemory room_;
  bool knows_room_ = false;
};

/// Reads its part, and waits until the sender has written the other one.
class ReadingReceiver final : public Receiver {
 public:
  ReadingReceiver(Shape shape, Fd socket) : matrix_(shape), socket_(std::move(socket)), written_(written_bytes(shape)) {
    os::allow_memory_access(::getppid());
    os::send_object(socket_, here(matrix_));
  }
  ConstMatrixView receive() override {
    auto rest = os::receive_object<os::RemoteMemory>(socket_);
    rest.address += written_;
    os::read_memory(matrix_.bytes().subspan(written_), rest);
    os::await_turn(socket_);
    return matrix_.const_view();
  }
  void release() override { os::give_turn(socket_); }

 private:
  PrivateMatrix matrix_;
  Fd socket_;
  std::size_t written_;
};

std::unique_ptr<Channel> open_process_vm_both(Shape shape) {
  return channels::over_sockets<WritingSender, ReadingReceiver>(shape);
}

const Registration registered({
    .key = "process_vm_both",
    .label = "process_vm, both sides",
    .family = Family::kernel_copy,
    .copies = 1,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .probe = channels::probe_with_a_child(open_process_vm_both),
    .open = open_process_vm_both,
});

}  // namespace
}  // namespace ipcbench
