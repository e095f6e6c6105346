// SPDX-License-Identifier: Apache-2.0
#include "ticket/ticket.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

// A ticket as JSON and back. Both directions walk the same list of fields, so that neither can know one that the other
// does not.
namespace concordat::ticket {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

template <typename T, typename U>
concept MaybeConst = std::same_as<std::remove_const_t<T>, U>;

template <MaybeConst<Holder> T, typename Visitor>
void fields(T& holder, Visitor&& visit) {
  visit("party", holder.party);
  visit("team", holder.team);
  visit("person", holder.person);
}

template <MaybeConst<TextReference> T, typename Visitor>
void fields(T& reference, Visitor&& visit) {
  visit("text", reference.id);
  visit("digest", reference.digest);
}

template <MaybeConst<Offer> T, typename Visitor>
void fields(T& offer, Visitor&& visit) {
  visit("mode", offer.mode);
  visit("from", offer.from);
  visit("to", offer.to);
  visit("at", offer.at);
  visit("sequence", offer.sequence);
}

template <MaybeConst<Link> T, typename Visitor>
void fields(T& link, Visitor&& visit) {
  visit("relation", link.relation);
  visit("ticket", link.ticket);
}

template <MaybeConst<LateEntry> T, typename Visitor>
void fields(T& late, Visitor&& visit) {
  visit("sequence", late.sequence);
  visit("awaits", late.awaits);
}

template <MaybeConst<Approval> T, typename Visitor>
void fields(T& approval, Visitor&& visit) {
  visit("sequence", approval.sequence);
  visit("state", approval.state);
  visit("action", approval.action);
  visit("class", approval.class_);
  visit("role", approval.role);
  visit("question", approval.question);
  visit("party", approval.party);
  visit("by", approval.by);
  visit("at", approval.at);
  visit("answered_by", approval.answered_by);
  visit("answered", approval.answered);
}

template <MaybeConst<Rating> T, typename Visitor>
void fields(T& rating, Visitor&& visit) {
  visit("happy", rating.happy);
  visit("lost_minutes", rating.lost_minutes);
  visit("at", rating.at);
}

template <MaybeConst<TimeEntry> T, typename Visitor>
void fields(T& time, Visitor&& visit) {
  visit("sequence", time.sequence);
  visit("person", time.person);
  visit("party", time.party);
  visit("team", time.team);
  visit("function", time.function);
  visit("price", time.price);
  visit("minutes", time.minutes);
  visit("billable", time.billable);
  visit("worked", time.worked);
}

template <MaybeConst<MajorIncident> T, typename Visitor>
void fields(T& major, Visitor&& visit) {
  visit("state", major.state);
  visit("manager", major.manager);
  visit("communications", major.communications);
  visit("technical", major.technical);
  visit("accepted", major.accepted);
  visit("update_due", major.update_due);
  visit("missed", major.missed);
}

template <MaybeConst<KnownError> T, typename Visitor>
void fields(T& known, Visitor&& visit) {
  visit("sequence", known.sequence);
  visit("cause", known.cause);
  visit("workaround", known.workaround);
}

template <MaybeConst<Plan> T, typename Visitor>
void fields(T& plan, Visitor&& visit) {
  visit("kind", plan.kind);
  visit("risk", plan.risk);
  visit("starts", plan.starts);
  visit("ends", plan.ends);
  visit("touches", plan.touches);
}

template <MaybeConst<Attachment> T, typename Visitor>
void fields(T& attachment, Visitor&& visit) {
  visit("sequence", attachment.sequence);
  visit("name", attachment.name);
  visit("file", attachment.file);
  visit("bytes", attachment.bytes);
  visit("media", attachment.media);
  visit("by", attachment.by);
  visit("at", attachment.at);
}

template <MaybeConst<Ticket> T, typename Visitor>
void fields(T& ticket, Visitor&& visit) {
  visit("id", ticket.id);
  visit("type", ticket.type);
  visit("state", ticket.state);
  visit("waiting_on", ticket.waiting_on);
  visit("waiting_on_party", ticket.waiting_on_party);
  visit("source_state", ticket.source_state);
  visit("impact", ticket.impact);
  visit("urgency", ticket.urgency);
  visit("priority", ticket.priority);
  visit("overridden", ticket.overridden);
  visit("override_reason", ticket.override_reason);
  visit("category", ticket.category);
  visit("subject", ticket.subject);
  visit("requester", ticket.requester);
  visit("owner_team", ticket.owner_team);
  visit("holder", ticket.holder);
  visit("offer", ticket.offer);
  visit("imported", ticket.imported);
  visit("assumed", ticket.assumed);
  visit("stated_opened", ticket.stated_opened);
  visit("first", ticket.first);
  visit("last", ticket.last);
  visit("sequence", ticket.sequence);
  visit("resolved", ticket.resolved);
  visit("closed", ticket.closed);
  visit("reopened", ticket.reopened);
  visit("merged_into", ticket.merged_into);
  visit("merged_from", ticket.merged_from);
  visit("parent", ticket.parent);
  visit("split_from", ticket.split_from);
  visit("split_into", ticket.split_into);
  visit("links", ticket.links);
  visit("approvals", ticket.approvals);
  visit("rating", ticket.rating);
  visit("times", ticket.times);
  visit("attachments", ticket.attachments);
  visit("major", ticket.major);
  visit("known_error", ticket.known_error);
  visit("plan", ticket.plan);
  visit("catalogue_item", ticket.catalogue_item);
  visit("watchers", ticket.watchers);
  visit("parties", ticket.parties);
  visit("late", ticket.late);
}

template <typename T>
concept Word = std::is_enum_v<T>;

std::optional<State> parse_word(std::string_view word, State) { return parse_state(word); }
std::optional<Type> parse_word(std::string_view word, Type) { return parse_type(word); }
std::optional<WaitingOn> parse_word(std::string_view word, WaitingOn) { return parse_waiting_on(word); }
std::optional<HandOff> parse_word(std::string_view word, HandOff) { return parse_hand_off(word); }
std::optional<MajorIncident::State> parse_word(std::string_view word, MajorIncident::State) {
  return parse_major(word);
}
std::optional<ChangeKind> parse_word(std::string_view word, ChangeKind) { return parse_change_kind(word); }
std::optional<Risk> parse_word(std::string_view word, Risk) { return parse_risk(word); }
std::optional<Approval::State> parse_word(std::string_view word, Approval::State) { return parse_approval(word); }

// Writing: what is left out is what a fresh Ticket has.
value written(const std::string& text) { return text.empty() ? value() : value(text); }
value written(bool flag) { return flag ? value(true) : value(); }
value written(std::int64_t number) { return value(number); }
value written(Instant instant) { return value(format_instant(instant)); }
template <Word T>
value written(T word) {
  return value(to_word(word));
}
template <typename T>
value written(const std::optional<T>& maybe);
template <typename T>
value written(const std::vector<T>& list);
template <typename T>
requires std::is_class_v<T> value written(const T& part) {
  object members;
  fields(part, [&](const char* name, const auto& field) {
    if (auto member = written(field); !member.is_null()) members.emplace(name, std::move(member));
  });
  return members.empty() ? value() : value(std::move(members));
}
template <typename T>
value written(const std::optional<T>& maybe) {
  return maybe ? written(*maybe) : value();
}
template <typename T>
value written(const std::vector<T>& list) {
  array members;
  for (const T& one : list) members.push_back(written(one));
  return members.empty() ? value() : value(std::move(members));
}

// Reading: false where the value is not what the field holds.
bool read(const value& from, std::string& text) {
  if (!from.is_string()) return false;
  text.assign(from.get_string().data(), from.get_string().size());
  return true;
}
bool read(const value& from, bool& flag) {
  if (!from.is_bool()) return false;
  flag = from.get_bool();
  return true;
}
bool read(const value& from, std::int64_t& number) {
  boost::system::error_code error;
  number = from.to_number<std::int64_t>(error);
  return !error;
}
bool read(const value& from, Instant& instant) {
  std::string text;
  const auto parsed = read(from, text) ? parse_instant(text) : std::nullopt;
  if (parsed) instant = *parsed;
  return parsed.has_value();
}
template <Word T>
bool read(const value& from, T& word) {
  std::string text;
  const auto parsed = read(from, text) ? parse_word(text, T{}) : std::nullopt;
  if (parsed) word = *parsed;
  return parsed.has_value();
}
template <typename T>
bool read(const value& from, std::optional<T>& maybe);
template <typename T>
bool read(const value& from, std::vector<T>& list);
template <typename T>
requires std::is_class_v<T>
bool read(const value& from, T& part) {
  if (!from.is_object()) return false;
  const object& members = from.get_object();
  std::size_t known = 0;
  bool good = true;
  fields(part, [&](const char* name, auto& field) {
    if (const auto* member = members.if_contains(name)) {
      good = read(*member, field) && good;
      ++known;
    }
  });
  return good && known == members.size();
}
template <typename T>
bool read(const value& from, std::optional<T>& maybe) {
  return read(from, maybe.emplace());
}
template <typename T>
bool read(const value& from, std::vector<T>& list) {
  if (!from.is_array()) return false;
  for (const value& one : from.get_array()) {
    if (!read(one, list.emplace_back())) return false;
  }
  return true;
}

}  // namespace

object to_json(const Ticket& ticket) {
  auto members = written(ticket);
  return std::move(members.as_object());
}

Result<Ticket> ticket_from_json(const value& from) {
  Ticket ticket;
  if (!read(from, ticket)) {
    return fail("bad-ticket", "this is not a ticket as this version keeps it",
                "rebuild the projections from the record: concordat rebuild --org X");
  }
  return ticket;
}

}  // namespace concordat::ticket
