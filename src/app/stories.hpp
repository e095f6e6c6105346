// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/session.hpp"
#include "ticket/story.hpp"

#include <vector>

// Every ticket's story: of those that were imported from the log, of those that were made here from their entries.
namespace concordat::app {

class Stories {
 public:
  static Result<Stories> read(store::Session& session, const store::OrgId& organisation);

  const ticket::Names& names() const { return log_.names; }
  template <typename Fn>
  void each(const Fn& fn) const {
    for (const auto& history : log_.tickets) fn(ticket::story_of(history, log_.names, words_));
    for (const auto& story : own_) fn(story);
  }

 private:
  ticket::Log log_;
  std::vector<ticket::TeamWords> words_;
  std::vector<ticket::Story> own_;
};

}  // namespace concordat::app
