#include <mlxpatch/base/file.hpp>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ios>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/descriptor.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>

namespace mlxpatch {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_temporary_prefix = ".mlxpatch-";
constexpr std::string_view k_temporary_suffix = ".tmp";

std::string quoted(const fs::path& path) { return fmt::format("'{}'", path.string()); }

std::string random_name() {
  std::random_device device;
  return fmt::format("{:08x}{:08x}", device(), device());
}

fs::path directory_of(const fs::path& file) { return file.has_parent_path() ? file.parent_path() : fs::path("."); }

/// What a file is that is none, or std::nullopt if it is one.
std::optional<std::string_view> other_kind(const struct stat& info) {
  if (S_ISREG(info.st_mode)) return std::nullopt;
  if (S_ISDIR(info.st_mode)) return "a directory";
  if (S_ISFIFO(info.st_mode)) return "a FIFO";
  if (S_ISSOCK(info.st_mode)) return "a socket";
  return "a device";
}

struct stat stat_of(int descriptor, const fs::path& path) {
  struct stat info{};
  if (fstat(descriptor, &info) != 0) throw system_error("can't read " + quoted(path), errno);
  return info;
}

/// Before anything is read where the size is known, while reading where it is not.
void refuse_larger(std::uintmax_t size, std::uintmax_t limit, const fs::path& path) {
  if (size <= limit) return;
  constexpr unsigned k_mib = 20;
  throw Error(fmt::format("can't read {}: it is larger than {}", quoted(path),
                          limit >> k_mib > 0 ? fmt::format("{} MiB", limit >> k_mib) : fmt::format("{} bytes", limit)));
}

std::string read_all(int descriptor, const fs::path& path, const struct stat& info, std::uintmax_t limit) {
  std::string bytes;
  if (S_ISREG(info.st_mode) && info.st_size > 0) {
    refuse_larger(static_cast<std::uintmax_t>(info.st_size), limit, path);
    bytes.reserve(static_cast<std::size_t>(info.st_size));
  }
  std::array<char, 65536> piece{};
  for (;;) {
    const ssize_t count = ::read(descriptor, piece.data(), piece.size());
    if (count == 0) return bytes;
    if (count > 0) {
      bytes.append(piece.data(), static_cast<std::size_t>(count));
      refuse_larger(bytes.size(), limit, path);
    } else if (errno != EINTR) {
      throw system_error("can't read " + quoted(path), errno);
    }
    // What somebody waits for; a file of our own is read to its end also on the way out of an interrupt.
    if (!S_ISREG(info.st_mode)) check_interrupt();
  }
}

std::string read_regular(int descriptor, const fs::path& path, std::uintmax_t limit) {
  const struct stat info = stat_of(descriptor, path);
  if (const auto kind = other_kind(info)) {
    throw Error(fmt::format("can't read {}: it is {}, not a file", quoted(path), *kind))
        .hint(fmt::format("mv {} {}     move it out of the way, then run the same command again",
                          shell_word(path.string()), shell_word(path.string() + "-aside")));
  }
  return read_all(descriptor, path, info, limit);
}

/// Does not wait for the other end of a FIFO.
Descriptor open_to_read(const fs::path& path) {
  return Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
}

}  // namespace

int sync_descriptor(int descriptor) {
#ifdef F_FULLFSYNC
  // On macOS fsync leaves the bytes in the drive's own cache; file systems without F_FULLFSYNC get the plain one.
  if (fcntl(descriptor, F_FULLFSYNC) == 0) return 0;
#endif
  while (fsync(descriptor) != 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

std::optional<std::string> read_file_if_exists(const fs::path& path, std::uintmax_t limit) {
  const Descriptor file = open_to_read(path);
  if (!file.is_open()) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    throw system_error("can't read " + quoted(path), errno);
  }
  return read_regular(file.get(), path, limit);
}

std::string read_file(const fs::path& path, std::uintmax_t limit) {
  const Descriptor file = open_to_read(path);
  if (!file.is_open()) throw system_error("can't read " + quoted(path), errno);
  return read_regular(file.get(), path, limit);
}

std::string read_input(const fs::path& path, std::uintmax_t limit) {
  for (;;) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    if (file.is_open()) {
      const struct stat info = stat_of(file.get(), path);
      if (S_ISDIR(info.st_mode)) throw system_error("can't read " + quoted(path), EISDIR);
      return read_all(file.get(), path, info, limit);
    }
    if (errno != EINTR) throw system_error("can't read " + quoted(path), errno);
    check_interrupt();
  }
}

void sync_directory(const fs::path& directory) {
  const Descriptor descriptor(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor.is_open()) throw system_error("can't sync the directory " + quoted(directory), errno);
  const int error_number = sync_descriptor(descriptor.get());
  // Some file systems (network ones above all) can't sync directories, and say so with these errors.
  if (error_number != 0 && error_number != EINVAL && error_number != ENOTSUP) {
    throw system_error("can't sync the directory " + quoted(directory), error_number);
  }
}

AtomicFile::AtomicFile(fs::path target, unsigned permissions) : m_target(std::move(target)) {
  constexpr int k_tries = 16;
  for (int tried = 0; tried < k_tries && m_descriptor < 0; ++tried) {
    m_temporary = directory_of(m_target) / fmt::format("{}{}{}", k_temporary_prefix, random_name(), k_temporary_suffix);
    m_descriptor =
        ::open(m_temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, static_cast<mode_t>(permissions));
    if (m_descriptor < 0 && errno != EEXIST && errno != EINTR) break;
  }
  if (m_descriptor < 0) throw system_error("can't write " + quoted(m_target), errno);
}

AtomicFile::~AtomicFile() {
  if (m_descriptor >= 0) ::close(m_descriptor);
  if (!m_temporary.empty()) ::unlink(m_temporary.c_str());
}

void AtomicFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(m_descriptor, bytes.data(), bytes.size());
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      throw system_error("can't write " + quoted(m_target), errno);
    }
  }
}

void AtomicFile::finish_writing() {
  if (m_descriptor < 0) return;
  const int sync_error = sync_descriptor(m_descriptor);
  if (sync_error != 0) throw system_error("can't write " + quoted(m_target), sync_error);
  // A network file system may report a failed write as late as here.
  if (::close(std::exchange(m_descriptor, -1)) != 0 && errno != EINTR) {
    throw system_error("can't write " + quoted(m_target), errno);
  }
}

void AtomicFile::commit() {
  finish_writing();
  if (::rename(m_temporary.c_str(), m_target.c_str()) != 0) {
    throw system_error("can't write " + quoted(m_target), errno);
  }
  m_temporary.clear();
  sync_directory(directory_of(m_target));
}

AtomicFile::Placement AtomicFile::commit_new() {
  finish_writing();
  if (::link(m_temporary.c_str(), m_target.c_str()) == 0) {
    ::unlink(m_temporary.c_str());
    m_temporary.clear();
    try {
      sync_directory(directory_of(m_target));
    } catch (const Error&) {
      // It was placed this instant by this object: nobody has built on it yet, and nothing must be read to know it.
      remove_name(m_target);
      throw;
    }
    return Placement::placed;
  }
  switch (errno) {
    case EEXIST:
      return Placement::target_exists;
    case ENOENT:
      return Placement::temporary_removed;
    case EPERM:
    case EMLINK:
    case ENOSYS:
    case ENOTSUP:
      return Placement::no_hard_links;
    default:
      throw system_error("can't write " + quoted(m_target), errno);
  }
}

int remove_name(const fs::path& file) {
  if (::unlink(file.c_str()) == 0 || errno == ENOENT) return 0;
  return ::unlink(file.c_str()) == 0 || errno == ENOENT ? 0 : errno;
}

void remove_leftover_temporaries(const fs::path& directory) {
  std::error_code missing;
  std::vector<fs::path> leftovers;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, missing)) {
    const std::string name = entry.path().filename().string();
    const std::size_t fixed = k_temporary_prefix.size() + k_temporary_suffix.size();
    const bool is_ours = name.starts_with(k_temporary_prefix) && name.ends_with(k_temporary_suffix) &&
                         name.size() == fixed + random_name().size();
    if (is_ours) leftovers.push_back(entry.path());
  }
  for (const fs::path& leftover : leftovers) ::unlink(leftover.c_str());
}

void write_file(const fs::path& path, std::string_view bytes, unsigned permissions) {
  AtomicFile file(path, permissions);
  file.write(bytes);
  file.commit();
}

void write_output_file(const fs::path& path, std::string_view bytes) {
  std::ofstream stream(path, std::ios::binary | std::ios::trunc);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  stream.close();
  if (!stream) throw system_error("can't write " + quoted(path), errno);
}

TemporaryDirectory::TemporaryDirectory(std::string_view prefix) {
  std::error_code unknown;
  fs::path parent = fs::temp_directory_path(unknown);
  if (unknown) parent = "/tmp";
  std::string name = (parent / (std::string(prefix) + "XXXXXX")).string();
  if (mkdtemp(name.data()) == nullptr)
    throw system_error("can't create a temporary directory in " + quoted(parent), errno);
  m_path = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  fs::remove_all(m_path, ignored);
}

std::uintmax_t free_space(const fs::path& path) {
  std::error_code failed;
  fs::path existing = fs::absolute(path, failed);
  while (!fs::exists(existing, failed) && existing.has_relative_path()) existing = existing.parent_path();
  const fs::space_info space = fs::space(existing, failed);
  if (failed) throw system_error("can't find out the free space at " + quoted(path), failed.value());
  return space.available;
}

}  // namespace mlxpatch
