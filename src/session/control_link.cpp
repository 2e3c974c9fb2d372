#include "session/control_link.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <span>
#include <sstream>
#include <string_view>
#include <type_traits>
#include <utility>

#include "ipcbench/errors.hpp"
#include "os/io.hpp"

namespace ipcbench {
namespace {

constexpr std::uint64_t version = 3;
constexpr std::size_t message_bytes = 1024;

/// Writes fields one behind the other: numbers as eight bytes, the least first; texts behind their length.
class Writer {
 public:
  void field(std::uint64_t number) {
    for (unsigned byte = 0; byte < sizeof number; ++byte) bytes_[size_++] = std::byte(number >> 8 * byte & 0xff);
  }
  void field(std::int64_t number) { field(static_cast<std::uint64_t>(number)); }
  void field(double number) { field(std::bit_cast<std::uint64_t>(number)); }
  void field(bool truth) { field(std::uint64_t{truth}); }
  void field(std::string_view text) {
    constexpr std::size_t most = 448;  // a message holds two
    text = text.substr(0, most);
    field(std::uint64_t{text.size()});
    for (const char character : text) bytes_[size_++] = std::byte(character);
  }
  std::span<const std::byte> written() const { return std::span(bytes_).first(size_); }

 private:
  std::array<std::byte, message_bytes> bytes_;
  std::size_t size_ = 0;
};

/// Reads them in the same order.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  void field(std::uint64_t& number) {
    number = 0;
    const auto read = take(sizeof number);
    for (unsigned byte = 0; byte < sizeof number; ++byte)
      number |= std::to_integer<std::uint64_t>(read[byte]) << 8 * byte;
  }
  void field(std::int64_t& number) { number = static_cast<std::int64_t>(next()); }
  void field(double& number) { number = std::bit_cast<double>(next()); }
  void field(bool& truth) { truth = next() != 0; }
  void field(std::string& text) {
    const auto read = take(next());
    text.assign(reinterpret_cast<const char*>(read.data()), read.size());
  }
  bool is_at_the_end() const { return bytes_.empty(); }

 private:
  std::uint64_t next() {
    std::uint64_t number = 0;
    field(number);
    return number;
  }
  std::span<const std::byte> take(std::uint64_t count) {
    if (count > bytes_.size()) throw Error("a message on the control link is too short");
    const auto taken = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return taken;
  }

  std::span<const std::byte> bytes_;
};

// The fields of each message, in their order: for the writer and the reader alike.
void fields(Ready& message, auto& each) { each.field(message.overlapped); }
void fields(Answer& message, auto& each) {
  each.field(message.t1_ns);
  each.field(message.t2_ns);
  each.field(message.value);
  each.field(message.cpu_ns);
}
void fields(Noted&, auto&) {}
void fields(Receipt& message, auto& each) {
  each.field(message.digest);
  each.field(message.release_ns);
  each.field(message.usage.cpu_ns);
  each.field(message.usage.page_faults);
  each.field(message.usage.voluntary_switches);
  each.field(message.usage.involuntary_switches);
}
void fields(Failure& message, auto& each) {
  each.field(message.name);
  each.field(message.text);
}
void fields(Goodbye&, auto&) {}
void fields(Call&, auto&) {}
void fields(Effective& message, auto& each) { each.field(message.settings); }

/// A message of the type at this place in the variant.
template <std::size_t place = 0>
Message empty_message(std::uint64_t wanted) {
  if constexpr (place < std::variant_size_v<Message>) {
    if (wanted == place) return std::variant_alternative_t<place, Message>{};
    return empty_message<place + 1>(wanted);
  } else {
    throw Error("a message of an unknown kind on the control link");
  }
}

Message read_message(std::span<const std::byte> bytes) {
  Reader reader(bytes);
  std::uint64_t said = 0, place = 0;
  reader.field(said);
  if (said != version) {
    throw Error("the other side speaks version " + std::to_string(said) + " of the control link, and this one " +
                std::to_string(version));
  }
  reader.field(place);
  Message message = empty_message(place);
  std::visit([&](auto& each) { fields(each, reader); }, message);
  if (!reader.is_at_the_end()) throw Error("a message on the control link is too long");
  return message;
}

}  // namespace

void send_message(const Fd& link, const Message& message) {
  Writer writer;
  writer.field(version);
  writer.field(std::uint64_t{message.index()});
  std::visit([&](auto each) { fields(each, writer); }, message);
  os::send_message(link, writer.written());
}

Message receive_message(const Fd& link) {
  std::array<std::byte, message_bytes> bytes;
  return read_message(std::span(bytes).first(os::receive_message(link, bytes)));
}

std::string text_of(const Settings& settings) {
  std::ostringstream lines;
  for (const auto& [key, value] : settings) {
    const auto* const number = std::get_if<std::int64_t>(&value);
    lines << key << (number != nullptr ? " i " : " s ");
    std::visit([&](const auto& effective) { lines << effective; }, value);
    lines << '\n';
  }
  return lines.str();
}

Settings settings_of(const std::string& text) {
  Settings settings;
  std::istringstream lines(text);
  std::string key, kind, value;
  while (lines >> key >> kind && std::getline(lines >> std::ws, value)) {
    if (kind == "i") {
      settings[key] = std::int64_t{std::stoll(value)};
    } else {
      settings[key] = value;
    }
  }
  return settings;
}

std::optional<Failure> poll_failure(const Fd& link) {
  std::array<std::byte, message_bytes> bytes;
  while (const std::size_t size = os::poll_message(link, bytes)) {
    const Message message = read_message(std::span(bytes).first(size));
    if (const auto* failure = std::get_if<Failure>(&message)) return *failure;
  }
  return std::nullopt;
}

}  // namespace ipcbench
