// Reading a log takes no memory of the system for its events, once the first blocks were read.
#include <gtest/gtest.h>

#include <string>

#include "allocator.h"
#include "kelvin/json.h"
#include "kelvin/kelvin.h"
#include "replay/block_slice.h"

namespace kelvin {
namespace {

constexpr std::string_view kModel = R"({"kelvin":1,"id":"m","version":"1",
  "pages":{"the prices of all plans":["/pricing/**"],"docs":["/docs/**"]},
  "scores":[{"id":"s","rules":[
    {"id":"group","on":"page","where":{"page.group":"docs"},"points":1},
    {"id":"query","on":"page","where":{"page.query.plan":"a"},"points":1},
    {"id":"found","on":"Site Searched","where":{"properties.query":{"$words":["price"]}},"points":2},
    {"id":"cart","on":"Order Completed","where":{"properties.products":{"$elemMatch":{"price":{"$gte":9}}}},"points":2},
    {"id":"known","while":{"profile.title":"engineer"},"points":2}]}]})";

/// One of the usual kinds, with texts of the usual length and now and then a longer one.
std::string line(int n) {
  const std::string id = std::to_string(n);
  const std::string head = R"("messageId":"ajs-next-17a8b6c2e0f4-)" + id +
                           R"(","anonymousId":"2f1c9a5e-77aa-4b7f-9d0e-visitor-)" + id +
                           R"(","timestamp":"2026-03-01T10:00:00.000Z")";
  const std::string page =
      R"({"path":"/docs/start/install","url":"https://shop.example/docs/start/install?plan=)" + id +
      R"(&utm_source=a-newsletter-of-march&gclid=Cj0KCQ","title":"How to install it, step by step )" +
      std::string(static_cast<std::size_t>(n % 50), 'x') +
      R"(","referrer":"https://www.google.com/"})";
  const std::string context =
      R"("context":{"page":)" + page + R"(,"library":{"name":"kelvin","version":"0.1.0"}})";
  switch (n % 4) {
    case 0:
      return R"({"type":"page",)" + head + R"(,"properties":)" + page + "," + context + "}\n";
    case 1:
      return R"({"type":"track","event":"Site Searched",)" + head +
             R"(,"properties":{"query":"what is the price of a hundred machines"},)" + context +
             "}\n";
    case 2:
      return R"({"type":"track","event":"Order Completed",)" + head +
             R"(,"properties":{"products":[{"price":9.5,"sku":"a"},{"price":12,"sku":"b"}]},)" +
             context + "}\n";
    default:
      return R"({"type":"identify",)" + head +
             R"(,"traits":{"email":"somebody.with.a.name@company.example","title":"engineer of many things"},)" +
             context + "}\n";
  }
}

std::string block(int first, int lines) {
  std::string out;
  for (int n = first; n < first + lines; ++n) out += line(n);
  out.reserve(out.size() + native::EventParser::kPadding);
  return out;
}

TEST(Reading, TakesNoMemoryOnceItIsWarm) {
  constexpr int kLines = 1000, kBlocks = 10;
  const auto model = compile(kModel);
  ASSERT_TRUE(model.ok());
  native::EventParser parser(*model);
  native::BlockSlice slice;
  for (int i = 0; i < 3; ++i) slice.read(parser, block(i * kLines, kLines), {});
  long calls = 0;
  for (int i = 0; i < kBlocks; ++i) {
    const std::string text = block(i * kLines, kLines);
    const long before = allocator_calls();
    slice.read(parser, text, {});
    calls += allocator_calls() - before;
    ASSERT_EQ(slice.size(), static_cast<std::size_t>(kLines));
    ASSERT_EQ(slice.event(1).properties.size(), slice.event(0).properties.size());
    for (std::size_t at : {0U, 1U, 2U, 3U}) {
      const auto read = read_event(*model, line(i * kLines + static_cast<int>(at)));
      ASSERT_TRUE(read.ok());
      EXPECT_EQ(slice.event(at), *read);
    }
  }
  EXPECT_EQ(calls, 0);
}

}  // namespace
}  // namespace kelvin
