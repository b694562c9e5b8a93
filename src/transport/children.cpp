#include "children.hpp"

#include <cstdint>
#include <fstream>
#include <string>

#include <unistd.h>

namespace mlxpatch::transport {
namespace {

#ifdef __linux__

std::uint64_t allocated_by(const std::string& process) {
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  std::uint64_t of_files = 0;
  std::ifstream("/proc/" + process + "/statm") >> size >> resident >> of_files;
  const std::uint64_t pages = resident - (of_files < resident ? of_files : resident);
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::uint64_t read_by(const std::string& process) {
  std::string name;
  std::uint64_t bytes = 0;
  std::ifstream("/proc/" + process + "/io") >> name >> bytes;
  return name == "rchar:" ? bytes : 0;
}

void add_below(const std::string& process, int depth, Children& sum) {
  constexpr int k_deepest = 8;
  if (depth == k_deepest) return;
  // A program without threads, as git is while it listens, has one task, with its own number.
  std::ifstream children("/proc/" + process + "/task/" + process + "/children");
  for (std::string child; children >> child;) {
    sum.memory += allocated_by(child);
    sum.read += read_by(child);
    add_below(child, depth + 1, sum);
  }
}

#endif

}  // namespace

Children children_now() {
  Children sum;
#ifdef __linux__
  add_below(std::to_string(::getpid()), 0, sum);
#endif
  return sum;
}

}  // namespace mlxpatch::transport
