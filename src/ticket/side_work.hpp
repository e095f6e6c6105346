// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ticket/drafting.hpp"

// Commands that leave the ball and the state where they are: approvals, actions, ratings, time, watchers. Only the
// sources of this folder include it.
namespace concordat::ticket {

class SideWork : protected Drafting {
 public:
  using Drafting::Drafting;
  Drafts operator()(const command::AskApproval& ask);
  Drafts operator()(const command::AnswerApproval& answer);
  Drafts operator()(const command::WithdrawApproval& withdraw);
  Drafts operator()(const command::Perform& perform);
  Drafts operator()(const command::Rate& rate);
  Drafts operator()(const command::LogTime& log);
  Drafts operator()(const command::Watch& watch);
  Drafts operator()(const command::Unwatch& unwatch);
  Drafts operator()(const command::Attach& attach);
  Drafts operator()(const command::Detach& detach);
  // major_incident.cpp
  Drafts operator()(const command::ProposeMajor& propose);
  Drafts operator()(const command::AcceptMajor& accept);
  Drafts operator()(const command::RejectMajor& reject);
  Drafts operator()(const command::SetMajorRoles& roles);
  Drafts operator()(const command::UpdateMajor& update);
  Drafts operator()(const command::ReviewMajor& review);
  // changes.cpp
  Drafts operator()(const command::SetKnownError& known);
  Drafts operator()(const command::PlanChange& plan);
  Drafts operator()(const command::Order& order);

 protected:
  // That nobody still has to say whether the ticket may be done, nobody has said no last, and somebody has said yes to
  // a normal change.
  Result<void> check_approved() const;

 private:
  Result<const Approval*> pending(std::int64_t sequence) const;
  Result<void> check_time(const command::LogTime& log) const;
  Result<void> check_major(MajorIncident::State state, std::string_view what) const;
  Result<std::string> next_update(int minutes) const;
};

}  // namespace concordat::ticket
