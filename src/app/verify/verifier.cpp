// SPDX-License-Identifier: Apache-2.0
#include "app/verify/verifier.hpp"

#include "base/text.hpp"
#include "measure/figure_fold.hpp"

#include <boost/json/array.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace concordat::verify {
namespace {

namespace json = boost::json;

tl::unexpected<Problem> not_a_bundle(const std::string& name) {
  return fail_at({name}, "not-a-bundle", "This is not a bundle of a record.", "`concordat export` writes bundles.");
}

// Divides blocks into lines. A line that lies in one block is not copied.
class Lines {
 public:
  explicit Lines(std::function<void(std::string_view)> take) : take_(std::move(take)) {}

  bool add(std::string_view block) {
    while (!block.empty()) {
      const std::size_t end = block.find('\n');
      const std::string_view piece = block.substr(0, end);
      if (end == std::string_view::npos || !carried_.empty()) carried_ += piece;
      if (carried_.size() > record::kBundleLineBytesMax) return false;
      if (end == std::string_view::npos) return true;
      take_(carried_.empty() ? piece : std::string_view(carried_));
      carried_.clear();
      block.remove_prefix(end + 1);
    }
    return true;
  }
  bool cut() const { return !carried_.empty(); }

 private:
  std::function<void(std::string_view)> take_;
  std::string carried_;
};

json::value damage_json(const std::optional<record::BundleDamage>& damage) {
  if (!damage) return nullptr;
  return json::object{{"sequence", damage->sequence ? json::value(*damage->sequence) : json::value(nullptr)},
                      {"reason", damage->reason}};
}

json::array keys_json(const std::vector<record::VerifierKey>& keys) {
  json::array array;
  for (const auto& key : keys) array.emplace_back(key.text());
  return array;
}

void append_signers(std::string& out, const Report& report) {
  for (const auto& key : report.bundle.signers) {
    out += "  signed by    " + key.name + "  (" + record::fingerprint(key.public_key) + ")\n";
  }
  for (const auto& cosignature : report.bundle.cosignatures) {
    out += "  cosigned     " + with_thousands(cosignature.size) + " entries by " + cosignature.key.name + " at " +
           format_instant(cosignature.at) + '\n';
  }
  for (const auto& [party, key] : report.paired) {
    out += "  paired       " + party + " with " + key.name + "  (" + record::fingerprint(key.public_key) + ")\n";
  }
  for (const auto& one : report.paired_anew) {
    out += "  PAIRED ANEW  " + one.party + " in entry " + std::to_string(one.sequence) + ", without the signature of " +
           "its key before  (" + record::fingerprint(one.before.public_key) + "): ask " + one.party + "\n";
  }
  for (const auto& one : report.not_asked) {
    out += "  NOT ASKED    " + one.party + " of version " + one.version + ", which changes what is theirs\n";
  }
  for (const auto& key : report.bundle.did_not_sign) out += "  NOT signed   by " + key.name + '\n';
}

std::string verdict(const Report& report) {
  const auto& damage = report.bundle.damage;
  if (damage) {
    return damage->sequence ? "DAMAGED: entry " + std::to_string(*damage->sequence) + ": " + damage->reason
                            : "DAMAGED: " + damage->reason;
  }
  if (!report.bundle.did_not_sign.empty()) return "NOT TRUSTED: a signature that you asked for is not there.";
  if (!report.figures.wrong.empty()) return "WRONG FIGURES: they do not come out of these entries.";
  return report.keys_given
             ? "Whole, and signed by everyone you named."
             : "Consistent with itself; keys not checked (--trust VKEY says whose signatures must be there).";
}

}  // namespace

Result<Report> verify_bundle(const ReadBlock& read, std::vector<record::VerifierKey> trust, const std::string& name) {
  Report report;
  report.keys_given = !trust.empty();
  auto block = read();
  if (!block) return tl::unexpected(block.error());
  if (!record::begins_as_bundle(*block)) return not_a_bundle(name);

  measure::FigureFold fold;
  record::BundleChecker checker(
      std::move(trust), [&](const record::Entry& entry) { fold.step(entry); },
      [&](std::string_view id, std::string_view text) { fold.text(id, text); });
  Lines lines([&checker](std::string_view line) { checker.line(line); });
  for (; block && !block->empty(); block = read()) {
    if (!lines.add(*block)) break;  // no line of a bundle is so long: what was read so far is judged, and found cut
  }
  if (!block) return tl::unexpected(block.error());
  report.bundle = checker.finish(lines.cut());
  const agreement::Versions& versions = fold.versions();
  report.paired = versions.paired().all();
  report.paired_anew = versions.paired().anew();
  if (report.bundle.whole()) report.not_asked = fold.not_asked();
  // No host that is honest writes an approval that its party did not sign.
  if (report.bundle.whole() && !versions.refused().empty()) {
    const auto& first = versions.refused().front();
    report.bundle.damage = record::BundleDamage{first.sequence, first.why};
  }
  if (report.bundle.whole() && !report.bundle.figures.empty()) {
    // A bundle states what it states: one that was made before there were clocks is not wrong for lack of them.
    auto recomputed = std::move(fold).finish();
    if (!report.bundle.figures.contains("sla")) recomputed.erase("sla");
    report.figures = compare_figures(report.bundle.figures, recomputed);
  }
  return report;
}

Result<Report> verify_file(const std::string& path, std::vector<record::VerifierKey> trust) {
  const auto refused = [&path] {
    return fail_at({path}, "cannot-read", std::string("The file cannot be read: ") + std::strerror(errno) + ".",
                   "Check the name and your right to read it.");
  };
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return refused();
  std::string buffer(std::size_t{1} << 20, '\0');
  const ReadBlock read = [&]() -> Result<std::string_view> {
    for (;;) {
      const ssize_t count = ::read(file, buffer.data(), buffer.size());
      if (count >= 0) return std::string_view(buffer.data(), static_cast<std::size_t>(count));
      if (errno != EINTR) return refused();
    }
  };
  auto report = verify_bundle(read, std::move(trust), path);
  ::close(file);
  return report;
}

json::object to_json(const Report& report) {
  const auto& bundle = report.bundle;
  json::array wrong;
  for (const auto& pointer : report.figures.wrong) wrong.emplace_back(pointer);
  json::object paired;
  for (const auto& [party, key] : report.paired) paired.emplace(party, key.text());
  json::array paired_anew;
  for (const auto& one : report.paired_anew) {
    paired_anew.push_back(json::object{
        {"party", one.party}, {"sequence", one.sequence}, {"before", one.before.text()}, {"now", one.now.text()}});
  }
  json::array not_asked;
  for (const auto& one : report.not_asked) {
    not_asked.push_back(json::object{{"version", one.version}, {"party", one.party}});
  }
  json::array cosignatures;
  for (const auto& cosignature : bundle.cosignatures) {
    cosignatures.push_back(json::object{{"signer", cosignature.key.text()},
                                        {"size", cosignature.size},
                                        {"at", format_instant(cosignature.at.floor_to_second())}});
  }
  return {{"ok", report.ok()},
          {"organisation", bundle.header.organisation},
          {"party", bundle.header.party},
          {"entries", bundle.entries},
          {"checkpoint", {{"size", bundle.checkpoint.size}, {"root", to_hex(bundle.checkpoint.root)}}},
          {"signers", keys_json(bundle.signers)},
          {"cosignatures", std::move(cosignatures)},
          {"paired", std::move(paired)},
          {"paired_anew", std::move(paired_anew)},
          {"not_asked", std::move(not_asked)},
          {"trusted", report.trusted()},
          {"did_not_sign", keys_json(bundle.did_not_sign)},
          {"first_bad", damage_json(bundle.damage)},
          {"withheld", bundle.withheld},
          {"erased", bundle.erased},
          {"figures", {{"checked", report.figures.checked}, {"wrong", std::move(wrong)}}}};
}

std::string to_text(const Report& report) {
  const auto& bundle = report.bundle;
  std::string out = verdict(report) + '\n';
  if (!bundle.header.organisation.empty()) {
    out += "  record       " + bundle.header.organisation + ", as " + bundle.header.party + " may see it\n";
  }
  out += "  entries      " + with_thousands(bundle.entries) + " (" + with_thousands(bundle.withheld) + " withheld), " +
         with_thousands(bundle.erased) + " texts erased\n";
  append_signers(out, report);
  if (bundle.whole()) {
    out += "  figures      " + with_thousands(report.figures.checked) + " values recomputed, " +
           with_thousands(static_cast<std::int64_t>(report.figures.wrong.size())) + " wrong\n";
  }
  constexpr std::size_t kNamed = 20;
  for (std::size_t i = 0; i < report.figures.wrong.size() && i < kNamed; ++i)
    out += "    " + report.figures.wrong[i] + '\n';
  if (report.figures.wrong.size() > kNamed) out += "    …\n";
  return out;
}

}  // namespace concordat::verify
