#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>

namespace mlxpatch::tests {

/// The next byte that is read of the file is its first. Throws std::runtime_error if the file has no such place.
inline void go_to_start(std::FILE* file) {
  if (std::fseek(file, 0, SEEK_SET) != 0) {
    throw std::runtime_error(std::string("can't go to the start of a file: ") + std::strerror(errno));
  }
}

/// All that the file has, from its start.
inline std::string everything_in(std::FILE* file) {
  go_to_start(file);
  std::string bytes;
  char buffer[16384];
  while (const std::size_t got = std::fread(buffer, 1, sizeof buffer, file)) {
    bytes.append(buffer, got);
  }
  return bytes;
}

}  // namespace mlxpatch::tests
