#include "child_memory.hpp"

#include <cstdint>
#include <fstream>
#include <string>

#include <unistd.h>

namespace mlxpatch::transport {
namespace {

#ifdef __linux__

std::uint64_t memory_below(const std::string& process, int depth) {
  constexpr int k_deepest = 8;
  if (depth == k_deepest) return 0;
  std::uint64_t pages = 0;
  // A program without threads, as git is while it listens, has one task, with its own number.
  std::ifstream children("/proc/" + process + "/task/" + process + "/children");
  for (std::string child; children >> child;) {
    std::uint64_t size = 0;
    std::uint64_t resident = 0;
    std::uint64_t of_files = 0;
    std::ifstream("/proc/" + child + "/statm") >> size >> resident >> of_files;
    pages += resident - (of_files < resident ? of_files : resident) + memory_below(child, depth + 1);
  }
  return pages;
}

#endif

}  // namespace

std::uint64_t child_memory() {
#ifdef __linux__
  return memory_below(std::to_string(::getpid()), 0) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
#else
  return 0;
#endif
}

}  // namespace mlxpatch::transport
