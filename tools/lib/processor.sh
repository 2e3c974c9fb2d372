# shellcheck shell=bash
# Which processor this is, for builds that are tuned for one.

# Prints a digest of what /proc/cpuinfo says of model and features, as src/facts/processor_match.cpp takes it.
processor_digest() {
  local described
  described=$(grep -aE $'^(model name|flags|Features|CPU implementer|CPU part|isa)[\t ]*:' /proc/cpuinfo | LC_ALL=C sort -u)
  if [[ -z $described ]]; then echo unknown; else sha256sum <<<"$described" | cut -d ' ' -f 1; fi
}
