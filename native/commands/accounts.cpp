// kelvin accounts: companies buy, not visitors. A line per account, from its contacts' scores.
#include <algorithm>
#include <map>
#include <memory>

#include "commands/commands.h"
#include "commands/options.h"
#include "commands/state_options.h"
#include "kelvin/account.h"
#include "states/state_writer.h"
#include "support/account_table.h"
#include "support/output.h"

namespace kelvin::native {
namespace {

struct AccountOptions {
  LogOptions logs;
  std::string out = "ndjson";
  StateOptions states;
};

/// Every account's contacts, those first that give most. Accounts by their bytes.
std::map<std::string, List<Contact>> gather(const Model& model, const std::vector<Visitors>& shards,
                                            const FormerStates* former, Instant at) {
  std::map<std::string, List<Contact>> accounts;
  const auto add = [&](const State& state) {
    const auto key = account_key(model, state, at);
    if (key) accounts[*key].push_back(contact_of(model, state, at));
  };
  for (const Visitors& shard : shards) {
    shard.each([&](std::string_view, const State& state) { add(state); });
  }
  if (former != nullptr) each_other(model, shards, *former, add);
  for (auto& [key, contacts] : accounts) {
    std::sort(contacts.begin(), contacts.end(), [](const Contact& a, const Contact& b) {
      return a.points != b.points ? a.points > b.points : a.visitor < b.visitor;
    });
  }
  return accounts;
}

Exit list_accounts(const AccountOptions& options) {
  const Model model = load_model(options.logs.model);
  if (!model.account) {
    throw Unusable(options.logs.model +
                   ": the model has no account section: add \"account\": {\"key\": "
                   "\"profile.company.id\", \"score\": ...}");
  }
  ReplayOptions how = options.logs.read();
  how.closing_ticks = false;
  const auto former = options.states.open(model, options.logs, how);
  LogReader logs(options.logs.logs);
  BadLines bad;
  const Replayed replayed = replay(model, logs, how, bad);

  const Instant at = how.until.value_or(replayed.newest.value_or(Instant{}));
  const AccountTable table(options.out, model, at);
  Output out;
  out.write(table.head());
  for (auto& [key, contacts] : gather(model, replayed.shards, former.get(), at)) {
    out.write(table.row({key, decide_account(model, contacts), contacts}));
  }
  out.finish();
  if (replayed.states) replayed.states->publish();
  return exit_after(bad);
}

}  // namespace

void add_accounts(Command app, Exit& exit) {
  auto options = std::make_shared<AccountOptions>();
  const Command command =
      app.add_subcommand("accounts", "Score companies: a line per account, from its contacts");
  command.footer(
      "A line per account, sorted; its visitors by what they give:\n"
      "  {\"account\",\"at\",\"score\",\"contacts\",\"roles\":{},\"segments\":[],\"triggers\":[],\n"
      "   \"visitors\":[{\"visitor\",\"role\",\"score\",\"points\"}]}\n"
      "An account is decided at that one time: it is in a segment if `when` holds and `leave` does "
      "not;\n`triggers` are those whose segment it is in and whose `if` holds.\n"
      "Example: kelvin accounts --model kelvin.model.json --out table march.ndjson.gz");
  add_log_options(command, options->logs);
  add_listing(command, options->logs, options->out);
  add_tick(command, options->logs);
  add_state_options(command, options->states);
  command.callback([options, &exit] { exit = list_accounts(*options); });
}

}  // namespace kelvin::native
