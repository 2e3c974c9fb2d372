// The consumer copies the matrix out of the producer's memory by one system call (process_vm_readv).

#include <unistd.h>

#include "channels/child_probe.hpp"
#include "channels/two_ended.hpp"
#include "ipcbench/private_matrix.hpp"
#include "os/io.hpp"
#include "os/process_memory.hpp"

namespace ipcbench {
namespace {

/// Says where the matrix lies; the receiver's word comes once it has copied it.
class OfferingSender final : public Sender {
 public:
  OfferingSender(Shape shape, Fd socket) : matrix_(shape), socket_(std::move(socket)) {}
  MatrixView loan() override {
    if (offered_) {
      os::await_turn(socket_);
    } else {
      os::receive_object<int>(socket_);     // the receiver is there
      os::allow_memory_access(::getpid());  // to every consumer: there may be several
    }
    return matrix_.view();
  }
  void send() override {
    const auto address = reinterpret_cast<std::uintptr_t>(matrix_.view().data);
    os::send_object(socket_, os::RemoteMemory{::getpid(), address});
    offered_ = true;
  }

 private:
  PrivateMatrix matrix_;
  Fd socket_;
  bool offered_ = false;
};

class ReadingReceiver final : public Receiver {
 public:
  ReadingReceiver(Shape shape, Fd socket) : matrix_(shape), socket_(std::move(socket)) {
    os::send_object(socket_, static_cast<int>(::getpid()));
  }
  ConstMatrixView receive() override {
    os::read_memory(matrix_.bytes(), os::receive_object<os::RemoteMemory>(socket_));
    os::give_turn(socket_);
    return matrix_.const_view();
  }
  void release() override {}

 private:
  PrivateMatrix matrix_;
  Fd socket_;
};

std::unique_ptr<Channel> open_process_vm_readv(Shape shape) {
  return channels::over_sockets<OfferingSender, ReadingReceiver>(shape);
}

const Registration registered({
    .key = "process_vm_readv",
    .label = "process_vm_readv",
    .family = Family::kernel_copy,
    .copies = 1,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .probe = channels::probe_with_a_child(open_process_vm_readv),
    .open = open_process_vm_readv,
});

}  // namespace
}  // namespace ipcbench
