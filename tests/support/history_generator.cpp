#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <sstream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/history_generator.hpp>
#include <support/random.hpp>
#include <support/random_tree.hpp>

namespace mlxpatch::tests {
namespace {

/// Which numbers make the history of a seed. To be kept: seeds that once found a fault are named in tests and reports.
constexpr std::uint64_t random_seed(std::uint64_t seed) { return seed * 0x9E3779B97F4A7C15ULL + 0x1234567ULL; }

constexpr std::int64_t k_first_date = 1'735'689'600;  // 2025-01-01T00:00:00Z

using Mark = std::size_t;

/// A path as fast-import takes it: quoted as C does where it must be.
std::string quoted(const std::string& path) {
  if (path.find_first_of("\"\n\\") == std::string::npos) {
    return path;
  }
  std::string text = "\"";
  for (const char letter : path) {
    if (letter == '"' || letter == '\\') {
      text += '\\';
    }
    text += letter;
  }
  return text + "\"";
}

/// What a commit says beside its tree.
struct Words {
  std::string message;
  std::string author = "Ada Author <ada@example.com>";
  std::string time_zone = "+0100";
};

/// The text that `git fast-import` reads.
class ImportStream {
 public:
  /// Adds a commit which turns the first parent's tree `before` into `after`. No parents: a root commit.
  Mark commit(const Words& words, const std::vector<Mark>& parents, const RandomTree& before, const RandomTree& after) {
    const Mark mark = ++m_marks;
    const std::int64_t date = k_first_date + static_cast<std::int64_t>(mark) * 60;
    m_text << "commit refs/heads/import\nmark :" << mark << "\n"
           << "author " << words.author << " " << date << " " << words.time_zone << "\n"
           << "committer Carl Committer <carl@example.com> " << date + 30 << " +0000\n"
           << "data " << words.message.size() << "\n"
           << words.message << "\n";
    if (parents.empty()) {
      m_text << "deleteall\n";
    }
    for (std::size_t i = 0; i < parents.size(); ++i) {
      m_text << (i == 0 ? "from :" : "merge :") << parents[i] << "\n";
    }
    for (const auto& [path, file] : before) {
      if (!after.contains(path)) {
        m_text << "D " << quoted(path) << "\n";
      }
    }
    for (const auto& [path, file] : after) {
      const auto old = before.find(path);
      if (old == before.end() || old->second != file) {
        m_text << "M " << file.mode << " inline " << quoted(path) << "\ndata " << file.bytes.size() << "\n"
               << file.bytes << "\n";
      }
    }
    m_text << "\n";
    return mark;
  }

  void reset(const std::string& branch, Mark to) {
    m_text << "reset refs/heads/" << branch << "\nfrom :" << to << "\n\n";
  }
  /// A branch that the next commit starts anew.
  void forget_branch() { m_text << "reset refs/heads/import\n\n"; }

  std::string take() {
    m_text << "done\n";
    return std::move(m_text).str();
  }

 private:
  std::ostringstream m_text;
  Mark m_marks = 0;
};

/// A history's commits by their marks, before their ids are known.
struct MarkedHistory {
  std::uint64_t seed = 0;
  Mark base = 0;
  Mark upstream = 0;
  std::vector<Mark> patches;
};

/// A change of one commit: which files it set and which it took away.
struct Change {
  RandomTree before;
  RandomTree after;

  /// Makes the same change to another tree as far as its files are there unchanged. Says whether it was wholly so.
  bool apply_to(RandomTree& tree) const {
    RandomTree result = tree;
    for (const auto& [path, file] : before) {
      const auto kept = after.find(path);
      if (kept != after.end() && kept->second == file) {
        continue;
      }
      const auto there = result.find(path);
      if (there == result.end() || there->second != file) {
        return false;
      }
      result.erase(path);
    }
    for (const auto& [path, file] : after) {
      const auto old = before.find(path);
      if (old != before.end() && old->second == file) {
        continue;
      }
      const std::size_t entries = result.size();
      make_room(result, path);
      if (result.size() != entries || result.contains(path)) {
        return false;
      }
      result[path] = file;
    }
    tree = std::move(result);
    return true;
  }
};

class OneHistory {
 public:
  OneHistory(const HistoryProfile& profile, std::uint64_t seed, ImportStream& stream)
      : m_profile(profile), m_random(random_seed(seed)), m_changer(profile, m_random), m_stream(stream) {
    m_marked.seed = seed;
  }

  MarkedHistory make() {
    m_stream.forget_branch();
    RandomTree tree = m_changer.create();
    Mark mark = m_stream.commit({"Begin\n"}, {}, {}, tree);
    for (std::size_t left = m_random.below(3); left > 0; --left) {
      mark = commit(tree, mark, "Before the base");
    }
    m_marked.base = mark;
    make_queue(tree);
    make_upstream(tree);
    name("base", m_marked.base);
    name("upstream", m_marked.upstream);
    name("queue", m_marked.patches.empty() ? m_marked.base : m_marked.patches.back());
    return m_marked;
  }

 private:
  void name(const std::string& branch, Mark mark) {
    m_stream.reset(std::to_string(m_marked.seed) + "/" + branch, mark);
  }

  Words words(const std::string& subject) {
    Words words{subject + " " + std::to_string(++m_number)};
    if (m_random.chance(m_profile.odd_message_percent)) {
      make_odd(words);
    } else {
      words.message += m_random.chance(40) ? "\n\nWhy it was made, in\ntwo lines.\n" : "\n";
    }
    return words;
  }

  void make_odd(Words& words) {
    static const std::vector<std::string> authors{
        "Zo\xC3\xAB M\xC3\xBCller <zoe@example.com>", "J. Q. Public, Jr <jq@example.com>",
        "Na\xC3\xAFve, Nick <n@example.com>", "\xE6\x9D\x8E\xE9\x9B\xB7 <li@example.com>", "o'neil (work) <o@x.org>"};
    static const std::vector<std::string> zones{"+0000", "-0730", "+0545", "+1400"};
    static const std::vector<std::string> subjects{"[WIP] ",
                                                   ("Gr\xC3\xB6\xC3\x9F"
                                                    "e: "),
                                                   "Revert \"that\" ",
                                                   "=?utf-8?q?no?= ",
                                                   "[RFC v2] ",
                                                   "a: b: ",
                                                   ("\xE2\x82\xAC a subject which goes on and on, far beyond what one "
                                                    "line of a mail's header holds, and more \xE2\x82\xAC ")};
    static const std::vector<std::string> bodies{
        "\n\nFrom here on it is odd.\n>From there too.\n", "\n\n- a list\n  - an inner point\n\n\tcode\n",
        "\n\nSigned-off-by: Somebody <some@body.org>\n", "\n\n\xC3\xA4\xC3\xB6\xC3\xBC = signs? =3D\n", "\n"};
    words.author = m_random.one_of(authors);
    words.time_zone = m_random.one_of(zones);
    words.message = m_random.one_of(subjects) + words.message + m_random.one_of(bodies);
  }

  Mark commit(RandomTree& tree, Mark parent, const std::string& subject) {
    const RandomTree before = tree;
    m_changer.change(tree);
    return m_stream.commit(words(subject), {parent}, before, tree);
  }

  void make_queue(RandomTree tree) {
    Mark mark = m_marked.base;
    while (m_marked.patches.size() < m_profile.patches) {
      RandomTree before = tree;
      mark = commit(tree, mark, "Patch");
      m_marked.patches.push_back(mark);
      m_patches.push_back({std::move(before), tree});
    }
  }

  void make_upstream(RandomTree tree) {
    Mark mark = m_marked.base;
    for (std::size_t left = m_profile.upstream_commits; left > 0; --left) {
      const std::size_t dice = m_random.below(20);
      if (dice < m_profile.merge) {
        mark = merge_side_branch(tree, mark);
      } else if (dice < m_profile.merge + m_profile.take_patch && take_patch(tree, mark)) {
        continue;
      } else {
        mark = commit(tree, mark, "Upstream");
      }
    }
    m_marked.upstream = mark;
  }

  /// A side branch that edits one file, and the merge of it; upstream itself goes on elsewhere meanwhile.
  Mark merge_side_branch(RandomTree& tree, Mark mark) {
    const RandomTree before = tree;
    RandomTree side = tree;
    m_changer.edit_only(side);
    const Mark side_mark = m_stream.commit(words("Side"), {mark}, before, side);
    const Mark main_mark = commit(tree, mark, "Upstream");
    const RandomTree ours = tree;
    Change{before, side}.apply_to(tree);
    return m_stream.commit(words("Merge side"), {main_mark, side_mark}, ours, tree);
  }

  bool take_patch(RandomTree& tree, Mark& mark) {
    if (m_patches.empty()) {
      return false;
    }
    const RandomTree before = tree;
    if (!m_random.one_of(m_patches).apply_to(tree)) {
      return false;
    }
    mark = m_stream.commit(words("Take a patch"), {mark}, before, tree);
    return true;
  }

  const HistoryProfile& m_profile;
  Random m_random;
  TreeChanger m_changer;
  ImportStream& m_stream;
  MarkedHistory m_marked;
  std::vector<Change> m_patches;
  unsigned m_number = 0;
};

std::unordered_map<Mark, std::string> read_marks(const std::filesystem::path& file) {
  std::istringstream lines(read_bytes(file));
  std::unordered_map<Mark, std::string> ids;
  std::string mark;
  std::string id;
  while (lines >> mark >> id) {
    ids[std::stoul(mark.substr(1))] = id;
  }
  return ids;
}

}  // namespace

HistoryProfile HistoryProfile::mild() { return {}; }

HistoryProfile HistoryProfile::wild() {
  HistoryProfile profile;
  profile.remove = 2;
  profile.rename = 3;
  profile.rename_with_edit = 2;
  profile.move_directory = 1;
  profile.change_mode = 2;
  profile.symlink = 1;
  profile.become_link = 1;
  profile.binary = 2;
  profile.swap_kind = 1;
  profile.empty_commit = 1;
  profile.merge = 2;
  profile.take_patch = 3;
  profile.crlf_percent = 15;
  profile.repetitive_percent = 30;
  profile.odd_name_percent = 8;
  profile.odd_message_percent = 40;
  return profile;
}

HistoryProfile HistoryProfile::crowded() {
  HistoryProfile profile = wild();
  profile.edit = 5;
  profile.rename = 5;
  profile.rename_with_edit = 5;
  profile.copy = 4;
  profile.move_directory = 2;
  profile.change_mode = 1;
  profile.binary = 1;
  profile.crlf_percent = 0;
  profile.odd_name_percent = 0;
  profile.odd_message_percent = 0;
  profile.empty_percent = 8;
  profile.names = 1;
  profile.files = 6;
  profile.lines = 20;
  profile.upstream_commits = 4;
  return profile;
}

std::vector<GeneratedHistory> HistoryGenerator::generate(const GitRepo& repository, std::uint64_t first,
                                                         std::size_t count) const {
  ImportStream stream;
  std::vector<MarkedHistory> marked;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    marked.push_back(OneHistory(m_profile, seed, stream).make());
  }
  const std::filesystem::path marks = World::current() / "fast-import-marks";
  repository.git({"fast-import", "--quiet", "--done", "--force", "--export-marks=" + marks.string()}, stream.take());
  repository.git({"update-ref", "-d", "refs/heads/import"});
  const std::unordered_map<Mark, std::string> ids = read_marks(marks);
  std::filesystem::remove(marks);

  std::vector<GeneratedHistory> histories;
  for (const MarkedHistory& history : marked) {
    GeneratedHistory named{history.seed, ids.at(history.base), ids.at(history.upstream), ids.at(history.base), {}};
    for (const Mark patch : history.patches) {
      named.patches.push_back(ids.at(patch));
      named.queue = ids.at(patch);
    }
    histories.push_back(std::move(named));
  }
  return histories;
}

}  // namespace mlxpatch::tests
