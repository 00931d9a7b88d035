// What the fuzzers of models let happen to each that is accepted.
#pragma once

#include <cstdlib>
#include <string_view>

/// A visitor who does a little of what models look for, and stays away for a while.
inline constexpr std::string_view kEvents[] = {
    R"({"type":"page","messageId":"1","anonymousId":"v","timestamp":1770000000000,)"
    R"("properties":{"path":"/pricing","url":"https://x.test/pricing?ref=a&utm_source=google&utm_medium=cpc"}})",
    R"({"type":"track","event":"Page Engaged","messageId":"2","anonymousId":"v",)"
    R"("timestamp":1770000060000,"properties":{"seconds":61,"n":2,"k":"x","value":"200.01"}})",
    R"({"type":"identify","messageId":"3","anonymousId":"v","timestamp":1770000061000,"traits":)"
    R"({"email":"a@gmail.com","industry":"energy","revenue":6000000,"size":3,"n":2,"k":"x"}})",
    R"({"type":"track","event":"A","messageId":"4","anonymousId":"v","timestamp":1770003661000,)"
    R"("properties":{"n":1,"k":"y","tags":["x","y"],"list":[{"a":1},{"a":3}]}})",
    R"({"type":"page","messageId":"5","anonymousId":"v","timestamp":1773000000000,)"
    R"("properties":{"path":"/a/b"}})"};

inline void require(bool truth) {
  if (!truth) std::abort();
}
