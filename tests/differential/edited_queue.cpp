#include "edited_queue.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <support/git_repo.hpp>
#include <support/ids.hpp>
#include <support/random.hpp>

namespace mlxpatch::tests {

namespace {

using Files = std::map<std::string, Lines>;

constexpr std::size_t k_lines = 30;

class QueueMaker {
 public:
  explicit QueueMaker(std::size_t seed) : m_random(seed + 1) {}

  /// Some lines of each file are equal, as the braces and blank lines of real ones.
  Files upstream() {
    Files files;
    for (const char* name : {"a", "b"}) {
      for (std::size_t i = 0; i < k_lines; ++i) {
        files[name].push_back(m_random.chance(20) ? "}" : "line " + std::to_string(i + 1));
      }
    }
    return files;
  }

  void edit(Files& files) {
    for (std::size_t left = 1 + m_random.below(2); left > 0; --left) {
      edit_once(files[m_random.chance(70) ? "a" : "b"]);
    }
  }

 private:
  /// Half of all edits are at or beside a line that an earlier one made.
  std::size_t any_line(const Lines& lines) {
    std::vector<std::size_t> made;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].starts_with("new")) made.push_back(i);
    }
    if (made.empty() || m_random.chance(50)) return m_random.below(lines.size() - 2);
    const std::size_t near = m_random.one_of(made) + m_random.below(3);
    return std::min(near == 0 ? 0 : near - 1, lines.size() - 3);
  }

  void edit_once(Lines& lines) {
    const auto at = lines.begin() + static_cast<std::ptrdiff_t>(any_line(lines));
    switch (m_random.below(7)) {
      case 0:
        lines.insert(at, "new " + std::to_string(++m_made));
        break;
      case 1:
        lines.insert(at, {"new " + std::to_string(++m_made), "}", "new " + std::to_string(m_made)});
        break;
      case 2:
        if (lines.size() > 10) lines.erase(at, at + static_cast<std::ptrdiff_t>(1 + m_random.below(2)));
        break;
      case 3:
        lines.insert(at, m_random.chance(50) ? "}" : *at);
        break;
      case 4:
        *(at + 1) = "new " + std::to_string(++m_made);
        [[fallthrough]];
      default:
        *at = "new " + std::to_string(++m_made);
    }
  }

  Random m_random;
  std::size_t m_made = 0;
};

class ImportedCommits {
 public:
  /// Adds a commit with these files to a branch; `from` is empty for the branch's last one.
  void add(const std::string& branch, const std::string& from, const std::string& message, const Files& files) {
    m_text += "commit refs/heads/" + branch + "\ncommitter Carl Committer <carl@example.com> 1767225600 +0000\n";
    put(message);
    if (!from.empty()) m_text += "from refs/heads/" + from + "\n";
    for (const auto& [name, lines] : files) {
      m_text += "M 100644 inline " + name + "\n";
      put(joined(lines));
    }
  }
  std::string take() { return std::move(m_text) + "done\n"; }

 private:
  void put(const std::string& bytes) { m_text += "data " + std::to_string(bytes.size()) + "\n" + bytes + "\n"; }
  std::string m_text;
};

EditedQueue make_queue(std::size_t seed, ImportedCommits& commits) {
  QueueMaker maker(seed);
  EditedQueue queue;
  const std::string name = std::to_string(seed);
  queue.base = name + "/base";
  queue.branch = name + "/queue";
  queue.work = name + "/work";
  Files files = maker.upstream();
  queue.upstream = files;
  commits.add(queue.base, "", "base", files);
  const std::size_t patches = 3 + seed % 5;
  while (queue.texts.size() < patches) {
    const Files before = files;
    maker.edit(files);
    if (files == before) continue;
    commits.add(queue.branch, queue.texts.empty() ? queue.base : "", "patch " + std::to_string(queue.texts.size()),
                files);
    queue.texts.push_back(files);
  }
  while (files == queue.texts.back()) {
    maker.edit(files);
    maker.edit(files);
  }
  queue.changed = files;
  commits.add(queue.work, queue.branch, "work", files);
  return queue;
}

}  // namespace

std::string joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::vector<std::size_t> EditedQueue::patches_of(const std::string& path) const {
  std::vector<std::size_t> patches;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (before(i, path) != texts[i].at(path)) patches.push_back(i);
  }
  return patches;
}

std::vector<EditedQueue> make_edited_queues(const GitRepo& repo, std::size_t first_seed, std::size_t count) {
  ImportedCommits commits;
  std::vector<EditedQueue> queues;
  for (std::size_t seed = first_seed; seed < first_seed + count; ++seed) queues.push_back(make_queue(seed, commits));
  repo.git({"fast-import", "--quiet", "--done"}, commits.take());
  for (EditedQueue& queue : queues) {
    for (const std::string& id : repo.log(queue.base + ".." + queue.branch, "%H")) {
      queue.commits.insert(queue.commits.begin(), id_of(id));
    }
  }
  return queues;
}

}  // namespace mlxpatch::tests
