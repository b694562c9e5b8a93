#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include <support/random_tree.hpp>

namespace mlxpatch::tests {
namespace {

std::vector<std::string> lines_of(const std::string& bytes) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < bytes.size();) {
    const std::size_t newline = bytes.find('\n', start);
    const std::size_t end = newline == std::string::npos ? bytes.size() : newline + 1;
    lines.push_back(bytes.substr(start, end - start));
    start = end;
  }
  return lines;
}

bool is_text(const RandomFile& file) { return file.mode != "120000" && file.bytes.find('\0') == std::string::npos; }

}  // namespace

void make_room(RandomTree& tree, const std::string& path) {
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    tree.erase(path.substr(0, slash));
  }
  std::erase_if(tree, [&](const auto& entry) { return entry.first.starts_with(path + "/"); });
}

std::string TreeChanger::line(const std::string& end) {
  static const std::vector<std::string> words{"queue", "merge", "server", "cache", "prompt", "size",
                                              "token", "batch", "limit",  "model", "layer",  "index"};
  std::string text(4 * m_random.below(4), ' ');
  text += m_random.one_of(words) + "_" + m_random.one_of(words) + " = " + std::to_string(m_random.below(10000));
  return text + end;
}

std::string TreeChanger::text_bytes() {
  static const std::vector<std::string> common{"", "    }", "{", "    return result", "# ----"};
  if (m_profile.empty_percent > 0 && m_random.chance(m_profile.empty_percent)) {
    return "";
  }
  const std::string end = m_random.chance(m_profile.crlf_percent) ? "\r\n" : "\n";
  const bool repetitive = m_random.chance(m_profile.repetitive_percent);
  const std::size_t count = 3 + m_random.below(m_profile.lines);
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) {
    bytes += m_random.chance(repetitive ? 70 : 8) ? m_random.one_of(common) + end : line(end);
  }
  if (m_random.chance(6)) {
    bytes += "no newline behind this";
  }
  return bytes;
}

std::string TreeChanger::binary_bytes() {
  std::string bytes(200 + m_random.below(400), '\0');
  for (char& byte : bytes) {
    byte = static_cast<char>(m_random.below(256));
  }
  bytes[3] = '\0';
  return bytes;
}

std::string TreeChanger::new_path(const RandomTree& tree) {
  static const std::vector<std::string> stems{"server", "cache", "tokenizer", "utils", "generate", "convert", "README"};
  static const std::vector<std::string> odd{"with blank ", "f\xC3\xBCr ", "q\"uote", "tab\tin",
                                            "-dash",       "star*",       "#hash"};
  static const std::vector<std::string> top{"src", "docs", "tests", "src/models", "src/models/deep", "tools"};
  std::string folder;
  if (m_random.chance(80)) {
    const std::vector<std::string> present = folders(tree);
    folder = !present.empty() && m_random.chance(70) ? m_random.one_of(present) : m_random.one_of(top);
    folder += "/";
  }
  const std::string prefix = m_random.chance(m_profile.odd_name_percent) ? m_random.one_of(odd) : "";
  return folder + prefix + m_random.one_of(stems) + std::to_string(m_random.below(m_profile.names)) + ".py";
}

std::vector<std::string> TreeChanger::folders(const RandomTree& tree) const {
  std::set<std::string> found;
  for (const auto& [path, file] : tree) {
    for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
      found.insert(path.substr(0, slash));
    }
  }
  return {found.begin(), found.end()};
}

std::string TreeChanger::any_path(const RandomTree& tree) {
  if (tree.empty()) {
    return "";
  }
  return std::next(tree.begin(), static_cast<std::ptrdiff_t>(m_random.below(tree.size())))->first;
}

std::string TreeChanger::any_text(const RandomTree& tree) {
  std::vector<std::string> paths;
  for (const auto& [path, file] : tree) {
    if (is_text(file)) {
      paths.push_back(path);
    }
  }
  return paths.empty() ? "" : m_random.one_of(paths);
}

RandomTree TreeChanger::create() {
  RandomTree tree;
  while (tree.size() < m_profile.files) {
    add(tree);
    if (m_random.chance(std::size_t{3} * m_profile.binary)) {
      binary(tree);
    }
    if (m_random.chance(std::size_t{3} * m_profile.symlink)) {
      link(tree);
    }
  }
  return tree;
}

void TreeChanger::change(RandomTree& tree) {
  const unsigned others = m_profile.edit + m_profile.add + m_profile.remove;
  if (m_random.below(m_profile.empty_commit + others) < m_profile.empty_commit) {
    return;
  }
  const RandomTree before = tree;
  for (std::size_t left = 1 + m_random.below(m_profile.changes_per_commit); left > 0 || tree == before;) {
    change_once(tree);
    left -= left > 0 ? 1 : 0;
  }
}

void TreeChanger::edit_only(RandomTree& tree) {
  const RandomTree before = tree;
  while (tree == before) {
    edit(tree);
  }
}

void TreeChanger::change_once(RandomTree& tree) {
  const HistoryProfile& p = m_profile;
  const std::vector<unsigned> weights{p.edit,           p.add,         p.remove,  p.rename,      p.rename_with_edit,
                                      p.move_directory, p.change_mode, p.symlink, p.become_link, p.binary,
                                      p.swap_kind,      p.copy};
  std::size_t sum = 0;
  for (const unsigned weight : weights) {
    sum += weight;
  }
  std::size_t dice = m_random.below(sum);
  std::size_t kind = 0;
  while (dice >= weights[kind]) {
    dice -= weights[kind];
    ++kind;
  }
  switch (tree.size() < 3 ? 1 : kind) {
    case 0:
      return edit(tree);
    case 1:
      return add(tree);
    case 2:
      tree.erase(any_path(tree));
      return;
    case 3:
      return rename(tree, false);
    case 4:
      return rename(tree, true);
    case 5:
      return move_directory(tree);
    case 6:
      return change_mode(tree);
    case 7:
      return link(tree);
    case 8:
      return become_link(tree);
    case 9:
      return binary(tree);
    case 10:
      return swap_kind(tree);
    default:
      return copy(tree);
  }
}

void TreeChanger::add(RandomTree& tree) {
  const std::string path = new_path(tree);
  if (tree.contains(path)) {
    return;
  }
  make_room(tree, path);
  tree[path] = RandomFile{m_random.chance(10) ? "100755" : "100644", text_bytes()};
}

void TreeChanger::edit(RandomTree& tree) {
  const std::string path = any_text(tree);
  if (path.empty()) {
    return add(tree);
  }
  edit_bytes(tree[path]);
}

void TreeChanger::edit_bytes(RandomFile& file) {
  std::vector<std::string> lines = lines_of(file.bytes);
  const std::string end = !lines.empty() && lines.front().ends_with("\r\n") ? "\r\n" : "\n";
  for (std::size_t left = 1 + m_random.below(3); left > 0; --left) {
    const auto at = static_cast<std::ptrdiff_t>(m_random.below(lines.size() + 1));
    const auto length = std::min(static_cast<std::ptrdiff_t>(1 + m_random.below(4)), std::ssize(lines) - at);
    const std::size_t kind = m_random.below(4);
    if (kind != 0) {
      lines.erase(lines.begin() + at, lines.begin() + at + length);
    }
    if (kind != 1) {
      for (std::size_t more = 1 + m_random.below(4); more > 0; --more) {
        lines.insert(lines.begin() + at, line(end));
      }
    }
  }
  file.bytes.clear();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool joined = i + 1 < lines.size() && !lines[i].ends_with('\n');
    file.bytes += joined ? lines[i] + end : lines[i];
  }
  if (file.bytes.empty()) {
    file.bytes = line(end);
  }
}

void TreeChanger::rename(RandomTree& tree, bool with_edit) {
  const std::string from = any_path(tree);
  const std::string to = new_path(tree);
  if (tree.contains(to) || to.starts_with(from + "/")) {
    return;
  }
  RandomFile file = tree[from];
  tree.erase(from);
  make_room(tree, to);
  if (with_edit && is_text(file)) {
    edit_bytes(file);
  }
  tree[to] = file;
}

void TreeChanger::copy(RandomTree& tree) {
  const std::string path = new_path(tree);
  RandomFile file = tree[any_path(tree)];
  if (tree.contains(path)) {
    return;
  }
  if (m_random.chance(30) && is_text(file)) {
    edit_bytes(file);
  }
  make_room(tree, path);
  tree[path] = file;
}

void TreeChanger::move_directory(RandomTree& tree) {
  const std::vector<std::string> present = folders(tree);
  if (present.empty()) {
    return;
  }
  const std::string from = m_random.one_of(present);
  const std::string to = "moved" + std::to_string(m_random.below(6)) + (m_random.chance(50) ? "/inner" : "");
  if (to.starts_with(from + "/") || from.starts_with(to)) {
    return;
  }
  RandomTree moved;
  for (const auto& [path, file] : tree) {
    if (path.starts_with(from + "/")) {
      moved[to + path.substr(from.size())] = file;
    }
  }
  std::erase_if(tree, [&](const auto& entry) { return entry.first.starts_with(from + "/"); });
  for (const auto& [path, file] : moved) {
    make_room(tree, path);
    tree[path] = file;
  }
}

void TreeChanger::change_mode(RandomTree& tree) {
  const std::string path = any_text(tree);
  if (!path.empty()) {
    RandomFile& file = tree[path];
    file.mode = file.mode == "100644" ? "100755" : "100644";
  }
}

void TreeChanger::link(RandomTree& tree) {
  const std::string target = "../" + any_path(tree);
  if (m_random.chance(40)) {
    for (auto& [path, file] : tree) {
      if (file.mode == "120000" && m_random.chance(50)) {
        file.bytes = target;
        return;
      }
    }
  }
  const std::string path = new_path(tree);
  if (tree.contains(path)) {
    return;
  }
  make_room(tree, path);
  tree[path] = RandomFile{"120000", target};
}

void TreeChanger::become_link(RandomTree& tree) { tree[any_path(tree)] = RandomFile{"120000", "../" + any_path(tree)}; }

void TreeChanger::binary(RandomTree& tree) {
  for (auto& [path, file] : tree) {
    if (file.bytes.find('\0') != std::string::npos && m_random.chance(40)) {
      file.bytes[10 + m_random.below(file.bytes.size() - 10)] ^= 0x55;
      return;
    }
  }
  std::string path = new_path(tree);
  path.replace(path.size() - 3, 3, ".bin");
  make_room(tree, path);
  tree[path] = RandomFile{"100644", binary_bytes()};
}

void TreeChanger::swap_kind(RandomTree& tree) {
  const std::vector<std::string> present = folders(tree);
  if (!present.empty() && m_random.chance(50)) {
    const std::string folder = m_random.one_of(present);
    make_room(tree, folder);
    tree[folder] = RandomFile{"100644", text_bytes()};
    return;
  }
  const std::string path = any_path(tree);
  const RandomFile file = tree[path];
  tree.erase(path);
  tree[path + "/part" + std::to_string(m_random.below(3)) + ".py"] = file;
}

}  // namespace mlxpatch::tests
