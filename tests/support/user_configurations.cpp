#include <string>
#include <vector>

#include <support/command.hpp>
#include <support/user_configurations.hpp>
#include <support/world.hpp>

namespace mlxpatch::tests {

const std::vector<UserConfiguration>& user_configurations() {
  static const std::vector<UserConfiguration> configurations{
      {"nothing", "", "", {}},
      {"no prefixes", "[diff]\nnoprefix = true\n", "", {}},
      {"mnemonic prefixes", "[diff]\nmnemonicPrefix = true\n", "", {}},
      {"no context", "[diff]\ncontext = 0\n", "", {}},
      {"little context", "[diff]\ncontext = 1\n", "", {}},
      {"much context", "[diff]\ncontext = 20\ninterHunkContext = 10\n", "", {}},
      {"attachments", "[format]\nattach = border\n", "", {}},
      {"threads and a signature", "[format]\nthread = deep\nsignature = \"a -- \\n signature\"\n", "", {}},
      {"no signature, numbers", "[format]\nsignature = \"\"\nnumbered = true\n", "", {}},
      {"a signature file", "[format]\nsignatureFile = ~/order\n", "", {}},
      {"another encoding of the output", "[i18n]\nlogOutputEncoding = ISO-8859-15\n", "", {}},
      {"another encoding of commits", "[i18n]\ncommitEncoding = ISO-8859-1\n", "", {}},
      {"blank lines without a blank", "[diff]\nsuppressBlankEmpty = true\n", "", {}},
      {"patience", "[diff]\nalgorithm = patience\nindentHeuristic = false\n", "", {}},
      {"histogram and an order", "[diff]\nalgorithm = histogram\norderFile = ~/order\n", "", {}},
      {"copies", "[diff]\nrenames = copies\n[core]\nquotePath = false\n", "", {}},
      {"no renames", "[diff]\nrenames = false\n[format]\nencodeEmailHeaders = true\n", "", {}},
      {"short ids and another sender", "[core]\nabbrev = 4\n[format]\nfrom = Some One <some@one>\n", "", {}},
      {"colours and a cover letter",
       "[color]\nui = always\n[format]\ncoverLetter = true\nheaders = \"X-Mine: yes\\n\"\n",
       "",
       {}},
      {"an external diff",
       "[diff]\nexternal = false\n[diff \"mine\"]\ncommand = false\nxfuncname = \"^nothing$\"\n",
       "* diff=mine\n",
       {}},
      {"text conversion", "[diff \"mine\"]\ntextconv = wc\nwordRegex = .\n", "* diff=mine\n", {}},
      {"everything is binary", "", "* -diff\n", {}},
      {"everything is text", "", "* diff text working-tree-encoding=UTF-8\n", {}},
      {"line ends of another system",
       "[core]\nautocrlf = true\neol = crlf\nsafecrlf = false\nwhitespace = cr-at-eol\n",
       "",
       {}},
      {"words and moved lines",
       "[diff]\nwordRegex = .\ncolorMoved = zebra\nwsErrorHighlight = all\nstatGraphWidth = 3\n",
       "",
       {}},
      {"trees of submodules",
       "[diff]\nsubmodule = log\nignoreSubmodules = all\n[status]\nsubmoduleSummary = true\n",
       "",
       {}},
      {"another country", "", "", {{"LANG", "tr_TR.UTF-8"}, {"LC_ALL", "tr_TR.UTF-8"}, {"TZ", "Asia/Kathmandu"}}},
      {"options in the environment",
       "",
       "",
       {{"GIT_DIFF_OPTS", "-u7"}, {"GIT_EXTERNAL_DIFF", "false"}, {"TZ", "America/St_Johns"}, {"LC_ALL", "C"}}},
      {"a signature and a base",
       "[format]\nuseAutoBase = false\nnotes = true\nsubjectPrefix = RFC PATCH\nfilenameMaxLength = 9\nsuffix = .txt\n",
       "",
       {}},
  };
  return configurations;
}

void use(const UserConfiguration& configuration) {
  World& world = World::current();
  const std::string include = "[include]\npath = ~/user-configuration\n";
  const std::string base = read_bytes(world.home() / ".gitconfig");
  if (!base.ends_with(include)) write_bytes(world.home() / ".gitconfig", base + include);
  write_bytes(world.home() / "user-configuration",
              "[core]\nattributesFile = ~/attributes\n" + configuration.git_config);
  write_bytes(world.home() / "attributes", configuration.attributes);
  write_bytes(world.home() / "order", "*.z\n*b*\n*\n");
  for (const char* name : {"GIT_DIFF_OPTS", "GIT_EXTERNAL_DIFF"}) world.unset_environment(name);
  for (const char* name : {"LANG", "LC_ALL"}) world.set_environment(name, "C");
  world.set_environment("TZ", "UTC");
  for (const auto& [name, value] : configuration.environment) world.set_environment(name, value);
}

}  // namespace mlxpatch::tests
