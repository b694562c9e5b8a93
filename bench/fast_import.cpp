#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <stdio.h>

#include <mlxpatch/base/error.hpp>

#include "fast_import.hpp"
#include "shell.hpp"

namespace mlxpatch::bench {

namespace {

constexpr long long k_first_commit = 1767261600;  // 2026-01-01 10:00 UTC
constexpr long long k_seconds_between_commits = 600;

}  // namespace

FastImport::FastImport(const std::filesystem::path& git_directory) {
  const std::string command =
      fmt::format("exec git --git-dir={} fast-import --quiet --done", shell_quoted(git_directory.string()));
  // A measurement's own, fixed command line.
  m_pipe = ::popen(command.c_str(), "w");  // NOLINT(cert-env33-c)
  if (m_pipe == nullptr) throw system_error("git fast-import can't be started", errno);
}

FastImport::~FastImport() {
  if (m_pipe != nullptr) ::pclose(m_pipe);
}

FastImport::Mark FastImport::begin_commit(std::string_view branch, Mark parent, std::string_view message) {
  const Mark mark = ++m_last_mark;
  const std::string person = fmt::format("Ada Example <ada@example.org> {} +0000",
                                         k_first_commit + k_seconds_between_commits * static_cast<long long>(mark));
  write(fmt::format("commit refs/heads/{}\nmark :{}\nauthor {}\ncommitter {}\n", branch, mark, person, person));
  write_data(message);
  if (parent != 0) write(fmt::format("from :{}\n", parent));
  return mark;
}

void FastImport::put_file(std::string_view path, std::string_view text) {
  write(fmt::format("M 100644 inline {}\n", path));
  write_data(text);
}

void FastImport::remove_file(std::string_view path) { write(fmt::format("D {}\n", path)); }

void FastImport::move_file(std::string_view from, std::string_view to) { write(fmt::format("R {} {}\n", from, to)); }

void FastImport::set_branch(std::string_view branch, Mark commit) {
  write(fmt::format("reset refs/heads/{}\nfrom :{}\n\n", branch, commit));
}

void FastImport::finish() {
  write("done\n");
  const int status = ::pclose(m_pipe);
  m_pipe = nullptr;
  if (status != 0) throw Error("git fast-import did not take the synthetic upstream").doing("making the upstream");
}

void FastImport::write_data(std::string_view bytes) {
  write(fmt::format("data {}\n", bytes.size()));
  write(bytes);
  write("\n");
}

void FastImport::write(std::string_view bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), m_pipe) == bytes.size()) return;
  throw system_error("git fast-import can't be written to", errno).doing("making the upstream");
}

}  // namespace mlxpatch::bench
