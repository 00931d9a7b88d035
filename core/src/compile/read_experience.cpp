// Experiences: what a page may change of itself. The model comes from a file that many hands edit,
// so nothing that it says can run in the page, or load what runs.
#include <algorithm>

#include "base/ascii.h"
#include "compile/compiler.h"

namespace kelvin {
namespace {

constexpr std::size_t kLongestSelector = 256;

/// Browsers drop control characters and leading spaces before they look at a scheme
/// (https://url.spec.whatwg.org/#url-parsing), so an address that has any is refused.
bool is_safe_address(std::string_view href) {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; };
  if (href.empty() || href[0] == ' ' || std::any_of(href.begin(), href.end(), control)) {
    return false;
  }
  const std::size_t end = href.find_first_of(":/?#\\");
  return end == href.npos || href[end] != ':' ||
         index_of(split("http https mailto tel", ' '), ascii_lower(href.substr(0, end)));
}

/// Attributes that neither run nor load anything. `data-` attributes mean what the page's own
/// scripts make of them.
bool is_safe_attribute(std::string_view name) {
  if (!name.starts_with("aria-") && !name.starts_with("data-")) {
    return index_of(
               split("alt dir disabled download hidden lang open placeholder rel role tabindex "
                     "target title value",
                     ' '),
               name)
        .has_value();
  }
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

/// Adds the member's text to what is set, if there is one.
const Text* keep_text(Problems& problems, const Text& name, const Value* value, Value& out) {
  const Text* text = value != nullptr ? read_text(problems, *value) : nullptr;
  if (text != nullptr) out.set(name, *text);
  return text;
}

void read_set(Problems& problems, const Value& value, Value& out) {
  Members members(problems, value, "text href class attribute");
  out = Object{};
  keep_text(problems, "text", members.get("text"), out);
  keep_text(problems, "class", members.get("class"), out);
  const Value* href = members.get("href");
  const Text* address = keep_text(problems, "href", href, out);
  if (address != nullptr && !is_safe_address(*address)) {
    problems.add("unsafe", *href, "use http, https, mailto, tel or an address within the site");
  }
  if (const Value* attributes = members.get("attribute")) {
    Value kept = Object{};
    for (const auto& [name, text] :
         read_object(problems, *attributes, "make it an object: {\"title\": \"...\"}")) {
      keep_text(problems, name, &text, kept);
      if (is_safe_attribute(name)) continue;
      problems.add("unsafe", text, name,
                   "set aria-*, data-* or what neither runs nor loads: title, alt, hidden, ...");
    }
    out.set("attribute", std::move(kept));
  }
  if (value.as_object() != nullptr && out.as_object()->empty()) {
    problems.add("bad_value", value, "set at least one of text, href, class and attribute");
  }
}

}  // namespace

void Compiler::read_experiences(Members& top) {
  const auto items = top.list("experiences");
  model.experiences = List<Experience>(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    Members members(problems, items[i], "id label if at set holdout limit until");
    Experience& out = model.experiences[i];
    out.id = read_id(members);
    out.label = members.label_or(out.id);
    if (const Value* condition = members.need("if")) {
      read_condition(*condition, FieldUse::kStanding, out.condition);
    }
    if (const Value* at = members.need("at")) {
      out.at = members.text("at");
      if (at->as_text() != nullptr && (out.at.empty() || out.at.size() > kLongestSelector)) {
        problems.add("bad_value", *at, "give a CSS selector, at most 256 bytes");
      }
    }
    if (const Value* set = members.need("set")) read_set(problems, *set, out.set);
    if (const auto holdout = members.number("holdout", kAnyNumber)) {
      out.holdout = *holdout;
      if (*holdout < 0 || *holdout > 1) {
        problems.add("out_of_range", *members.get("holdout"), "use a share from 0 to 1");
      }
    }
    if (const Value* limit = members.get("limit")) out.limit = read_limit(*limit);
    if (const Value* until = members.get("until")) {
      const Text* what = read_text(problems, *until);
      out.until_clicked = what != nullptr && *what == "click";
      if (what != nullptr && !out.until_clicked) {
        problems.add("bad_value", *until, "use click: the one thing that ends an experience");
      }
    }
  }
}

}  // namespace kelvin
