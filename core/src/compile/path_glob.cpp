#include "compile/path_glob.h"

#include <algorithm>

namespace kelvin {
namespace {

using Texts = List<Text>;

constexpr std::size_t kMostMeant = 8;

/// `*` matches no slash, so a first one must be followed by what can: another star, or a slash.
bool can_match_a_path(std::string_view glob) {
  return glob.starts_with('/') || glob.starts_with("**") || glob.starts_with("*/");
}

/// Where the query begins that somebody wrote behind a path; npos where there is none.
std::size_t query_of(std::string_view glob) {
  const std::size_t mark = glob.find('?');
  return mark != glob.npos && glob.find('=', mark) != glob.npos ? mark : glob.npos;
}

/// `/{a,b}/x` -> `/a/x`, `/b/x`
Texts alternatives(std::string_view glob) {
  Texts done;
  Texts open{Text(glob)};
  while (!open.empty()) {
    const Text text = std::move(open.back());
    open.pop_back();
    const std::size_t begin = text.find('{');
    const std::size_t end = text.find('}', begin == text.npos ? 0 : begin);
    if (begin == text.npos || end == text.npos) {
      done.push_back(text);
      continue;
    }
    const Names parts = split(std::string_view(text).substr(begin + 1, end - begin - 1), ',');
    if (done.size() + open.size() + parts.size() > kMostMeant) {
      open.push_back(text.substr(0, begin) + "*" + text.substr(end + 1));
      continue;
    }
    for (std::size_t i = parts.size(); i-- > 0;) {
      open.push_back(text.substr(0, begin) + Text(parts[i]) + text.substr(end + 1));
    }
  }
  return done;
}

/// `?`, `[0-9]` and what is left of braces as stars, never two where one was meant.
Text with_stars(std::string_view glob) {
  Text out;
  for (std::size_t i = 0; i < glob.size(); ++i) {
    const char c = glob[i];
    if (c != '?' && c != '[' && c != '{') {
      out += c;
      continue;
    }
    const std::size_t end = c == '[' ? glob.find(']', i) : i;
    if (end != glob.npos) i = end;
    const bool beside = out.ends_with('*') || (i + 1 < glob.size() && glob[i + 1] == '*');
    if (!beside) out += '*';
  }
  return out;
}

/// A glob that can match: what stands alone may occur anywhere, what has slashes begins with one.
Text from_the_root(Text glob) {
  const std::size_t scheme = glob.find("://");
  if (scheme != glob.npos) {
    const std::size_t path = glob.find('/', scheme + 3);
    glob = path == glob.npos ? "/" : glob.substr(path);
  }
  if (can_match_a_path(glob) || glob.empty()) return glob.empty() ? "/" : glob;
  const bool plain = glob.find('/') == glob.npos && !glob.starts_with('*');
  if (plain || glob.starts_with('*')) {
    const std::size_t first = glob.find_first_not_of('*');
    if (first == glob.npos) return "**";
    glob = "**" + glob.substr(first);
    const std::size_t last = glob.find_last_not_of('*');
    const bool open_end = plain || (last + 1 < glob.size() && glob[last] != '/');
    return open_end ? glob.substr(0, last + 1) + "**" : glob;
  }
  return "/" + glob;
}

Text quoted_list(const Texts& texts) {
  Text out;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += i + 1 == texts.size() ? " and " : ", ";
    append_json(out, std::string_view(texts[i]));
  }
  return out;
}

}  // namespace

void check_path_glob(Problems& problems, const Value& at, std::string_view glob) {
  const bool letters = glob.find_first_of("?[{") != glob.npos;
  if (!letters && can_match_a_path(glob)) return;
  const std::size_t query = query_of(glob);
  Texts meant;
  for (const Text& text : alternatives(glob.substr(0, query))) {
    meant.push_back(from_the_root(with_stars(text)));
  }
  Text fix = "every path begins with /, so none is like this";
  if (letters) fix = "only * and ** are special here, and no path is like this";
  if (query != glob.npos) {
    fix = "a path ends before its ?: ask for the query by page.query.* or page.search";
  }
  fix += ": did you mean " + quoted_list(meant) + "?";
  problems.add("bad_value", at, fix);
}

}  // namespace kelvin
