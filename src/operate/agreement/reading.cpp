// SPDX-License-Identifier: Apache-2.0
#include "operate/agreement/reading.hpp"

#include "operate/agreement/agreeing.hpp"

#include <algorithm>

namespace concordat::operate {

bool may_read_text(const Member& member, const agreement::VersionText& text, Instant now) {
  if (text.kind == agreement::TextKind::agreement) return true;
  if (text.kind == agreement::TextKind::private_) {
    return member.party == member.present->own && member.may("private-text", {}, now);
  }
  return text.party == member.party || (member.party == member.present->own && member.may("see-prices", {}, now));
}

Outcome<std::vector<VersionFile>> readable_texts(store::Session& session, const Member& member,
                                                 const agreement::Version& version, Instant now) {
  static constexpr std::string_view kKinds[] = {"agreement", "annex", "private"};
  std::vector<VersionFile> texts;
  for (const agreement::VersionText& one : version.texts) {
    if (!may_read_text(member, one, now)) continue;
    auto found = session.text(member.organisation, one.text_id);
    if (!found) return refuse(found.error());
    if (found->state != store::TextState::present) continue;
    texts.push_back({one.file, std::string(kKinds[static_cast<std::size_t>(one.kind)]),
                     one.party.empty() ? std::nullopt : std::optional(one.party), one.digest, std::move(found->salt),
                     std::move(found->text)});
  }
  return texts;
}

Outcome<agreement::Agreement> readable_agreement(store::Session& session, const Member& member,
                                                 const agreement::Version& version, Instant now) {
  auto texts = readable_texts(session, member, version, now);
  if (!texts) return tl::unexpected(std::move(texts.error()));
  std::vector<agreement::SourceText> sources;
  for (VersionFile& one : *texts) sources.push_back({one.file, std::move(one.text)});
  return agreement::read(sources, member.present->recorded.recorded.sources(version.zones, version.holidays)).agreement;
}

std::vector<std::string> hidden_files(const Member& member, Instant now) {
  std::vector<std::string> files;
  if (member.present->version == nullptr) return files;
  for (const agreement::VersionText& one : member.present->version->texts) {
    if (!may_read_text(member, one, now)) files.push_back(one.file);
  }
  return files;
}

boost::json::value without_nulls(const boost::json::value& value) {
  if (const auto* list = value.if_array()) {
    boost::json::array out;
    for (const auto& one : *list) out.push_back(without_nulls(one));
    return out;
  }
  const auto* object = value.if_object();
  if (object == nullptr) return value;
  boost::json::object out;
  for (const auto& [name, one] : *object) {
    if (!one.is_null()) out[name] = without_nulls(one);
  }
  return out;
}

tl::unexpected<Refusal> refused(const Member& member, const std::string& action, const agreement::Subject& subject,
                                Instant now) {
  const auto answer = member.present->may(member.person, action, subject, now);
  std::string why;
  for (const auto& one : answer.because) why += (why.empty() ? "" : " ") + one.words;
  return refuse("not-allowed", why.empty() ? "Nothing gives you the right to " + action + " here." : why,
                "GET …/agreement/who-may says who may.");
}

Operation of_agreement(std::string id, std::string method, std::string path, std::string action, std::string summary,
                       std::vector<QueryParameter> query) {
  return {std::move(id),      std::move(method), "/api/v1/organisations/{organisation}" + path,
          Door::member,       std::move(action), "agreement",
          std::move(summary), std::move(query),  limits::kMapBytesMax};
}

Outcome<Instant> instant_in(const Call& call, std::string_view name) {
  const auto text = call.request.query(name);
  if (!text || text->empty()) return call.now;
  const auto instant = parse_instant(*text);
  if (instant && *instant >= calendar::kFirst && *instant <= calendar::kLast) return *instant;
  return refuse("bad-query", std::string(name) + ": expected an instant such as 2026-03-06T16:00:00Z.",
                "Calendars know the years 1970 to 2100.");
}

std::string text_in_query(const Call& call, std::string_view name) {
  const auto text = call.request.query(name);
  return text ? std::string(*text) : std::string();
}

void add_agreement_routes(Api& api) {
  add_version_routes(api);
  add_answer_routes(api);
  add_question_routes(api);
  add_access_routes(api);
  add_template_routes(api);
}

}  // namespace concordat::operate
