// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/facts.hpp"
#include "agreement/may.hpp"
#include "agreement/rights_support.hpp"

#include <optional>
#include <random>
#include <string>
#include <vector>

// Random agreements, facts and questions about rights: small enough that everything meets everything, with instants on
// the edges of what is said.
namespace concordat::agreement {

// A question by names, as a person would ask it.
struct Asking {
  std::string person, team, role;  // one of them
  std::string action;
  std::string function, class_, site, party;
  int priority = 0;
  std::optional<TicketFacts> ticket;
  std::optional<Instant> entry_at;
  Instant at;
};

class RightsSketch {
 public:
  explicit RightsSketch(std::uint64_t seed) : engine_(seed) {}

  // The text's tables; the first is the top, the others may stand in any order.
  std::vector<std::string> tables();
  Facts facts();
  Asking asking(const Facts& facts);

  // Uniform over [0, count), the same on every machine.
  std::size_t pick(std::size_t count) { return static_cast<std::size_t>(engine_() % count); }
  bool chance(std::size_t of_ten) { return pick(10) < of_ten; }
  template <typename T>
  const T& any(const std::vector<T>& all) {
    return all[pick(all.size())];
  }
  template <typename T>
  void shuffle(std::vector<T>& all) {
    for (std::size_t i = all.size(); i > 1; --i) std::swap(all[i - 1], all[pick(i)]);
  }

 private:
  std::vector<std::string> some(std::vector<std::string> of, std::size_t at_most);
  std::string list(const std::vector<std::string>& words);
  std::string date();
  std::string does();
  std::string exception(const std::string& function, std::size_t conditions);
  std::string function(const std::string& key);
  std::string authority(const std::string& team);
  std::string forbid(const std::string& key);
  std::string people();
  void aim(Asking& asking, const Asked& asked);
  void aim(Asking& asking, const Grant& grant);
  Instant instant();
  Span span();

  std::mt19937_64 engine_;
  std::vector<Asked> answers_;  // what the text's authorities speak of: team, action and class
};

std::string text_of(const std::vector<std::string>& tables);
Request request_of(const Rules& rules, const Asking& asking);
std::string words_of(const Asking& asking);

}  // namespace concordat::agreement
