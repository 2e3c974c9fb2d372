/// The digest of a text, to identify it.
#pragma once

#include <string>
#include <string_view>

namespace ipcbench {

/// SHA-256 as 64 hexadecimal digits.
std::string sha256(std::string_view text);

}  // namespace ipcbench
