#include <mlxpatch/workspace/answer_cache.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
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
#include <mlxpatch/base/trace.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/sha1.hpp>

namespace mlxpatch::workspace {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_checksum_length = 41;

/// In front of an answer: of its question and its bytes.
std::string checksum_line(const git::Oid& question, std::string_view answer) {
  git::Sha1 sum;
  sum.update(question.hex());
  sum.update(answer);
  return sum.finish().hex() + "\n";
}

struct KeptFile {
  fs::path path;
  fs::file_time_type written;
  std::uintmax_t size = 0;
};

/// Whether a file is an answer, or a temporary one: nothing else is removed.
bool is_own_name(const std::string& name) { return git::Oid::from_hex(name.substr(0, name.find('.'))).has_value(); }

/// Newest first.
std::vector<KeptFile> files_in(const fs::path& directory) {
  std::vector<KeptFile> files;
  std::error_code failed;
  for (fs::directory_iterator entry(directory, failed), end; !failed && entry != end; entry.increment(failed)) {
    if (!is_own_name(entry->path().filename().string())) continue;
    std::error_code gone;
    KeptFile file{entry->path(), entry->last_write_time(gone), 0};
    if (!gone) file.size = entry->file_size(gone);
    if (!gone) files.push_back(std::move(file));
  }
  std::ranges::sort(files, std::ranges::greater(), &KeptFile::written);
  return files;
}

}  // namespace

std::optional<std::string> AnswerCache::find(const git::Oid& question) const {
  try {
    const auto text = read_file_if_exists(file_of(question), k_most_bytes);
    if (!text) return std::nullopt;
    const std::size_t begin = std::min(text->size(), k_checksum_length);
    std::string answer = text->substr(begin);
    if (text->substr(0, begin) == checksum_line(question, answer)) return answer;
    trace(fmt::format("the remembered answer {} is broken", question.hex()));
  } catch (const Error& error) {
    trace(error.what());
  }
  forget(question);
  return std::nullopt;
}

void AnswerCache::keep(const git::Oid& question, std::string_view answer) const {
  const std::string line = checksum_line(question, answer);
  if (line.size() + answer.size() > k_most_bytes) return;
  std::error_code failed;
  fs::create_directory(m_directory, failed);
  // A link leads to somebody else's files.
  if (!fs::is_directory(fs::symlink_status(m_directory, failed))) return;
  // Of a killed run it stays until newer ones take its room.
  const fs::path temporary = m_directory / fmt::format("{}.{}", question.hex(), ::getpid());
  try {
    write_output_file(temporary, line + std::string(answer));
    if (::rename(temporary.c_str(), file_of(question).c_str()) != 0) throw system_error("can't rename", errno);
  } catch (const Error& error) {
    trace(error.what());
    ::unlink(temporary.c_str());
    return;
  }
  make_room(file_of(question));
}

void AnswerCache::forget(const git::Oid& question) const { ::unlink(file_of(question).c_str()); }

void AnswerCache::make_room(const fs::path& newest) const {
  std::size_t count = 0;
  std::uintmax_t bytes = 0;
  const auto fits = [&](const KeptFile& file) {
    ++count;
    bytes += file.size;
    return count <= k_most_files && bytes <= k_most_bytes;
  };
  std::vector<KeptFile> files = files_in(m_directory);
  std::ranges::stable_partition(files, [&](const KeptFile& file) { return file.path == newest; });
  for (const KeptFile& file : files) {
    if (!fits(file)) ::unlink(file.path.c_str());
  }
}

}  // namespace mlxpatch::workspace
