// The producer copies the matrix into the consumer's memory by one system call (process_vm_writev).

#include <unistd.h>

#include "channels/child_probe.hpp"
#include "channels/two_ended.hpp"
#include "ipcbench/private_matrix.hpp"
#include "os/io.hpp"
#include "os/process_memory.hpp"

namespace ipcbench {
namespace {

/// Waits to be told where the receiver has room, writes there, and says so.
class WritingSender final : public Sender {
 public:
  WritingSender(Shape shape, Fd socket) : matrix_(shape), socket_(std::move(socket)) {}
  MatrixView loan() override { return matrix_.view(); }
  void send() override {
    os::write_memory(os::receive_object<os::RemoteMemory>(socket_), matrix_.bytes());
    os::give_turn(socket_);
  }

 private:
  PrivateMatrix matrix_;
  Fd socket_;
};

class OfferingReceiver final : public Receiver {
 public:
  OfferingReceiver(Shape shape, Fd socket) : matrix_(shape), socket_(std::move(socket)) {
    os::allow_memory_access(::getppid());
    offer_room();
  }
  ConstMatrixView receive() override {
    os::await_turn(socket_);
    return matrix_.const_view();
  }
  void release() override { offer_room(); }

 private:
  void offer_room() {
    const auto address = reinterpret_cast<std::uintptr_t>(matrix_.view().data);
    os::send_object(socket_, os::RemoteMemory{::getpid(), address});
  }

  PrivateMatrix matrix_;
  Fd socket_;
};

std::unique_ptr<Channel> open_process_vm_writev(Shape shape) {
  return channels::over_sockets<WritingSender, OfferingReceiver>(shape);
}

const Registration registered({
    .key = "process_vm_writev",
    .label = "process_vm_writev",
    .family = Family::kernel_copy,
    .copies = 1,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .probe = channels::probe_with_a_child(open_process_vm_writev),
    .open = open_process_vm_writev,
});

}  // namespace
}  // namespace ipcbench
