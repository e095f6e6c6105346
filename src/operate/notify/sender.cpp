// SPDX-License-Identifier: Apache-2.0
#include "operate/notify/sender.hpp"

#include "operate/notify/webhook.hpp"

#include <algorithm>
#include <array>

namespace concordat::operate {
namespace {

namespace json = boost::json;

constexpr std::int64_t kEntriesAtOnce = 100;  // handed out in one transaction, so that nobody's command waits long
constexpr int kWithheldAtOnce = 100;          // messages in a row that may not be sent any more
constexpr std::size_t kUnderWayMax = 500;     // over all organisations
constexpr std::int64_t kLease_us = 60LL * 1'000'000;  // longer than an attempt can take
constexpr std::int64_t kDay_us = 86'400LL * 1'000'000;
constexpr std::string_view kTicket = "ticket:";

bool is_of_ticket(const record::Entry& entry) { return entry.subject.starts_with(kTicket); }

// Without kinds it is told of all tickets; of anything else only what it names.
bool wants(const WebhookRow& webhook, const record::Entry& entry) {
  if (!webhook.off_because.empty() || entry.sequence < webhook.from_sequence) return false;
  if (webhook.kinds.empty()) return is_of_ticket(entry);
  return std::find(webhook.kinds.begin(), webhook.kinds.end(), entry.kind) != webhook.kinds.end();
}

std::uint32_t chance_of(const FillRandom& random) {
  std::array<std::uint8_t, 4> bytes{};
  random(bytes);
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
}

// What a past import tells of is no news.
bool is_news(const record::Entry& entry) {
  return entry.actor != "import" && (is_of_ticket(entry) || is_told_by_name(entry.kind));
}

}  // namespace

// One organisation, inside the appender's transaction.
class Sender::Round {
 public:
  static Result<Round> begin(Notifying& with, store::Transaction& transaction, const store::OrgId& organisation) {
    auto session = transaction.read(store::Scope(organisation));
    if (!session) return tl::unexpected(session.error());
    auto present = with.house.presents.of(*session, organisation, transaction.now());
    if (!present) return tl::unexpected(present.error());
    return Round(with, transaction, organisation, std::move(*session), std::move(*present));
  }

  // From the outbox to the queues of the webhooks.
  Result<void> hand_out() {
    const bool any =
        std::any_of(webhooks_.begin(), webhooks_.end(), [](const WebhookRow& one) { return one.off_because.empty(); });
    if (!any && !with_.log_notices) {
      empty_outbox(connection(), tenant());
      return {};
    }
    for (std::int64_t left = kEntriesAtOnce; left > 0;) {
      const auto row = first_of_outbox(connection(), tenant());
      if (!row) break;
      const std::int64_t past = std::min(row->past, row->first + left);
      if (const auto done = hand_out(row->first, past); !done) return done;
      shorten_outbox(connection(), tenant(), *row, past);
      left -= past - row->first;
    }
    return {};
  }

  // The next of each webhook that has none under way.
  std::vector<Letter> take_due() {
    std::vector<Letter> letters;
    for (WebhookRow& webhook : webhooks_) {
      if (!webhook.off_because.empty() || is_under_way(connection(), tenant(), webhook.id, now())) continue;
      for (int i = 0; i < kWithheldAtOnce; ++i) {
        auto due = due_delivery(connection(), tenant(), webhook.id, now());
        if (!due) break;
        auto letter = letter_of(webhook, *due);
        if (!webhook.off_because.empty()) break;
        due->leased = Instant{now().us + kLease_us};
        if (!letter) {
          due->state = DeliveryState::dead;
          due->problem = "not-to-be-seen";
          due->done = now();
        }
        put_delivery(connection(), tenant(), *due);
        if (!letter) continue;
        letter->leased = due->leased;
        letters.push_back(std::move(*letter));
        break;
      }
    }
    return letters;
  }

  void note(const Settled& settled) {
    auto row = find_delivery(connection(), tenant(), settled.letter.delivery);
    // Raised again, or another server's by now: what came of this attempt is nobody's business any more.
    if (!row || row->state != DeliveryState::waiting || row->leased != settled.letter.leased) return;
    WebhookRow* webhook = find(row->webhook);
    if (webhook == nullptr) return;
    row->attempts += 1;
    row->status = settled.attempted.status;
    row->problem = settled.attempted.delivered() ? "" : settled.attempted.problem;
    row->leased = Instant{};
    if (settled.attempted.delivered()) {
      row->state = DeliveryState::delivered;
      row->done = now();
      webhook->failing_since = std::nullopt;
    } else {
      not_arrived(*row, *webhook, settled.attempted);
    }
    put_delivery(connection(), tenant(), *row);
    put_webhook(connection(), tenant(), *webhook);
    if (settled.attempted.is_gone()) turn_off(*webhook, "gone");
    const bool too_long = webhook->failing_since && now().us - webhook->failing_since->us >= kFailingMax_s * 1'000'000;
    if (webhook->off_because.empty() && too_long) turn_off(*webhook, "failing");
  }

 private:
  Round(Notifying& with, store::Transaction& transaction, store::OrgId organisation, store::Session session,
        std::shared_ptr<const Present> present)
      : with_(with),
        transaction_(transaction),
        organisation_(std::move(organisation)),
        session_(std::move(session)),
        present_(std::move(present)),
        webhooks_(webhooks(connection(), tenant())) {}

  store::Connection& connection() { return session_.connection(); }
  const store::Tenant& tenant() { return **session_.admit(organisation_); }
  Instant now() const { return transaction_.now(); }

  WebhookRow* find(const std::string& id) {
    const auto found =
        std::find_if(webhooks_.begin(), webhooks_.end(), [&](const WebhookRow& one) { return one.id == id; });
    return found == webhooks_.end() ? nullptr : &*found;
  }

  Result<void> hand_out(std::int64_t first, std::int64_t past) {
    std::vector<record::Entry> entries;
    const auto read = session_.for_each_line(organisation_, first, past, [&](std::int64_t, std::string_view line) {
      auto entry = record::parse_entry(line);
      if (entry && is_news(*entry)) entries.push_back(std::move(*entry));
    });
    for (const record::Entry& entry : entries) hand_out(entry);
    return read;
  }

  void hand_out(const record::Entry& entry) {
    const std::string ticket = is_of_ticket(entry) ? entry.subject.substr(kTicket.size()) : std::string();
    if (with_.log_notices) {
      with_.log("notice", {{"organisation", organisation_.value},
                           {"sequence", entry.sequence},
                           {"kind", entry.kind},
                           {"subject", entry.subject}});
    }
    for (WebhookRow& webhook : webhooks_) {
      if (!wants(webhook, entry)) continue;
      const auto maker = still_there(webhook);
      if (!maker || !notice(*maker, entry)) continue;
      DeliveryRow row;
      row.id = random_id('n', with_.house.random);
      row.webhook = webhook.id;
      row.sequence = entry.sequence;
      row.kind = entry.kind;
      row.ticket = ticket;
      row.next = row.created = now();
      add_delivery(connection(), tenant(), row);
    }
  }

  std::optional<json::object> notice(const Member& maker, const record::Entry& entry) {
    return (is_of_ticket(entry) ? with_.ticket_notice : with_.record_notice)(session_, maker, entry, now());
  }
  // It asks for itself, so whoever made it need not see anything.
  std::optional<json::object> test_of(const WebhookRow& webhook) const {
    return json::object{{"organisation", organisation_.value}, {"webhook", webhook.id}};
  }

  std::optional<Member> still_there(WebhookRow& webhook) {
    auto maker = maker_of(webhook, session_, tenant(), present_, now());
    if (!maker) turn_off(webhook, "no-member");
    return maker;
  }

  // As its maker may see it now; nullopt where that is nothing any more.
  std::optional<Letter> letter_of(WebhookRow& webhook, const DeliveryRow& row) {
    const auto maker = still_there(webhook);
    if (!maker) return std::nullopt;
    const auto line = session_.line(organisation_, row.sequence);
    if (!line || !*line) return std::nullopt;
    const auto entry = record::parse_entry(**line);
    if (!entry) return std::nullopt;
    auto data = entry->kind == kWebhookTested ? test_of(webhook) : notice(*maker, *entry);
    const auto url = with_.sealer.open(webhook.url);
    const auto secret = with_.sealer.open(webhook.secret);
    if (!data || !url || !secret) return std::nullopt;
    Letter letter{organisation_, webhook.id, row.id, {}, {"POST", *url, {}, {}}};
    letter.request.body = write_json(json::object{
        {"type", entry->kind}, {"timestamp", format_instant(entry->recorded)}, {"data", std::move(*data)}});
    std::string signatures = webhook_signature(*secret, row.id, now().seconds(), letter.request.body);
    const auto old =
        webhook.old_secret.empty() || now() >= webhook.old_until ? std::nullopt : with_.sealer.open(webhook.old_secret);
    if (old) signatures += " " + webhook_signature(*old, row.id, now().seconds(), letter.request.body);
    letter.request.headers.add("Content-Type", "application/json");
    letter.request.headers.add("webhook-id", row.id);
    letter.request.headers.add("webhook-timestamp", std::to_string(now().seconds()));
    letter.request.headers.add("webhook-signature", signatures);
    return letter;
  }

  void not_arrived(DeliveryRow& row, WebhookRow& webhook, const Attempted& attempted) {
    if (!webhook.failing_since) webhook.failing_since = now();
    const auto next = next_attempt(static_cast<int>(row.attempts), attempted, now(), chance_of(with_.house.random));
    if (next) {
      row.next = *next;
      return;
    }
    row.state = DeliveryState::dead;
    row.done = now();
  }

  // Nothing is sent there from now on, and the record says so.
  void turn_off(WebhookRow& webhook, const std::string& because) {
    webhook.off_because = because;
    put_webhook(connection(), tenant(), webhook);
    bury_deliveries(connection(), tenant(), webhook.id, "webhook-off", now());
    auto draft = webhook_act("webhook.turned_off", webhook, *present_, "host", "");
    draft.body["because"] = because;
    if (const auto done = transaction_.append(organisation_, std::move(draft)); !done) throw Failure(done.error());
    with_.log("webhook-off", {{"organisation", organisation_.value}, {"webhook", webhook.id}, {"because", because}});
  }

  Notifying& with_;
  store::Transaction& transaction_;
  store::OrgId organisation_;
  store::Session session_;
  std::shared_ptr<const Present> present_;
  std::vector<WebhookRow> webhooks_;
};

void Sender::run(std::chrono::milliseconds most) {
  settle();
  std::vector<store::Organisation> organisations;
  {
    auto lease = with_.house.readers.lend();
    if (!lease) throw Failure(lease.error());
    organisations = (*lease)->organisations();
  }
  for (const store::Organisation& one : organisations) {
    if (transfers_.under_way() >= kUnderWayMax) break;
    if (!has_work(one.id)) continue;
    for (Letter& letter : prepare(one.id)) send(std::move(letter));
  }
  transfers_.run(most);
  settle();
}

// Asked without holding up those who write.
bool Sender::has_work(const store::OrgId& organisation) {
  auto lease = with_.house.readers.lend();
  if (!lease) throw Failure(lease.error());
  auto session = (*lease)->open_session(store::Scope(organisation));
  if (!session) return false;
  const auto tenant = session->admit(organisation);
  return first_of_outbox(session->connection(), **tenant) ||
         any_delivery_due(session->connection(), **tenant, with_.house.now());
}

std::vector<Sender::Letter> Sender::prepare(const store::OrgId& organisation) {
  std::vector<Letter> letters;
  const auto work = [&](store::Transaction& transaction) -> Result<void> {
    auto round = Round::begin(with_, transaction, organisation);
    if (!round) return tl::unexpected(round.error());
    if (const auto done = round->hand_out(); !done) return done;
    letters = round->take_due();
    return {};
  };
  const auto done = with_.house.appender.submit(organisation, work).get();
  if (!done) {
    // What is wrong in one organisation holds up no other.
    with_.log("notify-failed", {{"organisation", organisation.value}, {"problem", done.error().message}});
    return {};
  }
  return letters;
}

void Sender::send(Letter letter) {
  const http::OutboundRequest request = letter.request;
  transfers_.begin(request, [this, letter = std::move(letter)](http::OutboundAnswer answer) {
    Attempted attempted;
    if (answer) {
      attempted.status = answer->status;
      attempted.retry_after_s = retry_after_of(answer->headers.get("Retry-After"));
      if (!attempted.delivered()) attempted.problem = "status-" + std::to_string(answer->status);
    } else {
      attempted.problem = answer.error().code;
    }
    with_.log("webhook-attempt", {{"organisation", letter.organisation.value},
                                  {"webhook", letter.webhook},
                                  {"delivery", letter.delivery},
                                  {"status", attempted.status},
                                  {"problem", attempted.problem}});
    settled_.push_back({letter, std::move(attempted)});
  });
}

void Sender::settle() {
  while (!settled_.empty()) {
    const store::OrgId organisation = settled_.front().letter.organisation;
    const auto work = [&](store::Transaction& transaction) -> Result<void> {
      auto round = Round::begin(with_, transaction, organisation);
      if (!round) return tl::unexpected(round.error());
      for (const Settled& one : settled_) {
        if (one.letter.organisation == organisation) round->note(one);
      }
      return {};
    };
    const auto done = with_.house.appender.submit(organisation, work).get();
    if (!done) with_.log("notify-failed", {{"organisation", organisation.value}, {"problem", done.error().message}});
    // Where it could not be noted, the lease ends and it is sent again.
    std::erase_if(settled_, [&](const Settled& one) { return one.letter.organisation == organisation; });
  }
}

Result<void> forget_old_deliveries(House& house) {
  std::vector<store::Organisation> organisations;
  {
    auto lease = house.readers.lend();
    if (!lease) return tl::unexpected(lease.error());
    organisations = (*lease)->organisations();
  }
  for (const store::Organisation& one : organisations) {
    const auto work = [&](store::Transaction& transaction) -> Result<void> {
      auto session = transaction.read(store::Scope(one.id));
      if (!session) return tl::unexpected(session.error());
      const Instant now = transaction.now();
      forget_deliveries(transaction.connection(), **session->admit(one.id), Instant{now.us - 7 * kDay_us},
                        Instant{now.us - 30 * kDay_us});
      return {};
    };
    const auto done = house.appender.submit(one.id, work).get();
    if (!done) return tl::unexpected(done.error());
  }
  return {};
}

}  // namespace concordat::operate
