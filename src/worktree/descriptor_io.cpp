#include "descriptor_io.hpp"

#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>

#include <sys/types.h>
#include <unistd.h>

namespace mlxpatch::worktree {

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool read_all(int descriptor, std::string& bytes) {
  std::size_t filled = 0;
  while (true) {
    if (filled == bytes.size()) bytes.resize(bytes.size() + 4096);
    const ssize_t count = ::read(descriptor, bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  bytes.resize(filled);
  return true;
}

std::string read_link(int directory, const char* name, std::size_t size_hint) {
  std::string target(size_hint + 1, '\0');
  while (true) {
    const ssize_t count = ::readlinkat(directory, name, target.data(), target.size());
    if (count < 0) return {};
    if (static_cast<std::size_t>(count) < target.size()) {
      target.resize(static_cast<std::size_t>(count));
      return target;
    }
    target.resize(2 * target.size());
  }
}

}  // namespace mlxpatch::worktree
