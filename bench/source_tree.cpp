#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include <fmt/format.h>

#include "source_text.hpp"
#include "source_tree.hpp"
#include "zoned_file.hpp"

namespace mlxpatch::bench {

namespace {

constexpr std::size_t k_files_in_folder = 16;
constexpr std::size_t k_top_folders = 20;
constexpr std::size_t k_most_busy = 5000;
constexpr std::size_t k_fewest_busy_lines = 100;
/// A prime larger than any number of files, so that neighbours by number are no neighbours by folder.
constexpr std::size_t k_stride = 15485863;

enum class Topic : std::uint64_t { text = 1, name, top_folder, middle_folder, leaf_folder };

Random random_for(Topic topic, std::size_t number) {
  Random random(static_cast<std::uint64_t>(topic) * 0x100000001b3U + number * 0x9e3779b1U);
  random.next();
  return random;
}

std::string folder_name(Topic topic, std::size_t number) {
  Random random = random_for(topic, number);
  return fmt::format("{}{}", make_word(random), number);
}

}  // namespace

std::size_t SourceTree::busy() const { return std::min(m_files / 4, k_most_busy); }

std::string SourceTree::path(std::size_t file) const {
  const std::size_t folders = (m_files + k_files_in_folder - 1) / k_files_in_folder;
  const std::size_t leaf = file * k_stride % m_files / k_files_in_folder;
  const std::size_t in_top = (folders + k_top_folders - 1) / k_top_folders;
  const auto in_middle = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(in_top))));
  Random random = random_for(Topic::name, file);
  return fmt::format("{}/{}/{}/{}_{}.c", folder_name(Topic::top_folder, leaf / in_top),
                     folder_name(Topic::middle_folder, leaf / in_middle), folder_name(Topic::leaf_folder, leaf),
                     make_word(random), file);
}

ZonedFile SourceTree::first_version(std::size_t file) const {
  Random random = random_for(Topic::text, file);
  const std::size_t lines = make_line_count(random);
  return ZonedFile(random, file < busy() ? std::max(lines, k_fewest_busy_lines) : lines);
}

}  // namespace mlxpatch::bench
