#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

namespace mlxpatch::tests {

std::string run_git(const std::vector<std::string>& arguments, const CommandOptions& options) {
  std::vector<std::string> argv{"git"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  CommandResult result = run_command(argv, options);
  if (result.exit != 0) {
    std::string words = "ended with " + std::to_string(result.exit) + ":";
    for (const std::string& word : argv) {
      words += " " + word;
    }
    throw std::runtime_error(words + "\nin " + options.directory.string() + "\n" + result.out + result.err);
  }
  return std::move(result.out);
}

GitRepo GitRepo::init(const std::filesystem::path& path, const std::string& branch) {
  World::current();
  run_git({"init", "--quiet", "--initial-branch=" + branch, path.string()});
  return GitRepo(path);
}

GitRepo GitRepo::init_bare(const std::filesystem::path& path) {
  World::current();
  run_git({"init", "--quiet", "--bare", path.string()});
  return GitRepo(path);
}

GitRepo GitRepo::clone(const std::string& source, const std::filesystem::path& path,
                       const std::vector<std::string>& options) {
  World::current();
  std::vector<std::string> arguments{"clone", "--quiet"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  arguments.insert(arguments.end(), {"--", source, path.string()});
  run_git(arguments);
  return GitRepo(path);
}

std::string GitRepo::git(const std::vector<std::string>& arguments, const std::string& input) const {
  CommandOptions options;
  options.directory = m_path;
  options.input = input;
  std::string output = run_git(arguments, options);
  if (output.ends_with('\n')) {
    output.pop_back();
  }
  return output;
}

CommandResult GitRepo::try_git(const std::vector<std::string>& arguments, const std::string& input) const {
  CommandOptions options;
  options.directory = m_path;
  options.input = input;
  std::vector<std::string> argv{"git"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return run_command(argv, options);
}

void GitRepo::write(const std::filesystem::path& file, std::string_view bytes) const {
  write_bytes(m_path / file, bytes);
}

void GitRepo::write_executable(const std::filesystem::path& file, std::string_view bytes) const {
  write(file, bytes);
  using std::filesystem::perms;
  std::filesystem::permissions(m_path / file, perms::owner_exec | perms::group_exec | perms::others_exec,
                               std::filesystem::perm_options::add);
}

void GitRepo::symlink(const std::filesystem::path& file, const std::string& target) const {
  std::filesystem::create_directories((m_path / file).parent_path());
  std::filesystem::remove(m_path / file);
  std::filesystem::create_symlink(target, m_path / file);
}

void GitRepo::remove(const std::filesystem::path& file) const { std::filesystem::remove_all(m_path / file); }

std::string GitRepo::read(const std::filesystem::path& file) const { return read_bytes(m_path / file); }

std::string GitRepo::commit(const std::string& message) const {
  World::current().advance();
  git({"add", "--all"});
  git({"commit", "--quiet", "--allow-empty", "--cleanup=verbatim", "--file=-"}, message);
  return rev_parse();
}

std::string GitRepo::commit_file(const std::filesystem::path& file, std::string_view bytes,
                                 const std::string& message) const {
  write(file, bytes);
  return commit(message);
}

void GitRepo::create_branch(const std::string& name, const std::string& at) const { git({"branch", name, at}); }

void GitRepo::checkout(const std::string& rev) const { git({"checkout", "--quiet", rev}); }

std::string GitRepo::rev_parse(const std::string& rev) const { return git({"rev-parse", "--verify", rev}); }

std::string GitRepo::tree(const std::string& rev) const { return rev_parse(rev + "^{tree}"); }

std::string GitRepo::show(const std::string& rev, const std::string& file) const {
  CommandOptions options;
  options.directory = m_path;
  return run_git({"cat-file", "blob", rev + ":" + file}, options);
}

std::vector<std::string> GitRepo::log(const std::string& range, const std::string& format) const {
  const std::string output = git({"log", "-z", "--format=" + format, range, "--"});
  std::vector<std::string> entries;
  for (std::size_t start = 0; start < output.size();) {
    const std::size_t end = std::min(output.find('\0', start), output.size());
    entries.push_back(output.substr(start, end - start));
    start = end + 1;
  }
  return entries;
}

std::string GitRepo::status() const { return git({"status", "--porcelain"}); }

std::string GitRepo::message(const std::string& rev) const {
  CommandOptions options;
  options.directory = m_path;
  const std::string commit = run_git({"cat-file", "commit", rev}, options);
  const std::size_t head = commit.find("\n\n");
  return head == std::string::npos ? "" : commit.substr(head + 2);
}

}  // namespace mlxpatch::tests
