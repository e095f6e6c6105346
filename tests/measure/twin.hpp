// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "calendar/zone.hpp"
#include "record/entry.hpp"
#include "ticket/history.hpp"

#include <boost/json/value.hpp>

#include <string>
#include <vector>

// The slow twin of `measure flow` (flow_twin.py), and how its documents are held against ours.
namespace concordat::measure::test {

// What the twin prints for these words of its command line; the test fails where it cannot run.
std::string run_twin(const std::vector<std::string>& words);

// Where two documents differ, one line each: numbers by more than one part in 10^12, reasons by their keys alone.
std::vector<std::string> differences(const boost::json::value& ours, const boost::json::value& theirs);

// The machine's own.
const calendar::Zone& zone(const std::string& name);

ticket::Log fold(const std::vector<record::Entry>& entries);
record::Entry entry(std::string kind, std::string subject, boost::json::object body, Instant at = {});

std::string own_file(const std::string& name);  // of tests/measure/

}  // namespace concordat::measure::test
