#include <mlxpatch/cli/run.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <new>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <signal.h>
#include <sys/types.h>
#include <unistd.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/result.hpp>
#include <mlxpatch/ui/format.hpp>
#include <mlxpatch/ui/human.hpp>
#include <mlxpatch/ui/json.hpp>
#include <mlxpatch/ui/reporter.hpp>
#include <mlxpatch/ui/terminal_style.hpp>

#include "parse.hpp"
#include "trace_sink.hpp"

namespace mlxpatch::cli {

namespace {

int exit_code_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::failed:
    case ErrorKind::damaged:
      return 1;
    case ErrorKind::usage:
      return 2;
    case ErrorKind::interrupted:
      return 130;
  }
  return 1;
}

int exit_code_of(report::Outcome outcome) {
  switch (outcome) {
    case report::Outcome::done:
      return 0;
    case report::Outcome::stopped_at_conflict:
      return 3;
    case report::Outcome::check_failed:
      return 4;
  }
  return 1;
}

/// A reader that goes away (`mlxpatch log | head`) must not kill an operation half way; writing fails with EPIPE
/// instead. It is a handler, not SIG_IGN, because the programs that we start would inherit SIG_IGN.
void survive_closed_pipes() {
  struct sigaction action{};
  action.sa_handler = [](int) {};
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGPIPE, &action, nullptr);
}

/// Throws Error if not everything could be written. A reader that went away is no error.
void print_result(const std::string& text) {
  bool is_written = std::fflush(stdout) == 0;
  // Not by fwrite(), which gives up where a signal interrupts it: a command that is done says so.
  for (std::string_view rest = text; is_written && !rest.empty();) {
    const ssize_t count = ::write(STDOUT_FILENO, rest.data(), rest.size());
    if (count >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(count));
    } else {
      is_written = errno == EINTR;
    }
  }
  if (is_written || errno == EPIPE) return;
  throw system_error("can't write to standard output", errno).doing("printing the result (the command itself is done)");
}

std::filesystem::path current_directory() {
  std::error_code problem;
  std::filesystem::path here = std::filesystem::current_path(problem);
  if (!problem) return here;
  throw Error("the current directory no longer exists", ErrorKind::usage).hint("cd to a directory that exists");
}

/// The directory that -C names, or the current one, as an absolute path.
std::filesystem::path directory_of(const GlobalOptions& global, const std::filesystem::path& here) {
  if (global.directory.empty()) return here;
  std::error_code problem;
  std::filesystem::path directory = std::filesystem::weakly_canonical(here / global.directory, problem);
  if (!problem && std::filesystem::is_directory(directory, problem)) return directory;
  throw Error("there is no such directory", ErrorKind::usage).doing("-C").at(global.directory.string());
}

/// How the person calls the program: printed commands must find the same project.
std::string program_of(const GlobalOptions& global) {
  std::string program = "mlxpatch";
  if (!global.directory.empty()) program += " -C " + shell_word(global.directory.string());
  if (global.config) program += " --config " + shell_word(global.config->string());
  return program;
}

ui::TerminalStyle style_for(const GlobalOptions& global, ui::ColorChoice color, std::FILE* stream) {
  ui::TerminalStyle style = ui::style_of(color, stream);
  style.program = program_of(global);
  return style;
}

void start_trace_if_asked(const GlobalOptions& global) {
  const char* variable = std::getenv("MLXPATCH_TRACE");
  const std::string target = variable == nullptr ? "" : variable;
  if (global.trace == GlobalOptions::Trace::off && (target.empty() || target == "0")) return;
  const bool is_file = global.trace == GlobalOptions::Trace::off && target != "1";
  start_trace(is_file ? target : "");
}

int run_command(const Invocation& invocation) {
  const GlobalOptions& global = invocation.global;
  start_trace_if_asked(global);
  ops::Invocation place;
  place.here = current_directory();
  place.directory = directory_of(global, place.here);
  if (global.config) place.config = std::filesystem::absolute(*global.config);
  const bool is_tracing = global.trace == GlobalOptions::Trace::on;
  const ui::Verbosity verbosity =
      global.verbosity == ui::Verbosity::normal && is_tracing ? ui::Verbosity::lines : global.verbosity;
  report::Result result = [&] {
    const auto reporter = ui::make_reporter(verbosity, ui::style_of(global.color, stderr));
    report::Result ended = invocation.command->run(place, invocation.options, *reporter);
    if (interrupted()) {
      reporter->on(report::Warning{"the interrupt came too late to stop the command, which has ended as usual"});
    }
    return ended;
  }();
  const std::string text = global.format == ui::Format::json
                               ? ui::json(result, std::string(invocation.command->name), program_of(global))
                               : ui::human(result, style_for(global, global.color, stdout));
  print_result(text);
  return exit_code_of(report::outcome_of(result));
}

/// Prints a failure to stderr, and with --json the document to stdout as well. Returns the exit code.
int report_failure(const Error& error, const std::vector<std::string>& words, const GlobalOptions& global) {
  const std::string text = ui::human(error, style_for(global, wanted_color(words), stderr));
  // The exit code says it, too, where nothing can be written.
  (void)std::fputs(text.c_str(), stderr);
  if (wants_json(words)) {
    const std::string document = ui::json(error, command_word(words), program_of(global));
    (void)std::fputs(document.c_str(), stdout);
    (void)std::fflush(stdout);
  }
  return exit_code_of(error.kind());
}

int report_interruption(const Error& error, const std::vector<std::string>& words, const GlobalOptions& global) {
  Error interrupted("interrupted; everything is as before", ErrorKind::interrupted);
  if (!error.doing().empty()) interrupted.doing(error.doing());
  for (const std::string& hint : error.hints()) interrupted.hint(hint);
  return report_failure(interrupted, words, global);
}

Error internal_error(const std::string& what) {
  return Error("unexpected error: " + what)
      .hint("this is a bug in mlxpatch: run the command again with -v, and report what it prints");
}

int run_words(const std::vector<std::string>& words) {
  GlobalOptions global;  // as far as they could be read
  try {
    const Invocation invocation = parse(words);
    global = invocation.global;
    if (invocation.command != nullptr) return run_command(invocation);
    print_result(invocation.text);
    return 0;
  } catch (const Error& error) {
    return error.kind() == ErrorKind::interrupted ? report_interruption(error, words, global)
                                                  : report_failure(error, words, global);
  } catch (const std::bad_alloc&) {
    return report_failure(Error("out of memory").hint("close other programs, then run the command again"), words,
                          global);
  } catch (const std::filesystem::filesystem_error& error) {
    Error failure(error.code().message());
    if (!error.path1().empty()) failure.at(error.path1().string());
    if (!error.path2().empty()) failure.at(error.path2().string());
    return report_failure(failure, words, global);
  } catch (const std::exception& error) {
    return report_failure(internal_error(error.what()), words, global);
  }
}

}  // namespace

int run(int argc, char** argv) {
  // The last resort, for an exception while an error is being reported: nothing more can be said.
  try {
    install_interrupt_handlers();
    survive_closed_pipes();
    return run_words(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
  } catch (...) {
    return 1;
  }
}

}  // namespace mlxpatch::cli
