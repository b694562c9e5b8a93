#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mlxpatch::cli {

enum class Need { optional, required };

/// How many values one mention of an option has.
enum class Values { one, several };

/// One row of a help text.
struct HelpRow {
  enum class Kind { flag, option, argument } kind = Kind::flag;
  std::string names;        ///< "-o,--output", or "FILE" for an argument
  std::string placeholder;  ///< "DIR"; empty for a flag
  std::string help;
  Need need = Need::optional;
  bool many = false;  ///< an argument that may be given several times

  /// "--to REF" or "FILE", as messages show it.
  std::string shown() const;
};

/// What a command takes. Each flag is declared once, for parsing and for the help text. Parsing only assigns each value
/// to the variable it was declared with.
class Flags {
 public:
  Flags();
  ~Flags();
  Flags(const Flags&) = delete;
  Flags& operator=(const Flags&) = delete;

  /// A flag which, when given, sets `target` to `value`. `names` is "--long" or "-s,--long".
  template <typename Value>
  void flag(const std::string& names, Value& target, Value value, const std::string& help) {
    add_flag(names, help, [&target, value] { target = value; });
  }
  /// A former name of a flag: still accepted, but neither listed nor suggested.
  template <typename Value>
  void former_flag(const std::string& name, Value& target, Value value) {
    add_hidden_flag(name, [&target, value] { target = value; });
  }

  /// An option with a value; `target` is anything that a std::string can be assigned to.
  template <typename Target>
  void option(const std::string& names, const std::string& placeholder, Target& target, const std::string& help,
              Need need = Need::optional) {
    add_option({HelpRow::Kind::option, names, placeholder, help, need, false},
               [&target](const std::string& word) { target = word; });
  }
  void option_of(const std::string& names, const std::string& placeholder, const std::string& help,
                 std::function<void(const std::string&)> set) {
    add_option({HelpRow::Kind::option, names, placeholder, help, Need::optional, false}, std::move(set));
  }

  /// An option that may be given several times; `target` gets all values.
  void option_list(const std::string& names, const std::string& placeholder, std::vector<std::string>& target,
                   const std::string& help, Values values = Values::one);

  template <typename Target>
  void argument(const std::string& name, Target& target, const std::string& help, Need need = Need::required) {
    add_option({HelpRow::Kind::argument, name, "", help, need, false},
               [&target](const std::string& word) { target = word; });
  }
  /// All further arguments.
  template <typename Target>
  void arguments(const std::string& name, std::vector<Target>& target, const std::string& help,
                 Need need = Need::required) {
    add_arguments({HelpRow::Kind::argument, name, "", help, need, true},
                  [&target](const std::vector<std::string>& words) { target.assign(words.begin(), words.end()); });
  }
  /// Everything after a "--", untouched.
  void after_dashes(const std::string& name, std::vector<std::string>& target, const std::string& help);

  /// What is declared from here on belongs to every command; the overview lists it.
  void begin_global() { m_first_global = m_rows.size(); }

  const std::vector<HelpRow>& rows() const { return m_rows; }
  std::size_t first_global() const { return m_first_global; }

  /// Throws Error(usage) with the word that is wrong and the nearest known ones.
  void parse(std::vector<std::string> words);
  /// Throws Error(usage) if a required option or argument was not given.
  void check_required() const;

 private:
  struct Parser;

  void add_flag(const std::string& names, const std::string& help, std::function<void()> set);
  void add_hidden_flag(const std::string& name, std::function<void()> set);
  void add_option(HelpRow row, std::function<void(const std::string&)> set);
  void add_arguments(HelpRow row, const std::function<void(const std::vector<std::string>&)>& set);
  void refuse_unknown(const std::string& word) const;

  std::unique_ptr<Parser> m_parser;
  std::vector<HelpRow> m_rows;
  std::size_t m_first_global = static_cast<std::size_t>(-1);
  std::vector<std::string>* m_after_dashes = nullptr;
};

}  // namespace mlxpatch::cli
