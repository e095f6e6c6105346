// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/commands.hpp"
#include "operate/desk/desk.hpp"
#include "operate/desk/lists.hpp"
#include "operate/desk/saved_views.hpp"
#include "operate/desk/search.hpp"
#include "operate/desk/side_routes.hpp"
#include "operate/desk/templates.hpp"
#include "operate/desk/views.hpp"
#include "store/connection.hpp"
#include "ticket/custody.hpp"

namespace concordat::operate {
namespace {

namespace command = ticket::command;

// Whoever is to have a ticket is of the party whose team has it.
Outcome<void> of_the_team(const Changing& changing, TicketDesk& desk, const ticket::Holder& holder) {
  if (holder.person.empty()) return {};
  if (auto known = desk.known_person(holder.person); !known) return known;
  const std::string party = changing.member->present->party_of(holder.person, changing.call.now);
  if (party == holder.party || holder.party == ticket::kJointParty) return {};
  return refuse("unknown-person", "This person is not of " + holder.party + ".");
}

void add_tickets(Api& api) {
  api.create<CreateTicketBody, TicketView>(
      of_desk("createTicket", "POST", "/tickets", "", "Raise a ticket, for yourself or for somebody you work for."),
      [](Changing& changing, CreateTicketBody& body) -> Outcome<Answer> {
        TicketDesk desk(changing);
        command::Create create;
        create.id = given(body.ticket);
        create.type = body.type.value_or(ticket::Type::incident);
        create.requester = given(body.requester);
        create.category = given(body.category);
        if (!body.subject.text.empty()) create.subject = desk.text(body.subject.text);
        create.impact = level_in(body.impact);
        create.urgency = level_in(body.urgency);
        auto made = desk.create(std::move(create), text_in(desk, body.description));
        if (!made) return tl::unexpected(std::move(made.error()));
        return as_it_stands(changing, desk, *made, 201);
      });

  auto getting = of_desk("getTicket", "GET", "/tickets/{ticket}", "read", "A ticket as it stands, as you may see it.");
  api.act<Nothing, TicketView>(getting, [&api](Call& call, Nothing&) -> Outcome<Answer> {
    return api.reading(call, [](Reading& reading) -> Outcome<Answer> {
      auto seen = look_at(reading.session, reading.member, ticket_in(reading.call), reading.call.now);
      if (!seen) return tl::unexpected(std::move(seen.error()));
      Answer answer = Api::answer_of(view_of(reading.session, reading.member, *seen, reading.call.now));
      answer.etag = etag_of(seen->ticket);
      return answer;
    });
  });

  api.read<EntryList>(of_desk("listTicketEntries", "GET", "/tickets/{ticket}/entries", "read",
                              "What happened to a ticket and was said about it, in the order of the record."),
                      [](Reading& reading) -> Outcome<EntryList> {
                        auto seen = look_at(reading.session, reading.member, ticket_in(reading.call), reading.call.now);
                        if (!seen) return tl::unexpected(std::move(seen.error()));
                        return entries_view(reading.session, reading.member, *seen);
                      });

  api.read<CustodyView>(
      of_desk("getCustody", "GET", "/tickets/{ticket}/custody", "read",
              "Who had a ticket, second by second, and the sums."),
      [](Reading& reading) -> Outcome<CustodyView> {
        auto seen = look_at(reading.session, reading.member, ticket_in(reading.call), reading.call.now);
        if (!seen) return tl::unexpected(std::move(seen.error()));
        return CustodyView{ticket::to_json(ticket::custody(seen->ticket.id, seen->entries, reading.call.now))};
      });
}

void add_work(Api& api) {
  on_ticket<ClassifyBody>(api, "classify", "classify", "update", false, "Another type or category.",
                          [](Changing&, TicketDesk&, ClassifyBody& body) -> Made {
                            return command::Classify{body.type, given(body.category)};
                          });
  on_ticket<PrioritiseBody>(api, "prioritise", "prioritise", "update", false,
                            "Impact and urgency, or another priority with a reason.",
                            [](Changing&, TicketDesk& desk, PrioritiseBody& body) -> Made {
                              return command::SetPriority{level_in(body.impact), level_in(body.urgency),
                                                          level_in(body.priority), text_in(desk, body.reason)};
                            });
  on_ticket<OwnerBody>(api, "setOwner", "owner", "update", false,
                       "The team that keeps the requester informed, whoever has the ticket.",
                       [](Changing& changing, TicketDesk&, OwnerBody& body) -> Made {
                         auto holder = holder_of(changing, body.team.text);
                         if (!holder) return tl::unexpected(std::move(holder.error()));
                         return command::SetOwner{body.team.text};
                       });
  on_ticket<AssignBody>(api, "assign", "assign", "update", false, "To a team of its party, or to one of its people.",
                        [](Changing& changing, TicketDesk& desk, AssignBody& body) -> Made {
                          auto holder = holder_of(changing, body.team ? body.team->text : own_team(changing));
                          if (!holder) return tl::unexpected(std::move(holder.error()));
                          holder->person = given(body.person);
                          if (auto good = of_the_team(changing, desk, *holder); !good) {
                            return tl::unexpected(std::move(good.error()));
                          }
                          return command::Assign{std::move(*holder)};
                        });
  on_ticket<Nothing>(api, "start", "start", "update", false, "Work has begun.",
                     [](Changing&, TicketDesk&, Nothing&) -> Made { return command::Start{}; });
  on_ticket<WaitBody>(api, "wait", "wait", "update", false, "On hold: it waits for somebody or something.",
                      [](Changing&, TicketDesk&, WaitBody& body) -> Made {
                        return command::Wait{body.on, given(body.party)};
                      });
  on_ticket<Nothing>(api, "resume", "resume", "update", false, "It waits no more.",
                     [](Changing&, TicketDesk&, Nothing&) -> Made { return command::Resume{}; });
}

void add_hand_offs(Api& api) {
  on_ticket<OfferBody>(
      api, "offer", "offer", "update", false,
      "Hand it over: what it is, what was tried, the next step. Warm: it stays with you until it is accepted.",
      [](Changing& changing, TicketDesk& desk, OfferBody& body) -> Made {
        auto holder = holder_of(changing, body.team.text);
        if (!holder) return tl::unexpected(std::move(holder.error()));
        return command::Offer{body.mode.value_or(ticket::HandOff::warm), std::move(*holder),
                              text_in(desk, std::optional<Prose>(body.what)), text_in(desk, body.tried),
                              text_in(desk, body.next_step)};
      });
  on_ticket<Nothing>(
      api, "accept", "accept", "update", false, "Take what was offered to your party.",
      [](Changing& changing, TicketDesk&, Nothing&) -> Made { return command::Accept{changing.member->person}; });
  on_ticket<ReasonBody>(api, "return", "return", "update", false, "Give back what was offered, with the reason.",
                        [](Changing&, TicketDesk& desk, ReasonBody& body) -> Made {
                          return command::Return{text_in(desk, body.reason)};
                        });
  on_ticket<Nothing>(api, "takeBack", "take-back", "update", false, "Take your own offer back.",
                     [](Changing&, TicketDesk&, Nothing&) -> Made { return command::TakeBack{}; });
}

void add_endings(Api& api) {
  on_ticket<ResolveBody>(api, "resolve", "resolve", "", false, "It is solved.",
                         [](Changing&, TicketDesk& desk, ResolveBody& body) -> Made {
                           return command::Resolve{text_in(desk, body.solution)};
                         });
  on_ticket<ReasonBody>(api, "reopen", "reopen", "update", true, "It is not solved after all.",
                        [](Changing&, TicketDesk& desk, ReasonBody& body) -> Made {
                          return command::Reopen{text_in(desk, body.reason)};
                        });
  on_ticket<Nothing>(api, "close", "close", "update", true, "It is over.",
                     [](Changing&, TicketDesk&, Nothing&) -> Made { return command::Close{}; });
  on_ticket<ReasonBody>(api, "cancel", "cancel", "update", true, "It is not to be done, with the reason.",
                        [](Changing&, TicketDesk& desk, ReasonBody& body) -> Made {
                          return command::Cancel{text_in(desk, body.reason)};
                        });
}

void add_relations(Api& api) {
  on_ticket<OtherTicketBody>(
      api, "merge", "merge", "update", false, "It is the same as another, which goes on.",
      [](Changing&, TicketDesk&, OtherTicketBody& body) -> Made { return command::MergeInto{body.ticket.text}; });
  on_ticket<LinkBody>(api, "link", "link", "update", false, "It has to do with another.",
                      [](Changing&, TicketDesk&, LinkBody& body) -> Made {
                        return command::Link{body.relation, body.ticket.text};
                      });
  on_ticket<LinkBody>(api, "unlink", "unlink", "update", false, "It has nothing to do with it after all.",
                      [](Changing&, TicketDesk&, LinkBody& body) -> Made {
                        return command::Unlink{body.relation, body.ticket.text};
                      });
  on_ticket<ParentBody>(
      api, "setParent", "parent", "update", false, "A part of another, or of none.",
      [](Changing&, TicketDesk&, ParentBody& body) -> Made { return command::SetParent{given(body.ticket)}; });
  on_ticket<SplitBody>(api, "split", "split", "update", false, "A part of it becomes a ticket of its own.",
                       [](Changing& changing, TicketDesk& desk, SplitBody& body) -> Made {
                         auto id = desk.new_name();
                         if (!id) return tl::unexpected(std::move(id.error()));
                         (void)changing;
                         return command::Split{*id, desk.text(body.subject.text)};
                       });
}

void add_comments(Api& api) {
  command_route<CommentBody>(
      api, "comment", "comments", "comment",
      "Write in a ticket, and say who may read it. A requester writes for everybody on it.",
      [](Changing& changing, TicketDesk& desk, CommentBody& body, const std::string& ticket) -> Outcome<void> {
        auto audience = audience_of(changing, body.audience, body.parties);
        if (!audience) return tl::unexpected(std::move(audience.error()));
        return desk.comment(ticket, body.text.text, *audience, body.mentions);
      });
}

}  // namespace

void add_desk_routes(Api& api) {
  add_tickets(api);
  add_lists(api);
  add_search(api);
  add_saved_views(api);
  add_comments(api);
  add_work(api);
  add_hand_offs(api);
  add_endings(api);
  add_relations(api);
  add_side_routes(api);
  add_templates(api);
  add_bulk(api);
}

}  // namespace concordat::operate
