#include <algorithm>
#include <stdexcept>

#include "ipcbench/transport.hpp"

namespace ipcbench {
namespace {

/// A function's static, since registrations run before main() in no particular order.
std::vector<Transport>& registry() {
  static std::vector<Transport> all;
  return all;
}

}  // namespace

Registration::Registration(const Transport& transport) {
  if (find_transport(transport.key) != nullptr) {
    throw std::logic_error("two transports have the key " + std::string(transport.key));
  }
  registry().push_back(transport);
  std::ranges::sort(registry(), {}, [](const Transport& each) { return std::pair(each.family, each.key); });
}

const std::vector<Transport>& transports() { return registry(); }

const Transport* find_transport(std::string_view key) {
  const auto found = std::ranges::find(registry(), key, &Transport::key);
  return found == registry().end() ? nullptr : &*found;
}

Unavailable unavailable_because(std::string_view error_text) {
  constexpr std::string_view separator = "\nTry: ";
  const auto split = error_text.find(separator);
  if (split == std::string_view::npos) return {std::string(error_text), {}};
  return {std::string(error_text.substr(0, split)), std::string(error_text.substr(split + separator.size()))};
}

std::string_view to_string(Family family) {
  switch (family) {
    case Family::pipe:
      return "pipe";
    case Family::message_queue:
      return "message_queue";
    case Family::socket:
      return "socket";
    case Family::shared_memory:
      return "shared_memory";
    case Family::kernel_copy:
      return "kernel_copy";
    case Family::library:
      return "library";
  }
  throw std::logic_error("no such family");
}

std::string_view to_string(Lands lands) { return lands == Lands::in_private ? "private" : "shared"; }

std::string_view to_string(Waiting waiting) { return waiting == Waiting::blocking ? "blocking" : "spinning"; }

}  // namespace ipcbench
