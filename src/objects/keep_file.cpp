#include <mlxpatch/objects/keep_file.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::objects {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_words = "mlxpatch: until a reference reaches the objects\n";

}  // namespace

KeepFile::KeepFile(const fs::path& pack) : m_path(fs::path(pack).replace_extension(".keep")) {
  if (fs::exists(m_path)) return;
  // Complete when it appears, and not synced: what a power cut leaves nobody needs.
  const fs::path draft = m_path.parent_path() / fmt::format("tmp_mlxpatch_{}.keep", ::getpid());
  write_output_file(draft, k_words);
  if (::rename(draft.c_str(), m_path.c_str()) != 0) {
    const int reason = errno;
    ::unlink(draft.c_str());
    throw system_error(fmt::format("can't write '{}'", m_path.string()), reason).doing("storing new git objects");
  }
  m_is_ours = true;
}

KeepFile::~KeepFile() {
  if (m_is_ours) ::unlink(m_path.c_str());
}

fs::path pack_directory(const git::Repository& repository) { return repository.common_directory() / "objects/pack"; }

fs::path new_pack_path(const fs::path& directory) {
  std::random_device random;
  std::string name;
  for (std::size_t i = 0; i < sizeof(git::Oid::bytes) / sizeof(std::uint32_t); ++i)
    name += fmt::format("{:08x}", std::uint32_t{random()});
  return directory / fmt::format("pack-{}.pack", name);
}

void remove_left_keep_files(const git::Repository& repository) {
  std::error_code missing;
  std::vector<fs::path> left;
  for (fs::directory_iterator entry(pack_directory(repository), missing), end; !missing && entry != end;
       entry.increment(missing)) {
    const fs::path& path = entry->path();
    if (path.extension() == ".keep" && read_file_if_exists(path) == k_words) left.push_back(path);
  }
  for (const fs::path& path : left) ::unlink(path.c_str());
}

}  // namespace mlxpatch::objects
