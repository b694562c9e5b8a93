// Reads the patch files that stdin names, one a line, and prints what the reader took from each, for numstat.py to hold
// against `git apply --numstat`:
//   F <file>                      the next file
//   N <added> <deleted> <name>    one of its diffs; "-" for binary content
//   A <name> <address>|<subject>  the author and subject of a patch that has an author
//   E <place> <reason>            it is refused
#include <algorithm>
#include <cstddef>
#include <iostream>
#include <string>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/patch.hpp>

namespace {

using namespace mlxpatch;

std::string count_lines(const patch::FilePatch& file, char origin) {
  if (file.binary) return "-";
  std::ptrdiff_t count = 0;
  for (const patch::Hunk& hunk : file.hunks) {
    count += std::count_if(hunk.lines.begin(), hunk.lines.end(),
                           [origin](const patch::HunkLine& line) { return line.origin == origin; });
  }
  return std::to_string(count);
}

void print_numstat(const std::string& name) {
  std::cout << "F " << name << "\n";
  std::string text;
  try {
    for (const patch::Patch& read : patch::read_patches(read_file(name), name)) {
      if (read.author) {
        text += "A " + escape_control(read.author->name) + " <" + escape_control(read.author->email) + ">|" +
                escape_control(subject_of(read.message)) + "\n";
      }
      for (const patch::FilePatch& file : read.files) {
        text += "N " + count_lines(file, '+') + " " + count_lines(file, '-') + " " +
                escape_control(file.new_path.empty() ? file.old_path : file.new_path) + "\n";
      }
    }
    std::cout << text;
  } catch (const Error& error) {
    const std::string place = error.places().empty() ? "" : error.places().front();
    std::cout << "E " << place.substr(place.rfind(':') + 1) << " " << escape_control(error.what()) << "\n";
  }
}

}  // namespace

int main() {
  for (std::string name; std::getline(std::cin, name);) print_numstat(name);
}
