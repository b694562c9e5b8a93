#include "compare/generated_queues.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <support/git_repo.hpp>
#include <support/random.hpp>

namespace mlxpatch::tests {
namespace {

/// A line that can be found again whatever other patches do.
struct Line {
  std::uint64_t key = 0;
  std::string text;
};
using Files = std::map<std::string, std::vector<Line>>;

/// One change of a patch: lines in place of a line, or below it.
struct Edit {
  enum class Kind { replace, insert, remove } kind = Kind::replace;
  std::string file;
  std::uint64_t key = 0;
  std::vector<std::string> lines;
  std::uint64_t new_key = 0;  ///< of the first of its lines
};

struct PatchPlan {
  std::string subject;
  std::vector<Edit> edits;
};

class CaseMaker {
 public:
  CaseMaker(std::uint64_t seed, std::string& stream) : m_seed(seed), m_random(seed), m_stream(stream) {}

  void make() {
    for (const char* name : {"a.c", "b.c", "lib/c.c"}) {
      for (int i = 0; i < 50; ++i) m_base[name].push_back({++m_keys, text()});
    }
    std::vector<PatchPlan> queue;
    for (std::size_t count = 2 + m_random.below(9); count > 0; --count) queue.push_back(plan());
    write("old", m_base, queue);
    Files base = m_base;
    if (m_random.chance(50)) {
      for (int i = 0; i < 8; ++i) apply(edit(), base);
    }
    for (std::size_t changes = m_random.below(5); changes > 0; --changes) change(queue);
    write("new", base, queue);
  }

 private:
  /// Lines as programs have them: most are their own, some are everywhere.
  std::string text() {
    static const std::vector<std::string> everywhere = {"  }", "}", "", "  return 0;", "  if (x) {"};
    if (m_random.chance(20)) return m_random.one_of(everywhere);
    return "  call_" + std::to_string(m_random.below(5000)) + "(" + std::to_string(m_random.below(10)) + ");";
  }

  Edit edit() {
    static const std::vector<std::string> names = {"a.c", "b.c", "lib/c.c"};
    Edit edit;
    edit.file = m_random.one_of(names);
    edit.key = m_random.one_of(m_base.at(edit.file)).key;
    edit.kind = static_cast<Edit::Kind>(m_random.below(3));
    if (edit.kind != Edit::Kind::remove) {
      for (std::size_t lines = 1 + m_random.below(8); lines > 0; --lines) edit.lines.push_back(text());
    }
    edit.new_key = m_keys + 1;
    m_keys += 100;
    return edit;
  }

  PatchPlan plan() {
    PatchPlan plan{"Patch " + std::to_string(m_random.below(1000)), {}};
    for (std::size_t edits = 1 + m_random.below(4); edits > 0; --edits) plan.edits.push_back(edit());
    return plan;
  }

  void change(std::vector<PatchPlan>& queue) {
    const auto any = [&] { return m_random.below(queue.size()); };
    const auto at = [&](std::size_t index) { return queue.begin() + static_cast<std::ptrdiff_t>(index); };
    switch (m_random.below(6)) {
      case 0:
        if (queue.size() > 1) queue.erase(at(any()));  // git range-diff refuses an empty range
        break;
      case 1:
        queue.insert(at(any()), plan());
        break;
      case 2:
        std::rotate(at(0), at(any()), at(queue.size()));
        break;
      case 3:
        std::swap(queue[any()], queue[any()]);
        break;
      case 4:
        split(queue, any());
        break;
      default:
        rework(queue[any()]);
    }
  }

  void split(std::vector<PatchPlan>& queue, std::size_t index) {
    PatchPlan& whole = queue[index];
    if (whole.edits.size() < 2) return;
    const auto middle = whole.edits.begin() + static_cast<std::ptrdiff_t>(1 + m_random.below(whole.edits.size() - 1));
    PatchPlan rest{whole.subject + ", second part", {middle, whole.edits.end()}};
    whole.edits.erase(middle, whole.edits.end());
    queue.insert(queue.begin() + static_cast<std::ptrdiff_t>(index + 1), std::move(rest));
  }

  void rework(PatchPlan& plan) {
    if (m_random.chance(30)) plan.edits.push_back(edit());
    if (m_random.chance(30) && plan.edits.size() > 1) plan.edits.erase(plan.edits.begin());
    Edit& one = plan.edits[m_random.below(plan.edits.size())];
    for (std::string& line : one.lines) {
      if (m_random.chance(40)) line = text();
    }
    if (m_random.chance(30)) one.lines.push_back(text());
    if (m_random.chance(20)) plan.subject += ", again";
  }

  static void apply(const Edit& edit, Files& files) {
    std::vector<Line>& lines = files.at(edit.file);
    auto place = std::ranges::find(lines, edit.key, &Line::key);
    if (place == lines.end()) return;
    place = edit.kind == Edit::Kind::insert ? place + 1 : lines.erase(place);
    std::vector<Line> made;
    made.reserve(edit.lines.size());
    for (const std::string& text : edit.lines) made.push_back({edit.new_key + made.size(), text});
    lines.insert(place, made.begin(), made.end());
  }

  void write(const std::string& side, Files files, const std::vector<PatchPlan>& queue) {
    const std::string branch = std::to_string(m_seed) + "/" + side;
    m_stream += "reset refs/heads/" + branch + "\n";
    commit(branch, "Base", files);
    m_stream += "reset refs/heads/" + branch + "-base\nfrom refs/heads/" + branch + "\n\n";
    for (const PatchPlan& plan : queue) {
      for (const Edit& edit : plan.edits) apply(edit, files);
      commit(branch, plan.subject, files);
    }
  }

  void commit(const std::string& branch, const std::string& message, const Files& files) {
    const auto data = [&](const std::string& bytes) {
      m_stream += "data " + std::to_string(bytes.size()) + "\n" + bytes + "\n";
    };
    m_stream += "commit refs/heads/" + branch + "\ncommitter Carl <carl@example.com> 1767225600 +0000\n";
    data(message + "\n");
    for (const auto& [name, lines] : files) {
      std::string bytes;
      for (const Line& line : lines) bytes += line.text + "\n";
      m_stream += "M 100644 inline " + name + "\n";
      data(bytes);
    }
  }

  std::uint64_t m_seed;
  Random m_random;
  std::string& m_stream;
  std::uint64_t m_keys = 0;
  Files m_base;
};

}  // namespace

std::vector<GeneratedQueues> generate_queues(const GitRepo& repository, std::uint64_t first, std::size_t count) {
  std::string stream;
  for (std::uint64_t seed = first; seed < first + count; ++seed) CaseMaker(seed, stream).make();
  repository.git({"fast-import", "--quiet", "--force"}, stream);
  std::map<std::string, std::string> tips;
  const std::string refs = repository.git({"for-each-ref", "--format=%(refname:lstrip=2) %(objectname)"});
  for (std::size_t at = 0; at < refs.size();) {
    const std::size_t end = std::min(refs.find('\n', at), refs.size());
    const std::size_t blank = refs.find(' ', at);
    tips[refs.substr(at, blank - at)] = refs.substr(blank + 1, end - blank - 1);
    at = end + 1;
  }
  std::vector<GeneratedQueues> cases;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const std::string name = std::to_string(seed) + "/";
    cases.push_back(
        {seed, tips.at(name + "old-base"), tips.at(name + "old"), tips.at(name + "new-base"), tips.at(name + "new")});
  }
  return cases;
}

}  // namespace mlxpatch::tests
