// Destinations: where messages go, in which form, and what their placeholders may name.
#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "compile/compiler.h"
#include "compile/secrets.h"
#include "report/placeholders.h"

namespace kelvin {
namespace {

constexpr const char* kRelay =
    "a page has no secrets: let it post to your server, and forward from there "
    "(web/examples/relay)";

constexpr const char* kFormats = "cloudevents segment flat template";

/// So that no template makes a body of megabytes.
constexpr std::size_t kMostPlaceholders = 200;

/// What a message has. What stands below scores, top, profile, holdout and exposures is looked up
/// in the model; 0 is any place in a list.
constexpr const char* kHoles =
    "message id source type subject time specversion datacontenttype data "
    "model model.id model.version model.digest model.laws trigger say segment segment.id "
    "segment.label rule rule.id rule.label scores before momentum grade segments segments.0 "
    "disqualified "
    "disqualified.0 reasons reasons.0 reasons.0.rule reasons.0.label reasons.0.points "
    "reasons.0.hits reasons.0.last event event.name event.id event.time page page.path page.url "
    "page.title channel campaign campaign.source campaign.medium campaign.name campaign.term "
    "campaign.content landing visits first_seen userId events events.count events.digest profile "
    "leaves_at holdout consent mode";

bool is_number(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// What a header may carry wherever it is read: visible ASCII and blanks.
bool is_header_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

bool is_header_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
  });
}

/// One destination being read.
struct DestinationReader {
  Compiler& compiler;
  Destination& out;
  std::size_t placeholders = 0;
  Problems& problems = compiler.problems;

  void read(Members& members);
  void read_url(const Value& value);
  void read_format(Members& members);
  void read_request(Members& members);
  void read_headers(Members& members);
  void read_fields(Members& members);

  /// The placeholders of a template: wherever a text stands, at any depth.
  void check_body(const Value& body);
  void check_holes(const Value& at, std::string_view text);
  void check_name(const Value& at, std::string_view name);
};

void DestinationReader::check_name(const Value& at, std::string_view name) {
  std::string_view path = name;
  if (path.starts_with("data.")) path.remove_prefix(5);
  const Names parts = split(path, '.');
  const bool of_exposure =
      parts[0] == "exposures" && parts.size() == 3 && (parts[2] == "seen" || parts[2] == "held");
  const auto is_below = [&](std::string_view root) {
    return parts[0] == root && (parts.size() == 2 || of_exposure);
  };
  Names experiences;
  for (const Value& experience : items_of(compiler.document, "experiences")) {
    experiences.push_back(id_of(experience));
  }
  if (parts[0] == "profile" && parts.size() > 1) {
    // A placeholder names a field as `fields` does: it is kept, and told to this destination.
    Field field;
    if (compiler.read_field(path, at, FieldUse::kStanding, field)) out.fields.add(field.path);
    return;
  }
  const bool of_score = is_below("scores") || is_below("before") || is_below("momentum");
  const bool of_experience = is_below("holdout") || is_below("exposures");
  if (of_score || of_experience || is_below("top")) {
    const Names& ids = of_experience     ? experiences
                       : is_below("top") ? compiler.tops
                                         : compiler.scores;
    if (!index_of(ids, parts[1])) {
      problems.add("unknown_reference", at, Text(name), suggest(parts[1], ids));
    }
    return;
  }
  Text known;
  for (const std::string_view part : parts) {
    if (!known.empty()) known += '.';
    known += is_number(part) && !part.empty() ? "0" : part;
  }
  Names all = split(kHoles, ' ');
  if (!compiler.tops.empty()) all.push_back("top");
  if (!experiences.empty()) all.push_back("exposures");
  if (!index_of(all, known)) problems.add("bad_hole", at, Text(name), suggest(known, all));
}

void DestinationReader::check_holes(const Value& at, std::string_view text) {
  while (!text.empty()) {
    const Piece piece = next_piece(text);
    if (piece.kind == Piece::Kind::kUnclosed) {
      problems.add("bad_hole", at, Text(piece.text),
                   "close the placeholder with }}, or write {{{{ for two braces");
    } else if (piece.kind == Piece::Kind::kPlaceholder) {
      if (++placeholders == kMostPlaceholders + 1) {
        problems.add("too_many", at,
                     joined("a destination has at most ", kMostPlaceholders, " placeholders"));
      }
      check_name(at, piece.text);
    }
  }
}

void DestinationReader::check_body(const Value& body) {
  if (body.as_text() != nullptr) {
    if (const Text* text = read_text(problems, body)) check_holes(body, *text);
  } else if (const Array* items = body.as_array()) {
    for (const Value& item : *items) check_body(item);
  } else if (const Object* members = body.as_object()) {
    for (const auto& [name, member] : *members) {
      if (name.find("{{") != name.npos) {
        problems.add("bad_hole", member, name, "placeholders stand in values, not in names");
      }
      check_body(member);
    }
  }
}

void DestinationReader::read_url(const Value& value) {
  const Text* text = read_text(problems, value);
  if (text == nullptr) return;
  const Text& url = *text;
  const bool whole = url.starts_with("https://") || url.starts_with("http://");
  const std::size_t host = whole ? url.find("//") + 2 : url.starts_with("//") ? 2 : 0;
  const std::size_t path = std::min(url.find_first_of("/?#", host), url.size());
  if ((!whole && !url.starts_with('/')) || (host > 0 && path == host)) {
    problems.add("bad_value", value, "begin the address with https:// and a host, or with /");
  } else if (is_secret_url(url)) {
    problems.add("secret", value, "an address that is a secret", kRelay);
  } else if (url.find("{{") < path) {
    problems.add("bad_hole", value,
                 "no placeholder before the path: the model says which host, never a visitor");
  } else {
    check_holes(value, url);
  }
  out.url = url;
}

void DestinationReader::read_format(Members& members) {
  const Value* body = members.get("body");
  std::size_t format = 0;
  if (const Value* given = members.get("format")) {
    const Names known = split(kFormats, ' ');
    const Text* name = read_text(problems, *given);
    if (name == nullptr) return;
    const auto index = index_of(known, *name);
    if (!index) return problems.add("bad_value", *given, suggest(*name, known));
    format = *index;
  }
  out.format = static_cast<Destination::Format>(format);
  if (out.format != Destination::Format::kTemplate) {
    if (body != nullptr) {
      problems.add("conflict", *body, "only \"format\": \"template\" has a body");
    }
  } else if (members.need("body") != nullptr) {
    check_body(*body);
    out.body = *body;
  }
}

void DestinationReader::read_request(Members& members) {
  out.method = "POST";
  if (const Value* method = members.get("method")) {
    const Text* name = read_text(problems, *method);
    if (name != nullptr && *name != "POST" && *name != "PUT" && *name != "PATCH") {
      problems.add("bad_value", *method, "use POST, PUT or PATCH");
    } else if (name != nullptr) {
      out.method = *name;
    }
  }
  // A JSON content type would cost a CORS preflight, which cannot finish while a page closes.
  out.content_type = "text/plain;charset=UTF-8";
  if (const Value* type = members.get("content_type")) {
    const Text* text = read_text(problems, *type);
    if (text != nullptr && (text->empty() || !is_header_text(*text))) {
      problems.add("bad_value", *type, "name a media type, such as application/json");
    } else if (text != nullptr) {
      out.content_type = *text;
    }
  }
}

void DestinationReader::read_headers(Members& members) {
  const Value* headers = members.get("headers");
  if (headers == nullptr) return;
  const Object* entries = headers->as_object();
  if (entries == nullptr) {
    return problems.add("wrong_type", *headers, "make it an object: names and texts");
  }
  for (const auto& [name, value] : *entries) {
    const Text* text = read_text(problems, value);
    const Text lower = ascii_lower(name);
    if (is_secret_header(lower)) {
      problems.add("secret", value, name, kRelay);
    } else if (lower == "content-type") {
      problems.add("conflict", value, "write it as content_type of the destination");
    } else if (!is_header_name(lower)) {
      problems.add("bad_value", value, name, "a header's name has letters, digits, - and _");
    } else if (text != nullptr && !is_header_text(*text)) {
      problems.add("bad_value", value, "a header holds plain ASCII");
    } else if (text != nullptr) {
      out.headers.emplace_back(name, *text);
    }
  }
}

void DestinationReader::read_fields(Members& members) {
  for (const Value& item : members.list("fields")) {
    const Text* name = read_text(problems, item);
    if (name == nullptr) continue;
    Field field;
    const Text path = joined(name->starts_with("profile.") ? "" : "profile.", *name);
    if (compiler.read_field(path, item, FieldUse::kStanding, field)) out.fields.add(field.path);
  }
}

void DestinationReader::read(Members& members) {
  out.id = compiler.read_id(members);
  if (const Value* url = members.need("url")) read_url(*url);
  read_format(members);
  read_request(members);
  read_headers(members);
  read_fields(members);
}

}  // namespace

void Compiler::read_destinations(Members& top) {
  const auto items = top.list("destinations");
  model.destinations = List<Destination>(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    Members members(problems, items[i], "id url format body fields method headers content_type");
    DestinationReader{*this, model.destinations[i]}.read(members);
  }
}

}  // namespace kelvin
