// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/ticket_desk.hpp"

#include "store/connection.hpp"
#include "ticket/rule_effects.hpp"

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

// The priorities of the version in force; the default where it has none.
ticket::CommandRules command_rules(const Present& present) {
  ticket::CommandRules rules;
  if (present.version == nullptr || present.rules.priority_matrix.empty()) return rules;
  rules.priorities = {present.version->id, present.rules.priority_matrix};
  return rules;
}

// When rules have something to do next, or the ticket is to be looked at again; none where its life is over.
std::optional<Timer> timer_of(const ticket::Outlook& outlook, Instant now) {
  if (!outlook.waits_for_rules && !outlook.next) return std::nullopt;
  Timer timer;
  timer.fires = Instant::from_seconds(outlook.next ? outlook.next->fires_s : now.seconds() + kHorizon_s);
  if (outlook.due_s) timer.due = Instant::from_seconds(*outlook.due_s);
  timer.target = outlook.target;
  return timer;
}

}  // namespace

bool sees(const Member& member, const SeenTicket& seen, std::int64_t sequence) {
  return std::any_of(seen.entries.begin(), seen.entries.end(),
                     [&](const record::Entry& one) { return one.sequence == sequence && sees(member, seen, one); });
}

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
  return allowed_to(seen, action, {});
}

Outcome<void> TicketDesk::allowed_to(const SeenTicket& seen, const std::string& action,
                                     const std::string& class_) const {
  if (seen.subject.function.none()) {
    return refuse("not-allowed", "No function of the agreement takes this ticket, so nobody may work on it.",
                  "Give it a category that a function takes, or let a function take \"*\".");
  }
  agreement::Subject subject = seen.subject;
  subject.class_ = class_;
  const auto answer = member_.answer(action, subject, changing_.call.now);
  if (answer.allow) return {};
  std::string why = reasons(answer);
  if (answer.how == agreement::How::ask) {
    return refuse("ask-first", std::move(why),
                  "POST …/tickets/" + seen.ticket.id + R"(/approvals {"action":")" + action + R"(","thing":")" +
                      class_ + R"("} asks.)");
  }
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
    if (auto done = append(id, &seen->ticket, ticket::command::Comment{*description, {}}, audience); !done) {
      return tl::unexpected(std::move(done.error()));
    }
  }
  const auto ruled = apply_rules(changing_.transaction, member_.organisation, present, id, known_);
  if (!ruled) return refuse(ruled.error());
  return id;
}

Outcome<void> TicketDesk::known_person(const std::string& person) const {
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

Outcome<void> TicketDesk::readable_by(store::Session& session, const std::string& ticket,
                                      const record::Audience& audience, const std::string& person) const {
  if (auto known = known_person(person); !known) return known;
  const Member reader{member_.organisation, person, member_.present->party_of(person, changing_.call.now), true,
                      member_.present};
  const auto seen = look_at(session, reader, ticket, changing_.call.now);
  record::Entry comment;
  comment.audience = audience;
  if (seen && seen->sight != Sight::past && sees(reader, *seen, comment)) return {};
  return refuse("unknown-person", "Whoever is mentioned has to be able to read it, and " + person + " is not.",
                "Choose an audience that they belong to, or leave them out.");
}

Outcome<void> TicketDesk::comment(const std::string& ticket, const std::string& words, record::Audience audience,
                                  const std::vector<std::string>& mentions) {
  return work(ticket, audience, [&](const SeenTicket& seen) -> Outcome<ticket::Command> {
    if (auto may = allowed(seen, "comment", true); !may) return tl::unexpected(std::move(may.error()));
    if (seen.sight == Sight::requester) audience = record::Audience::requester();
    auto session = changing_.transaction.read(store::Scope(member_.organisation));
    if (!session) return not_found();
    for (const std::string& person : mentions) {
      if (auto good = readable_by(*session, ticket, audience, person); !good) {
        return tl::unexpected(std::move(good.error()));
      }
    }
    return ticket::command::Comment{text(words), mentions};
  });
}

Outcome<void> TicketDesk::run(const std::string& ticket, const ticket::Command& command, const std::string& action,
                              bool by_requester, const record::Audience& audience) {
  return work(ticket, audience, [&](const SeenTicket& seen) -> Outcome<ticket::Command> {
    auto may = allowed(seen, action.empty() ? resolving(seen.ticket) : action, by_requester);
    if (!may) return tl::unexpected(std::move(may.error()));
    return command;
  });
}

Outcome<void> TicketDesk::work(const std::string& ticket, const record::Audience& audience, const Make& make) {
  auto session = changing_.transaction.read(store::Scope(member_.organisation));
  if (!session) return not_found();
  auto seen = look(*session, ticket);
  if (!seen) return tl::unexpected(std::move(seen.error()));
  if (seen->sight == Sight::past) return refuse("not-allowed", "Your contract is over: you may read, and no more.");
  auto command = make(*seen);
  if (!command) return tl::unexpected(std::move(command.error()));
  if (auto same = changing_.must_match(etag_of(seen->ticket)); !same) return same;
  if (auto done = append(ticket, &seen->ticket, *command, audience); !done) return done;
  for (record::Draft& draft : std::exchange(also_, {})) {
    const auto done = changing_.transaction.append(member_.organisation, std::move(draft));
    if (!done) return refuse(done.error());
  }
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
  auto rules = command_rules(*member_.present);
  if (std::holds_alternative<ticket::command::PlanChange>(command)) {
    rules.freezes = freezes(*session, member_.organisation);
  }
  auto drafts = ticket::decide(before, command, act(audience), rules, find);
  if (!drafts) return refuse(drafts.error());
  for (record::Draft& draft : *drafts) {
    const auto done = put(changing_.transaction, *session, member_.organisation, std::move(draft), known_);
    if (!done) return refuse(done.error());
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
    const auto outlook = ticket::look_ahead(world, ticket, *entries, now.seconds(), now.seconds() + kHorizon_s);
    if (outlook.next && outlook.next->fires_s <= now.seconds() && count < kEffectsAtOnce) {
      for (record::Draft& draft : ticket::drafts_of(*outlook.next, now)) {
        const auto done = put(transaction, *session, organisation, std::move(draft), known);
        if (!done) return tl::unexpected(done.error());
      }
      continue;
    }
    put_timer(transaction.connection(), **session->admit(organisation), ticket, timer_of(outlook, now));
    return {};
  }
}

}  // namespace concordat::operate
