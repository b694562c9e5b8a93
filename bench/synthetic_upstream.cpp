#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>

#include "fast_import.hpp"
#include "planned_upstream.hpp"
#include "shell.hpp"
#include "source_text.hpp"
#include "source_tree.hpp"
#include "synthetic_upstream.hpp"
#include "zoned_file.hpp"

namespace mlxpatch::bench {

namespace {

constexpr std::uint64_t k_upstream_seed = 20260101;
constexpr std::uint64_t k_queue_seed = 20260202;
constexpr int k_version = 2;
constexpr std::size_t k_added_by_queue = 10000000;

std::string make_message(Random& random, std::size_t number) {
  return fmt::format("{}: {} the {} {} (#{})\n\n{} {} {} {} {}\n{} {}.\n", make_word(random), make_word(random),
                     make_word(random), make_word(random), number, make_word(random), make_word(random),
                     make_word(random), make_word(random), make_word(random), make_word(random), make_word(random));
}

/// A number below `limit`, small ones more often than large ones: work gathers in some files.
std::size_t gathered(Random& random, std::size_t limit) {
  const double fraction = random.fraction();
  return std::min(static_cast<std::size_t>(fraction * fraction * static_cast<double>(limit)), limit - 1);
}

using FileVersions = std::map<std::size_t, ZonedFile>;

ZonedFile& newest(FileVersions& versions, const SourceTree& tree, std::size_t file) {
  return versions.try_emplace(file, tree.first_version(file)).first->second;
}

/// Upstream's history behind the base. It edits busy files with even numbers, so that the odd ones are the queue's
/// alone; now and then it adds, removes or renames a file that the queue leaves alone.
class UpstreamHistory {
 public:
  UpstreamHistory(FastImport& import, const SourceTree& tree)
      : m_import(import), m_tree(tree), m_next_new(tree.size()), m_next_old(tree.busy()) {}

  FastImport::Mark run(FastImport::Mark base, std::size_t commits) {
    FastImport::Mark tip = base;
    for (std::size_t i = 1; i <= commits; ++i) {
      tip = m_import.begin_commit(k_tip, tip, make_message(m_random, i));
      edit_some();
      change_file_list();
    }
    return tip;
  }

  FileVersions& versions() { return m_versions; }

 private:
  void edit_some() {
    std::set<std::size_t> files;
    for (std::size_t left = 1 + m_random.below(1 + m_random.below(4)); left > 0; --left) {
      files.insert(2 * gathered(m_random, m_tree.busy() / 2));
    }
    for (const std::size_t number : files) {
      ZonedFile& file = newest(m_versions, m_tree, number);
      for (std::size_t left = 1 + m_random.below(3); left > 0; --left) file.edit(Zone::upstream, m_random);
      m_import.put_file(m_tree.path(number), file.text());
    }
  }

  void change_file_list() {
    const std::size_t kind = m_random.below(100);
    if (kind < 6) {
      m_import.put_file(m_tree.path(m_next_new), m_tree.first_version(m_next_new).text());
      ++m_next_new;
    } else if (kind < 9 && m_next_old < m_tree.size()) {
      m_import.remove_file(m_tree.path(m_next_old));
      if (kind == 8) m_import.put_file(m_tree.path(m_next_new++), m_tree.first_version(m_next_old).text());
      ++m_next_old;
    }
  }

  FastImport& m_import;
  const SourceTree& m_tree;
  Random m_random{k_upstream_seed};
  FileVersions m_versions;
  std::size_t m_next_new;
  std::size_t m_next_old;
};

/// The patches. One in three edits a file that upstream edits too, and needs a merge of contents.
class Queue {
 public:
  /// `shared`: the files that upstream edits.
  Queue(FastImport& import, const SourceTree& tree, const std::vector<std::size_t>& shared)
      : m_import(import), m_tree(tree), m_shared(shared) {}

  /// Writes the next patch onto `branch`, whose tip was returned by the call before.
  FastImport::Mark add_patch(std::string_view branch, FastImport::Mark parent) {
    const FastImport::Mark mark = m_import.begin_commit(branch, parent, make_message(m_random, 5000 + m_patches));
    std::set<std::size_t> files;
    files.insert(m_patches % 3 == 1 ? m_shared[m_random.below(m_shared.size())] : own_file());
    for (std::size_t left = m_random.below(1 + m_random.below(4)); left > 0; --left) files.insert(own_file());
    for (const std::size_t number : files) {
      ZonedFile& file = newest(m_versions, m_tree, number);
      for (std::size_t left = 1 + m_random.below(3); left > 0; --left) file.edit(Zone::queue, m_random);
      m_import.put_file(m_tree.path(number), file.text());
    }
    if (m_random.chance(4)) {
      const std::size_t number = k_added_by_queue + m_patches;
      m_import.put_file(m_tree.path(number), newest(m_versions, m_tree, number).text());
    }
    ++m_patches;
    return mark;
  }

  const FileVersions& versions() const { return m_versions; }

 private:
  std::size_t own_file() { return 2 * gathered(m_random, m_tree.busy() / 2) + 1; }

  FastImport& m_import;
  const SourceTree& m_tree;
  const std::vector<std::size_t>& m_shared;
  Random m_random{k_queue_seed};
  FileVersions m_versions;
  std::size_t m_patches = 0;
};

FastImport::Mark write_base(FastImport& import, const SourceTree& tree) {
  const FastImport::Mark base = import.begin_commit(k_base, 0, "Begin\n");
  for (std::size_t file = 0; file < tree.size(); ++file)
    import.put_file(tree.path(file), tree.first_version(file).text());
  import.set_branch(k_tip, base);
  return base;
}

class UpstreamWriter {
 public:
  UpstreamWriter(FastImport& import, const UpstreamShape& shape)
      : m_import(import), m_shape(shape), m_tree(shape.files), m_history(import, m_tree) {}

  void run() {
    m_base = write_base(m_import, m_tree);
    m_tip = m_history.run(m_base, m_shape.commits);
    for (const auto& [number, file] : m_history.versions()) m_shared.push_back(number);
    // Two that the queue leaves alone, for the patches that shall conflict.
    for (std::size_t left = k_conflicting_patches; left > 0; --left) {
      const auto at = m_shared.begin() + static_cast<std::ptrdiff_t>(m_shared.size() * left / 3);
      m_contested.push_back(*at);
      m_shared.erase(at);
    }
    write_queues();
    for (const std::size_t patches : m_shape.queues) write_conflicting(patches);
  }

 private:
  void write_queues() {
    Queue queue(m_import, m_tree, m_shared);
    FastImport::Mark last = m_base;
    std::size_t written = 0;
    for (const std::size_t patches : m_shape.queues) {
      const std::string branch = queue_branch(patches);
      m_import.set_branch(branch, last);
      for (; written < patches; ++written) last = queue.add_patch(branch, last);
      write_expected(patches, queue.versions());
    }
  }

  void write_expected(std::size_t patches, const FileVersions& versions) {
    const std::string branch = expected_branch(patches);
    m_import.begin_commit(branch, m_tip, "What the queue has to give\n");
    for (const auto& [number, file] : versions) {
      const auto upstream = m_history.versions().find(number);
      const bool merges = upstream != m_history.versions().end();
      const ZonedFile result = merges ? upstream->second.with_zone_of(Zone::queue, file) : file;
      m_import.put_file(m_tree.path(number), result.text());
    }
  }

  void write_conflicting(std::size_t patches) {
    Queue queue(m_import, m_tree, m_shared);
    FastImport::Mark last = m_base;
    const std::string branch = conflicting_branch(patches);
    m_import.set_branch(branch, last);
    for (std::size_t i = 0; i < patches; ++i) {
      last = queue.add_patch(branch, last);
      for (std::size_t k = 0; k < m_contested.size(); ++k) {
        if (i != patches * (k + 1) / (m_contested.size() + 1)) continue;
        ZonedFile file = m_tree.first_version(m_contested[k]);
        file.edit_every_line(Zone::upstream);
        m_import.put_file(m_tree.path(m_contested[k]), file.text());
      }
    }
  }

  FastImport& m_import;
  const UpstreamShape& m_shape;
  const SourceTree m_tree;
  UpstreamHistory m_history;
  std::vector<std::size_t> m_shared;
  std::vector<std::size_t> m_contested;
  FastImport::Mark m_base = 0;
  FastImport::Mark m_tip = 0;
};

/// Tags that lead, in turn, to the commits of the tip.
void write_tags(const std::filesystem::path& git_directory, std::size_t count) {
  if (count == 0) return;
  const std::string listed = run_quietly(git_directory, {"git", "rev-list", k_tip});
  const std::vector<std::string_view> commits = split_lines(listed);
  std::string refs;
  for (std::size_t i = 0; i < count; ++i)
    refs += fmt::format("create refs/tags/v{} {}\n", i, trim_end(commits[i % commits.size()]));
  const std::filesystem::path file = git_directory / "bench-tags";
  write_output_file(file, refs);
  run_quietly(git_directory, {"sh", "-c", "git update-ref --stdin < bench-tags"});
  std::filesystem::remove(file);
}

}  // namespace

std::string UpstreamShape::fingerprint() const {
  return fmt::format("version {} kind {} files {} commits {} lines {} tags {} queues {}\n", k_version,
                     static_cast<int>(kind), files, commits, lines, tags, fmt::join(queues, ","));
}

std::string UpstreamShape::description() const {
  const std::string history = count_of(commits, "upstream commit");
  switch (kind) {
    case UpstreamKind::hot_file:
    case UpstreamKind::long_file:
      return fmt::format("one file of {} lines, {}", lines, history);
    case UpstreamKind::moved:
      return fmt::format("{} files, all moved or renamed by upstream, {}", files, history);
    case UpstreamKind::wide:
      return fmt::format("one directory of {} files, {}", files, history);
    case UpstreamKind::tags:
      return fmt::format("{} files, {}, {} tags", files, history, tags);
    case UpstreamKind::mixed:
      break;
  }
  return fmt::format("{} files, {}", files, history);
}

bool has_edit_plan(UpstreamKind kind) { return kind != UpstreamKind::mixed && kind != UpstreamKind::tags; }

UpstreamShape usual_shape(UpstreamKind kind) {
  switch (kind) {
    case UpstreamKind::hot_file:
      return {.kind = kind, .files = 1, .commits = 100, .lines = 2000, .queues = {100}};
    case UpstreamKind::long_file:
      return {.kind = kind, .files = 1, .commits = 10, .lines = 1000000, .queues = {10}};
    case UpstreamKind::moved:
      return {.kind = kind, .files = 25000, .commits = 1, .queues = {10, 100}};
    case UpstreamKind::wide:
      return {.kind = kind, .files = 100000, .commits = 100, .queues = {100}};
    case UpstreamKind::tags:
      return {.kind = kind, .tags = 50000, .queues = {100}};
    case UpstreamKind::mixed:
      break;
  }
  return {};
}

std::string queue_branch(std::size_t patches) { return fmt::format("queue-{}", patches); }
std::string expected_branch(std::size_t patches) { return fmt::format("expected-{}", patches); }
std::string conflicting_branch(std::size_t patches) { return fmt::format("conflicting-{}", patches); }

void write_upstream(const std::filesystem::path& git_directory, const UpstreamShape& shape) {
  std::filesystem::create_directories(git_directory);
  run_quietly(git_directory, {"git", "init", "--quiet", "--bare", "--initial-branch", k_tip, "."});
  FastImport import(git_directory);
  if (has_edit_plan(shape.kind)) {
    write_planned_upstream(import, shape);
  } else {
    UpstreamWriter(import, shape).run();
  }
  import.finish();
  write_tags(git_directory, shape.tags);
  run_quietly(git_directory, {"git", "repack", "-a", "-d", "-f", "-q"});
  run_quietly(git_directory, {"git", "pack-refs", "--all"});
}

}  // namespace mlxpatch::bench
