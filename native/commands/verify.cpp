// kelvin verify: does the log give what a received message claims?
#include <array>
#include <initializer_list>
#include <memory>

#include "commands/commands.h"
#include "commands/options.h"
#include "kelvin/json.h"
#include "support/output.h"
#include "verify/claims.h"
#include "verify/recompute.h"

namespace kelvin::native {
namespace {

constexpr std::size_t kMaxClaimBytes = std::size_t{1} << 30;

struct VerifyOptions {
  LogOptions logs;
  std::string claims;
  bool json = false;
};

/// The messages of the log whose ids are claimed.
ClaimedMessages::ById recompute(const VerifyOptions& options, const Model& model,
                                const std::vector<Claim>& claims, BadLines& bad) {
  const ReplayOptions how = options.logs.read();
  LogReader logs(options.logs.logs);
  ClaimedMessages listener(model, how.threads, claims);
  replay(model, logs, how, bad, &listener);
  return listener.take();
}

struct Wording {
  const char* text;
  const char* key;
};
constexpr std::array<Wording, 5> kWordings = {{{"ok", "ok"},
                                               {"log differs", "log_differs"},
                                               {"score differs", "score_differs"},
                                               {"made under other laws", "other_laws"},
                                               {"not reproduced", "not_reproduced"}}};
using Counts = std::array<std::size_t, kWordings.size()>;

const Wording& wording(Verdict verdict) {
  return kWordings[static_cast<std::size_t>(verdict)];
}

std::string verdict_text(const Claim& claim, Verdict verdict) {
  return verdict == Verdict::kOtherLaws ? "made under laws " + std::to_string(claim.laws)
                                        : wording(verdict).text;
}

/// The first of these members that the message has as a text.
std::string text_member(const Claim& claim, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const Value* value = claim.message.find(name);
    if (value != nullptr && value->as_text() != nullptr) return *value->as_text();
  }
  return "";
}

/// A claim with its verdict, and the id under which it was judged.
struct Judged {
  const Claim& claim;
  std::string id;
  Judgement judgement;
};

Judged judged(const Claim& claim, const ClaimedMessages::ById& recomputed) {
  for (const std::string& id : claim.ids) {
    const auto found = recomputed.find(id);
    if (found != recomputed.end()) return {claim, id, judge(claim, found->second)};
  }
  return {claim, claim.ids.front(), judge(claim, {})};
}

std::string subject_of(const Claim& claim) {
  return text_member(claim, {"subject", "anonymousId", "userId"});
}

std::string as_text(const Judged& judged) {
  std::string out = judged.id;
  for (const std::string& part :
       {text_member(judged.claim, {"event", "type"}), subject_of(judged.claim)}) {
    if (!part.empty()) out += "  " + part;
  }
  out = printable(out + ": " + verdict_text(judged.claim, judged.judgement.verdict)) + "\n";
  for (const Difference& difference : judged.judgement.differences) {
    out += "    " +
           printable(difference.at + ": claimed " + difference.claimed + ", the log gives " +
                     difference.recomputed) +
           "\n";
  }
  return out;
}

std::string as_json(const Judged& judged) {
  Array differences;
  for (const Difference& difference : judged.judgement.differences) {
    differences.push_back(Object{{"at", difference.at},
                                 {"claimed", difference.claimed},
                                 {"recomputed", difference.recomputed}});
  }
  return to_json(Object{{"id", judged.id},
                        {"subject", subject_of(judged.claim)},
                        {"verdict", wording(judged.judgement.verdict).key},
                        {"laws", static_cast<double>(judged.claim.laws)},
                        {"differences", std::move(differences)}}) +
         "\n";
}

std::string summary(const Counts& counts, std::uint64_t unreadable, bool json) {
  std::size_t total = 0;
  for (const std::size_t count : counts) total += count;
  std::string out = json ? "{\"claims\":" + std::to_string(total)
                         : std::to_string(total) + (total == 1 ? " claim" : " claims");
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (json) {
      out += ",\"" + std::string(kWordings[i].key) + "\":" + std::to_string(counts[i]);
    } else if (counts[i] > 0) {
      out += (i == 0 ? ": " : ", ") + std::to_string(counts[i]) + " " + kWordings[i].text;
    }
  }
  if (json) return out + ",\"unreadable\":" + std::to_string(unreadable) + "}\n";
  return out + (unreadable > 0 ? ", " + std::to_string(unreadable) + " unreadable\n" : "\n");
}

Exit verify(const VerifyOptions& options) {
  const Model model = load_model(options.logs.model);
  BadLines bad_claims;
  std::vector<Claim> claims =
      read_claims(options.claims, read_file(options.claims, kMaxClaimBytes), bad_claims);
  bad_claims.finish();
  // It was compiled from this.
  if (const auto source = parse_json(read_file(options.logs.model, kMaxModelBytes))) {
    tell_laws_by_digest(*source, claims);
  }
  BadLines bad;
  const ClaimedMessages::ById recomputed = recompute(options, model, claims, bad);

  Output out;
  Counts counts{};
  for (const Claim& claim : claims) {
    const Judged result = judged(claim, recomputed);
    ++counts[static_cast<std::size_t>(result.judgement.verdict)];
    out.write(options.json ? as_json(result) : as_text(result));
  }
  out.write(summary(counts, bad_claims.count(), options.json));
  out.finish();
  const bool all_ok = counts[0] == claims.size() && bad_claims.count() == 0;
  return all_ok ? exit_after(bad) : Exit::kCheckFailed;
}

}  // namespace

void add_verify(Command app, Exit& exit) {
  auto options = std::make_shared<VerifyOptions>();
  const Command command =
      app.add_subcommand("verify", "Hold received messages against what the event log gives");
  command.footer(
      "Verdicts: ok; log differs (the visitor's events are not the ones the message was made of);\n"
      "score differs (which field, what was claimed, what the log gives); made under laws N (of\n"
      "another release, which scored otherwise: CHANGELOG.md says how); not reproduced.\n"
      "Ends with 1 if any claim is not ok or cannot be read.\n"
      "Example: kelvin verify --model kelvin.model.json --claims received.ndjson visitor.ndjson");
  add_log_options(command, options->logs);
  command
      .add_option("--claims", options->claims,
                  "The messages: bodies as NDJSON, lines of replay --requests, or what the "
                  "collector lists")
      .required()
      .type_name("FILE");
  add_tick(command, options->logs);
  command.add_flag("--json", options->json, "A line of JSON per claim and one that sums up");
  command.callback([options, &exit] { exit = verify(*options); });
}

}  // namespace kelvin::native
