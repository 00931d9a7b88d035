// Scrubbing once is scrubbing twice, on texts made of what scrubbing looks for.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "base/utf8.h"
#include "event/scrub.h"
#include "kelvin/json.h"
#include "kelvin/kelvin.h"

namespace kelvin::property {
namespace {

rc::Gen<std::string> nasty_text() {
  const auto piece = rc::gen::element<std::string>(
      "a", "@", "%40", "%2540", ".", "b.test", "[email]", "%", "%E9", "-", " ", "é", "😀", "/", "?",
      "#", "&", "=", "ref=", "gclid=", "utm_source=", "https://", ":", "user:pw@",
      std::string(120, 'x'), std::string(83, '@'));
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const auto& pieces) {
    std::string text;
    for (const std::string& p : pieces) text += p;
    return text;
  });
}

Model asks_for_ref() {
  return *compile(R"({"kelvin":1,"id":"m","version":"1","scores":[{"id":"s","rules":[
      {"id":"r","on":"page","points":1,"where":{"page.query.ref":"a"}}]}]})");
}

RC_GTEST_PROP(Scrubbing, OfATextTwiceIsOnce, ()) {
  const std::string once = scrub_text(*nasty_text());
  RC_ASSERT(scrub_text(once) == once);
  RC_ASSERT(once.size() <= kMaxText);
  RC_ASSERT(is_utf8(once));
}

RC_GTEST_PROP(Scrubbing, OfAnAddressTwiceIsOnce, ()) {
  const Model model = asks_for_ref();
  const std::string url = "https://x.test/" + *nasty_text();
  Text once, twice, query;
  Parameters of_once, of_twice;
  append_address(model, take_apart(url), once);
  append_address(model, take_apart(once), twice);
  RC_ASSERT(twice == once);
  append_query(model, take_apart(url).query, query, &of_once);
  append_query(model, take_apart(once).query, query, &of_twice);
  RC_ASSERT(of_twice == of_once);
}

RC_GTEST_PROP(Scrubbing, OfAnEventTwiceIsOnce, ()) {
  const Model model = asks_for_ref();
  Value page;
  for (const char* name : {"path", "url", "title", "referrer", "search"})
    page.set(name, *nasty_text());
  Value message;
  message.set("type", "page");
  message.set("anonymousId", "v");
  message.set("timestamp", 1772366400000.0);
  message.set("messageId", *nasty_text());
  message.set("properties", page);
  const auto once = read_event(model, to_json(message));
  RC_ASSERT(once.ok());
  const auto twice = read_event(model, to_json(model, *once));
  RC_ASSERT(twice.ok());
  RC_ASSERT(to_json(model, *twice) == to_json(model, *once));
  RC_ASSERT(*twice == *once);
}

}  // namespace
}  // namespace kelvin::property
