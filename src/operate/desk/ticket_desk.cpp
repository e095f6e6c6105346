// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/ticket_desk.hpp"

#include "store/connection.hpp"
#include "ticket/rule_effects.hpp"
#include "ticket/story.hpp"

#include <algorithm>

namespace concordat::operate {
namespace {

constexpr int kEffectsAtOnce = 100;               // of rules on one ticket; the rest a moment later
constexpr std::int64_t kHorizon_s = 60 * 86'400;  // how far ahead a timer looks; then it looks again
constexpr std::string_view kNumberPrefix = "T";

std::string reasons(const agreement::Answer& answer) {
  std::string all;
  for (const auto& one : answer.because) all += (all.empty() ? "" : " ") + one.words;
  return all;
}

// Appends, and answers the entry as it stands in the record.
Result<record::Entry> put(store::Transaction& transaction, store::Session& session, const store::OrgId& organisation,
                          record::Draft draft, KnownEntries& known) {
  const auto sequence = transaction.append(organisation, std::move(draft));
  if (!sequence) return tl::unexpected(sequence.error());
  const auto line = session.line(organisation, *sequence);
  if (!line) return tl::unexpected(line.error());
  auto entry = record::parse_entry(**line);
  if (entry) known.add(*entry);
  return entry;
}

// The clock that runs out next, of those that run.
void next_due(const ticket::RuleWorld& world, const std::string& ticket, std::span<const record::Entry> entries,
              Instant now, Timer& timer) {
  if (world.versions.empty()) return;
  ticket::Names names;
  const ticket::Story story = ticket::story_of(ticket, entries, names);
  const ticket::Clocks clocks(world.versions, names);
  for (const ticket::Clock& clock : clocks.of(story, now.seconds())) {
    if (clock.cancelled_s || clock.cycles.empty()) continue;
    const ticket::Cycle& cycle = clock.cycles.back();
    if (cycle.stop_s || cycle.paused || !cycle.due_s || cycle.breached) continue;
    const Instant due = Instant::from_seconds(*cycle.due_s);
    if (timer.due && *timer.due <= due) continue;
    timer.due = due;
    timer.target = clocks.target(clock).key;
  }
}

}  // namespace

std::string etag_of(const ticket::Ticket& ticket) { return "\"" + std::to_string(ticket.sequence) + "\""; }

record::VaultText TicketDesk::text(std::string words) {
  return record::new_text(std::move(words), changing_.call.house.random);
}

ticket::Act TicketDesk::act(const record::Audience& audience) const {
  ticket::Act act;
  act.now = changing_.call.now;
  act.actor = member_.person;
  act.party = member_.party;
  act.audience = audience;
  if (member_.present->version != nullptr) act.agreement = member_.present->version->id;
  return act;
}

Outcome<void> TicketDesk::allowed(const SeenTicket& seen, const std::string& action, bool by_requester) const {
  if (seen.ticket.requester == member_.person && by_requester) return {};
  if (seen.subject.function.none()) {
    return refuse("not-allowed", "No function of the agreement takes this ticket, so nobody may work on it.",
                  "Give it a category that a function takes, or let a function take \"*\".");
  }
  const auto answer = member_.answer(action, seen.subject, changing_.call.now);
  if (answer.allow) return {};
  std::string why = reasons(answer);
  if (why.empty()) why = "Nothing gives you the right to " + action + " here.";
  return refuse("not-allowed", std::move(why), "`concordat agreement explain --who-may` says who may.");
}

Outcome<std::string> TicketDesk::create(ticket::command::Create create,
                                        const std::optional<record::VaultText>& description) {
  const Present& present = *member_.present;
  if (present.version == nullptr) {
    return refuse("no-agreement", "No agreement is in force, so nobody would take the ticket.",
                  "`concordat agreement apply` puts one in force; a template is enough to begin with.");
  }
  const Instant now = changing_.call.now;
  if (create.requester.empty()) create.requester = member_.person;
  agreement::Subject subject;
  subject.function = present.rules.takes(create.category);
  if (subject.function.none()) {
    return refuse("no-function", "No function of the agreement takes the category \"" + create.category + "\".",
                  "A function with takes = [\"*\"] takes what no other takes.");
  }
  // Anybody may ask for themselves; who asks for another works there.
  const bool own = create.requester == member_.person && member_.party == present.own;
  if (!own) {
    const auto answer = member_.answer("update", subject, now);
    if (!answer.allow) {
      const std::string why = reasons(answer);
      return refuse("not-allowed", why.empty() ? "You may ask for yourself alone." : why);
    }
  }
  auto session = changing_.transaction.read(store::Scope(member_.organisation));
  if (!session) return not_found();
  if (create.id.empty()) {
    auto name = new_name();
    if (!name) return name;
    create.id = *name;
  } else if (member_.party != present.own || !member_.may("import", {}, now)) {
    // Whether a name is free would say whether there is such a ticket.
    return refuse("not-allowed", "Only who may import gives tickets names.", "Leave the name to the desk.");
  } else if (session->ticket_json(member_.organisation, create.id).value()) {
    return refuse("ticket-exists", "There is a ticket " + create.id + " already.", "Leave the name to the desk.");
  }
  if (auto known = known_person(create.requester); !known) return tl::unexpected(std::move(known.error()));
  const agreement::FunctionRules& function = present.rules.functions[subject.function.at()];
  if (create.owner_team.empty() && !function.owner.none()) {
    create.owner_team = present.rules.teams[function.owner.at()].key;
  }
  const std::string id = create.id;
  const auto audience = record::Audience::requester();
  if (auto done = append(id, nullptr, create, audience); !done) return tl::unexpected(std::move(done.error()));
  if (description) {
    auto seen = look(*session, id);
    if (!seen) return tl::unexpected(std::move(seen.error()));
    if (auto done = append(id, &seen->ticket, ticket::command::Comment{*description}, audience); !done) {
      return tl::unexpected(std::move(done.error()));
    }
  }
  const auto ruled = apply_rules(changing_.transaction, member_.organisation, present, id, known_);
  if (!ruled) return refuse(ruled.error());
  return id;
}

Outcome<void> TicketDesk::known_person(const std::string& person) {
  auto session = changing_.transaction.read(store::Scope(member_.organisation));
  if (!session) return not_found();
  const auto found = session->person(member_.organisation, person);
  if (found && *found) return {};
  return refuse("unknown-person", "There is no person " + person + " here.", "GET …/people lists them.");
}

Outcome<std::string> TicketDesk::new_name() {
  auto session = changing_.transaction.read(store::Scope(member_.organisation));
  if (!session) return not_found();
  const auto tenant = session->admit(member_.organisation);
  for (;;) {
    std::string name(kNumberPrefix);
    name += std::to_string(next_number(changing_.transaction.connection(), **tenant));
    if (!session->ticket_json(member_.organisation, name).value()) return name;
  }
}

Outcome<void> TicketDesk::comment(const std::string& ticket, const std::string& words, record::Audience audience) {
  auto session = changing_.transaction.read(store::Scope(member_.organisation));
  if (!session) return not_found();
  auto seen = look(*session, ticket);
  if (!seen) return tl::unexpected(std::move(seen.error()));
  if (seen->sight == Sight::requester) audience = record::Audience::requester();
  return run(ticket, ticket::command::Comment{text(words)}, "comment", true, audience);
}

Outcome<void> TicketDesk::run(const std::string& ticket, const ticket::Command& command, const std::string& action,
                              bool by_requester, const record::Audience& audience) {
  auto session = changing_.transaction.read(store::Scope(member_.organisation));
  if (!session) return not_found();
  auto seen = look(*session, ticket);
  if (!seen) return tl::unexpected(std::move(seen.error()));
  if (seen->sight == Sight::past) return refuse("not-allowed", "Your contract is over: you may read, and no more.");
  if (auto may = allowed(*seen, action.empty() ? resolving(seen->ticket) : action, by_requester); !may) return may;
  if (auto same = changing_.must_match(etag_of(seen->ticket)); !same) return same;
  if (auto done = append(ticket, &seen->ticket, command, audience); !done) return done;
  const auto ruled = apply_rules(changing_.transaction, member_.organisation, *member_.present, ticket, known_);
  if (!ruled) return refuse(ruled.error());
  return {};
}

Outcome<void> TicketDesk::append(const std::string& ticket, const ticket::Ticket* before,
                                 const ticket::Command& command, const record::Audience& audience) {
  auto session = changing_.transaction.read(store::Scope(member_.organisation));
  if (!session) return not_found();
  // Others that the command names: only those that the member may see exist for it.
  std::map<std::string, std::optional<ticket::Ticket>> others;
  const ticket::Find find = [&](std::string_view name) -> const ticket::Ticket* {
    if (before != nullptr && name == ticket) return before;
    const auto [found, fresh] = others.try_emplace(std::string(name));
    if (fresh) {
      auto seen = look(*session, found->first);
      if (seen && allowed(*seen, "update", false)) found->second = std::move(seen->ticket);
    }
    return found->second ? &*found->second : nullptr;
  };
  auto drafts = ticket::decide(before, command, act(audience), {}, find);
  if (!drafts) return refuse(drafts.error());
  for (record::Draft& draft : *drafts) {
    const bool about_this = draft.subject == "ticket:" + ticket;
    const auto entry = put(changing_.transaction, *session, member_.organisation, std::move(draft), known_);
    if (!entry) return refuse(entry.error());
    if (!about_this || before == nullptr) continue;
    if (auto answer = ticket::reaction(*before, *entry)) {
      const auto done = put(changing_.transaction, *session, member_.organisation, std::move(*answer), known_);
      if (!done) return refuse(done.error());
    }
  }
  return {};
}

Outcome<SeenTicket> TicketDesk::look(store::Session& session, const std::string& ticket) {
  return look_at(session, member_, ticket, changing_.call.now, &known_);
}

Result<void> apply_rules(store::Transaction& transaction, const store::OrgId& organisation, const Present& present,
                         const std::string& ticket, KnownEntries& known) {
  const ticket::RuleWorld world = present.world();
  const Instant now = transaction.now();
  for (int count = 0;; ++count) {
    auto session = transaction.read(store::Scope(organisation));
    if (!session) return tl::unexpected(session.error());
    const auto entries = known.of(*session, organisation, ticket);
    if (!entries) return tl::unexpected(entries.error());
    const auto effect = world.versions.empty()
                            ? std::nullopt
                            : ticket::next_effect(world, ticket, *entries, now.seconds() + kHorizon_s);
    if (effect && effect->fires_s <= now.seconds() && count < kEffectsAtOnce) {
      for (record::Draft& draft : ticket::drafts_of(*effect, now)) {
        const auto done = put(transaction, *session, organisation, std::move(draft), known);
        if (!done) return tl::unexpected(done.error());
      }
      continue;
    }
    const ticket::Ticket state = ticket::rebuild(ticket, *entries);
    std::optional<Timer> timer;
    if (state.is_open() || effect) {
      Timer next;
      next.fires = Instant::from_seconds(effect ? effect->fires_s : now.seconds() + kHorizon_s);
      next_due(world, ticket, *entries, now, next);
      timer = next;
    }
    put_timer(transaction.connection(), **session->admit(organisation), ticket, timer);
    return {};
  }
}

}  // namespace concordat::operate
