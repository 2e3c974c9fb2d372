#include "faulty_channel.hpp"

#include <algorithm>
#include <utility>

#include "ipcbench/private_matrix.hpp"

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
  PrivateMatrix matrix_;
  Faults faults_;
};

/// The same around a receiver that streams. Where the matrix is to be altered, it comes in one piece.
class FaultyStreamReceiver final : public StreamReceiver {
 public:
  FaultyStreamReceiver(std::unique_ptr<StreamReceiver> inner, Shape shape, Faults faults)
      : inner_(std::move(inner)), matrix_(shape), faults_(std::move(faults)) {}
  Piece receive_piece() override {
    if (!begun_ && faults_.before_receive) faults_.before_receive();
    begun_ = true;
    if (!faults_.received) return inner_->receive_piece();
    std::ranges::copy(inner_->receive().entries(), matrix_.view().data);
    faults_.received(matrix_.view().entries());
    return {matrix_.const_view().entries(), true};
  }
  ConstMatrixView receive() override { return faults_.received ? matrix_.const_view() : inner_->receive(); }
  void release() override {
    begun_ = false;
    inner_->release();
  }

 private:
  std::unique_ptr<StreamReceiver> inner_;
  PrivateMatrix matrix_;
  Faults faults_;
  bool begun_ = false;
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
    if (auto* const stream = dynamic_cast<StreamReceiver*>(receiver.get())) {
      receiver.release();
      return std::make_unique<FaultyStreamReceiver>(std::unique_ptr<StreamReceiver>(stream), shape_, faults_);
    }
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
