#include "os/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace ipcbench::os {
namespace {

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U; }

}  // namespace

bool can_rewrite_lines() {
  const char* const term = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) == 1 && term != nullptr && *term != '\0' && std::string_view(term) != "dumb";
}

std::size_t terminal_columns() {
  constexpr std::size_t usual = 80;
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : usual;
}

std::string cut(const std::string& text, std::size_t columns) {
  if (static_cast<std::size_t>(std::ranges::count_if(text, begins_character)) <= columns) return text;
  std::string kept;
  std::size_t characters = 0;
  for (const char byte : text) {
    if (begins_character(byte) && ++characters >= columns) break;
    kept += byte;
  }
  return columns == 0 ? std::string{} : kept + "…";
}

}  // namespace ipcbench::os
