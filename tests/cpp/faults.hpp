/// What the tests of faults share: every transport, and one transfer with something done to it.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "every_transport.hpp"
#include "faulty_channel.hpp"
#include "os/clock.hpp"
#include "session/session.hpp"

namespace ipcbench::test {

using namespace std::chrono_literals;

constexpr Shape small{64, 129};
constexpr Shape beyond_any_buffer{1024, 1024};  // 8 MiB: send() itself blocks wherever it can
constexpr auto short_deadline = 500ms;          // in place of default_deadline(), which is a little over 4 s
constexpr auto patience = 5s;                   // within which every fault has its error

/// Each test is a column of the fault matrix (tests/fault_matrix), each transport a row.
class FaultsOf : public EveryTransport {
 protected:
  bool forks_per_transfer() const { return GetParam().open(small)->consumer() == Consumer::forked_per_transfer; }

  /// Of a session that waits as the transport does.
  SessionOptions session_options() const { return {.waiting = GetParam().waiting}; }

  /// One transfer with these faults. The text of the `Expected` error; empty if there was none in time.
  template <typename Expected>
  std::string text_of(Shape shape, Faults faults, std::optional<std::chrono::nanoseconds> deadline = {}) {
    SessionOptions options = session_options();
    options.deadline = deadline;
    const auto begin = os::now_ns();
    try {
      Session(faulty(GetParam().open(shape), shape, std::move(faults)), shape, options).transfer();
    } catch (const Expected& error) {
      return std::chrono::nanoseconds(os::now_ns() - begin) < patience ? error.what() : "";
    }
    return {};
  }
};

}  // namespace ipcbench::test
