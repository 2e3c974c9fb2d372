#include "control_link.hpp"

#include <algorithm>
#include <span>
#include <type_traits>

#include "os/io.hpp"

namespace ipcbench {
namespace {

static_assert(std::is_trivially_copyable_v<Message>, "it travels as bytes between two copies of one program");

}  // namespace

Failure failure_from(std::string_view name, std::string_view text) {
  Failure failure;
  std::ranges::copy(name.substr(0, failure.name.size() - 1), failure.name.begin());
  std::ranges::copy(text.substr(0, failure.text.size() - 1), failure.text.begin());
  return failure;
}

void send_message(const os::Fd& link, const Message& message) { os::send_object(link, message); }

Message receive_message(const os::Fd& link) { return os::receive_object<Message>(link); }

std::optional<Failure> poll_failure(const os::Fd& link) {
  Message message;
  while (os::poll_message(link, std::as_writable_bytes(std::span(&message, 1))) == sizeof message) {
    if (const auto* failure = std::get_if<Failure>(&message)) return *failure;
  }
  return std::nullopt;
}

}  // namespace ipcbench
