#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <utility>

#include "ipcbench/transport.hpp"

namespace ipcbench {
namespace {

/// A function's static, since registrations run before main() in no particular order.
std::vector<Transport>& registry() {
  static std::vector<Transport> all;
  return all;
}

}  // namespace

Registration::Registration(Transport transport) {
  const std::string key(transport.key);
  if (find_transport(key) != nullptr) throw std::logic_error("two transports have the key " + key);
  if (transport.tunings != nullptr && !transport.open) {
    transport.open = open_likeliest(transport.tunings, transport.open_tuned);
  }
  if (!transport.open) throw std::logic_error(key + " does not say how it is opened");
  if (!transport.probe) transport.probe = probe_by_opening(transport.open);
  registry().push_back(std::move(transport));
  std::ranges::sort(registry(), {}, [](const Transport& each) { return std::pair(each.family, each.key); });
}

const std::vector<Transport>& transports() { return registry(); }

const Transport* find_transport(std::string_view key) {
  const auto found = std::ranges::find(registry(), key, &Transport::key);
  return found == registry().end() ? nullptr : &*found;
}

Probe probe_by_opening(Open open) {
  return [open = std::move(open)](Shape shape) -> std::optional<Unavailable> {
    try {
      open(shape);
      return std::nullopt;
    } catch (const Interrupted&) {
      throw;
    } catch (const std::exception& error) {
      return unavailable_because(error.what());
    }
  };
}

Open open_likeliest(Tunings tunings, OpenTuned open_tuned) {
  return [tunings, open_tuned](Shape shape) {
    const std::vector<Tuning> all = tunings(shape);
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
      try {
        return open_tuned(shape, all[i]);
      } catch (const SystemError& error) {
        if (error.error_number() == ETIMEDOUT) throw;  // so will the others
        // More than this machine allows; the last one tells why none will do.
      }
    }
    return open_tuned(shape, all.back());
  };
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
