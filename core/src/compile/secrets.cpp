#include "compile/secrets.h"

#include <algorithm>

#include "base/ascii.h"
#include "diagnose/problems.h"

namespace kelvin {
namespace {

/// Each provider's documentation calls these addresses secret: whoever knows one can post there.
/// Slack, Discord, Teams and Power Automate, Google Chat, Telegram, Zapier, Make, n8n, IFTTT,
/// Pipedream, Bitrix24, Odoo. HubSpot's forms and the like, made for pages, are none of them.
constexpr const char* kHooks =
    "hooks.slack.com/ discord.com/api/webhooks discordapp.com/api/webhooks webhook.office.com/ "
    "outlook.office.com/webhook .logic.azure.com .api.powerplatform.com chat.googleapis.com/ "
    "api.telegram.org/bot hooks.zapier.com/ .make.com/ hook.integromat.com/ .n8n.cloud/webhook "
    "maker.ifttt.com/ .pipedream.net .bitrix24. .odoo.com/web/hook/";

/// Names of query members, or parts of them: api_token (Pipedrive), api_secret (GA4's Measurement
/// Protocol), hapikey (HubSpot), ... GA4 reads api_secret, whatever its measurement_id says.
constexpr const char* kKeys = "token secret apikey api_key api-key password passwd";

/// `parts` as in "cookie token".
bool contains_any(std::string_view text, const char* parts) {
  const Names all = split(parts, ' ');
  return std::any_of(all.begin(), all.end(),
                     [text](std::string_view part) { return text.find(part) != text.npos; });
}

}  // namespace

bool is_secret_url(std::string_view url) {
  const Text lower = ascii_lower(url);
  std::string_view address = lower;
  const std::size_t mark = address.find('?');
  std::string_view query = mark == address.npos ? "" : address.substr(mark + 1);
  address = address.substr(0, mark);
  if (contains_any(address, kHooks)) return true;
  const std::size_t host = address.find("//");
  if (host < 8 && address.find('@') < address.find('/', host + 2)) return true;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    const std::string_view name = pair.substr(0, pair.find('='));
    if (name == "sig" || contains_any(name, kKeys)) return true;
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
  }
  return false;
}

bool is_secret_header(std::string_view name) {
  constexpr const char* kNames =
      "authorization cookie x-auth- access-key functions-key subscription-key";
  const Text lower = ascii_lower(name);
  return contains_any(lower, kNames) || contains_any(lower, kKeys);
}

}  // namespace kelvin
