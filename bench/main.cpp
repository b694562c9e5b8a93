#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <stdlib.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>

#include "contender.hpp"
#include "measure.hpp"
#include "options.hpp"
#include "real_queue.hpp"
#include "sandbox.hpp"
#include "synthetic_upstream.hpp"
#include "table.hpp"
#include "tournament.hpp"

namespace mlxpatch::bench {

namespace fs = std::filesystem;

namespace {

/// What every contender meets: a person of its own, no foreign configuration, no housekeeping in the background.
void set_environment(const fs::path& home) {
  fs::create_directories(home);
  write_output_file(home / ".gitconfig",
                    "[user]\n\tname = Bench Example\n\temail = bench@example.org\n[gc]\n\tauto = 0\n[maintenance]\n"
                    "\tauto = false\n[advice]\n\tdetachedHead = false\n[safe]\n\tdirectory = *\n");
  for (const auto& [name, value] : {std::pair{"HOME", home.c_str()},
                                    {"GIT_CONFIG_NOSYSTEM", "1"},
                                    {"LC_ALL", "C"},
                                    {"TZ", "UTC"},
                                    {"GIT_EDITOR", "true"},
                                    {"GIT_TERMINAL_PROMPT", "0"}}) {
    ::setenv(name, value, 1);
  }
  for (const char* name : {"XDG_CONFIG_HOME", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "QUILTRC"})
    ::unsetenv(name);
}

/// The bare upstream of that shape below `folder`; one that was kept is used again.
fs::path upstream_in(const fs::path& folder, const UpstreamShape& shape) {
  const fs::path directory = folder / fmt::format("upstream-{}-{}.git", static_cast<int>(shape.kind), shape.files);
  const fs::path stamp = directory / "mlxpatch-bench";
  if (read_file_if_exists(stamp) == shape.fingerprint()) return directory;
  fmt::print(stderr, "making an upstream: {}\n", shape.description());
  fs::remove_all(directory);
  run_in_child([&] { write_upstream(directory, shape); });
  write_output_file(stamp, shape.fingerprint());
  return directory;
}

bool is_wanted(const Contender& contender, const std::vector<std::string>& only) {
  if (only.empty()) return true;
  for (const std::string& part : only) {
    if (contender.name.find(part) != std::string::npos || contender.task.find(part) != std::string::npos) return true;
  }
  return false;
}

class Bench {
 public:
  Bench(const Options& options, const fs::path& scratch)
      : m_options(options),
        m_scratch(scratch),
        m_upstreams(options.keep.empty() ? scratch : options.keep),
        m_rules{options.rounds, options.patience_seconds, scratch / "log"} {}

  /// Measures everything that was asked for and returns the tables.
  std::string run() {
    if (m_options.real) return run_real(*m_options.real);
    if (m_options.shape.kind == UpstreamKind::tags) return run_tags();
    const bool is_mixed = m_options.shape.kind == UpstreamKind::mixed;
    m_sandbox = sandbox_of(m_options.shape, "fork");
    std::string text;
    for (const std::size_t patches : m_options.shape.queues) {
      const Arena arena{*m_sandbox, m_options.mlxpatch, m_scratch, patches};
      std::vector<Contender> contenders = replay_contenders(arena);
      for (auto more : {culprit_contenders, patch_file_contenders, status_contenders}) {
        if (!is_mixed && more == culprit_contenders) continue;
        for (Contender& contender : more(arena)) contenders.push_back(std::move(contender));
      }
      text += section(fmt::format("{} patches on {}", patches, m_options.shape.description()), std::move(contenders),
                      *m_sandbox);
    }
    if (is_mixed && m_options.scaling == Scaling::measure) text += run_scaling();
    return text;
  }

  /// Whether mlxpatch gave what it has to everywhere.
  bool is_right() const { return m_is_right; }

 private:
  std::unique_ptr<Sandbox> sandbox_of(const UpstreamShape& shape, const std::string& name) const {
    return std::make_unique<Sandbox>(upstream_in(m_upstreams, shape), m_scratch / name / "checkout");
  }

  std::string run_real(const RealQueue& queue) {
    const fs::path upstream = m_scratch / "real.git";
    const std::size_t patches = write_real_upstream(upstream, queue);
    Sandbox sandbox(upstream, m_scratch / "fork" / "checkout");
    const Arena arena{sandbox, m_options.mlxpatch, m_scratch, patches};
    const std::string commits = sandbox.git({"rev-list", "--count", fmt::format("{}..{}", k_base, k_tip)});
    return section(fmt::format("{} of {} over {} upstream commits", count_of(patches, "patch", "patches"),
                               queue.patches.filename().string(), commits),
                   real_contenders(arena), sandbox);
  }

  /// The same upstream with and without tags, side by side.
  std::string run_tags() {
    UpstreamShape without = m_options.shape;
    without.kind = UpstreamKind::mixed;
    without.tags = 0;
    const auto plain = sandbox_of(without, "plain-fork");
    m_sandbox = sandbox_of(m_options.shape, "fork");
    std::vector<Contender> contenders;
    for (Sandbox* sandbox : {plain.get(), m_sandbox.get()}) {
      const Arena arena{*sandbox, m_options.mlxpatch, m_scratch, m_options.shape.queues.back()};
      for (Contender& contender : tag_contenders(arena)) {
        contender.name += sandbox == plain.get() ? ", no tags" : fmt::format(", {} tags", m_options.shape.tags);
        contenders.push_back(std::move(contender));
      }
    }
    std::ranges::stable_sort(contenders, {}, &Contender::task);
    return section(fmt::format("{} patches on {}", m_options.shape.queues.back(), m_options.shape.description()),
                   std::move(contenders), *m_sandbox);
  }

  std::string section(const std::string& title, std::vector<Contender> contenders, const Sandbox& sandbox) {
    std::erase_if(contenders, [&](const Contender& contender) { return !is_wanted(contender, m_options.only); });
    if (contenders.empty()) return "";
    const std::vector<Standing> standings = run_tournament(contenders, sandbox, m_rules);
    for (const Standing& standing : standings) {
      const bool is_wrong = standing.verdict == Verdict::differs || standing.verdict == Verdict::failed;
      if (is_wrong && standing.contender->side == Side::ours) m_is_right = false;
    }
    std::string text = fmt::format("### {}\n\n{}\n", title, table_of(standings));
    fmt::print("{}", text);
    (void)std::fflush(stdout);
    return text;
  }

  /// The same queues in a tree with twice as many files, side by side with the first.
  std::string run_scaling() {
    UpstreamShape twice = m_options.shape;
    twice.files *= 2;
    Sandbox wide(upstream_in(m_upstreams, twice), m_scratch / "wide-fork" / "checkout");
    std::vector<Contender> contenders;
    for (const std::size_t patches : m_options.shape.queues) {
      for (const auto& [sandbox, files] : {std::pair{m_sandbox.get(), m_options.shape.files}, {&wide, twice.files}}) {
        const Arena arena{*sandbox, m_options.mlxpatch, m_scratch, patches};
        for (Contender contender : {replay_contenders(arena).front(), culprit_contenders(arena).front()}) {
          contender.task = fmt::format("{}, {} patches", contender.task, patches);
          contender.name += fmt::format(", {} files", files);
          contenders.push_back(std::move(contender));
        }
      }
    }
    return section("Twice the files", std::move(contenders), wide);
  }

  const Options& m_options;
  fs::path m_scratch;
  fs::path m_upstreams;
  TournamentRules m_rules;
  std::unique_ptr<Sandbox> m_sandbox;
  bool m_is_right = true;
};

int run(int argc, char** argv) {
  const std::optional<Options> options = parse_options(argc, argv);
  if (!options) return 0;
  install_interrupt_handlers();
  const TemporaryDirectory scratch("mlxpatch-bench");
  set_environment(scratch.path() / "home");
  Bench bench(*options, scratch.path());
  const std::string tables = bench.run();
  const std::string machine = description_of_machine(options->mlxpatch, options->command);
  fmt::print("{}", machine);
  if (options->output == Output::print_and_write)
    replace_measured_part(options->document, fmt::format("{}\n{}", machine, trim_end(tables)));
  if (bench.is_right()) return 0;
  fmt::print(stderr, "mlxpatch_bench: mlxpatch gave something else than it has to; see above\n");
  return 1;
}

}  // namespace

}  // namespace mlxpatch::bench

int main(int argc, char** argv) {
  try {
    return mlxpatch::bench::run(argc, argv);
  } catch (const mlxpatch::Error& error) {
    fmt::print(stderr, "mlxpatch_bench: {}\n", error.what());
    for (const std::string& place : error.places()) fmt::print(stderr, "  at {}\n", place);
    for (const std::string& hint : error.hints()) fmt::print(stderr, "  {}\n", hint);
    return error.kind() == mlxpatch::ErrorKind::usage ? 2 : 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "mlxpatch_bench: {}\n", error.what());
    return 1;
  }
}
