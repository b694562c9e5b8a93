#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/ops/check.hpp>
#include <mlxpatch/ops/demo/demo.hpp>
#include <mlxpatch/ops/diff_queue.hpp>
#include <mlxpatch/ops/exchange/export.hpp>
#include <mlxpatch/ops/exchange/import_options.hpp>
#include <mlxpatch/ops/init/init_options.hpp>
#include <mlxpatch/ops/install.hpp>
#include <mlxpatch/ops/log.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/ops/plumbing/am.hpp>
#include <mlxpatch/ops/plumbing/culprit.hpp>
#include <mlxpatch/ops/plumbing/format_patch.hpp>
#include <mlxpatch/ops/plumbing/replay.hpp>
#include <mlxpatch/ops/pristine.hpp>
#include <mlxpatch/ops/regen.hpp>
#include <mlxpatch/ops/setup.hpp>
#include <mlxpatch/ops/update/pick.hpp>
#include <mlxpatch/ops/update/update.hpp>
#include <mlxpatch/report/queue_diff.hpp>
#include <mlxpatch/ui/format.hpp>
#include <mlxpatch/ui/reporter.hpp>
#include <mlxpatch/ui/terminal_style.hpp>

#include "options.hpp"
#include "parse.hpp"

namespace {

using namespace mlxpatch;
using cli::Invocation;
using cli::parse;

using Words = std::vector<std::string>;

/// What parse() refuses, as an Error.
Error refusal(const Words& words) {
  try {
    parse(words);
  } catch (const Error& error) {
    return error;
  }
  FAIL("the words were accepted");
  return Error("");
}

template <typename Its>
Its options_of(const Words& words) {
  return std::get<Its>(parse(words).options);
}

}  // namespace

TEST_CASE("a command line names one command and its options as values") {
  const Invocation invocation = parse({"update", "--to", "v2", "--dry-run", "--no-fetch"});
  REQUIRE(invocation.command != nullptr);
  CHECK(invocation.command->name == "update");
  const auto& update = std::get<ops::UpdateOptions>(invocation.options);
  CHECK(update.to == "v2");
  CHECK(update.effect == ops::Effect::dry_run);
  CHECK(update.network == ops::Network::avoid);
  CHECK(update.method == ops::Method::rebase);
  CHECK(update.policy.range == queue::ReplayPolicy::Range::incremental);
}

TEST_CASE("each flag of update and check sets its own policy and no other") {
  CHECK(options_of<ops::UpdateOptions>({"update", "--merge"}).method == ops::Method::merge);
  CHECK(options_of<ops::UpdateOptions>({"update", "--autostash"}).dirty == ops::DirtyTree::autostash);
  CHECK(options_of<ops::UpdateOptions>({"update", "--direct"}).policy.range == queue::ReplayPolicy::Range::direct);
  CHECK(options_of<ops::UpdateOptions>({"update", "--no-dedup"}).policy.dedup == queue::ReplayPolicy::Dedup::off);
  CHECK(options_of<ops::UpdateOptions>({"update", "--force"}).shrink == ops::Shrink::allow);
  CHECK(options_of<ops::CheckOptions>({"check", "--direct"}).policy.range == queue::ReplayPolicy::Range::direct);
  CHECK(options_of<ops::CheckOptions>({"check", "--no-dedup"}).policy.dedup == queue::ReplayPolicy::Dedup::off);
  CHECK(options_of<ops::CheckOptions>({"check", "--no-fetch"}).network == ops::Network::avoid);
  CHECK(options_of<ops::CheckOptions>({"check", "--to=x"}).to == "x");
  CHECK(options_of<ops::UpdateOptions>({"update"}).shrink == ops::Shrink::refuse);
}

TEST_CASE("the former name of --direct, --one-stride, is accepted, but neither listed nor suggested") {
  CHECK(options_of<ops::UpdateOptions>({"update", "--one-stride"}).policy.range == queue::ReplayPolicy::Range::direct);
  CHECK(options_of<ops::CheckOptions>({"check", "--one-stride"}).policy.range == queue::ReplayPolicy::Range::direct);
  const auto replay = options_of<ops::ReplayOptions>({"replay", "--onto", "o", "a..b", "--one-stride"});
  CHECK(replay.policy.range == queue::ReplayPolicy::Range::direct);
  for (const char* command : {"update", "check", "replay"}) {
    const std::string help = parse({command, "--help"}).text;
    CHECK(help.find("--direct") != std::string::npos);
    CHECK(help.find("--one-stride") == std::string::npos);
    const Words hints = refusal({command, "--one-strid"}).hints();
    for (const std::string& hint : hints) CHECK(hint.find("--one-stride") == std::string::npos);
  }
}

TEST_CASE("the other commands' flags reach their options") {
  CHECK(options_of<ops::SetupOptions>({"setup", "--fresh"}).start == ops::Start::fresh);
  CHECK(options_of<ops::SetupOptions>({"setup", "--upstream", "/x"}).upstream == "/x");
  const auto init = options_of<ops::InitOptions>({"init", "https://x/y.git", "--branch", "dev", "--dir", "here"});
  CHECK(init.url == "https://x/y.git");
  CHECK(init.branch == "dev");
  CHECK(init.checkout_dir == "here");
  CHECK(options_of<ops::RegenOptions>({"regen", "--check"}).write == ops::Write::compare_only);
  CHECK(options_of<ops::RegenOptions>({"regen", "--full"}).keep == ops::Keep::rewrite);
  CHECK(options_of<ops::LogOptions>({"log", "--touching"}).filter == ops::LogOptions::Filter::touching);
  CHECK(options_of<ops::PristineOptions>({"pristine", "--at", "tip"}).at == "tip");
  CHECK(options_of<ops::PristineOptions>({"pristine", "--remove"}).action == ops::PristineOptions::Action::remove);
  CHECK(options_of<cli::WhyOptions>({"why", "prompt"}).patch == "prompt");
  CHECK(options_of<ops::DiffOptions>({"diff"}).view == report::QueueDiff::View::full);
  CHECK(options_of<ops::DiffOptions>({"diff", "v1", "v2"}).revisions == Words{"v1", "v2"});
  CHECK(options_of<ops::DiffOptions>({"diff", "--last"}).between == ops::DiffOptions::Between::last_update);
  CHECK(options_of<ops::DiffOptions>({"diff", "v1", "--md"}).view == report::QueueDiff::View::markdown);
  const auto pick = options_of<ops::PickOptions>({"pick", "a", "--no-fetch", "b"});
  CHECK(pick.revisions == Words{"a", "b"});
  CHECK(pick.network == ops::Network::avoid);
}

TEST_CASE("export and the limits of a patch take only what they know") {
  using Form = ops::ExportOptions::Form;
  CHECK(options_of<ops::ExportOptions>({"export", "-o", "x"}).form == Form::quilt);
  CHECK(options_of<ops::ExportOptions>({"export", "-o", "x", "--as", "quilt"}).form == Form::quilt);
  CHECK(options_of<ops::ExportOptions>({"export", "-o", "x", "--as", "electron"}).form == Form::electron);
  CHECK(options_of<ops::ExportOptions>({"export", "-o", "x", "--as", "gbp"}).form == Form::gbp);
  CHECK(options_of<ops::ExportOptions>({"export", "--output", "x", "--as", "mbox"}).form == Form::mbox);
  const auto am = options_of<ops::AmOptions>({"am", "x", "--max-patch", "7", "--max-line=3"});
  CHECK(am.limits.patch_mib == 7);
  CHECK(am.limits.line_mib == 3);
  CHECK(options_of<ops::ImportOptions>({"import", "x", "--max-patch", "1048576"}).limits.patch_mib == 1048576);
  for (const char* number : {"0", "1048577"}) {
    CHECK(std::string(refusal({"import", "x", "--max-line", number}).what()).find("--max-line") == 0);
  }
}

TEST_CASE("am leaves patches out or stops at a conflict only when asked") {
  CHECK(options_of<ops::AmOptions>({"am", "x"}).on_refused == ops::AmOptions::OnRefused::stop);
  CHECK(options_of<ops::AmOptions>({"am", "x", "--keep-going"}).on_refused == ops::AmOptions::OnRefused::keep_going);
  CHECK(options_of<ops::AmOptions>({"am", "x"}).at_conflict != ops::AmOptions::AtConflict::stop);
  CHECK(options_of<ops::AmOptions>({"am", "x", "--stop-at-conflict"}).at_conflict == ops::AmOptions::AtConflict::stop);
}

TEST_CASE("what follows -- is passed to pip untouched") {
  const auto install = options_of<ops::InstallOptions>({"install", "--create", "--", "--no-deps", "-v", "--", "x"});
  CHECK(install.venv == ops::InstallOptions::Venv::create);
  CHECK(install.pip_arguments == Words{"--no-deps", "-v", "--", "x"});
  CHECK(options_of<ops::InstallOptions>({"install"}).pip_arguments.empty());
}

TEST_CASE("replay --dry-run keeps going, and replay alone stops") {
  const auto dry = options_of<ops::ReplayOptions>({"replay", "--onto", "o", "a..b", "--dry-run"});
  CHECK(dry.effect == ops::Effect::dry_run);
  CHECK(dry.policy.on_conflict == queue::ReplayPolicy::OnConflict::keep_going);
  const auto real = options_of<ops::ReplayOptions>({"replay", "a..b", "--onto=o", "--branch", "t", "--repo", "r"});
  CHECK(real.policy.on_conflict == queue::ReplayPolicy::OnConflict::stop);
  CHECK(real.onto == "o");
  CHECK(real.range == "a..b");
  CHECK(real.branch == "t");
  CHECK(real.repository == "r");
}

TEST_CASE("paths are relative to -C, as in git") {
  const auto am =
      options_of<ops::AmOptions>({"-C", "/base", "am", "x.patch", "/abs/y.patch", "--repo", "r", "--fuzz", "2"});
  CHECK(am.repository == "/base/r");
  CHECK(am.files == std::vector<std::filesystem::path>{"/base/x.patch", "/abs/y.patch"});
  CHECK(am.fuzz == 2);
  CHECK(options_of<ops::AmOptions>({"am", "x"}).files.front() == "x");
  CHECK(options_of<ops::AmOptions>({"am", "x"}).repository == ".");
  CHECK(options_of<ops::FormatPatchOptions>({"format-patch", "a..b"}).output == ".");
  const auto format = options_of<ops::FormatPatchOptions>({"format-patch", "-C/base", "-o", "out", "a..b"});
  CHECK(format.output == "/base/out");
  CHECK(format.repository == "/base/");
  const auto replay = options_of<ops::ReplayOptions>({"-C", "/base", "replay", "--onto", "o", "a..b", "--repo", "r"});
  CHECK(replay.repository == "/base/r");
  const auto culprit =
      options_of<ops::CulpritOptions>({"-C", "/base", "culprit", "--onto", "o", "a..b", "--repo", "r"});
  CHECK(culprit.repository == "/base/r");
  CHECK(culprit.onto == "o");
  CHECK(culprit.range == "a..b");
  CHECK(options_of<ops::ExportOptions>({"-C", "/base", "export", "-o", "x"}).output == "/base/x");
  CHECK(options_of<ops::DemoOptions>({"-C", "/base", "demo", "x"}).directory == "/base/x");
  CHECK(options_of<ops::DemoOptions>({"-C", "/base", "demo"}).directory.empty());
  CHECK(options_of<ops::ImportOptions>({"-C", "/base", "import", "a", "/b"}).sources == Words{"/base/a", "/b"});
  const auto commits = options_of<ops::ImportOptions>({"-C", "/base", "import", "--from", "r", "a..b"});
  CHECK(commits.repository == "/base/r");
  CHECK(commits.sources == Words{"a..b"});
  CHECK(parse({"-C", "/base", "--config", "c.toml", "status"}).global.config == "/base/c.toml");
}

TEST_CASE("a file may have a command's name, and begin with a dash after --") {
  CHECK(options_of<ops::AmOptions>({"am", "log", "status"}).files.size() == 2);
  CHECK(options_of<cli::WhyOptions>({"why", "update"}).patch == "update");
  CHECK(options_of<ops::AmOptions>({"am", "--", "-odd.patch"}).files.front() == "-odd.patch");
  CHECK(options_of<ops::NewOptions>({"new", "[a]", "[b,c]", "d]"}).name == "[a]");
  CHECK(options_of<ops::NewOptions>({"new", "[a]", "[b,c]", "d]"}).paths == Words{"[b,c]", "d]"});
}

TEST_CASE("the options of every command may precede or follow it") {
  for (const Words& words : {Words{"--json", "-q", "--color", "never", "-C", "/x", "status"},
                             Words{"status", "--json", "-q", "--color=never", "-C", "/x"}}) {
    const Invocation invocation = parse(words);
    CHECK(invocation.global.format == ui::Format::json);
    CHECK(invocation.global.verbosity == ui::Verbosity::quiet);
    CHECK(invocation.global.color == ui::ColorChoice::never);
    CHECK(invocation.global.directory == "/x");
  }
  CHECK(parse({"status", "-v"}).global.trace == cli::GlobalOptions::Trace::on);
  CHECK(parse({"status"}).global.trace == cli::GlobalOptions::Trace::off);
  CHECK(parse({"status"}).global.format == ui::Format::human);
  CHECK(parse({"status", "--color", "always"}).global.color == ui::ColorChoice::always);
  CHECK(parse({"status", "--color", "auto"}).global.color == ui::ColorChoice::automatic);
}

TEST_CASE("an option that is given twice counts as its last") {
  CHECK(options_of<ops::UpdateOptions>({"update", "--to", "a", "--to", "b"}).to == "b");
}

TEST_CASE("help and version are texts and run nothing") {
  CHECK(parse({}).command == nullptr);
  CHECK(parse({}).text == parse({"--help"}).text);
  CHECK(parse({"--version"}).text.starts_with("mlxpatch "));
  CHECK(parse({"update", "--version"}).text == parse({"--version"}).text);
  CHECK(parse({"update", "-h"}).command == nullptr);
  CHECK(parse({"help"}).text == parse({"--help"}).text);
  CHECK(parse({"help", "update"}).text == parse({"update", "--help"}).text);
  // Help is also given if a required argument is missing.
  CHECK(parse({"replay", "--help"}).command == nullptr);
}

TEST_CASE("an unknown command is refused with the nearest ones") {
  const Error error = refusal({"udpate"});
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(std::string(error.what()) == "there is no command \"udpate\"");
  CHECK(error.hints().front() == "did you mean `mlxpatch update`?");
  CHECK(refusal({"xyzzy"}).hints() == Words{"`mlxpatch --help` lists the commands"});
  CHECK(refusal({"help", "udpate"}).hints().front() == "did you mean `mlxpatch update`?");
}

TEST_CASE("other tools' names for a command lead to ours") {
  const std::vector<std::pair<std::string, std::string>> names = {
      {"clone", "setup"},      {"rebase", "update"},   {"sync", "update"}, {"pull", "update"},
      {"refresh", "regen"},    {"apply", "am"},        {"blame", "why"},   {"resolve", "continue"},
      {"cherry-pick", "pick"}, {"range-diff", "diff"},
  };
  for (const auto& [theirs, ours] : names) {
    CAPTURE(theirs);
    const Words hints = refusal({theirs}).hints();
    CHECK(hints == Words{"did you mean `mlxpatch " + ours + "`?", "`mlxpatch --help` lists the commands"});
  }
}

TEST_CASE("an unknown option is refused with the nearest ones, before what is missing") {
  CHECK(std::string(refusal({"update", "--dryrun"}).what()) == "unknown option --dryrun");
  CHECK(refusal({"update", "--dryrun"}).hints().front() == "did you mean --dry-run?");
  CHECK(std::string(refusal({"replay", "--ont", "x", "a..b"}).what()) == "unknown option --ont");
  CHECK(std::string(refusal({"--jsno", "status"}).what()) == "unknown option --jsno");
  CHECK(std::string(refusal({"-x"}).what()) == "unknown option -x");
  // A near option is enough of a hint; without one the usage follows.
  CHECK(refusal({"update", "--dryrun"}).hints() ==
        Words{"did you mean --dry-run?", "`mlxpatch help update` explains it"});
  CHECK(refusal({"undo", "--zzzzzz"}).hints() == Words{"usage: mlxpatch undo", "`mlxpatch help undo` explains it"});
}

TEST_CASE("what is missing is explained, and the usage says where it goes") {
  const Error error = refusal({"replay", "a..b"});
  CHECK(error.doing() == "replay");
  CHECK(std::string(error.what()) == "--onto REV is missing: the commit to replay onto");
  CHECK(error.hints() ==
        Words{"usage: mlxpatch replay --onto REV [OPTIONS] BASE..TIP", "`mlxpatch help replay` explains it"});
  CHECK(std::string(refusal({"export"}).what()) == "-o DIR is missing: the directory to write; for mbox, the file");
  CHECK(refusal({"status", "x"}).hints().front() == "usage: mlxpatch status");
  CHECK(refusal({"-C"}).hints().front() == "usage: mlxpatch COMMAND [OPTIONS]; `mlxpatch --help` lists the commands");
}

TEST_CASE("flags that contradict each other are refused") {
  const Error merge = refusal({"update", "--merge", "--direct"});
  CHECK(merge.kind() == ErrorKind::usage);
  CHECK(std::string(merge.what()) == "--merge and --direct contradict each other: a merge replays nothing");
  const Error pristine = refusal({"pristine", "--at", "tip", "--remove"});
  CHECK(pristine.kind() == ErrorKind::usage);
  CHECK(std::string(pristine.what()).starts_with("--at and --remove contradict each other"));
  CHECK(pristine.hints().front() == "mlxpatch pristine --remove");
}

TEST_CASE("each wrong use is refused in words that name it") {
  const auto says = [](const Words& words, const std::string& part) {
    const Error error = refusal(words);
    CAPTURE(words, error.what());
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(std::string(error.what()).find(part) != std::string::npos);
  };
  says({"status", "extra"}, "unexpected argument \"extra\"");
  says({"replay", "a..b"}, "--onto REV is missing");
  says({"replay", "--onto", "x"}, "BASE..TIP is missing");
  says({"replay", "--onto", "x", "ab"}, "\"ab\" is not a range");
  says({"format-patch", "a.."}, "is not a range");
  says({"culprit", "--onto", "x", "..b"}, "is not a range");
  says({"culprit", "--onto", "x", "a...b"}, "is not a range");
  says({"update", "--to"}, "--to needs a value: --to REF");
  says({"update", "--to", "--merge"}, "--to needs a value: --to REF");
  says({"update", "--to="}, "--to needs a value: --to REF");
  says({"status", "-C"}, "-C needs a value: -C DIR");
  says({"export", "-o"}, "-o needs a value: -o DIR");
  says({"status", "--json=yes"}, "--json takes no value");
  says({"export", "-o", "x", "--as", "zip"}, "--as takes quilt, electron, gbp or mbox, not \"zip\"");
  says({"import", "--from", "r", "a..b", "c..d"}, "--from takes one range");
  says({"import", "--from", "r", "a"}, "is not a range");
  says({"am"}, "FILE is missing");
  says({"am", "x", "--fuzz", "-1"}, "--fuzz");
  says({"am", "x", "--fuzz", "1x"}, "--fuzz takes a number");
  says({"pick"}, "REV is missing");
  says({"why"}, "PATCH is missing");
  says({"diff", "a", "--last"}, "--last and REV contradict each other");
  says({"diff", "a", "b", "c"}, "two revisions");
  says({"init"}, "URL is missing");
  says({"status", "--color", "blue"}, "--color takes");
}

TEST_CASE("init needs no URL to take over a clone") {
  CHECK(options_of<ops::InitOptions>({"-C", "/base", "init", "--adopt", "clone"}).adopt == "/base/clone");
}

TEST_CASE("a failure is printed as JSON if --json precedes any --") {
  CHECK(cli::wants_json({"check", "--json"}));
  CHECK_FALSE(cli::wants_json({"install", "--", "--json"}));
  CHECK(cli::command_word({"-C", "x", "check"}) == "check");
  CHECK(cli::command_word({"--json"}).empty());
}
