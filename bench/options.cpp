#include "options.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <sstream>
#include <utility>

#include <CLI/CLI.hpp>

#include "ipcbench/errors.hpp"

namespace ipcbench::bench {
namespace {

std::vector<std::string> kernel_keys() {
  std::vector<std::string> keys;
  for (const Kernel& kernel : kernels()) keys.emplace_back(kernel.key);
  return keys;
}

/// Complains about what is not KEY=VALUE,KEY=VALUE.
std::string key_values(const std::string& text) {
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    if (part.find('=') == std::string::npos || part.starts_with('=')) return "\"" + part + "\" is not KEY=VALUE";
  }
  return text.empty() ? "KEY=VALUE is missing" : std::string{};
}

/// What CLI11 fills in before it becomes Options.
struct Raw {
  std::vector<std::string> shapes{"170x9111", "500x9111"};
  std::string kernel{default_kernel().key};
  std::string placement{"same_llc"};
  std::string residency{"cache"};
  std::string against;
  std::string against_placement;
  std::string against_residency;
  std::vector<std::string> tunings;
  double time_limit_seconds = 0;
  std::string precision;
  bool dry_run = false;
  bool counters_tabular = false;
  std::string out_format;
};

void add_our_flags(CLI::App& app, Options& options, Raw& raw) {
  const CLI::IsMember placements({"same_llc", "same_core", "cross_llc", "cross_numa", "none"});
  const CLI::IsMember residencies({"cache", "memory"});
  const std::map<std::string, double> units{{"ms", 1e-3}, {"s", 1}, {"m", 60}, {"min", 60}};
  const std::string name_pattern = "letters, digits, '.', '_' and '-', not a dot at the start";
  const CLI::Validator file_name(
      [](std::string& text) {
        const bool good = !text.starts_with('.') && text.find_first_not_of(
                                                        "abcdefghijklmnopqrstuvwxyz"
                                                        "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                        "0123456789._-") == std::string::npos;
        return good ? std::string{} : "\"" + text + "\" is no name of a machine";
      },
      name_pattern);
  const CLI::Validator something([](std::string& text) { return text.empty() ? "it is empty" : std::string{}; }, "");
  app.add_option("--shape", raw.shapes, "shape of the matrix, ROWSxCOLUMNS; repeatable")->take_all();
  app.add_option("--only", options.only, "measure only the rows whose name this regular expression finds");
  app.add_flag("--usual", options.usual, "of transports, only a choice that covers each mechanism");
  app.add_option("--rounds,--benchmark_repetitions", options.plan.rounds, "process pairs per row")
      ->check(CLI::Range(1, 100'000));
  app.add_option("--transfers", options.plan.samples, "matrices per round and row")->check(CLI::Range(1, 1'000'000));
  app.add_option("--seed", options.plan.seed, "seed of the matrices and of the order; random if left out")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--kernel", raw.kernel, "what the consumer computes")->check(CLI::IsMember(kernel_keys()));
  app.add_option("--placement", raw.placement, "how the two processes lie to each other")->check(placements);
  app.add_option("--residency", raw.residency,
                 "where a matrix lies when it is handed over: in the caches, or in memory")
      ->check(residencies);
  app.add_option("--time-limit", raw.time_limit_seconds, "begin no round after this time (90s, 5m)")
      ->transform(CLI::AsNumberWithUnit(units, CLI::AsNumberWithUnit::UNIT_REQUIRED))
      ->check(CLI::PositiveNumber);
  app.add_option(
      "--precision", raw.precision,
      "after the rounds, more rounds of the rows that need them, until each row's interval is so narrow (3%)");
  app.add_option(
         "--against", raw.against,
         "measure each round of a row with this binary, too, one after the other: two results, for tools/compare")
      ->option_text("PROGRAM")
      ->check(something);
  app.add_option("--against-placement", raw.against_placement, "likewise in this placement")->check(placements);
  app.add_option("--against-residency", raw.against_residency, "likewise with matrices that lie there")
      ->check(residencies);
  app.add_option("--tuning", raw.tunings, "run this row with this tuning, by its place from 0: no sweep is made of it")
      ->option_text("ROW=PLACE ...")
      ->take_all();
  app.add_option("--results", options.plan.results, "write the result to FOLDER/<machine>/<stamp>/<suite>.json");
  app.add_option("--run", options.plan.run, "write it into this folder, of a run that another suite has begun")
      ->excludes(app.get_option("--results"));
  app.add_option("--resume", options.resume, "go on with the interrupted run in this folder, as it was planned")
      ->check(something)
      ->excludes(app.get_option("--results"), app.get_option("--run"));
  app.add_option("--recover", options.recover, "make a result of what the interrupted run in this folder has kept")
      ->check(something)
      ->excludes(app.get_option("--results"), app.get_option("--run"), app.get_option("--resume"));
  app.add_option("--machine", options.plan.machine, "name of the machine, in place of the one made from its CPU")
      ->excludes(app.get_option("--run"))
      ->check(file_name);
  app.add_flag("--with-hostname", options.plan.with_hostname,
               "put host name and full path of the program into the result");
  app.add_flag("--probe", options.probe, "measure nothing: say on stdout, as JSON, which transports can run here");
  app.add_flag("--progress", options.plan.progress, "show progress on stderr in place of the table of rows");
  app.add_flag("--no-warnings", options.no_warnings, "no warnings at the end: for a caller that shows the result");
}

/// Google Benchmark's flags, checked here: version 1.7.1 ends with 0 whatever is wrong with them.
void add_google_benchmark_flags(CLI::App& app, Options& options, Raw& raw) {
  constexpr auto group = "Google Benchmark";
  const auto forwarded = [&](const std::string& flag) {
    return [&options, flag](const std::string& value) { options.google_benchmark.push_back(flag + "=" + value); };
  };
  app.add_flag("--benchmark_list_tests", options.list_tests, "list the rows")->group(group);
  app.add_option("--benchmark_filter", options.filter, "regular expression on names; -REGEX for all others")
      ->group(group);
  app.add_option("--benchmark_format", options.format, "console, json or csv, on stdout")
      ->check(CLI::IsMember({"console", "json", "csv"}))
      ->group(group);
  app.add_option("--benchmark_out", options.plan.out, "write the result to this file as well")->group(group);
  app.add_option("--benchmark_out_format", raw.out_format, "json is the only one")
      ->check(CLI::IsMember({"json"}))
      ->group(group);
  app.add_option_function<std::string>("--benchmark_color", forwarded("--benchmark_color"), "auto, true or false")
      ->check(CLI::IsMember({"auto", "true", "false", "yes", "no", "1", "0", "on", "off"}))
      ->group(group);
  app.add_option_function<std::string>("--benchmark_time_unit", forwarded("--benchmark_time_unit"), "ns, us, ms or s")
      ->check(CLI::IsMember({"ns", "us", "ms", "s"}))
      ->group(group);
  app.add_option_function<std::string>("--benchmark_context", forwarded("--benchmark_context"), "KEY=VALUE,…")
      ->check(key_values)
      ->group(group);
  app.add_option_function<int>(
         "--v", [&](int level) { options.google_benchmark.push_back("--v=" + std::to_string(level)); }, "verbosity")
      ->group(group);
  app.add_flag("--benchmark_counters_tabular", raw.counters_tabular, "counters as columns")->group(group);
  app.add_flag("--benchmark_dry_run", raw.dry_run, "one round of one transfer")->group(group);
}

/// Flags of Google Benchmark that would change what is measured, each with what to use instead.
void refuse_contradicting_flags(CLI::App& app) {
  using FlagAndInstead = std::pair<const char*, const char*>;
  constexpr auto refused = std::to_array<FlagAndInstead>({
      {"--benchmark_min_time", "use --rounds and --transfers"},
      {"--benchmark_min_warmup_time", "the first transfer of each round is kept as the cold one"},
      {"--benchmark_enable_random_interleaving", "rows are shuffled anew in each round; see --seed"},
      {"--benchmark_report_aggregates_only", "results hold samples; tools/show has the medians"},
      {"--benchmark_display_aggregates_only", "results hold samples; tools/show has the medians"},
      {"--benchmark_perf_counters", "counters are not read in the timed interval"},
  });
  for (const auto& [flag, instead] : refused) {
    app.add_option_function<std::string>(
           flag, [flag = std::string(flag), instead = std::string(instead)](
                     const std::string&) { throw UsageError(flag + " contradicts how ipcbench measures: " + instead); })
        ->expected(0, 1)
        ->group("");
  }
}

/// "3%" as 0.03.
double share_of(const std::string& text) {
  double percent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), percent);
  const bool good = error == std::errc{} && std::string_view(end) == "%" && percent >= 0.1 && percent <= 100;
  if (!good) throw UsageError("--precision: \"" + text + "\" is no share of 0.1% to 100%, such as 3%");
  return percent / 100;
}

/// What the other side of a pair differs in; nullopt where there is none.
std::optional<campaign::Against> against_of(const Raw& raw, const campaign::Plan& plan, const CLI::App& app) {
  if (raw.against.empty() && raw.against_placement.empty() && raw.against_residency.empty()) return std::nullopt;
  for (const char* const flag : {"--precision", "--run", "--benchmark_out"}) {
    if (app.count(flag) > 0) throw UsageError(std::string("--against makes two results of a plan: leave out ") + flag);
  }
  if (plan.result_on_stdout)
    throw UsageError("--against makes two results: --results in place of --benchmark_format=json");
  campaign::Against against{raw.against};
  if (!raw.against_placement.empty()) against.placement = os::parse_placement(raw.against_placement);
  if (!raw.against_residency.empty()) against.residency = os::parse_residency(raw.against_residency);
  return against;
}

/// "transfer/pipe_tuned/170x9111=3"
std::pair<std::string, std::size_t> tuning_of(const std::string& text) {
  const auto split = text.rfind('=');
  std::size_t place = 0;
  const char* const end = text.data() + text.size();
  const bool is_split = split != std::string::npos && text.data() + split + 1 != end;
  const auto read = is_split ? std::from_chars(text.data() + split + 1, end, place) : std::from_chars_result{};
  const bool is_number = is_split && read.ptr == end && read.ec == std::errc{};
  if (!is_number) throw UsageError("--tuning: \"" + text + "\" is not ROW=PLACE");
  return {text.substr(0, split), place};
}

/// A run that goes on has a plan of its own.
void require_its_own_plan(const Options& options, const CLI::App& app) {
  const char* const again = !options.resume.empty() ? "--resume" : "--recover";
  if (options.resume.empty() && options.recover.empty()) return;
  for (const char* const flag :
       {"--shape", "--only", "--rounds", "--transfers", "--seed", "--kernel", "--placement", "--residency",
        "--precision", "--against", "--against-placement", "--against-residency", "--tuning", "--machine",
        "--benchmark_filter", "--benchmark_dry_run", "--probe", "--benchmark_list_tests"}) {
    if (app.count(flag) > 0)
      throw UsageError(std::string(again) + ": the run has a plan of its own: leave out " + flag);
  }
}

Options finished(Options options, const Raw& raw, const CLI::App& app) {
  for (const auto& text : raw.shapes) {
    const Shape shape = parse_shape(text);
    auto& shapes = options.plan.shapes;
    if (std::ranges::find(shapes, shape) == shapes.end()) shapes.push_back(shape);
  }
  options.shapes_given = app.count("--shape") > 0;
  options.plan.kernel = find_kernel(raw.kernel);
  options.plan.placement = *os::parse_placement(raw.placement);
  options.plan.residency = *os::parse_residency(raw.residency);
  options.plan.placement_given = app.count("--placement") > 0;
  options.time_unit_given = std::ranges::any_of(
      options.google_benchmark, [](const auto& word) { return word.starts_with("--benchmark_time_unit"); });
  options.plan.result_on_stdout = options.format == "json";
  require_its_own_plan(options, app);
  if (!options.resume.empty()) options.plan.run = options.resume;
  if (!options.recover.empty()) options.plan.run = options.recover;
  options.plan.against = against_of(raw, options.plan, app);
  for (const auto& text : raw.tunings) options.plan.tunings.push_back(tuning_of(text));
  if (!raw.precision.empty()) options.plan.precision = share_of(raw.precision);
  if (raw.time_limit_seconds > 0) options.plan.time_limit_seconds = raw.time_limit_seconds;
  if (app.count("--seed") == 0) options.plan.seed = std::random_device{}();
  if (raw.dry_run) options.plan.rounds = options.plan.samples = 1;
  if (raw.counters_tabular) options.google_benchmark.emplace_back("--benchmark_counters_tabular=true");
  return options;
}

/// The command line, last word first as CLI11 takes it, and before it what Google Benchmark's environment variables
/// say: BENCHMARK_FORMAT=csv is --benchmark_format=csv, and just as wrong if it is wrong.
std::vector<std::string> reversed_words(const CLI::App& app, int argc, char** argv) {
  std::vector<std::string> words;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      std::string variable = name;
      for (char& c : variable) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      const char* const value = name.starts_with("benchmark_") ? std::getenv(variable.c_str()) : nullptr;
      if (value != nullptr) words.push_back("--" + name + "=" + value);
    }
  }
  words.insert(words.end(), argv + 1, argv + argc);
  std::ranges::reverse(words);
  return words;
}

}  // namespace

Options parse_options(int argc, char** argv) {
  CLI::App app(
      "Measures what it costs to hand a matrix to another process. Exit status: 0 fine, 1 a row failed, "
      "2 wrong call, 3 a disk is full or fails, 130 interrupted.");
  app.name(std::filesystem::path(argv[0]).filename().string());
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  Options options;
  Raw raw;
  add_our_flags(app, options, raw);
  add_google_benchmark_flags(app, options, raw);
  refuse_contradicting_flags(app);
  try {
    app.parse(reversed_words(app, argc, argv));
  } catch (const CLI::Success& help) {
    std::exit(app.exit(help));
  } catch (const CLI::ParseError& error) {
    throw UsageError(error.what());
  }
  return finished(std::move(options), raw, app);
}

}  // namespace ipcbench::bench
