// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/call.hpp"

#include <functional>
#include <memory>
#include <string>

// What takes in the logs that came over HTTP, a piece at a time, so that nobody's command waits for more than a piece.
// INVARIANT: each piece is in the record with the note that it is, or not at all; what ends between two pieces is gone
// on with from the record itself, and no row is taken in twice.
namespace concordat::operate {

class Importer {
 public:
  // `is_over`: asked between two pieces.
  Importer(House house, std::function<bool()> is_over);

  // Whatever there is to take in, until there is nothing more, or another server has it.
  Result<void> run();
  // One piece of the first import of an organisation, or what is left of it; false where there is nothing to do.
  Result<bool> step(const store::OrgId& organisation);

 private:
  struct Work;

  Result<bool> begin(const store::OrgId& organisation);
  Result<bool> go_on(const store::OrgId& organisation);
  Result<bool> give_up(const Work& work, const std::string& why);

  House house_;
  std::function<bool()> is_over_;
  std::string server_;          // this one, among those that share a database
  std::shared_ptr<Work> work_;  // the import that this one is at
};

}  // namespace concordat::operate
