/// Text from outside, as JSON can hold it.
#pragma once

#include <string>

namespace ipcbench::facts {

/// The text with U+FFFD in place of bytes that are no UTF-8.
std::string utf8(const std::string& text);

}  // namespace ipcbench::facts
