// SPDX-License-Identifier: Apache-2.0
#include "agreement/read_tables.hpp"

namespace concordat::agreement {
namespace {

const std::vector<std::string> kHows = {"yes", "inform", "no"};

Where place(ReadContext& context, const toml::node& node) {
  return {context.file, static_cast<std::int64_t>(node.source().begin.line),
          static_cast<std::int64_t>(node.source().begin.column)};
}

// "yes", "inform", "no", or { ask = role, act_after = "15m" }.
std::optional<Permission> permission(Table& action, std::string_view class_, const toml::node& node) {
  Permission permission;
  permission.where = place(action.context(), node);
  if (node.is_string()) {
    const std::string& word = node.as_string()->get();
    if (word == "yes") permission.how = Permission::How::yes;
    if (word == "inform") permission.how = Permission::How::inform;
    if (std::find(kHows.begin(), kHows.end(), word) == kHows.end()) {
      action.context().findings.push_back(unlike("bad-value", quoted(word) + " is no answer.", word, kHows,
                                                 "It is yes, inform, no, or { ask = \"a-role\", act_after = \"15m\" }.",
                                                 {action.path() + "." + path_step(class_), permission.where}));
    }
    return permission;
  }
  auto table = node.is_table() ? action.table(class_) : std::nullopt;
  if (!table) {
    action.bad(class_, permission.where, "It is yes, inform, no, or { ask = \"a-role\", act_after = \"15m\" }.");
    return std::nullopt;
  }
  permission.how = Permission::How::ask;
  permission.ask = table->word("ask");
  if (!permission.ask && !table->has("ask")) table->missing("ask", "Which role is asked? ask = \"…\"");
  if (const auto after = table->duration("act_after")) {
    if (after->working_days != 0) {
      table->bad("act_after", table->where("act_after"), "`act_after` is a length of time: \"15m\".");
    } else {
      permission.act_after_s = after->seconds;
    }
  }
  table->finish();
  return permission;
}

}  // namespace

void read_authorities(Table& top, Agreement& agreement) {
  for (auto& [key, table] : top.named("authority")) {
    Authority authority;
    authority.team = {key, table.where()};
    authority.where = table.where();
    const toml::table& actions = *top.get("authority")->as_table()->get(key)->as_table();
    for (const auto& [action, value] : actions) {
      const std::string name(action.str());
      auto classes = table.table(name);
      if (!classes) continue;
      auto& permissions = authority.actions[name];
      for (const auto& [class_, how] : *value.as_table()) {
        classes->get(class_.str());
        if (auto read = permission(*classes, class_.str(), how)) {
          permissions.emplace(std::string(class_.str()), std::move(*read));
        }
      }
    }
    declare(table, agreement.authorities, key, std::move(authority));
  }
}

void read_forbids(Table& top, Agreement& agreement) {
  for (auto& [key, table] : top.named("forbid")) {
    Forbid forbid;
    read_declared(table, key, forbid);
    forbid.who = table.word_or_words("who");
    forbid.what = table.word_or_words("what");
    forbid.on = table.word_or_words("on");
    forbid.why = table.text("why");
    forbid.separate = table.words("separate");
    if (forbid.separate.empty() && (forbid.who.empty() || forbid.what.empty())) {
      table.missing(forbid.who.empty() ? "who" : "what",
                    "Who may not do what? who = \"…\", what = \"…\"; or separate = [\"requester\", \"approver\"]");
    }
    if (!forbid.separate.empty() && forbid.separate.size() != 2) {
      table.bad("separate", table.where("separate"), "`separate` names two: [\"requester\", \"approver\"].");
    }
    table.finish();
    declare(table, agreement.forbids, key, std::move(forbid));
  }
}

void read_decisions(Table& top, Agreement& agreement) {
  for (auto& [key, table] : top.named("decide")) {
    DecisionRight right;
    read_declared(table, key, right);
    right.what = table.text("what");
    right.role = table.word("role");
    right.with = table.word_or_words("with");
    if (!right.role && !table.has("role")) table.missing("role", "Which role decides? role = \"…\"");
    table.finish();
    declare(table, agreement.decisions, key, std::move(right));
  }
}

void read_review(Table& top, Agreement& agreement) {
  auto table = top.table("review");
  if (!table) return;
  Review review;
  review.where = table->where();
  const auto every = table->word("every");
  static const std::vector<std::string> kEvery = {"week", "month", "quarter", "half-year", "year"};
  if (every && std::find(kEvery.begin(), kEvery.end(), every->name) == kEvery.end()) {
    table->none_of("every", *every, "is no period.", kEvery);
  } else if (every) {
    review.every = every->name;
  }
  if (auto material = table->table("material")) {
    for (const auto& [measure, unused] : *table->get("material")->as_table()) {
      review.material.emplace(measure.str(), material->text(measure.str()));
    }
    material->finish();
  }
  table->finish();
  agreement.review = std::move(review);
}

}  // namespace concordat::agreement
