// SPDX-License-Identifier: Apache-2.0
#include "app/verify/verifier.hpp"
#include "record/note.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <string>

// `concordat verify` of a bundle as large as a year of a large desk: 141,712 entries of about 400 bytes, 24,918
// tickets, each with a text, figures included. Beside it, what reading and hashing the same lines alone costs.
namespace concordat {
namespace {

constexpr std::int64_t kEntries = 141'712;
constexpr std::int64_t kTickets = 24'918;

record::SigningKey host() { return record::SigningKey::from_seed("desk.example", std::array<std::uint8_t, 32>{1}); }

record::VaultText subject_of(std::int64_t ticket) {
  const std::string digits = std::to_string(100'000 + ticket);
  return {"t_0000000000" + digits, std::string(58, 'a') + digits, "What was wrong with number " + digits};
}

record::Entry entry_of(std::int64_t sequence) {
  const std::int64_t ticket = sequence % kTickets;
  const auto nth = [sequence](std::int64_t of) { return std::to_string(sequence * 7 / 3 % of); };
  record::Entry entry;
  entry.organisation = "o_0123456789abcdef";
  entry.sequence = sequence;
  entry.recorded = Instant{1'790'000'000'000'000 + sequence};
  entry.at = Instant::from_seconds(1'456'000'000 + sequence * 60);
  entry.actor = "import";
  entry.subject = "ticket:INC" + std::to_string(ticket);
  entry.kind = "ticket.observed";
  entry.body = {{"source", "servicenow"},     {"source_state", sequence % 5 == 4 ? "Closed" : "Active"},
                {"team", "Group " + nth(70)}, {"person", "p_00000000000000" + std::to_string(10 + sequence % 80)},
                {"priority", "3 - Moderate"}, {"impact", "2 - Medium"},
                {"urgency", "2 - Medium"},    {"category", "Category " + nth(50)}};
  if (sequence < kTickets) entry.body["subject"] = record::text_reference(subject_of(ticket));
  return entry;
}

std::string make_bundle() {
  std::string out;
  const auto key = host();
  record::BundleWriter writer(
      {"o_0123456789abcdef", "northwind", kEntries + 1, {key.verifier(record::SignatureType::ed25519).text()}},
      [&out](std::string_view bytes) { out += bytes; });
  measure::FigureFold fold;
  record::Entry begun = entry_of(0);
  begun.subject = "import:servicenow";
  begun.kind = "import.begun";
  begun.body = {{"source", "servicenow"},
                {"file", "log.csv"},
                {"shape", "update"},
                {"zone", "UTC"},
                {"waits_for_requester", boost::json::array()},
                {"has_lines", false},
                {"columns", {"at", "category", "person", "priority", "state", "team", "ticket"}}};
  writer.entry(to_line(begun));
  fold.step(begun);
  for (std::int64_t i = 0; i < kEntries; ++i) {
    auto entry = entry_of(i);
    entry.sequence = i + 1;
    writer.entry(to_line(entry));
    fold.step(entry);
  }
  for (std::int64_t i = 0; i < kTickets; ++i) writer.text(subject_of(i));
  writer.figures(std::move(fold).finish());
  record::Note note{to_text(record::Checkpoint{
                        record::log_origin(key.name(), "o_0123456789abcdef"), kEntries + 1, writer.root(), {}}),
                    {}};
  note.signatures.push_back(sign_text(key, note.text));
  if (!writer.finish(to_text(note))) std::abort();
  return out;
}

const std::string& bundle() {
  static const std::string bytes = make_bundle();
  return bytes;
}

void verify_a_year(benchmark::State& state) {
  bundle();
  std::int64_t checked = 0;
  for (auto _ : state) {
    std::string_view rest = bundle();
    const auto report = verify::verify_bundle(
        [&rest]() -> Result<std::string_view> {
          const auto block = rest.substr(0, std::size_t{1} << 20);
          rest.remove_prefix(block.size());
          return block;
        },
        {}, "bench");
    if (!report || !report->ok()) return state.SkipWithError("the bundle does not hold");
    checked = report->figures.checked;
  }
  state.counters["bytes"] = static_cast<double>(bundle().size());
  state.counters["figures"] = static_cast<double>(checked);
}
BENCHMARK(verify_a_year)->Unit(benchmark::kMillisecond);

// What it cannot do without: each line hashed, and read as an entry.
void read_and_hash_its_lines(benchmark::State& state) {
  bundle();
  for (auto _ : state) {
    std::string_view rest = bundle();
    rest.remove_prefix(rest.find('\n') + 1);
    for (std::int64_t i = 0; i <= kEntries; ++i) {
      const auto line = rest.substr(0, rest.find('\n'));
      benchmark::DoNotOptimize(record::leaf_hash(line));
      benchmark::DoNotOptimize(record::parse_entry(line));
      rest.remove_prefix(line.size() + 1);
    }
  }
}
BENCHMARK(read_and_hash_its_lines)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace concordat
