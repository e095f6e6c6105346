// SPDX-License-Identifier: Apache-2.0
#include "app/bundling.hpp"
#include "app/key_file.hpp"
#include "app/mirror.hpp"
#include "app/record_server.hpp"
#include "app/signing.hpp"
#include "base/clock.hpp"
#include "base/text.hpp"
#include "store/files.hpp"

#include <CLI/App.hpp>

#include <filesystem>
#include <fstream>
#include <set>

// `concordat witness`: another party's own copy of the record, checked at every visit, and its signature.
namespace concordat::app {
namespace {

namespace fs = std::filesystem;

struct WitnessQuestion {
  std::string source;
  std::string server;
  std::string token_file;
  std::string authorities;
  std::string mirror;
  std::string key;
  std::string organisation;
  std::string party;
  std::string host;
  std::int64_t accept_epoch = 0;
};

// A server's record, of the one organisation.
struct Served {
  RecordServer server;
  std::string organisation;
};
Result<std::optional<Served>> served(const WitnessQuestion& question) {
  if (question.server.empty()) return std::nullopt;
  const auto token = read_secret(question.token_file);
  if (!token) return tl::unexpected(token.error());
  auto server = RecordServer::of(question.server, *token, question.authorities);
  if (!server) return tl::unexpected(server.error());
  const auto organisation = server->organisation(question.organisation);
  if (!organisation) return tl::unexpected(organisation.error());
  return Served{std::move(*server), *organisation};
}

std::string fetched_file(const WitnessQuestion& question) { return question.mirror + "/fetched.bundle"; }

// The bundle to read: the file itself, one that the server makes, or one made from a data folder on this machine.
Result<std::string> bundle_of(const Context& context, const WitnessQuestion& question,
                              const std::optional<Served>& served) {
  if (served) {
    const auto fetched = served->server.fetch_bundle(served->organisation, question.party, 0, fetched_file(question));
    if (!fetched) return tl::unexpected(fetched.error());
    return fetched_file(question);
  }
  if (!fs::is_directory(question.source)) return question.source;
  if (question.organisation.empty() || question.party.empty()) {
    return fail("usage", "To witness a data folder, say --org NAME and --as PARTY.");
  }
  Context there = context;
  there.data = question.source;
  auto workspace = open_workspace(there, question.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  const auto key = host_key(there, "");
  if (!key) return tl::unexpected(key.error());
  std::string file = fetched_file(question);
  if (const auto made = write_bundle_file(*workspace, *key, question.party, file); !made)
    return tl::unexpected(made.error());
  return file;
}

// At the first visit: whose record this is, from --host or as the bundle claims.
Result<record::WitnessState> first_state(const WitnessQuestion& question, const ReadBundle& bundle) {
  record::WitnessState state;
  state.organisation = bundle.report.header.organisation;
  if (bundle.report.header.keys.empty()) return fail("no-host-key", "The bundle does not say whose it is.");
  const auto host = record::parse_vkey(question.host.empty() ? bundle.report.header.keys.front() : question.host);
  if (!host) return tl::unexpected(host.error());
  state.host = *host;
  if (question.host.empty()) {
    remark("First visit. The host says that its key is " + host->name + " with the fingerprint\n  " +
           record::fingerprint(host->public_key) +
           "\nCompare it by voice with what `concordat key show` says at the host.");
  }
  return state;
}

Result<record::SigningKey> witness_key(const WitnessQuestion& question, const Mirror& mirror, bool first_visit) {
  if (!question.key.empty()) return read_key(question.key);
  if (fs::exists(mirror.key_file())) return read_key(mirror.key_file());
  if (!first_visit) {
    return fail_at({mirror.key_file()}, "no-witness-key", "The key that this witness signed with is gone.",
                   "Bring it back, or name another with --key and pair it again at the host.");
  }
  auto key = record::SigningKey::make("witness.local/" + random_id('w', machine_random()), machine_random());
  if (!key) return key;
  if (const auto written = write_key(mirror.key_file(), *key); !written) return tl::unexpected(written.error());
  remark("A key was made for this witness: " + mirror.key_file());
  return key;
}

// What a visit comes to: the bundle as a file, and what is to be remembered of it.
struct Seen {
  std::string file;
  std::string note;
  record::WitnessState before;
  record::WitnessState after;
  Instant at;
};

Result<record::WitnessState> visit(const ReadBundle& bundle, const record::WitnessState& state,
                                   const WitnessQuestion& question, Instant now) {
  const auto accepted = question.accept_epoch > 0 ? std::optional(question.accept_epoch) : std::nullopt;
  auto visit = record::WitnessVisit::begin(state, bundle.note, now, accepted);
  if (!visit) return tl::unexpected(visit.error());
  for (std::int64_t i = visit->fetch_from(); i < visit->fetch_to(); ++i) {
    const auto& line = bundle.lines[static_cast<std::size_t>(i)];
    const auto taken = line ? visit->entry(*line) : visit->withheld(bundle.tree.leaf(i));
    if (!taken) return tl::unexpected(taken.error());
  }
  record::Proof proof;
  if (visit->fetch_from() > 0 && visit->fetch_from() < visit->fetch_to()) {
    proof = bundle.tree.consistency(visit->fetch_from(), visit->fetch_to());
  }
  return visit->finish(proof);
}

Result<record::WitnessState> visit(const record::Continuation& continuation, const record::WitnessState& state,
                                   Instant now) {
  auto visit = record::WitnessVisit::begin(state, continuation.note, now);
  if (!visit) return tl::unexpected(visit.error());
  for (const auto& item : continuation.items) {
    const auto taken = item.line ? visit->entry(*item.line) : visit->withheld(item.leaf);
    if (!taken) return tl::unexpected(taken.error());
  }
  return visit->finish(continuation.consistency);
}

// Of a record that was seen before, the server is asked only for what is new; with what the mirror has it makes the
// same bundle, and that is checked like one. Nullopt where it takes the whole: an epoch is to be accepted, the mirror's
// own is damaged or another party's, or the server is too old for the question.
Result<std::optional<Seen>> see_what_is_new(const WitnessQuestion& question, const Served& served, const Mirror& mirror,
                                            const record::WitnessState& before) {
  if (before.size == 0 || question.accept_epoch > 0 || !fs::exists(mirror.bundle_file())) return std::nullopt;
  const std::string came = mirror.folder() + "/fetched.continuation";
  const auto fetched = served.server.fetch_bundle(served.organisation, question.party, before.size, came);
  if (!fetched) return tl::unexpected(fetched.error());
  std::string first(record::kContinuationMagic.size(), '\0');
  std::ifstream(came, std::ios::binary).read(first.data(), static_cast<std::streamsize>(first.size()));
  if (first != record::kContinuationMagic) return std::nullopt;
  const auto continuation = read_continuation(came);
  if (!continuation) return tl::unexpected(continuation.error());
  const Instant now = system_now();
  const auto after = visit(*continuation, before, now);
  if (!after) return tl::unexpected(after.error());
  const auto extended = mirror.extend(*continuation, before, fetched_file(question));
  if (!extended) return tl::unexpected(extended.error());
  if (!*extended) return std::nullopt;
  const auto bundle = read_bundle(fetched_file(question), {});
  if (!bundle) return tl::unexpected(bundle.error());
  std::error_code ignored;
  fs::remove(came, ignored);
  return Seen{fetched_file(question), continuation->note, before, *after, now};
}

Result<Seen> see_whole(const Context& context, const WitnessQuestion& question, const std::optional<Served>& served,
                       const std::optional<record::WitnessState>& kept) {
  const auto file = bundle_of(context, question, served);
  if (!file) return tl::unexpected(file.error());
  const auto bundle = read_bundle(*file, {});
  if (!bundle) return tl::unexpected(bundle.error());
  const auto before = kept ? Result<record::WitnessState>(*kept) : first_state(question, *bundle);
  if (!before) return tl::unexpected(before.error());
  const Instant now = system_now();
  const auto after = visit(*bundle, *before, question, now);
  if (!after) return tl::unexpected(after.error());
  return Seen{*file, bundle->note, *before, *after, now};
}

// The record held and the signature is kept here: what is missing is that the host takes it in.
Problem not_posted(Problem problem, const record::SigningKey& key) {
  if (problem.code == "not-paired" || problem.code == "not-cosigned") {
    const auto verifier = key.verifier(record::SignatureType::cosignature);
    problem.hint = "Let the host's owner pair it (POST …/pairings, or `concordat cosign --party … --vkey …`) with\n  " +
                   verifier.text() + "\nand compare its fingerprint with them by voice:\n  " +
                   record::fingerprint(verifier.public_key);
  }
  problem.message = "The record holds and was signed here, but the host did not take the signature: " + problem.message;
  return problem;
}

Result<void> witness(Context& context, const WitnessQuestion& question) {
  const Mirror mirror(question.mirror);
  if (const auto made = store::make_private_folder(question.mirror); !made) return made;
  const auto source = served(question);
  if (!source) return tl::unexpected(source.error());
  const auto kept = mirror.state();
  if (!kept) return tl::unexpected(kept.error());
  std::optional<Seen> seen;
  if (*source && *kept) {
    auto news = see_what_is_new(question, **source, mirror, **kept);
    if (!news) return tl::unexpected(news.error());
    seen = std::move(*news);
  }
  if (!seen) {
    auto whole = see_whole(context, question, *source, *kept);
    if (!whole) return tl::unexpected(whole.error());
    seen = std::move(*whole);
  }
  const auto& [file, shown, before, after, now] = *seen;
  const auto key = witness_key(question, mirror, !*kept);
  if (!key) return tl::unexpected(key.error());
  auto note = record::parse_note(shown);
  if (!note) return tl::unexpected(note.error());
  note->signatures.push_back(record::cosign_text(*key, note->text, now));
  const std::string cosigned = record::to_text(*note);
  const bool new_epoch = after.epoch != before.epoch;
  if (new_epoch) {
    if (const auto aside = mirror.set_aside(before.epoch); !aside) return aside;
  }
  // On disk before it is given away: a witness that forgets what it signed could be shown another record.
  if (const auto stored = mirror.keep(file, cosigned, after); !stored) return stored;

  std::error_code ignored;
  if (file == fetched_file(question)) fs::remove(file, ignored);
  if (*source) {
    const auto posted = (*source)->server.post_cosignature((*source)->organisation, cosigned);
    if (!posted) return tl::unexpected(not_posted(posted.error(), *key));
  }

  const std::int64_t fresh = after.size - (new_epoch ? 0 : before.size);
  remark("Seen " + with_thousands(after.size) + " entries, " + with_thousands(fresh) + " of them new; " +
         (new_epoch ? "a new epoch, as accepted: what was seen of the old one is kept as " + mirror.bundle_file() +
                          ".epoch-" + std::to_string(before.epoch)
                    : std::string("they continue what was seen before")) +
         ".\nThe cosigned checkpoint is in " + mirror.note_file() + ".");
  answer(context,
         boost::json::object{{"ok", true},
                             {"size", after.size},
                             {"new_entries", fresh},
                             {"epoch", after.epoch},
                             {"vkey", key->verifier(record::SignatureType::cosignature).text()},
                             {"note", cosigned}},
         cosigned);
  return {};
}

}  // namespace

void add_witness(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("witness", "Mirrors another party's record, refuses one that was rewritten, and cosigns it.");
  command->footer(
      "Exit code 1: what was shown does not continue what was seen; nothing was signed.\n"
      "Example: concordat witness --source harbour.bundle --mirror mirror-of-harbour\n"
      "Example: concordat witness --server https://desk.harbour.example --token-file token --mirror mirror-of-harbour");
  auto question = std::make_shared<WitnessQuestion>();
  auto* source = command->add_option("--source", question->source, "a bundle, or a data folder on this machine");
  source->type_name("PATH");
  auto* server = command->add_option("--server", question->server, "the host's service: its record is fetched there")
                     ->type_name("URL")
                     ->excludes(source);
  auto* token = command->add_option("--token-file", question->token_file, "a token of that service, scope \"record\"")
                    ->type_name("FILE");
  server->needs(token);
  token->needs(server);
  command->add_option("--tls-ca", question->authorities, "whose certificates are trusted, PEM (default: the machine's)")
      ->type_name("FILE")
      ->needs(server);
  command->add_option("--mirror", question->mirror, "the folder in which this witness remembers")
      ->required()
      ->type_name("DIR");
  command->add_option("--key", question->key, "the witness's key (default: witness.key in the mirror)")
      ->type_name("FILE");
  command->add_option("--org", question->organisation, "of a service or a data folder: the organisation")
      ->type_name("NAME");
  command->add_option("--as", question->party, "of a data folder: the party that watches; of a service the token's own")
      ->type_name("PARTY");
  command->add_option("--host", question->host, "at the first visit: the host's public key")->type_name("VKEY");
  command
      ->add_option("--accept-epoch", question->accept_epoch,
                   "a person accepts that the record lost entries and goes on")
      ->type_name("N");
  command->callback([&context, question] {
    static const std::set<std::string> kRefusals = {
        "other-log", "new-epoch", "shrunken-log", "fork", "recorded-outside-visit", "bad-signature", "damaged-bundle"};
    if (question->source.empty() && question->server.empty()) {
      return refuse(context, {"usage", "Say what to watch.", std::nullopt, "--source PATH, or --server URL."});
    }
    const auto done = witness(context, *question);
    if (!done) refuse(context, done.error(), kRefusals.contains(done.error().code) ? 1 : 2);
  });
}

}  // namespace concordat::app
