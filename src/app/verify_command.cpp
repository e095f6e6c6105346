// SPDX-License-Identifier: Apache-2.0
#include "app/verify/command.hpp"
#include "app/verify/verifier.hpp"

#include <CLI/App.hpp>

#include <memory>

// `concordat verify BUNDLE`: checks a bundle without the data folder.
namespace concordat::app {
namespace {

struct VerifyQuestion {
  std::string bundle;
  std::vector<std::string> trust;
};

void answer_verify(Context& context, const VerifyQuestion& question) {
  std::vector<record::VerifierKey> trust;
  for (const std::string& text : question.trust) {
    auto key = record::parse_vkey(text);
    if (!key) return refuse(context, key.error());
    trust.push_back(std::move(*key));
  }
  const auto report = verify::verify_file(question.bundle, std::move(trust));
  if (!report) return refuse(context, report.error());
  answer(context, verify::to_json(*report), verify::to_text(*report));
  if (!report->ok()) context.exit_code = 1;
}

}  // namespace

void describe_verify(CLI::App& command, Context& context, const std::string& called) {
  command.footer(
      "Exit code 0: it is whole. 1: it is damaged, a --trust key did not sign, or a figure is wrong.\n"
      "Example: " +
      called + " harbour.bundle --trust desk.harbour.example+6b177f41+AYOh…");
  auto question = std::make_shared<VerifyQuestion>();
  command.add_option("BUNDLE", question->bundle, "the file to check")->required();
  command
      .add_option("--trust", question->trust, "a public key whose signature must be there; may be given several times")
      ->type_name("VKEY")
      ->allow_extra_args(false);
  command.callback([&context, question] { answer_verify(context, *question); });
}

void add_verify(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("verify", "Checks a bundle of a record, offline: hashes, signatures, texts, figures.");
  describe_verify(*command, context, "concordat verify");
}

}  // namespace concordat::app
