/// The forked consumer of a session, and the control link to it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "ipcbench/errors.hpp"
#include "os/process.hpp"
#include "os/process_state.hpp"
#include "os/watch.hpp"
#include "session/control_link.hpp"

namespace ipcbench {

/// While it lives, waits of this process throw PeerDied once the consumer has ended. Killed and reaped when this owner
/// goes.
class ConsumerProcess {
 public:
  /// What the consumer does, with its end of the link; returns its exit status.
  using Body = std::function<int(const Fd& link, int producer_pid)>;
  /// `name` is what errors call it, and outlives it.
  explicit ConsumerProcess(const Body& body, const char* name = "the consumer");

  const Fd& link() const { return link_; }

  /// The next message, which is an `Expected`. Throws what the consumer has reported; Error for any other message.
  template <typename Expected>
  Expected receive() const {
    const Message message = receive_message(link_);
    if (const auto* failure = std::get_if<Failure>(&message)) throw_reported(*failure);
    if (const auto* expected = std::get_if<Expected>(&message)) return *expected;
    throw Error(std::string(name_) + " has sent a message out of turn");
  }

  /// Throws what the consumer said before it left, if it said something.
  void throw_last_words() const;

  /// Returns once the consumer sleeps, waiting for what is to come, or after a moment: it may wait otherwise.
  void wait_until_asleep() const;

  /// Lets it go, and gives it a second to leave by itself. Throws nothing: one that is gone has left.
  void let_go() noexcept;
  /// Lets it go, and waits until its memory is this process's alone again.
  void dismiss();

 private:
  [[noreturn]] void throw_reported(const Failure& failure) const;

  const char* name_;
  Fd link_;
  std::unique_ptr<os::Child> child_;
  std::optional<os::ChildWatch> watch_;  // goes before the child
  std::optional<os::ProcessState> state_;
};

/// `step`; where it finds the consumer gone, what the consumer said before it left, since that says more.
auto with_last_words(const std::optional<ConsumerProcess>& consumer, auto step) {
  try {
    return step();
  } catch (const PeerDied&) {
    if (consumer) consumer->throw_last_words();
    throw;
  }
}

}  // namespace ipcbench
