// SPDX-License-Identifier: Apache-2.0
// Files on tickets. What takes long (hashing, scanning) is done before the appender's transaction.
#include "base/limits.hpp"
#include "http/media_type.hpp"
#include "http/multipart.hpp"
#include "operate/desk/commands.hpp"
#include "operate/desk/side_routes.hpp"
#include "operate/desk/views.hpp"
#include "record/sha256.hpp"
#include "store/connection.hpp"
#include "store/file_vault.hpp"

#include <algorithm>

namespace concordat::operate {
namespace {

namespace command = ticket::command;

// What came, as the body itself or as a form; `bytes` are within the request's body.
struct Sent {
  std::string_view bytes;
  std::string name;
  std::optional<std::string> audience;
  std::string parties;
  std::string media;
  std::string digest;
};

std::vector<std::string> words_in(std::string_view list) {
  std::vector<std::string> words;
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    if (comma > 0) words.emplace_back(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return words;
}

Outcome<record::Audience> audience_in(const Changing& changing, const Sent& sent) {
  const auto parties = words_in(sent.parties);
  if (!sent.audience) return audience_of(changing, std::nullopt, parties);
  for (const Audience one : {Audience::requester, Audience::shared, Audience::own}) {
    if (word_of(one) == *sent.audience) return audience_of(changing, one, parties);
  }
  return refuse("bad-query", "audience: expected requester, shared or own.");
}

// The file of a form, and beside it what the query says of a file that is the body: a field wins over the query.
Outcome<void> read_form_into(Sent& sent, const http::Request& request) {
  const auto boundary = http::boundary_in(request.headers.get("Content-Type"));
  if (!boundary) return refuse(boundary.error());
  const auto parts = http::read_form(request.body, *boundary);
  if (!parts) return refuse(parts.error());
  bool found = false;
  for (const http::FormPart& one : *parts) {
    if (one.file_name) {
      if (found) return refuse("bad-form", "The form has more than one file.", "Send each by itself.");
      found = true;
      sent.bytes = one.content;
      if (sent.name.empty()) sent.name = *one.file_name;
    } else if (one.name == "name") {
      sent.name = one.content;
    } else if (one.name == "audience") {
      sent.audience = std::string(one.content);
    } else if (one.name == "parties") {
      sent.parties = one.content;
    } else {
      return refuse("bad-form", "The form has a field that nothing is known of.",
                    "A file, and beside it name, audience, parties.");
    }
  }
  if (!found) return refuse("bad-form", "The form has no file.", "A part with a filename is one.");
  return {};
}

Outcome<Sent> sent_in(const http::Request& request) {
  Sent sent{request.body, std::string(request.query("name").value_or("")),
            std::nullopt, std::string(request.query("parties").value_or("")),
            {},           {}};
  if (const auto said = request.query("audience")) sent.audience = std::string(*said);
  if (http::is_form(request.headers.get("Content-Type"))) {
    if (auto read = read_form_into(sent, request); !read) return tl::unexpected(std::move(read.error()));
  }
  if (sent.bytes.empty()) return refuse("bad-body", "The file is empty.", "Send its bytes as the body, or in a form.");
  if (first_invalid_utf8(sent.name)) return refuse("bad-form", "The name is not UTF-8.");
  sent.name = http::file_name_of(sent.name);
  return sent;
}

// Whether the caller may write there at all, asked before anything is done with the file.
Outcome<void> may_attach(const Call& call, store::Session& session, const Member& member) {
  auto seen = look_at(session, member, ticket_in(call), call.now);
  if (!seen) return tl::unexpected(std::move(seen.error()));
  if (seen->ticket.requester == member.person) return {};
  if (!member.may("comment", seen->subject, call.now) || seen->sight == Sight::past) {
    return refuse("not-allowed", "Nothing gives you the right to comment here.");
  }
  return {};
}

Made attach(Changing& changing, TicketDesk& desk, const Sent& sent, record::Audience& audience,
            const SeenTicket& seen) {
  if (auto may = desk.allowed(seen, "comment", true); !may) return tl::unexpected(std::move(may.error()));
  if (seen.sight == Sight::requester) audience = record::Audience::requester();
  auto session = changing.transaction.read(store::Scope(changing.member->organisation));
  if (!session) return not_found();
  const auto tenant = session->admit(changing.member->organisation);
  auto& connection = changing.transaction.connection();
  const auto all = store::file_bytes(connection, **tenant) + std::ssize(sent.bytes);
  if (all > static_cast<std::int64_t>(limits::kFileStoreBytesMax)) {
    return refuse("not-possible", "The organisation's files have as much room as there is.",
                  "Erase what is not needed.");
  }
  command::Attach attach{desk.text(sent.name), desk.text(sent.digest), std::ssize(sent.bytes), sent.media};
  store::put_file(connection, **tenant, attach.file.id, sent.digest, sent.bytes);
  return attach;
}

Outcome<Answer> attach_in(Changing& changing, const Sent& sent) {
  TicketDesk desk(changing);
  auto audience = audience_in(changing, sent);
  if (!audience) return tl::unexpected(std::move(audience.error()));
  const std::string ticket = ticket_in(changing.call);
  auto done = desk.work(ticket, *audience,
                        [&](const SeenTicket& seen) { return attach(changing, desk, sent, *audience, seen); });
  if (!done) return tl::unexpected(std::move(done.error()));
  return as_it_stands(changing, desk, ticket);
}

Outcome<Answer> receive(Api& api, const Operation& operation, Call& call) {
  auto may = api.reading(call, [](Reading& reading) -> Outcome<Answer> {
    auto good = may_attach(reading.call, reading.session, reading.member);
    if (!good) return tl::unexpected(std::move(good.error()));
    return Answer{};
  });
  if (!may) return may;
  auto sent = sent_in(call.request);
  if (!sent) return tl::unexpected(std::move(sent.error()));
  if (call.house.scan) {
    if (const auto clean = call.house.scan(sent->bytes); !clean) return refuse(clean.error());
  }
  sent->media = http::media_type_of(sent->bytes);
  sent->digest = record::to_hex(record::sha256(sent->bytes));
  return api.changing(call, operation, [&sent](Changing& changing) { return attach_in(changing, *sent); });
}

const ticket::Attachment* attachment_in(const Call& call, const Member& member, const SeenTicket& seen) {
  const std::int64_t sequence = number_in(call, "attachment");
  if (!sees(member, seen, sequence)) return nullptr;
  for (const ticket::Attachment& one : seen.ticket.attachments) {
    if (one.sequence == sequence) return &one;
  }
  return nullptr;
}

Outcome<Answer> hand_out(Reading& reading) {
  auto seen = look_at(reading.session, reading.member, ticket_in(reading.call), reading.call.now);
  if (!seen) return tl::unexpected(std::move(seen.error()));
  const ticket::Attachment* one = attachment_in(reading.call, reading.member, *seen);
  if (one == nullptr) return not_found();
  const store::OrgId& organisation = reading.member.organisation;
  const std::string digest = text_of(reading.session, organisation, one->file.id);
  const auto tenant = reading.session.admit(organisation);
  auto bytes = digest.empty() ? std::nullopt : store::read_file(reading.session.connection(), **tenant, digest);
  if (!bytes) return not_found();
  Answer answer;
  answer.whole =
      http::file_response(std::move(*bytes), one->media, text_of(reading.session, organisation, one->name.id));
  return answer;
}

// By whoever attached it, or who may erase. Name and content go, here and by the entry in every mirror.
Made erase(Changing& changing, TicketDesk& desk, const ReasonBody& body, const SeenTicket& seen) {
  const Member& member = *changing.member;
  const ticket::Attachment* one = attachment_in(changing.call, member, seen);
  if (one == nullptr) return not_found();
  if (one->by != member.person &&
      !(member.party == member.present->own && member.may("erase", {}, changing.call.now))) {
    return refuse("not-allowed", "A file is erased by whoever attached it, or by an owner of the organisation.");
  }
  if (!body.reason || body.reason->text.empty()) {
    return refuse("reason-needed", "A file is not erased without a reason.", "Say why: {\"reason\":\"…\"}.");
  }
  for (const std::string& text : {one->file.id, one->name.id}) {
    const auto erased =
        changing.transaction.erase_text(member.organisation, text, "attachment erased", member.person, member.party);
    if (!erased) return refuse(erased.error());
  }
  return command::Detach{one->sequence, text_in(desk, body.reason)};
}

}  // namespace

void add_attachments(Api& api) {
  auto sending =
      of_desk("attach", "POST", "/tickets/{ticket}/attachments", "comment",
              "Attach a file: its bytes are the body, or a form holds it. What it is, is found out by looking at it.");
  sending.query = {{"name", "What it is called."},
                   {"audience", "requester, shared (default) or own."},
                   {"parties", "Instead of the audience: these parties, with commas, and your own."}};
  sending.body_max = limits::kFileBytesMax;
  api.upload<TicketView>(sending, [&api, sending](Call& call) { return receive(api, sending, call); });
  api.download(of_desk("getAttachment", "GET", "/tickets/{ticket}/attachments/{attachment}", "read",
                       "The file, to be saved and not to be shown."),
               hand_out);
  on_seen<ReasonBody>(api, "eraseAttachment", "attachments/{attachment}/erase", record::Audience::shared(),
                      "Erase a file, with the reason.", erase);
}

}  // namespace concordat::operate
