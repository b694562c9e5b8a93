#pragma once

#include <string>
#include <vector>

#include <support/git_repo.hpp>
#include <support/world.hpp>

#include "../snapshot.hpp"
#include "bounded_run.hpp"

namespace mlxpatch::tests {

/// What must become of a hostile input.
enum class Fate {
  refused,  ///< exit code 1 or 2, and nothing changed anywhere
  taken,    ///< exit code 0, and what was made passes every check: it only looks hostile
  either,   ///< one of the two
};

/// One row of a table.
struct HostileCase {
  std::string name;
  std::string bytes;  ///< of a patch file, or an mbox
  Fate fate = Fate::refused;
};

/// A sealed world with an upstream that has every kind of file, a clone of it, a project that keeps a fork of it (with
/// one patch, set up), and files outside of all of them that nothing may touch.
class HostileFork {
 public:
  HostileFork();

  World world;
  GitRepo upstream;
  GitRepo clone;
  GitRepo project;

  GitRepo checkout() const { return GitRepo(project / "co"); }
  void write_config(const std::string& url, const std::string& more = "") const;

  /// Gives the row's bytes to `am` in the clone and to `import` in the project, and requires its fate.
  void expect(const HostileCase& row) const;
  /// Runs a command in the project and requires the fate; what is taken stays.
  BoundedRun expect_command(const std::vector<std::string>& words, Fate fate) const;

 private:
  BoundedRun judged(const std::vector<std::string>& words, Fate fate) const;
  void require_sound() const;
  Snapshot everything() const;
  void make_upstream() const;
};

/// Requires the fate of every row, in one fork.
void expect_all(const std::vector<HostileCase>& rows);

/// Requires that the output holds nothing that a terminal would obey, and if it is JSON that it can be read.
void require_clean_output(const BoundedRun& run, bool is_json);

// What rows are made of. `diff` is the text of the diffs.
std::string mail_with(const std::string& diff, const std::string& subject = "Change it");
std::string edit_of_text();  ///< of line 5 of the file "a"
std::string new_file(const std::string& path, const std::string& mode = "100644", const std::string& text = "new\n");
/// `diff --git` of a link; the target may hold anything.
std::string new_link(const std::string& path, const std::string& target);
std::string new_gitlink(const std::string& path, const std::string& id);
std::string repeated(const std::string& text, std::size_t times);

}  // namespace mlxpatch::tests
