#include "session/consumer_process.hpp"

#include <sys/socket.h>
#include <unistd.h>

namespace ipcbench {

ConsumerProcess::ConsumerProcess(const Body& body, const char* name) : name_(name) {
  os::SocketPair ends = os::unix_pair(SOCK_SEQPACKET);
  link_ = std::move(ends.first);
  child_ = std::make_unique<os::Child>([&, producer_pid = ::getpid()] {
    link_.reset();
    return body(ends.second, producer_pid);
  });
  watch_.emplace(child_->pid(), name_);
  state_.emplace(child_->pid());
}

/// CorruptMatrix and TimedOut as that, any other as the reason why it is gone.
void ConsumerProcess::throw_reported(const Failure& failure) const {
  if (failure.name == "CorruptMatrix") throw CorruptMatrix(failure.text);
  if (failure.name == "TimedOut") throw TimedOut(failure.text);
  throw PeerDied(std::string(name_) + " gave up: " + failure.text);
}

void ConsumerProcess::throw_last_words() const {
  if (const auto failure = poll_failure(link_)) throw_reported(*failure);
}

void ConsumerProcess::wait_until_asleep() const {
  constexpr long moment_ns = 10'000'000;
  state_->wait_until_asleep(moment_ns);
}

void ConsumerProcess::let_go() noexcept {
  constexpr long patience_ns = 1'000'000'000;
  watch_.reset();
  try {
    send_message(link_, Goodbye{});
    child_->reap_within(patience_ns);
  } catch (const Error&) {
    // Interrupted, or the consumer is gone: nothing to wait for.
  }
}

void ConsumerProcess::dismiss() {
  watch_.reset();
  send_message(link_, Goodbye{});
  child_->reap();
}

}  // namespace ipcbench
