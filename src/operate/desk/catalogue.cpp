// SPDX-License-Identifier: Apache-2.0
#include "operate/api/etag.hpp"
#include "operate/api/sight.hpp"
#include "operate/desk/change_bodies.hpp"
#include "operate/desk/commands.hpp"
#include "operate/desk/side_routes.hpp"
#include "store/connection.hpp"

namespace concordat::operate {
namespace {

namespace command = ticket::command;

std::map<std::string, ticket::CatalogueItem> catalogue(store::Session& session, const store::OrgId& organisation) {
  const auto entries = session.entries_of(organisation, ticket::kCatalogueSubject);
  return entries ? ticket::catalogue_of(*entries) : std::map<std::string, ticket::CatalogueItem>{};
}

// Empty where it is not offered.
std::string etag_of_item(const std::map<std::string, ticket::CatalogueItem>& items, const std::string& key) {
  const auto found = items.find(key);
  return found == items.end() ? std::string() : etag_of_view(found->second);
}

Outcome<Answer> show_item(Reading& reading) {
  if (!works_here(reading.member, reading.call.now)) return not_found();
  const auto items = catalogue(reading.session, reading.member.organisation);
  const auto found = items.find(std::string(reading.call.request.parameter("item")));
  if (found == items.end()) return not_found();
  return shown(found->second);
}

Outcome<void> may_change_catalogue(const Changing& changing) {
  const Member& member = *changing.member;
  if (member.party == member.present->own && member.may("settings", {}, changing.call.now)) return {};
  return refuse("not-allowed", "Whoever may change the organisation's settings keeps the catalogue.");
}

record::Draft item_draft(const Changing& changing, std::string_view kind) {
  record::Draft draft;
  draft.actor = changing.member->person;
  draft.party = changing.member->party;
  draft.audience = record::Audience::requester();
  draft.subject = ticket::kCatalogueSubject;
  draft.kind = kind;
  draft.body["item"] = std::string(changing.call.request.parameter("item"));
  return draft;
}

Outcome<ticket::CatalogueItem> offer_item(Changing& changing, ticket::CatalogueItem& item) {
  if (auto may = may_change_catalogue(changing); !may) return tl::unexpected(std::move(may.error()));
  if (auto wrong = ticket::check(item); !wrong.empty()) {
    return tl::unexpected(
        Refusal{422, {"bad-body", "The form cannot be filled in.", std::nullopt, ""}, std::move(wrong)});
  }
  auto draft = item_draft(changing, "catalogue.item");
  const std::string key(changing.call.request.parameter("item"));
  if (key.size() > NameText::kMax) return refuse("bad-value", "The key of an item has at most 200 bytes.");
  if (changing.member->present->rules.takes(item.category.text).none()) {
    return refuse("no-function", "No function of the agreement takes the category \"" + item.category.text + "\".");
  }
  auto session = changing.transaction.read(store::Scope(changing.member->organisation));
  const auto items = catalogue(*session, changing.member->organisation);
  if (!items.contains(key) && items.size() >= ticket::kItemsInCatalogueMax) {
    return refuse("not-possible", "There are 500 items already.");
  }
  if (auto same = changing.must_match(etag_of_item(items, key)); !same) return tl::unexpected(std::move(same.error()));
  draft.body["form"] = encode(item);
  const auto done = changing.transaction.append(changing.member->organisation, std::move(draft));
  if (!done) return refuse(done.error());
  return item;
}

Outcome<Nothing> remove_item(Changing& changing, Nothing&) {
  if (auto may = may_change_catalogue(changing); !may) return tl::unexpected(std::move(may.error()));
  auto session = changing.transaction.read(store::Scope(changing.member->organisation));
  const auto items = catalogue(*session, changing.member->organisation);
  const std::string key(changing.call.request.parameter("item"));
  if (!items.contains(key)) return not_found();
  if (auto same = changing.must_match(etag_of_item(items, key)); !same) return tl::unexpected(std::move(same.error()));
  const auto done =
      changing.transaction.append(changing.member->organisation, item_draft(changing, "catalogue.item_removed"));
  if (!done) return refuse(done.error());
  return Nothing{};
}

// A request for oneself: what was ordered, the answers, and the question whether it may be fulfilled.
Outcome<Answer> order(Changing& changing, OrderBody& body) {
  if (!works_here(*changing.member, changing.call.now)) return not_found();
  auto session = changing.transaction.read(store::Scope(changing.member->organisation));
  const auto items = catalogue(*session, changing.member->organisation);
  const auto found = items.find(body.item.text);
  if (found == items.end()) return refuse("bad-value", "There is no \"" + body.item.text + "\" in the catalogue.");
  const ticket::CatalogueItem& item = found->second;
  const boost::json::object answers = body.answers.value_or(boost::json::object{});
  if (auto wrong = ticket::check(item, answers); !wrong.empty()) {
    return tl::unexpected(
        Refusal{422, {"bad-body", "The form is not filled in.", std::nullopt, "See `errors`."}, std::move(wrong)});
  }
  TicketDesk desk(changing);
  command::Create create;
  create.type = ticket::Type::request;
  create.category = item.category.text;
  create.subject = desk.text(item.name.text);
  auto made = desk.create(std::move(create), std::nullopt);
  if (!made) return tl::unexpected(std::move(made.error()));
  const auto everybody = record::Audience::requester();
  const auto ordering = [&](const SeenTicket&) -> Made {
    return command::Order{body.item.text,
                          answers.empty() ? std::nullopt : std::optional(desk.text(write_json(answers)))};
  };
  if (auto done = desk.work(*made, everybody, ordering); !done) return tl::unexpected(std::move(done.error()));
  if (item.approval) {
    const auto asking = [](const SeenTicket&) -> Made { return command::AskApproval{}; };
    if (auto done = desk.work(*made, everybody, asking); !done) return tl::unexpected(std::move(done.error()));
  }
  return as_it_stands(changing, desk, *made, 201);
}

}  // namespace

void add_catalogue(Api& api) {
  api.read<CatalogueView>(of_desk("getCatalogue", "GET", "/catalogue", "", "What can be ordered, each with its form."),
                          [](Reading& reading) -> Outcome<CatalogueView> {
                            if (!works_here(reading.member, reading.call.now)) return not_found();
                            return CatalogueView{catalogue(reading.session, reading.member.organisation)};
                          });
  api.act<Nothing, ticket::CatalogueItem>(
      of_desk("showCatalogueItem", "GET", "/catalogue/{item}", "",
              "One of them, with the ETag that a change of it may name in If-Match."),
      [&api](Call& call, Nothing&) { return api.reading(call, show_item); });
  api.change<ticket::CatalogueItem, ticket::CatalogueItem>(
      of_desk("putCatalogueItem", "PUT", "/catalogue/{item}", "", "Offer something, or offer it otherwise."),
      offer_item);
  api.change<Nothing, Nothing>(of_desk("removeCatalogueItem", "DELETE", "/catalogue/{item}", "", "Offer it no longer."),
                               remove_item);
  api.create<OrderBody, TicketView>(
      of_desk("order", "POST", "/orders", "", "Order something of the catalogue, for yourself."), order);
}

}  // namespace concordat::operate
