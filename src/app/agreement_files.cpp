// SPDX-License-Identifier: Apache-2.0
#include "app/agreement_files.hpp"

#include "app/workspace.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "calendar/horizon.hpp"

#include <CLI/App.hpp>

#include <filesystem>

namespace concordat::app {
namespace {

namespace fs = std::filesystem;

// A holiday list named by a text: relative to it, and not out of its folder.
Result<std::string> read_beside(const fs::path& folder, const std::string& path) {
  const fs::path wanted = (folder / path).lexically_normal();
  const fs::path inside = wanted.lexically_relative(folder.empty() ? fs::path(".") : folder.lexically_normal());
  if (fs::path(path).is_absolute() || inside.empty() || inside.begin()->string() == "..") {
    return fail("outside-folder", "\"" + path + "\" is outside the folder of the text that names it.",
                "Put the list beside the text.");
  }
  return read_file(wanted.string(), limits::kMapBytesMax);
}

}  // namespace

Result<AgreementFiles> open_agreement_files(store::ZoneSource& zones, const std::vector<std::string>& files,
                                            std::map<std::string, std::string>* lists) {
  if (files.size() > limits::kAgreementTextsMax) {
    return fail("too-many", "A version has at most " + std::to_string(limits::kAgreementTextsMax) + " texts.");
  }
  AgreementFiles opened;
  for (const std::string& file : files) {
    // One byte more than is allowed, so that the reader says what is too long about it.
    auto bytes = read_file(file, limits::kMapBytesMax * 4);
    if (!bytes) return tl::unexpected(bytes.error());
    opened.texts.push_back({file, std::move(*bytes)});
  }
  const fs::path folder = files.empty() ? fs::path{} : fs::path(files.front()).parent_path();
  opened.sources = {[&zones](const std::string& name) { return zones.find(name); },
                    [folder, lists](const std::string& path) {
                      auto bytes = read_beside(folder, path);
                      if (bytes && lists != nullptr) lists->insert_or_assign(path, *bytes);
                      return bytes;
                    }};
  return opened;
}

Result<agreement::Reading> read_agreement_files(store::ZoneSource& zones, const std::vector<std::string>& files,
                                                std::map<std::string, std::string>* lists) {
  const auto opened = open_agreement_files(zones, files, lists);
  if (!opened) return tl::unexpected(opened.error());
  return agreement::read(opened->texts, opened->sources);
}

Result<agreement::Agreement> whole_agreement(store::ZoneSource& zones, const std::vector<std::string>& files) {
  auto reading = read_agreement_files(zones, files);
  if (!reading) return tl::unexpected(reading.error());
  if (reading->ok()) return std::move(reading->agreement);
  const agreement::Finding& first = reading->findings.front();
  for (std::size_t i = 1; i < reading->findings.size(); ++i) {
    const agreement::Finding& one = reading->findings[i];
    const Where where = one.rows.empty() ? Where{} : one.rows.front().where;
    remark(to_text(Problem{one.rule, one.message, where, ""}));
  }
  return tl::unexpected(Problem{first.rule, first.message,
                                first.rows.empty() ? std::nullopt : std::optional(first.rows.front().where),
                                "`concordat agreement check` says all that is wrong."});
}

void add_agreement_files(CLI::App& command, std::vector<std::string>& files) {
  command.add_option("FILE", files, "the texts of one version: agreement, annexes, private text")->required();
}

Result<Instant> read_agreement_time(const agreement::Agreement& agreement, std::string_view option,
                                    const std::string& text) {
  auto instant = read_time(agreement.zone, option, text);
  if (instant && (*instant < calendar::kFirst || *instant > calendar::kLast)) {
    return fail("out-of-range", std::string(option) + " is out of reach: \"" + text + "\".",
                "Calendars know the years 1970 to 2100.");
  }
  return instant;
}

}  // namespace concordat::app
