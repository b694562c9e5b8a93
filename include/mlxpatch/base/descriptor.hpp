#pragma once

#include <cerrno>
#include <utility>

#include <unistd.h>

namespace mlxpatch {

/// Owns a file descriptor and closes it; -1 owns nothing.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : m_number(number) {}
  Descriptor(Descriptor&& other) noexcept : m_number(std::exchange(other.m_number, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(m_number, other.m_number);
    return *this;
  }
  ~Descriptor() { close(); }

  int get() const { return m_number; }
  bool is_open() const { return m_number >= 0; }
  /// Returns the system's errno; 0 on success. A network file system may report a failed write as late as here.
  int close() {
    if (m_number < 0 || ::close(std::exchange(m_number, -1)) == 0 || errno == EINTR) return 0;
    return errno;
  }

 private:
  int m_number = -1;
};

}  // namespace mlxpatch
