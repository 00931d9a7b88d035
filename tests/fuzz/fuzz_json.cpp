// Any bytes as JSON: our reader and nlohmann_json's give the same verdict and the same value; what
// is read and written reads back the same.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "kelvin/json.h"
#include "kelvin/value.h"
#include "unit/json_reference.h"

namespace {

void require(bool truth) {
  if (!truth) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kelvin;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto ours = parse_json(text);
  // The other takes a zero byte for the end of the text.
  if (text.find('\0') != text.npos) return 0;
  // The core has bounds that the other does not have.
  if (!ours && ours.errors()[0].code != "bad_json") return 0;
  const auto theirs = nlohmann::json::parse(text, nullptr, false);
  require(ours.ok() == !theirs.is_discarded());
  if (!ours) return 0;
  require(testing::same(*ours, theirs));
  const auto again = parse_json(to_json(*ours));
  require(again.ok() && *again == *ours);
  return 0;
}
