// SPDX-License-Identifier: Apache-2.0
#include "http/cursor.hpp"
#include "operate/api/etag.hpp"
#include "operate/notify/bodies.hpp"
#include "operate/notify/notify.hpp"
#include "operate/notify/rules.hpp"
#include "operate/notify/webhook.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace concordat::operate {
namespace {

constexpr std::size_t kWebhooksMax = 50;  // of one organisation
constexpr std::size_t kKindsMax = 50;
constexpr std::int64_t kPageMax = 200;
constexpr std::int64_t kPageUsual = 50;

Operation of_webhooks(std::string id, std::string method, std::string path, std::string summary) {
  return {std::move(id),
          std::move(method),
          "/api/v1/organisations/{organisation}/webhooks" + path,
          Door::member,
          "integrations",
          "webhooks",
          std::move(summary),
          {},
          0};
}

tl::unexpected<Refusal> may_not() {
  return refuse("not-allowed", "Nothing gives you the right to connect programs here.",
                "The organisation's owner may, whoever is given `integrations`, and a party's administrator for it.");
}

tl::unexpected<Refusal> bad_body(Pointed wrong) {
  return tl::unexpected(Refusal{422, {"bad-body", "The webhook cannot be like this.", std::nullopt, ""}, {wrong}});
}

// "ticket.offered": words of small letters with a dot between them.
bool is_kind(const std::string& text) {
  static constexpr std::string_view kFamilies[] = {"ticket.", "clock.", "at."};
  if (is_told_by_name(text)) return true;
  const bool known = std::any_of(std::begin(kFamilies), std::end(kFamilies), [&](std::string_view one) {
    return text.starts_with(one) && text.size() > one.size();
  });
  return known && text.size() <= 60 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == '.'; });
}

Outcome<void> check(const NewWebhookBody& body, const http::Outbound& outbound) {
  if (const auto good = outbound.check(body.url.text); !good) return bad_body({"/url", good.error().message});
  if (body.kinds.size() > kKindsMax) return bad_body({"/kinds", "At most 50."});
  for (std::size_t i = 0; i < body.kinds.size(); ++i) {
    if (!is_kind(body.kinds[i])) {
      return bad_body({"/kinds/" + std::to_string(i),
                       "Expected a kind of entry such as ticket.offered, or one that docs/webhooks.md names."});
    }
  }
  return {};
}

// A webhook of the caller's party; not there for anybody else.
Outcome<WebhookRow> theirs(const Member& member, store::Session& session, const Call& call) {
  const auto tenant = session.admit(member.organisation);
  auto row = find_webhook(session.connection(), **tenant, std::string(call.request.parameter("webhook")));
  if (!row || !is_of(*row, member.party, *member.present)) return not_found();
  if (!may_connect(member, call.now)) return may_not();
  return std::move(*row);
}

WebhookView view_of(const WebhookRow& row, const Sealer& sealer) {
  return {row.id,
          row.name,
          sealer.open(row.url).value_or(std::string()),
          row.kinds,
          row.party,
          row.person,
          row.off_because.empty(),
          row.off_because,
          row.failing_since,
          row.created};
}

// What somebody says of it: the machine's own word that it fails is no change that another must not overlook. A secret
// that is replaced is one, and it is sealed.
std::string etag_of(const WebhookRow& row, const Sealer& sealer) {
  WebhookView view = view_of(row, sealer);
  view.failing_since = std::nullopt;
  view.off_because += " " + row.secret;
  return etag_of_view(view);
}

DeliveryView view_of(const DeliveryRow& row) {
  DeliveryView view;
  view.id = row.id;
  view.sequence = row.sequence;
  view.kind = row.kind;
  view.ticket = row.ticket;
  view.state = to_word(row.state);
  view.attempts = row.attempts;
  if (row.status != 0) view.status = row.status;
  view.problem = row.problem;
  view.created = row.created;
  if (row.state == DeliveryState::waiting) {
    view.next = row.next;
  } else {
    view.done = row.done;
  }
  return view;
}

// The change of one webhook, with its entry.
class Change {
 public:
  static Outcome<Change> begin(Changing& changing, const Sealer& sealer) {
    auto session = changing.transaction.read(store::Scope(changing.member->organisation));
    if (!session) return not_found();
    auto row = theirs(*changing.member, *session, changing.call);
    if (!row) return tl::unexpected(std::move(row.error()));
    if (auto same = changing.must_match(etag_of(*row, sealer)); !same) return tl::unexpected(std::move(same.error()));
    return Change(changing, std::move(*session), std::move(*row));
  }
  WebhookRow& row() { return row_; }
  store::Connection& connection() { return session_.connection(); }
  const store::Tenant& tenant() { return **session_.admit(changing_.member->organisation); }

  Outcome<void> append(const std::string& kind) {
    auto draft = webhook_act(kind, row_, *changing_.member->present, changing_.member->person, changing_.member->party);
    const auto done = changing_.transaction.append(changing_.member->organisation, std::move(draft));
    if (!done) return refuse(done.error());
    return {};
  }

 private:
  Change(Changing& changing, store::Session session, WebhookRow row)
      : changing_(changing), session_(std::move(session)), row_(std::move(row)) {}
  Changing& changing_;
  store::Session session_;
  WebhookRow row_;
};

Answer shown_once(const WebhookSecret& secret, int status) {
  Answer answer = Api::answer_of(secret);
  answer.status = status;
  answer.shown_once = true;
  return answer;
}

Outcome<Answer> make(Changing& changing, const NewWebhookBody& body, const Sealer& sealer,
                     const http::Outbound& outbound) {
  const Member& member = *changing.member;
  if (!may_connect(member, changing.call.now)) return may_not();
  if (auto good = check(body, outbound); !good) return tl::unexpected(std::move(good.error()));
  auto session = changing.transaction.read(store::Scope(member.organisation));
  if (!session) return not_found();
  const auto tenant = session->admit(member.organisation);
  if (webhooks(session->connection(), **tenant).size() >= kWebhooksMax) {
    return refuse("already", "There are as many webhooks as there may be.", "Delete those that nobody listens to.");
  }
  const FillRandom& random = changing.call.house.random;
  const std::string secret = new_webhook_secret(random);
  WebhookRow row;
  row.id = random_id('w', random);
  row.party = member.party;
  row.person = member.person;
  row.name = body.name ? body.name->text : std::string();
  row.url = sealer.seal(body.url.text, random);
  row.kinds = body.kinds;
  row.secret = sealer.seal(secret, random);
  row.from_sequence = session->size(member.organisation).value();
  row.created = changing.call.now;
  put_webhook(session->connection(), **tenant, row);
  auto draft = webhook_act("webhook.made", row, *member.present, member.person, member.party);
  if (const auto done = changing.transaction.append(member.organisation, std::move(draft)); !done) {
    return refuse(done.error());
  }
  Answer answer = shown_once({row.id, secret}, 201);
  answer.location = "/api/v1/organisations/" + member.organisation.value + "/webhooks/" + row.id;
  return answer;
}

// The old secret signs along for a day, so that nothing is refused while the receiver changes over.
Outcome<Answer> rotate(Changing& changing, const Sealer& sealer) {
  auto change = Change::begin(changing, sealer);
  if (!change) return tl::unexpected(std::move(change.error()));
  WebhookRow& row = change->row();
  const std::string secret = new_webhook_secret(changing.call.house.random);
  row.old_secret = row.secret;
  row.old_until = Instant{changing.call.now.us + kOldSecret_s * 1'000'000};
  row.secret = sealer.seal(secret, changing.call.house.random);
  put_webhook(change->connection(), change->tenant(), row);
  if (auto done = change->append("webhook.secret_changed"); !done) return tl::unexpected(std::move(done.error()));
  return shown_once({row.id, secret}, 200);
}

Outcome<Nothing> switch_it(Changing& changing, const SwitchBody& body, const Sealer& sealer) {
  auto change = Change::begin(changing, sealer);
  if (!change) return tl::unexpected(std::move(change.error()));
  WebhookRow& row = change->row();
  if (row.off_because.empty() == body.on) return Nothing{};
  row.off_because = body.on ? "" : "by-hand";
  row.failing_since = std::nullopt;
  put_webhook(change->connection(), change->tenant(), row);
  if (!body.on) bury_deliveries(change->connection(), change->tenant(), row.id, "webhook-off", changing.call.now);
  if (auto done = change->append(body.on ? "webhook.turned_on" : "webhook.turned_off"); !done) {
    return tl::unexpected(std::move(done.error()));
  }
  return Nothing{};
}

Outcome<Nothing> remove(Changing& changing, const Sealer& sealer) {
  auto change = Change::begin(changing, sealer);
  if (!change) return tl::unexpected(std::move(change.error()));
  remove_webhook(change->connection(), change->tenant(), change->row().id);
  if (auto done = change->append("webhook.removed"); !done) return tl::unexpected(std::move(done.error()));
  return Nothing{};
}

Outcome<Replayed> replay(Changing& changing, const ReplayBody& body, const Sealer& sealer) {
  auto change = Change::begin(changing, sealer);
  if (!change) return tl::unexpected(std::move(change.error()));
  const WebhookRow& row = change->row();
  if (!row.off_because.empty()) {
    return refuse("not-possible", "The webhook is switched off.", "Switch it on first: PUT …/webhooks/{webhook}/on.");
  }
  Replayed replayed;
  if (body.delivery) {
    auto one = find_delivery(change->connection(), change->tenant(), body.delivery->text);
    if (!one || one->webhook != row.id) return not_found();
    raise(*one, changing.call.now);
    put_delivery(change->connection(), change->tenant(), *one);
    replayed.deliveries = 1;
  } else {
    replayed.deliveries = raise_deliveries(change->connection(), change->tenant(), row.id, changing.call.now);
  }
  if (auto done = change->append("webhook.replayed"); !done) return tl::unexpected(std::move(done.error()));
  return replayed;
}

// A message of its own, of which the entry that says so is the occasion.
Outcome<Answer> test(Changing& changing, const Sealer& sealer) {
  auto change = Change::begin(changing, sealer);
  if (!change) return tl::unexpected(std::move(change.error()));
  const WebhookRow& row = change->row();
  if (!row.off_because.empty()) {
    return refuse("not-possible", "The webhook is switched off.", "Switch it on first: PUT …/webhooks/{webhook}/on.");
  }
  auto draft = webhook_act(std::string(kWebhookTested), row, *changing.member->present, changing.member->person,
                           changing.member->party);
  const auto sequence = changing.transaction.append(changing.member->organisation, std::move(draft));
  if (!sequence) return refuse(sequence.error());
  DeliveryRow delivery;
  delivery.id = random_id('n', changing.call.house.random);
  delivery.webhook = row.id;
  delivery.sequence = *sequence;
  delivery.kind = kWebhookTested;
  delivery.next = delivery.created = changing.call.now;
  add_delivery(change->connection(), change->tenant(), delivery);
  Answer answer = Api::answer_of(view_of(delivery));
  answer.status = 201;
  return answer;
}

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Outcome<DeliveryList> list_deliveries(Reading& reading) {
  auto row = theirs(reading.member, reading.session, reading.call);
  if (!row) return tl::unexpected(std::move(row.error()));
  const auto& request = reading.call.request;
  const std::string state(request.query("state").value_or(""));
  const auto limit = number_of(request.query("limit").value_or(std::to_string(kPageUsual)));
  if (!limit || *limit < 1 || *limit > kPageMax) {
    return refuse("bad-query", "limit: expected 1 to 200.", "See the description of the route.");
  }
  if (!state.empty() && state != "waiting" && state != "delivered" && state != "dead") {
    return refuse("bad-query", "state: expected waiting, delivered or dead.", "See the description of the route.");
  }
  std::int64_t before = std::numeric_limits<std::int64_t>::max();
  const std::string list = "deliveries/" + row->id + "/" + state;
  if (const auto cursor = request.query("cursor")) {
    const auto position = http::read_cursor(*cursor, list, 1);
    if (!position) return refuse(position.error());
    before = number_of(position->front()).value_or(0);
  }
  const auto tenant = reading.session.admit(reading.member.organisation);
  DeliveryList page;
  for (const DeliveryRow& one : deliveries(reading.session.connection(), **tenant, row->id, state, before, *limit)) {
    page.deliveries.push_back(view_of(one));
  }
  if (static_cast<std::int64_t>(page.deliveries.size()) == *limit) {
    page.next = http::write_cursor(list, {std::to_string(page.deliveries.back().sequence)});
  }
  return page;
}

Outcome<WebhookList> list_webhooks(Reading& reading, const Sealer& sealer) {
  if (!may_connect(reading.member, reading.call.now)) return may_not();
  WebhookList list;
  const auto tenant = reading.session.admit(reading.member.organisation);
  for (const WebhookRow& one : webhooks(reading.session.connection(), **tenant)) {
    if (is_of(one, reading.member.party, *reading.member.present)) list.webhooks.push_back(view_of(one, sealer));
  }
  return list;
}

}  // namespace

void add_webhook_routes(Api& api, const Sealer& sealer, const http::Outbound& outbound) {
  api.create<NewWebhookBody, WebhookSecret>(
      of_webhooks("createWebhook", "POST", "",
                  "Be told of what happens, as you may see it. The secret is shown this once."),
      [&sealer, &outbound](Changing& changing, NewWebhookBody& body) {
        return make(changing, body, sealer, outbound);
      });
  api.read<WebhookList>(of_webhooks("listWebhooks", "GET", "", "Where your party is told."),
                        [&sealer](Reading& reading) { return list_webhooks(reading, sealer); });
  api.act<Nothing, WebhookView>(of_webhooks("getWebhook", "GET", "/{webhook}",
                                            "One of them, and whether it is on; its ETag is for If-Match of a change."),
                                [&api, &sealer](Call& call, Nothing&) {
                                  return api.reading(call, [&sealer](Reading& reading) -> Outcome<Answer> {
                                    auto row = theirs(reading.member, reading.session, reading.call);
                                    if (!row) return tl::unexpected(std::move(row.error()));
                                    return shown(view_of(*row, sealer), etag_of(*row, sealer));
                                  });
                                });
  api.create<Nothing, WebhookSecret>(of_webhooks("rotateWebhookSecret", "POST", "/{webhook}/secret",
                                                 "Another secret, shown this once; for a day the old one signs too."),
                                     [&sealer](Changing& changing, Nothing&) { return rotate(changing, sealer); });
  api.change<SwitchBody, Nothing>(
      of_webhooks("switchWebhook", "PUT", "/{webhook}/on", "Off: nothing is sent, and what waits is given up."),
      [&sealer](Changing& changing, SwitchBody& body) { return switch_it(changing, body, sealer); });
  api.change<Nothing, Nothing>(of_webhooks("deleteWebhook", "DELETE", "/{webhook}",
                                           "Nothing is sent there any more, and nothing is kept of it."),
                               [&sealer](Changing& changing, Nothing&) { return remove(changing, sealer); });
  auto listing = of_webhooks("listDeliveries", "GET", "/{webhook}/deliveries", "What was sent, newest first.");
  listing.query = {{"state", "waiting, delivered or dead"}, {"cursor", "where the page begins"}, {"limit", "1 to 200"}};
  api.read<DeliveryList>(listing, list_deliveries);
  api.change<ReplayBody, Replayed>(
      of_webhooks("replayDeliveries", "POST", "/{webhook}/replay",
                  "Send again, under the same webhook-id: one message, or all that were given up."),
      [&sealer](Changing& changing, ReplayBody& body) { return replay(changing, body, sealer); });
  api.create<Nothing, DeliveryView>(
      of_webhooks("testWebhook", "POST", "/{webhook}/test",
                  "Sends it a message of the type webhook.tested; listDeliveries says what became of it."),
      [&sealer](Changing& changing, Nothing&) { return test(changing, sealer); });
}

}  // namespace concordat::operate
