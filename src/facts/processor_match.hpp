/// Whether this build is for this processor.
#pragma once

#include <string>
#include <vector>

#include "facts/files.hpp"

namespace ipcbench::facts {

/// A digest of the model and the features that /proc/cpuinfo gives, "unknown" if it gives none; tools/lib/processor.sh
/// takes the same.
std::string processor_digest(const Files& files);

/// What a program is tuned for that was built for the processor of this digest (empty: for any) and runs here: "any
/// processor", "this processor" or "another processor".
std::string tuned_for(const Files& files, const std::string& digest);

/// The instruction sets that this program was built with and this processor lacks, by GCC's names.
std::vector<std::string> lacking_features();

/// Throws UsageError if there are any.
void require_features(const std::vector<std::string>& lacking);

}  // namespace ipcbench::facts
