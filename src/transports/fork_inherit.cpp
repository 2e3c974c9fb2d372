// The matrix exists before fork(), and a fresh child just reads it: Linux shares the pages until one side writes.

#include "ipcbench/private_matrix.hpp"
#include "ipcbench/transport.hpp"

namespace ipcbench {
namespace {

using Matrix = std::shared_ptr<PrivateMatrix>;  // the sender goes on with it after a fork

class ForkingSender final : public Sender {
 public:
  explicit ForkingSender(Matrix matrix) : matrix_(std::move(matrix)) {}
  MatrixView loan() override { return matrix_->view(); }
  void send() override {}  // the fork that follows hands it over

 private:
  Matrix matrix_;
};

class InheritingReceiver final : public Receiver {
 public:
  explicit InheritingReceiver(Matrix matrix) : matrix_(std::move(matrix)) {}
  ConstMatrixView receive() override { return matrix_->const_view(); }
  void release() override {}

 private:
  Matrix matrix_;
};

class ForkChannel final : public Channel {
 public:
  explicit ForkChannel(Shape shape) : matrix_(std::make_shared<PrivateMatrix>(shape)) {}
  std::unique_ptr<Sender> keep_sender() override { return std::make_unique<ForkingSender>(matrix_); }
  std::unique_ptr<Receiver> keep_receiver() override { return std::make_unique<InheritingReceiver>(matrix_); }
  Settings settings() const override { return {}; }
  Consumer consumer() const override { return Consumer::forked_per_transfer; }

 private:
  Matrix matrix_;
};

std::unique_ptr<Channel> open_fork_inherit(Shape shape) { return std::make_unique<ForkChannel>(shape); }

const Registration registered({
    .key = "fork_inherit",
    .label = "Inherited over fork()",
    .family = Family::kernel_copy,
    .copies = 0,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .open = open_fork_inherit,
});

}  // namespace
}  // namespace ipcbench
