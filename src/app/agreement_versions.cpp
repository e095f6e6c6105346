// SPDX-License-Identifier: Apache-2.0
#include "app/agreement_files.hpp"
#include "app/key_file.hpp"
#include "app/signing.hpp"
#include "operate/proof/signing.hpp"
#include "app/workspace.hpp"
#include "operate/present/party_keys.hpp"
#include "operate/agreement/proposing.hpp"
#include "base/clock.hpp"
#include "base/text.hpp"
#include "store/transaction.hpp"

#include <CLI/App.hpp>

#include <boost/json/array.hpp>

#include <memory>

// `concordat agreement propose | apply | approve | withdraw | dismiss | show`: versions of the agreement in the record.
namespace concordat::app {
namespace {

using namespace agreement;

struct VersionQuestion {
  std::vector<std::string> files;
  std::string organisation;
  std::string version;
  std::string party;
  std::string key;
  std::string why;
  std::string at;
  bool as_if = false;
  bool despite_errors = false;
};

Result<operate::Prepared> prepare(Context& context, const VersionQuestion& asked) {
  store::ZoneSource zones;
  operate::HolidayLists lists;
  auto reading = read_agreement_files(zones, asked.files, &lists);
  if (!reading) return tl::unexpected(reading.error());
  Findings findings;
  auto prepared = operate::prepare(std::move(*reading), lists, asked.despite_errors, findings);
  if (!prepared && has_error(findings) && !context.json) remark(to_text(findings));
  return prepared;
}

struct Made {
  std::string version;
  bool created_organisation = false;
  bool already = false;
};

// Puts the version into the record (unless it is there), and then what `also` adds; all or nothing.
Result<Made> put(const Context& context, const VersionQuestion& asked, const operate::Prepared& prepared,
                 const std::function<std::optional<record::Draft>(const std::string& version)>& also) {
  auto database = open_database(context, store::Database::Opening::create);
  if (!database) return tl::unexpected(database.error());
  store::Transaction transaction(*database, system_now());
  Made made;
  auto organisation = database->find_organisation(asked.organisation);
  if (!organisation) {
    organisation = transaction.create_organisation(asked.organisation, machine_random());
    if (!organisation) return tl::unexpected(organisation.error());
    made.created_organisation = true;
  }
  auto session = transaction.read(store::Scope(*organisation));
  if (!session) return tl::unexpected(session.error());
  const auto recorded = operate::read_recorded(*session, *organisation);
  if (!recorded) return tl::unexpected(recorded.error());
  const auto put = operate::put_version(transaction, *organisation, *recorded, prepared, "host", machine_random());
  if (!put) return tl::unexpected(put.error());
  made.version = put->version;
  made.already = put->already;
  if (auto draft = also(made.version)) {
    const auto done = transaction.append(*organisation, std::move(*draft));
    if (!done) return tl::unexpected(done.error());
  }
  warn_of_clock(transaction.appended(*organisation));
  transaction.commit();
  return made;
}

boost::json::array names(const std::vector<std::string>& all) {
  boost::json::array names;
  for (const auto& one : all) names.emplace_back(one);
  return names;
}

boost::json::value instant_or_null(std::optional<std::int64_t> at_s) {
  return at_s ? boost::json::value(format_instant(Instant::from_seconds(*at_s))) : boost::json::value();
}

boost::json::object to_json(const Version& version) {
  boost::json::array approved;
  for (const auto& [party, at] : version.approved) approved.emplace_back(party);
  boost::json::array rejected;
  for (const auto& [party, at] : version.rejected) rejected.emplace_back(party);
  return {{"version", version.id},
          {"effective", format_instant(Instant::from_seconds(version.effective_s))},
          {"in_force_from", instant_or_null(version.in_force_from_s())},
          {"agreed", version.agreed()},
          {"approved_by", std::move(approved)},
          {"not_agreed_by", names(version.missing())},
          {"rejected_by", std::move(rejected)},
          {"withdrawn", version.withdrawn.has_value()},
          {"as_if", version.applied_as_if.has_value() && !version.applied}};
}

// The version as the record now has it, with a first line of what was done.
Result<void> answer_version(Context& context, const VersionQuestion& asked, const Made& made,
                            const std::string& done_words) {
  auto workspace = open_workspace(context, asked.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  auto session = workspace->session();
  if (!session) return tl::unexpected(session.error());
  const auto recorded = operate::read_recorded(*session, workspace->organisation);
  if (!recorded) return tl::unexpected(recorded.error());
  const Version* version = recorded->versions.find(made.version);
  if (version == nullptr) return fail("no-version", "The record has no version " + made.version + ".");
  auto document = to_json(*version);
  document["created_org"] = made.created_organisation;
  std::string text = done_words + " " + version->id + ": " + operate::state_of(*version) + ".\n";
  if (const auto from_s = version->in_force_from_s()) {
    text += "In force from " + format_instant(Instant::from_seconds(*from_s)) + ".\n";
  } else if (version->is_open() && !version->applied_as_if) {
    text += "Not in force: it takes effect when it is agreed, or when the organisation applies it.\n";
  }
  if (made.created_organisation) text += "The organisation " + asked.organisation + " is new.\n";
  answer(context, document, text);
  return {};
}

void warn_of_series(const operate::Prepared& prepared, const operate::RecordedAgreement& recorded) {
  const auto warn = [&](const std::string& what, const std::string& series) {
    if (recorded.quantities.at(series, calendar::kLastDate)) return;
    remark(what + series + ", of which nothing is known yet: concordat quantity set " + series +
           " --org … --at DATE --value N --source TEXT");
  };
  for (const auto& [key, price] : prepared.agreement.prices) {
    if (price.counts && !price.counts->name.starts_with("time.")) warn("price " + key + " counts ", price.counts->name);
    if (!price.index.empty()) warn("price " + key + " goes by the index ", price.index);
  }
}

Result<void> apply(Context& context, const VersionQuestion& asked) {
  const auto prepared = prepare(context, asked);
  if (!prepared) return tl::unexpected(prepared.error());
  const auto made = put(context, asked, *prepared, [&](const std::string& version) {
    return std::optional(applied(version, prepared->own_party, asked.as_if));
  });
  if (!made) return tl::unexpected(made.error());
  auto workspace = open_workspace(context, asked.organisation);
  auto session = workspace ? workspace->session() : tl::unexpected(workspace.error());
  if (session) {
    if (const auto recorded = operate::read_recorded(*session, workspace->organisation))
      warn_of_series(*prepared, *recorded);
  }
  return answer_version(context, asked, *made, asked.as_if ? "Applied as if to the past," : "Applied");
}

Result<void> propose(Context& context, const VersionQuestion& asked) {
  const auto prepared = prepare(context, asked);
  if (!prepared) return tl::unexpected(prepared.error());
  const auto made = put(context, asked, *prepared, [](const std::string&) { return std::optional<record::Draft>{}; });
  if (!made) return tl::unexpected(made.error());
  return answer_version(context, asked, *made, made->already ? "Proposed already," : "Proposed");
}

// The version that is meant: the one named, else the last that was proposed.
Result<const Version*> version_of(const operate::RecordedAgreement& recorded, const std::string& id) {
  const auto& all = recorded.versions.all();
  if (all.empty())
    return fail("no-version", "The record has no agreement yet.", "concordat agreement propose FILE… --org …");
  if (id.empty()) return &all.back();
  if (const Version* found = recorded.versions.find(id)) return found;
  std::string known;
  for (const Version& one : all) known += (known.empty() ? "" : ", ") + one.id;
  return fail("no-version", "The record has no version \"" + id + "\".", "There are: " + known + ".");
}

// What is added to a version that is in the record, in one transaction.
struct Answering {
  Workspace& workspace;
  store::Session& session;
  const operate::RecordedAgreement& recorded;
  const Version& version;
};

// Finds the version that is meant, puts what `drafts` makes of it into the record, and shows how it stands.
Result<void> answer_with(Context& context, const VersionQuestion& asked, const std::string& done_words,
                         const std::function<Result<std::vector<record::Draft>>(const Answering&)>& drafts) {
  auto workspace = open_workspace(context, asked.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  store::Transaction transaction(workspace->database, system_now());
  auto session = transaction.read(store::Scope(workspace->organisation));
  if (!session) return tl::unexpected(session.error());
  const auto recorded = operate::read_recorded(*session, workspace->organisation);
  if (!recorded) return tl::unexpected(recorded.error());
  const auto version = version_of(*recorded, asked.version);
  if (!version) return tl::unexpected(version.error());
  auto made = drafts({*workspace, *session, *recorded, **version});
  if (!made) return tl::unexpected(made.error());
  const std::string id = (*version)->id;
  for (record::Draft& draft : *made) {
    const auto done = transaction.append(workspace->organisation, std::move(draft));
    if (!done) return tl::unexpected(done.error());
  }
  warn_of_clock(transaction.appended(workspace->organisation));
  transaction.commit();
  return answer_version(context, asked, {id, false, false}, done_words);
}

// Whoever holds the host's key is the organisation, and can sign for nobody else.
Result<void> may_sign(Context& context, const Answering& at, const std::string& party, const record::SigningKey& key) {
  const auto own = read_key(key_path(context, ""));
  const bool host_key_used = own && own->verifier(record::SignatureType::ed25519).public_key ==
                                        key.verifier(record::SignatureType::ed25519).public_key;
  if (!host_key_used) return {};
  const auto parties = at.session.parties(at.workspace.organisation);
  if (!parties) return tl::unexpected(parties.error());
  const bool internal = std::any_of(parties->begin(), parties->end(), [&](const store::Party& one) {
    return one.key == party && one.kind == "internal";
  });
  if (internal) return {};
  return fail("not-yours", "This is the host's own key: it cannot approve for " + party + ".",
              "Each party signs with a key that this host does not hold.");
}

Result<void> approve(Context& context, const VersionQuestion& asked) {
  const auto sign = [&](const Answering& at) -> Result<std::vector<record::Draft>> {
    const auto key = read_key(asked.key);
    if (!key) return tl::unexpected(key.error());
    if (const auto may = may_sign(context, at, asked.party, *key); !may) return tl::unexpected(may.error());
    const store::OrgId& organisation = at.workspace.organisation;
    const auto approval = sign_approval(organisation.value, at.version.id, asked.party, *key);
    auto drafts = operate::approving(at.recorded, organisation, at.version.id, approval);
    if (drafts && drafts->front().kind == record::kPartyPaired) {
      remark(paired_words(asked.party, key->verifier(record::SignatureType::ed25519)));
    }
    return drafts;
  };
  return answer_with(context, asked, "Approved by " + asked.party + ",", sign);
}

// By whoever has the data, which is the side that proposes. Nobody else's no can be given here: nothing would show that
// it is theirs.
Result<void> withdraw(Context& context, const VersionQuestion& asked) {
  const auto take_back = [&](const Answering& at) -> Result<std::vector<record::Draft>> {
    if (at.version.withdrawn) return fail("already", "The version was withdrawn already.");
    if (!at.version.is_open()) {
      return fail("not-possible", "The version is decided, so it is not withdrawn any more.",
                  "Propose another that takes its place.");
    }
    std::optional<record::VaultText> why;
    if (!asked.why.empty()) why = record::new_text(asked.why, machine_random());
    return std::vector<record::Draft>{withdrawn(at.version.id, at.version.proposed_by, why)};
  };
  return answer_with(context, asked, "Withdrawn", take_back);
}

Result<void> dismiss(Context& context, const VersionQuestion& asked) {
  auto workspace = open_workspace(context, asked.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  store::Transaction transaction(workspace->database, system_now());
  auto session = transaction.read(store::Scope(workspace->organisation));
  if (!session) return tl::unexpected(session.error());
  const auto parties = session->parties(workspace->organisation);
  if (!parties) return tl::unexpected(parties.error());
  std::vector<std::string> others;
  std::string own;
  for (const auto& one : *parties) {
    if (one.kind == "internal") own = one.key;
    if (one.kind != "internal") others.push_back(one.key);
  }
  if (std::find(others.begin(), others.end(), asked.party) == others.end()) {
    const auto near = nearest_name(asked.party, others);
    return fail("unknown-party", "There is no other party \"" + asked.party + "\".",
                near ? "Did you mean " + *near + "?" : "");
  }
  const auto done = transaction.append(workspace->organisation, dismissed(asked.party, own, asked.why));
  if (!done) return tl::unexpected(done.error());
  const Instant at = transaction.appended(workspace->organisation).recorded;
  warn_of_clock(transaction.appended(workspace->organisation));
  transaction.commit();
  answer(context, boost::json::object{{"party", asked.party}, {"at", format_instant(at)}},
         asked.party + " is dismissed from " + format_instant(at) +
             " on: its people may do nothing here any more, save read, export, cosign and dispute what was shared "
             "with them, for 90 days.\nThe agreement still names them: put a version in force that says who does their "
             "work.\n");
  return {};
}

Result<void> show(Context& context, const VersionQuestion& asked) {
  auto workspace = open_workspace(context, asked.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  auto session = workspace->session();
  if (!session) return tl::unexpected(session.error());
  const auto recorded = operate::read_recorded(*session, workspace->organisation);
  if (!recorded) return tl::unexpected(recorded.error());
  if (recorded->versions.all().empty()) return version_of(*recorded, "").map([](const auto*) {});
  Instant at = system_now();
  if (!asked.at.empty()) {
    const auto last =
        operate::read_version(*session, workspace->organisation, *recorded, recorded->versions.all().back());
    if (!last) return tl::unexpected(last.error());
    const auto read = read_agreement_time(*last, "--at", asked.at);
    if (!read) return tl::unexpected(read.error());
    at = *read;
  }
  const Version* version = recorded->versions.at(at.seconds());
  if (!asked.version.empty()) {
    const auto found = version_of(*recorded, asked.version);
    if (!found) return tl::unexpected(found.error());
    version = *found;
  }
  boost::json::array others;
  for (const Version& one : recorded->versions.all()) others.emplace_back(to_json(one));
  boost::json::object document{{"at", format_instant(at)}, {"in_force", nullptr}, {"versions", std::move(others)}};
  std::string text;
  if (version == nullptr) {
    text = "Nothing was in force at " + format_instant(at) + ".\n";
  } else {
    const auto texts = operate::version_texts(*session, workspace->organisation, *version);
    if (!texts) return tl::unexpected(texts.error());
    auto shown = to_json(*version);
    boost::json::array files;
    text = "Version " + version->id + ", " + operate::state_of(*version) + ".\n";
    if (const auto from_s = version->in_force_from_s()) {
      text += "In force from " + format_instant(Instant::from_seconds(*from_s)) + ".\n";
    }
    for (const auto& one : *texts) {
      files.emplace_back(boost::json::object{{"file", one.file}, {"text", one.bytes}});
      text += "\n# ==== " + one.file + "\n" + one.bytes;
    }
    shown["texts"] = std::move(files);
    document["in_force"] = std::move(shown);
  }
  for (const Version& one : recorded->versions.all()) {
    if (&one == version) continue;
    const auto from_s = one.in_force_from_s();
    text += "\nAlso version " + one.id + ", " + operate::state_of(one) +
            (one.withdrawn ? ""
             : from_s      ? ", in force from " + format_instant(Instant::from_seconds(*from_s))
                           : ", not in force") +
            ".\n";
  }
  answer(context, document, text);
  return {};
}

CLI::App* add(CLI::App& agreement, Context& context, const char* name, const char* what, const char* example,
              Result<void> (*run)(Context&, const VersionQuestion&), const std::shared_ptr<VersionQuestion>& asked) {
  auto* command = agreement.add_subcommand(name, what);
  command->footer(std::string("Example: concordat agreement ") + name + " " + example);
  add_org(*command, asked->organisation);
  command->callback([&context, asked, run] {
    if (const auto done = run(context, *asked); !done) refuse(context, done.error());
  });
  return command;
}

}  // namespace

void add_agreement_versions(CLI::App& agreement, Context& context) {
  const auto asked = [] { return std::make_shared<VersionQuestion>(); };
  for (const bool applying : {true, false}) {
    auto one = asked();
    auto* command = applying ? add(agreement, context, "apply", "Puts a version in force, by the organisation alone.",
                                   "harbour.toml annex-northwind.toml --org Harbour", apply, one)
                             : add(agreement, context, "propose", "Puts a version before the other parties.",
                                   "harbour.toml annex-northwind.toml --org Harbour", propose, one);
    add_agreement_files(*command, one->files);
    command->add_flag("--despite-errors", one->despite_errors, "also where the checker finds errors");
    if (applying) command->add_flag("--as-if", one->as_if, "only to look at the past under it; never in force");
  }
  auto one = asked();
  auto* command = add(agreement, context, "approve", "A party agrees to a version, with its key.",
                      "--org Harbour --as northwind --key northwind.key", approve, one);
  command->add_option("--as", one->party, "the party")->required()->type_name("PARTY");
  command->add_option("--key", one->key, "the party's private key")->required()->type_name("FILE");
  command->add_option("--version", one->version, "which version (default: the last proposed)")->type_name("ID");

  one = asked();
  command = add(agreement, context, "withdraw", "Takes a proposed version back, while it is not decided.",
                "v_… --org Harbour --why \"…\"", withdraw, one);
  command->add_option("VERSION", one->version, "the version")->required();
  command->add_option("--why", one->why, "the reason, which all parties may read")->type_name("TEXT");

  one = asked();
  command = add(agreement, context, "dismiss", "Ends a party's rights at once.", "northwind --org Harbour --why \"…\"",
                dismiss, one);
  command->add_option("PARTY", one->party, "the party")->required();
  command->add_option("--why", one->why, "the reason, which all parties may read")->type_name("TEXT");

  one = asked();
  command = add(agreement, context, "show", "The version in force, and who has agreed to it.",
                "--org Harbour --at 2026-06-01", show, one);
  command->add_option("--at", one->at, "at this time (default: now)")->type_name("T");
  command->add_option("--version", one->version, "this version, whether in force or not")->type_name("ID");
}

}  // namespace concordat::app
