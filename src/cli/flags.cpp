#include "flags.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>

namespace mlxpatch::cli {

/// CLI11 does what differs little between its versions: it splits words into options and values. Help texts and
/// complaints about missing and unknown words are our own.
struct Flags::Parser {
  CLI::App app;
  std::vector<CLI::Option*> options;  ///< one per row; null for the arguments after "--"
};

namespace {

/// CLI11 takes a word in square brackets for a list, which is a file's name to us. At the end of such a word this keeps
/// it whole.
constexpr char k_whole = '\x01';

std::string kept_whole(std::string word) { return word.ends_with(']') ? std::move(word) + k_whole : std::move(word); }

std::string as_typed(std::string word) {
  if (word.ends_with(std::string{']', k_whole})) word.pop_back();
  return word;
}

std::vector<std::string> as_typed(std::vector<std::string> words) {
  for (std::string& word : words) word = as_typed(std::move(word));
  return words;
}

bool is_option_like(const std::string& word) { return word.size() > 1 && word.front() == '-' && word != "--"; }

/// The row of the option or flag `name`; null if there is none.
const HelpRow* find_row(const std::vector<HelpRow>& rows, std::string_view name) {
  const auto has_name = [name](const HelpRow& row) {
    const std::vector<std::string_view> names = split(row.names, ',');
    return row.kind != HelpRow::Kind::argument && std::ranges::find(names, name) != names.end();
  };
  const auto found = std::ranges::find_if(rows, has_name);
  return found == rows.end() ? nullptr : &*found;
}

/// For a help text, which begins with a capital letter, inside a sentence.
std::string with_small_initial(std::string text) {
  if (!text.empty() && text.front() >= 'A' && text.front() <= 'Z')
    text.front() = static_cast<char>(text.front() - 'A' + 'a');
  return text;
}

Error missing_value(const HelpRow& row) {
  return Error(fmt::format("{} needs a value: {}", row.names.substr(0, row.names.find(',')), row.shown()),
               ErrorKind::usage);
}

/// CLI11 says "--to: 1 required TEXT missing"; what precedes the colon is our option.
Error missing_value(const std::string& words, const std::vector<HelpRow>& rows) {
  const HelpRow* row = find_row(rows, words.substr(0, words.find(':')));
  return row == nullptr ? Error(words, ErrorKind::usage) : missing_value(*row);
}

void refuse_values_of_flags(const std::vector<std::string>& words, const std::vector<HelpRow>& rows) {
  for (const std::string& word : words) {
    if (word == "--") return;
    const std::size_t equals = word.find('=');
    if (!word.starts_with("--") || equals == std::string::npos) continue;
    const HelpRow* row = find_row(rows, word.substr(0, equals));
    if (row == nullptr || row->kind != HelpRow::Kind::flag) continue;
    throw Error(fmt::format("{} takes no value", word.substr(0, equals)), ErrorKind::usage);
  }
}

}  // namespace

std::string HelpRow::shown() const {
  std::string text = names.substr(0, names.find(','));
  if (!placeholder.empty()) text += " " + placeholder;
  return text;
}

Flags::Flags() : m_parser(std::make_unique<Parser>()) {
  m_parser->app.set_help_flag();
  m_parser->app.allow_extras();
}

Flags::~Flags() = default;

void Flags::add_flag(const std::string& names, const std::string& help, std::function<void()> set) {
  m_parser->options.push_back(m_parser->app.add_flag_callback(names, std::move(set)));
  m_rows.push_back({HelpRow::Kind::flag, names, "", help, Need::optional, false});
}

void Flags::add_hidden_flag(const std::string& name, std::function<void()> set) {
  m_parser->app.add_flag_callback(name, std::move(set));
}

void Flags::add_option(HelpRow row, std::function<void(const std::string&)> set) {
  // CLI11 does not accept every name that a help text shows for an argument, e.g. "BASE..TIP".
  const bool is_argument = row.kind == HelpRow::Kind::argument;
  const std::string name = is_argument ? fmt::format("argument_{}", m_rows.size()) : row.names;
  // CLI11 would take the next flag for the value of an option that has none: `--to --merge`.
  const auto checked = [set = std::move(set), is_argument, row](const std::string& word) {
    if (!is_argument && is_option_like(word)) throw missing_value(row);
    set(as_typed(word));
  };
  CLI::Option* option = m_parser->app.add_option_function<std::string>(name, checked);
  option->take_last();
  m_parser->options.push_back(option);
  m_rows.push_back(std::move(row));
}

void Flags::option_list(const std::string& names, const std::string& placeholder, std::vector<std::string>& target,
                        const std::string& help, Values values) {
  const HelpRow row{HelpRow::Kind::option, names, placeholder, help, Need::optional, false};
  const auto set = [&target, row](const std::vector<std::string>& words) {
    if (std::ranges::any_of(words, is_option_like)) throw missing_value(row);
    target = as_typed(words);
  };
  CLI::Option* option = m_parser->app.add_option_function<std::vector<std::string>>(names, set);
  option->allow_extra_args(values == Values::several);
  m_parser->options.push_back(option);
  m_rows.push_back(row);
}

void Flags::add_arguments(HelpRow row, const std::function<void(const std::vector<std::string>&)>& set) {
  const std::string name = fmt::format("argument_{}", m_rows.size());
  m_parser->options.push_back(m_parser->app.add_option_function<std::vector<std::string>>(
      name, [set](const std::vector<std::string>& words) { set(as_typed(words)); }));
  m_rows.push_back(std::move(row));
}

void Flags::after_dashes(const std::string& name, std::vector<std::string>& target, const std::string& help) {
  m_after_dashes = &target;
  m_parser->options.push_back(nullptr);
  m_rows.push_back({HelpRow::Kind::argument, "-- " + name, "", help, Need::optional, true});
}

void Flags::parse(std::vector<std::string> words) {
  refuse_values_of_flags(words, m_rows);
  if (m_after_dashes != nullptr) {
    const auto dashes = std::ranges::find(words, "--");
    if (dashes != words.end()) m_after_dashes->assign(dashes + 1, words.end());
    words.erase(dashes, words.end());
  }
  for (std::string& word : words) word = kept_whole(std::move(word));
  std::ranges::reverse(words);
  try {
    m_parser->app.parse(std::move(words));
  } catch (const CLI::ArgumentMismatch& error) {
    throw missing_value(error.what(), m_rows);
  } catch (const CLI::ParseError& error) {
    throw Error(error.what(), ErrorKind::usage);
  }
  const std::vector<std::string> unexpected = as_typed(m_parser->app.remaining());
  for (const std::string& word : unexpected) {
    if (is_option_like(word)) refuse_unknown(word);
  }
  for (const std::string& word : unexpected) {
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
    throw Error(fmt::format("{} is missing: {}", row.shown(), with_small_initial(row.help)), ErrorKind::usage);
  }
}

}  // namespace mlxpatch::cli
