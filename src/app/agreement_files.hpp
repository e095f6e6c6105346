// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/read.hpp"
#include "app/command.hpp"
#include "store/zones.hpp"

#include <map>
#include <string>
#include <vector>

namespace CLI {
class App;
}

// What every command on agreement files does first: reads the texts of one version, with the machine's zones and the
// holiday lists that lie beside them. A list outside the text's folder is never read.
namespace concordat::app {

// The texts as they are, and what answers for what they point at. `sources` holds on to `zones`.
struct AgreementFiles {
  std::vector<agreement::SourceText> texts;
  calendar::Sources sources;
};
Result<AgreementFiles> open_agreement_files(store::ZoneSource& zones, const std::vector<std::string>& files,
                                            std::map<std::string, std::string>* lists = nullptr);

// A problem where a file cannot be read at all; what is wrong inside one is in the reading's findings. `lists` takes
// the lists of holidays that were read from files, by the name that the text gives them.
Result<agreement::Reading> read_agreement_files(store::ZoneSource& zones, const std::vector<std::string>& files,
                                                std::map<std::string, std::string>* lists = nullptr);

// The same for commands that need a whole agreement: what is wrong is printed (all of it), and the answer is the first
// of it as a problem.
Result<agreement::Agreement> whole_agreement(store::ZoneSource& zones, const std::vector<std::string>& files);

// FILE…, required.
void add_agreement_files(CLI::App& command, std::vector<std::string>& files);

// RFC 3339 with an offset, or local time in the agreement's zone; within what calendars know.
Result<Instant> read_agreement_time(const agreement::Agreement& agreement, std::string_view option,
                                    const std::string& text);

}  // namespace concordat::app
