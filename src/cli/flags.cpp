#include "flags.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>

namespace mlxpatch::cli {

/// CLI11 is used for what differs little between its versions: splitting words into options and values. Help, required
/// values and unknown words are told by us.
struct Flags::Parser {
  CLI::App app;
  std::vector<CLI::Option*> options;  ///< one for each row; null for what stands behind "--"
};

namespace {

/// "--to REF" or "FILE", as a help text shows it.
std::string shown(const HelpRow& row) {
  return row.placeholder.empty() ? row.names : row.names + " " + row.placeholder;
}

bool is_option_like(const std::string& word) { return word.size() > 1 && word.front() == '-' && word != "--"; }

std::string needs_value(const HelpRow& row, const std::string& name) {
  return fmt::format("{} needs a value: {}", name, shown(row));
}

/// CLI11 says "--to: 1 required TEXT missing"; what stands before the colon names our option.
Error missing_value(const std::string& words, const std::vector<HelpRow>& rows) {
  const std::string name = words.substr(0, words.find(':'));
  for (const HelpRow& row : rows) {
    const std::vector<std::string_view> names = split(row.names, ',');
    const bool is_it = std::ranges::find(names, name) != names.end();
    if (is_it) return Error(needs_value(row, name), ErrorKind::usage);
  }
  return Error(words, ErrorKind::usage);
}

}  // namespace

Flags::Flags() : m_parser(std::make_unique<Parser>()) {
  m_parser->app.set_help_flag();
  m_parser->app.allow_extras();
}

Flags::~Flags() = default;

void Flags::add_flag(const std::string& names, const std::string& help, std::function<void()> set) {
  m_parser->options.push_back(m_parser->app.add_flag_callback(names, std::move(set)));
  m_rows.push_back({HelpRow::Kind::flag, names, "", help, Need::optional, false});
}

void Flags::add_option(HelpRow row, std::function<void(const std::string&)> set) {
  // An argument's name in a help text need not be one that the parser takes, e.g. "BASE..TIP".
  const bool is_argument = row.kind == HelpRow::Kind::argument;
  const std::string name = is_argument ? fmt::format("argument_{}", m_rows.size()) : row.names;
  // CLI11 would take a flag for the value of an option that lost its own: `--to --merge`.
  const auto checked = [set = std::move(set), is_argument, row](const std::string& word) {
    if (!is_argument && is_option_like(word)) throw Error(needs_value(row, row.names), ErrorKind::usage);
    set(word);
  };
  CLI::Option* option = m_parser->app.add_option_function<std::string>(name, checked);
  option->take_last();
  m_parser->options.push_back(option);
  m_rows.push_back(std::move(row));
}

void Flags::add_arguments(HelpRow row, const std::function<void(const std::vector<std::string>&)>& set) {
  const std::string name = fmt::format("argument_{}", m_rows.size());
  m_parser->options.push_back(m_parser->app.add_option_function<std::vector<std::string>>(name, set));
  m_rows.push_back(std::move(row));
}

void Flags::behind_dashes(const std::string& name, std::vector<std::string>& target, const std::string& help) {
  m_behind_dashes = &target;
  m_parser->options.push_back(nullptr);
  m_rows.push_back({HelpRow::Kind::argument, "-- " + name, "", help, Need::optional, true});
}

void Flags::parse(std::vector<std::string> words) {
  if (m_behind_dashes != nullptr) {
    const auto dashes = std::ranges::find(words, "--");
    if (dashes != words.end()) m_behind_dashes->assign(dashes + 1, words.end());
    words.erase(dashes, words.end());
  }
  std::ranges::reverse(words);
  try {
    m_parser->app.parse(std::move(words));
  } catch (const CLI::ArgumentMismatch& error) {
    throw missing_value(error.what(), m_rows);
  } catch (const CLI::ParseError& error) {
    throw Error(error.what(), ErrorKind::usage);
  }
  for (const std::string& word : m_parser->app.remaining()) {
    if (is_option_like(word)) refuse_unknown(word);
  }
  for (const std::string& word : m_parser->app.remaining()) {
    if (word != "--") throw Error(fmt::format("unexpected argument \"{}\"", word), ErrorKind::usage);
  }
}

void Flags::refuse_unknown(const std::string& word) const {
  std::vector<std::string> known;
  for (const HelpRow& row : m_rows) {
    if (row.kind == HelpRow::Kind::argument) continue;
    for (const std::string_view name : split(row.names, ',')) known.emplace_back(name);
  }
  const std::string name = word.substr(0, word.find('='));
  Error error(fmt::format("unknown option {}", name), ErrorKind::usage);
  const std::vector<std::string> near = near_names(name, known);
  if (!near.empty()) error.hint(fmt::format("did you mean {}?", join(near, " or ")));
  throw error;
}

void Flags::check_required() const {
  for (std::size_t index = 0; index < m_rows.size(); ++index) {
    const HelpRow& row = m_rows[index];
    if (row.need == Need::optional || m_parser->options[index]->count() != 0) continue;
    throw Error(fmt::format("{} is missing", shown(row)), ErrorKind::usage).hint(row.help);
  }
}

}  // namespace mlxpatch::cli
