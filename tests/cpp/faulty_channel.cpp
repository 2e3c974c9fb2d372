#include "faulty_channel.hpp"

#include <algorithm>
#include <utility>

#include "channels/private_matrix.hpp"

namespace ipcbench::test {
namespace {

class FaultySender final : public Sender {
 public:
  FaultySender(std::unique_ptr<Sender> inner, Faults faults) : inner_(std::move(inner)), faults_(std::move(faults)) {}
  MatrixView loan() override { return inner_->loan(); }
  void send() override {
    if (faults_.before_send) faults_.before_send();
    inner_->send();
  }

 private:
  std::unique_ptr<Sender> inner_;
  Faults faults_;
};

class FaultyReceiver final : public Receiver {
 public:
  FaultyReceiver(std::unique_ptr<Receiver> inner, Shape shape, Faults faults)
      : inner_(std::move(inner)), matrix_(shape), faults_(std::move(faults)) {}
  ConstMatrixView receive() override {
    if (faults_.before_receive) faults_.before_receive();
    const ConstMatrixView matrix = inner_->receive();
    if (!faults_.received) return matrix;
    std::ranges::copy(matrix.entries(), matrix_.view().data);
    faults_.received(matrix_.view().entries());
    return {matrix_.view().data, matrix_.view().shape};
  }
  void release() override { inner_->release(); }

 private:
  std::unique_ptr<Receiver> inner_;
  channels::PrivateMatrix matrix_;
  Faults faults_;
};

/// The same around a receiver that streams. Pieces are altered as the whole matrix is: the faults see all of it.
class FaultyStreamReceiver final : public StreamReceiver {
 public:
  FaultyStreamReceiver(std::unique_ptr<Receiver> inner, Shape shape, Faults faults)
      : whole_(std::move(inner), shape, std::move(faults)) {}
  Piece receive_piece() override {
    matrix_ = whole_.receive();
    return {matrix_.entries(), true};
  }
  ConstMatrixView receive() override { return matrix_; }
  void release() override { whole_.release(); }

 private:
  FaultyReceiver whole_;
  ConstMatrixView matrix_;
};

class FaultyChannel final : public Channel {
 public:
  FaultyChannel(std::unique_ptr<Channel> inner, Shape shape, Faults faults)
      : inner_(std::move(inner)), shape_(shape), faults_(std::move(faults)) {}
  std::unique_ptr<Sender> keep_sender() override {
    return std::make_unique<FaultySender>(inner_->keep_sender(), faults_);
  }
  std::unique_ptr<Receiver> keep_receiver() override {
    auto receiver = inner_->keep_receiver();
    const bool streams = dynamic_cast<StreamReceiver*>(receiver.get()) != nullptr;
    if (streams) return std::make_unique<FaultyStreamReceiver>(std::move(receiver), shape_, faults_);
    return std::make_unique<FaultyReceiver>(std::move(receiver), shape_, faults_);
  }
  Settings settings() const override { return inner_->settings(); }
  Consumer consumer() const override { return inner_->consumer(); }

 private:
  std::unique_ptr<Channel> inner_;
  Shape shape_;
  Faults faults_;
};

}  // namespace

std::unique_ptr<Channel> faulty(std::unique_ptr<Channel> inner, Shape shape, Faults faults) {
  return std::make_unique<FaultyChannel>(std::move(inner), shape, std::move(faults));
}

}  // namespace ipcbench::test
