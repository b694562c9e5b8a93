#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <mlxpatch/base/error.hpp>

#include "options.hpp"
#include "real_queue.hpp"
#include "synthetic_upstream.hpp"

namespace mlxpatch::bench {

namespace {

const std::map<std::string, UpstreamKind> k_kinds{
    {"mixed", UpstreamKind::mixed}, {"hot-file", UpstreamKind::hot_file}, {"long", UpstreamKind::long_file},
    {"moved", UpstreamKind::moved}, {"wide", UpstreamKind::wide},         {"tags", UpstreamKind::tags}};

constexpr std::size_t k_fewest_mixed = 20;

/// What was asked for instead of a kind's usual shape.
struct Wanted {
  std::optional<std::size_t> files;
  std::optional<std::size_t> commits;
  std::optional<std::size_t> lines;
  std::vector<std::size_t> queues;

  UpstreamShape shape_of(UpstreamKind kind) const {
    UpstreamShape shape = usual_shape(kind);
    shape.files = files.value_or(shape.files);
    shape.commits = commits.value_or(shape.commits);
    shape.lines = lines.value_or(shape.lines);
    if (!queues.empty()) shape.queues = queues;
    std::ranges::sort(shape.queues);
    if (!has_edit_plan(kind) && shape.commits < k_fewest_mixed) {
      throw Error(fmt::format("an upstream of this kind needs {} commits to have everything", k_fewest_mixed),
                  ErrorKind::usage);
    }
    return shape;
  }
};

}  // namespace

std::optional<Options> parse_options(int argc, char** argv) {
  Options options;
  options.mlxpatch = MLXPATCH_BINARY;
  options.document = std::filesystem::path("docs") / "performance.md";
  bool writes = false;
  bool doubles = false;
  std::string kind = "mixed";
  Wanted wanted;
  std::vector<std::string> real;
  CLI::App app("Measures mlxpatch beside its peers on a synthetic upstream, or on a real one.", "./dev bench");
  app.add_option("--kind", kind, "what the upstream is like: mixed (the default), hot-file, long, moved, wide, tags")
      ->check(CLI::IsMember(k_kinds))
      ->type_name("KIND");
  app.add_option("--files", wanted.files, "files in the upstream tree")->check(CLI::Range(400, 1000000));
  app.add_option("--commits", wanted.commits, "upstream commits behind the base")->check(CLI::Range(1, 100000));
  app.add_option("--lines", wanted.lines, "lines of the file, with --kind hot-file or long")
      ->check(CLI::Range(100, 10000000));
  app.add_option("--queue", wanted.queues, "numbers of patches, comma separated")
      ->delimiter(',')
      ->check(CLI::Range(3, 10000));
  app.add_option("--real", real, "a real queue, replayed from BASE onto ONTO")
      ->type_name("UPSTREAM PATCHES BASE ONTO")
      ->expected(4)
      ->excludes("--kind", "--files", "--commits", "--lines", "--queue");
  app.add_option("--rounds", options.rounds, "runs of each contender; the median counts")->check(CLI::Range(1, 99));
  app.add_option("--patience", options.patience_seconds, "who takes more seconds than this is run once only");
  app.add_option("--only", options.only, "contenders with one of these in task or name, comma separated")
      ->delimiter(',');
  app.add_option("--keep", options.keep, "make the upstream in this folder and leave it there for the next time")
      ->excludes("--real");
  app.add_option("--mlxpatch", options.mlxpatch, "the mlxpatch to be measured");
  app.add_flag("--scaling", doubles, "measure mlxpatch also on twice the files")->excludes("--kind", "--real");
  app.add_flag("--write", writes, "put the result into docs/performance.md")->excludes("--kind", "--real");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (app.exit(error) == 0) return std::nullopt;
    throw Error("the command line can't be used", ErrorKind::usage).hint("./dev bench --help");
  }
  options.shape = wanted.shape_of(k_kinds.at(kind));
  if (!real.empty()) {
    options.real = RealQueue{std::filesystem::absolute(real[0]), std::filesystem::absolute(real[1]), real[2], real[3]};
  }
  options.output = writes ? Output::print_and_write : Output::print;
  options.scaling = doubles ? Scaling::measure : Scaling::skip;
  options.command = "./dev bench";
  for (int i = 1; i < argc; ++i) options.command += fmt::format(" {}", argv[i]);
  if (!options.keep.empty()) options.keep = std::filesystem::absolute(options.keep);
  return options;
}

}  // namespace mlxpatch::bench
