/// What the terminal behind stderr can do.
#pragma once

#include <cstddef>
#include <string>

namespace ipcbench::os {

/// Whether a line on stderr can be written over: it is a terminal, and TERM says no dumb one.
bool can_rewrite_lines();

/// How many columns it has now; 80 if it does not say.
std::size_t terminal_columns();

/// The first so many characters of a UTF-8 text, of one column each; the last is "…" where some are left out.
std::string cut(const std::string& text, std::size_t columns);

}  // namespace ipcbench::os
