#include "trace_sink.hpp"

#include <memory>
#include <string>
#include <string_view>

#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/trace.hpp>

namespace mlxpatch::cli {

namespace {

spdlog::sink_ptr open_sink(const std::string& file) {
  if (file.empty()) return std::make_shared<spdlog::sinks::stderr_sink_mt>();
  try {
    return std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
  } catch (const spdlog::spdlog_ex&) {
    throw Error("the file can't be opened for writing").doing("starting the trace").at(file);
  }
}

}  // namespace

void start_trace(const std::string& file) {
  const auto logger = std::make_shared<spdlog::logger>("mlxpatch", open_sink(file));
  logger->set_level(spdlog::level::trace);
  logger->flush_on(spdlog::level::trace);
  logger->set_pattern("%H:%M:%S.%e [%P] %v");
  set_trace_sink([logger](std::string_view line) { logger->trace("{}", line); });
}

}  // namespace mlxpatch::cli
