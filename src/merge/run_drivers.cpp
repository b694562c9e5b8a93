#include <mlxpatch/merge/run_drivers.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/process.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>

#include "attributes.hpp"

namespace mlxpatch::merge {

namespace {

namespace fs = std::filesystem;
using Run = ConflictDriver::Run;

constexpr int k_marker_size = 7;
constexpr std::size_t k_longest_problem = 200;

/// The three files in the checkout's directory. Their names need no quotes, whatever the checkout is called, since a
/// configured command may have quotes of its own around %A.
class DriverFiles {
 public:
  explicit DriverFiles(fs::path directory) : m_directory(std::move(directory)) {}
  ~DriverFiles() {
    std::error_code ignored;
    for (const std::string& name : m_names) fs::remove(m_directory / name, ignored);
  }
  DriverFiles(const DriverFiles&) = delete;
  DriverFiles& operator=(const DriverFiles&) = delete;

  /// Returns the new file's name.
  std::string add(std::string_view bytes) {
    static int number = 0;
    std::string name;
    std::error_code ignored;
    do {
      name = fmt::format(".merge_file_{}_{}", ::getpid(), ++number);
    } while (fs::exists(fs::symlink_status(m_directory / name, ignored)));
    m_names.push_back(name);
    write_output_file(m_directory / name, bytes);
    return name;
  }
  std::optional<std::string> read(const std::string& name) const { return read_file_if_exists(m_directory / name); }

 private:
  fs::path m_directory;
  std::vector<std::string> m_names;
};

std::string shell_quoted(std::string_view word) {
  std::string quoted = "'";
  for (const char byte : word) {
    if (byte == '\'' || byte == '!') {
      quoted += fmt::format("'\\{}'", byte);
    } else {
      quoted += byte;
    }
  }
  return quoted + "'";
}

/// What each letter after a '%' stands for.
using Placeholders = std::vector<std::pair<char, std::string>>;

/// An unknown letter stays, with its '%'; "%%" is one.
std::string expanded(std::string_view command, const Placeholders& placeholders) {
  std::string line;
  for (std::size_t at = 0; at < command.size(); ++at) {
    if (command[at] != '%' || at + 1 == command.size()) {
      line += command[at];
      continue;
    }
    const char letter = command[++at];
    const auto known = std::ranges::find(placeholders, letter, &Placeholders::value_type::first);
    if (known != placeholders.end()) {
      line += known->second;
    } else {
      line += letter == '%' ? "%" : fmt::format("%{}", letter);
    }
  }
  return line;
}

/// Whether the text has a whole block of conflict markers.
bool has_markers(std::string_view bytes, int size) {
  const std::string open(static_cast<std::size_t>(size), '<');
  const std::string close(static_cast<std::size_t>(size), '>');
  bool is_open = false;
  for (const std::string_view line : split_lines(bytes)) {
    if (line.starts_with(open)) is_open = true;
    if (is_open && line.starts_with(close)) return true;
  }
  return false;
}

/// One conflict and its driver.
class DriverRun {
 public:
  DriverRun(objects::ObjectStore& store, MergeConflict& conflict, const DriverSetting& setting, int marker_size)
      : m_store(store), m_conflict(conflict), m_setting(setting), m_marker_size(marker_size) {}

  void run(const std::string& command) {
    DriverFiles files(m_setting.directory);
    const std::string base = files.add(bytes_of(m_conflict.base));
    const std::string ours = files.add(bytes_of(m_conflict.ours));
    const std::string theirs = files.add(bytes_of(m_conflict.theirs));
    const MergeLabels& labels = m_setting.labels;
    const ProcessResult result = call(expanded(command, {{'O', base},
                                                         {'A', ours},
                                                         {'B', theirs},
                                                         {'L', std::to_string(m_marker_size)},
                                                         {'P', shell_quoted(m_conflict.path)},
                                                         {'S', shell_quoted(labels.base)},
                                                         {'X', shell_quoted(labels.ours)},
                                                         {'Y', shell_quoted(labels.theirs)}}));
    settle(result, files.read(ours));
  }

 private:
  std::string bytes_of(const git::Entry& entry) {
    return git::is_regular(entry.mode) ? *m_store.read(entry.oid, git::ObjectType::blob) : std::string();
  }

  /// The repository is the one of the directory, whatever our own environment says.
  ProcessResult call(const std::string& line) const {
    ProcessOptions options;
    options.directory = m_setting.directory;
    options.unset_env = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"};
    return run_process({"sh", "-c", line}, options);
  }

  /// A driver ends with 0 if it merged the file, and with 1 to 128 if conflicts are left. Without markers in the file
  /// nobody would see those.
  void settle(const ProcessResult& result, std::optional<std::string> bytes) {
    if (!bytes) return fail("it removed the file");
    const bool is_marked = has_markers(*bytes, m_marker_size);
    if (result.exit_code != 0 && (!is_marked || result.exit_code > 128)) return fail(problem_of(result));
    m_conflict.driver.run = is_marked ? Run::conflicts : Run::merged;
    m_conflict.result.oid = m_store.put(git::ObjectType::blob, std::move(*bytes), m_conflict.ours.oid);
  }

  void fail(std::string problem) {
    m_conflict.driver.run = Run::failed;
    m_conflict.driver.problem = std::move(problem);
  }

  static std::string problem_of(const ProcessResult& result) {
    std::string problem = fmt::format("exit status {}", result.exit_code);
    const std::string_view said = trim(result.errors.empty() ? result.output : result.errors);
    if (said.empty()) return problem;
    const std::string_view first_line = said.substr(0, said.find('\n'));
    return fmt::format("{}: {}", problem, escape_control(cut_utf8(first_line, k_longest_problem)));
  }

  objects::ObjectStore& m_store;
  MergeConflict& m_conflict;
  const DriverSetting& m_setting;
  int m_marker_size;
};

int marker_size_of(Attributes& attributes, const objects::OverlayTree& ours, const std::string& path) {
  const AttributeValue value = attributes.value(ours, path, "conflict-marker-size");
  int size = 0;
  const std::string& text = value.text;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), size);
  const bool is_number = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return value.state == AttributeValue::State::text && is_number && size > 0 ? size : k_marker_size;
}

}  // namespace

void run_drivers(objects::ObjectStore& store, std::vector<MergeConflict>& conflicts, const DriverSetting& setting) {
  Attributes attributes(store);
  const objects::OverlayTree ours(store, setting.our_tree);
  for (MergeConflict& conflict : conflicts) {
    if (conflict.driver.run != Run::waiting) continue;
    const auto command = store.repository().config_string("merge." + conflict.driver.name + ".driver");
    if (!command) continue;
    try {
      DriverRun(store, conflict, setting, marker_size_of(attributes, ours, conflict.path)).run(*command);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted) throw;
      conflict.driver.run = Run::failed;
      conflict.driver.problem = error.what();
    }
  }
}

}  // namespace mlxpatch::merge
