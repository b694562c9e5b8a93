#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <mlxpatch/base/error.hpp>

#include "options.hpp"

namespace mlxpatch::bench {

std::optional<Options> parse_options(int argc, char** argv) {
  Options options;
  options.mlxpatch = MLXPATCH_BINARY;
  options.document = std::filesystem::path("docs") / "performance.md";
  bool writes = false;
  bool doubles = false;
  CLI::App app("Measures mlxpatch beside its peers on a synthetic upstream.", "./dev bench");
  app.add_option("--files", options.shape.files, "files in the upstream tree")->check(CLI::Range(400, 1000000));
  app.add_option("--commits", options.shape.commits, "upstream commits behind the base")->check(CLI::Range(20, 100000));
  app.add_option("--queue", options.shape.queues, "numbers of patches, comma separated")
      ->delimiter(',')
      ->check(CLI::Range(3, 9999));
  app.add_option("--rounds", options.rounds, "runs of each contender; the median counts")->check(CLI::Range(1, 99));
  app.add_option("--patience", options.patience_seconds, "who takes more seconds than this is run once only");
  app.add_option("--only", options.only, "contenders with one of these in task or name, comma separated")
      ->delimiter(',');
  app.add_option("--keep", options.keep, "make the upstream in this folder and leave it there for the next time");
  app.add_option("--mlxpatch", options.mlxpatch, "the mlxpatch to be measured");
  app.add_flag("--scaling", doubles, "measure mlxpatch also on twice the files");
  app.add_flag("--write", writes, "put the result into docs/performance.md");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (app.exit(error) == 0) return std::nullopt;
    throw Error("the command line can't be used", ErrorKind::usage).hint("./dev bench --help");
  }
  std::sort(options.shape.queues.begin(), options.shape.queues.end());
  options.output = writes ? Output::print_and_write : Output::print;
  options.scaling = doubles ? Scaling::measure : Scaling::skip;
  options.command = "./dev bench";
  for (int i = 1; i < argc; ++i) options.command += fmt::format(" {}", argv[i]);
  if (!options.keep.empty()) options.keep = std::filesystem::absolute(options.keep);
  return options;
}

}  // namespace mlxpatch::bench
