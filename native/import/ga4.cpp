#include "import/ga4.h"

#include <utility>

#include "import/digest.h"
#include "import/ga4_row.h"
#include "import/ga4_words.h"
#include "support/exit.h"

namespace kelvin::native {
namespace {

/// Remembers of the visitors seen of late what was said of them, so that it is said again only when
/// it changes. Of many more visitors than it has room for some are told twice, which changes
/// nothing.
class Known {
 public:
  Known() : slots_(kSlots) {}

  /// Whether this is news of the visitor.
  bool tell(const std::string& visitor, const std::string& digest) {
    Slot& slot = slots_[std::hash<std::string>()(visitor) % kSlots];
    if (slot.visitor == visitor && slot.digest == digest) return false;
    slot = {visitor, digest};
    return true;
  }

 private:
  static constexpr std::size_t kSlots = 1 << 16;
  struct Slot {
    std::string visitor, digest;
  };
  std::vector<Slot> slots_;
};

class Ga4Import {
 public:
  Ga4Import(LineSource& lines, MessageSink& sink) : lines_(lines), sink_(sink) {}

  std::vector<std::string> run();

 private:
  void begin_file(const Line& line);
  void read(const Line& line);
  void write(const Line& line, std::string_view type, NamedEvent event, const Value& page);
  void identify(const Line& line);
  [[nodiscard]] Value campaign() const;

  LineSource& lines_;
  MessageSink& sink_;
  Ga4Words words_;
  Ga4RowReader reader_;
  Ga4Row row_;
  Known known_;
};

std::vector<std::string> Ga4Import::run() {
  Line line;
  while (lines_.next(line)) {
    if (line.number == 1) begin_file(line);
    if (!trimmed(line.text).empty()) read(line);
  }
  return {};
}

void Ga4Import::begin_file(const Line& line) {
  require_text(lines_.path_of(line), line.text);
  const std::string_view text = trimmed(line.text);
  if (text.starts_with('[') || text == "{") {
    throw Unusable(lines_.path_of(line) +
                   ": this is one JSON document; the export must have a row a line: jq -c '.[]' "
                   "FILE, or `bq extract --destination_format NEWLINE_DELIMITED_JSON`");
  }
  sink_.begin_file();
}

void Ga4Import::read(const Line& line) {
  if (const auto wrong = reader_.read(line.text, row_); !wrong.empty()) {
    return lines_.refuse(line, wrong);
  }
  if (row_.device.empty() && row_.user.empty()) {
    return sink_.leave_out("rows without user_pseudo_id and user_id (no consent)");
  }
  identify(line);
  if (words_.is_noise(row_.name)) return sink_.leave_out(row_.name);
  const Value page = words_.page_of(row_.params);
  words_.add_ecommerce(row_.name, row_.ecommerce, row_.params);
  auto events = words_.events_of(row_.name, row_.params, row_.items);
  if (events.empty()) return sink_.leave_out(row_.name + " without time");
  for (NamedEvent& event : events) {
    const std::string_view type = event.name.empty() ? "page" : "track";
    write(line, type, std::move(event), page);
  }
}

/// Says who the visitor is, when that is news.
void Ga4Import::identify(const Line& line) {
  if (row_.user.empty() && row_.traits.as_object()->empty()) return;
  const std::string& visitor = row_.device.empty() ? row_.user : row_.device;
  if (!known_.tell(visitor, digest_of(row_.user + "\n" + to_json(row_.traits)))) return;
  write(line, "identify", {"", row_.traits}, Object{});
}

/// How the visit came. Of the first one, where the export does not say: how the visitor came.
Value Ga4Import::campaign() const {
  Value found = words_.campaign_of(row_.source);
  // A site's own parameter may be called source; GA4's come with a medium.
  const bool tagged =
      row_.params.find("source") != nullptr && row_.params.find("medium") != nullptr;
  if (found.as_object()->empty() && tagged) found = words_.campaign_of(row_.params);
  const Value* session = row_.params.find("ga_session_number");
  const bool first = session != nullptr && *session == Value(1);
  if (found.as_object()->empty() && first) found = words_.campaign_of(row_.first_source);
  return found;
}

void Ga4Import::write(const Line& line, std::string_view type, NamedEvent event,
                      const Value& page) {
  Value message = Object{};
  message.set("type", type);
  if (type == "track") message.set("event", event.name);
  if (!row_.device.empty()) message.set("anonymousId", row_.device);
  if (!row_.user.empty()) message.set("userId", row_.user);
  message.set("timestamp", to_iso(row_.time));
  Value context = Object{};
  if (type == "identify") {
    message.set("traits", std::move(event.properties));
  } else if (type == "page") {
    Value properties = page;
    for (const auto& [key, value] : *event.properties.as_object()) {
      if (properties.find(key) == nullptr) properties.set(key, value);
    }
    message.set("properties", std::move(properties));
  } else {
    message.set("properties", std::move(event.properties));
    if (!page.as_object()->empty()) context.set("page", page);
  }
  if (Value found = campaign(); type != "identify" && !found.as_object()->empty()) {
    context.set("campaign", std::move(found));
  }
  if (!context.as_object()->empty()) message.set("context", std::move(context));
  if (!sink_.write(message)) lines_.refuse(line, "the event is too large");
}

}  // namespace

std::vector<std::string> import_ga4(LineSource& lines, MessageSink& sink) {
  return Ga4Import(lines, sink).run();
}

}  // namespace kelvin::native
