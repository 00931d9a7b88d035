#include "import/access_log.h"

#include <algorithm>
#include <utility>

#include "import/access_line.h"
#include "import/digest.h"
#include "import/files.h"
#include "import/robots.h"
#include "import/text.h"
#include "support/exit.h"

namespace kelvin::native {
namespace {

/// `https://www.shop.example`, without a slash after it.
std::string origin_of(const std::string& host) {
  std::string origin = host.find("://") == host.npos ? "https://" + host : host;
  if (origin.ends_with('/')) origin.pop_back();
  const std::size_t name = origin.find("://") + 3;
  if (name >= origin.size() || origin.find_first_of("/?# ", name) != origin.npos) {
    throw Unusable("--host " + host +
                   ": give the site's name, www.shop.example, or its origin, "
                   "https://www.shop.example");
  }
  return origin;
}

/// The origin of a virtual host as Apache writes it, with its port.
std::string origin_of_virtual(std::string_view host) {
  const std::string name = valid_utf8(host);
  const auto without = [&](std::string_view port) {
    return name.substr(0, name.size() - port.size());
  };
  if (name.ends_with(":443")) return "https://" + without(":443");
  if (name.ends_with(":80")) return "http://" + without(":80");
  const std::size_t colon = name.rfind(':');
  const bool port = colon != name.npos && name.find(']', colon) == name.npos;
  return (port ? "http://" : "https://") + name;
}

/// IPv4 within IPv6 is the same address; hexadecimal digits are the same in either case.
std::string canonical(std::string_view address) {
  std::string out = lower_case(address);
  constexpr std::string_view kMapped = "::ffff:";
  if (out.starts_with(kMapped) && out.find('.') != out.npos) out.erase(0, kMapped.size());
  return out;
}

/// What comes after the scheme.
std::string_view without_scheme(std::string_view address) {
  const std::size_t scheme = address.find("://");
  return scheme == address.npos ? address : address.substr(scheme + 3);
}

/// Whether an address is one of the site's pages, in whichever scheme.
bool is_own(std::string_view address, std::string_view origin) {
  const std::string_view host = without_scheme(origin);
  const std::string_view rest = without_scheme(address);
  if (host.empty() || !rest.starts_with(host)) return false;
  return rest.size() == host.size() || rest[host.size()] == '/' || rest[host.size()] == '?';
}

class AccessLogImport {
 public:
  AccessLogImport(const AccessLogOptions& options, LineSource& lines, MessageSink& sink)
      : lines_(lines), sink_(sink), origin_(options.host.empty() ? "" : origin_of(options.host)) {
    bool made = false;
    key_ = options.salt.empty() ? random_key() : key_in_file(options.salt, made);
    if (options.salt.empty()) {
      notes_.emplace_back(
          "visitors: hashed with a random key that is gone now, so another import gives other "
          "visitors; --salt FILE keeps one");
    } else if (made) {
      notes_.push_back("visitors: hashed with a new key, kept in " + options.salt +
                       "; keep that file secret");
    }
  }

  std::vector<std::string> run();

 private:
  void read(const Line& line);
  /// Why a request is no page or download of a person's; "" if it is one.
  std::string reason_to_leave(std::string_view method);
  void write(std::string_view target, Files::Kind kind, const std::string& extension);
  [[nodiscard]] std::string visitor() const;
  void note_what_is_missing();

  LineSource& lines_;
  MessageSink& sink_;
  std::string origin_, key_;
  std::vector<std::string> notes_;
  AccessLine entry_;
  Robots robots_;
  Files files_;
  std::uint64_t without_agent_ = 0;
  bool without_host_ = false, too_large_ = false;
};

std::vector<std::string> AccessLogImport::run() {
  Line line;
  while (lines_.next(line)) {
    if (line.number == 1) {
      require_text(lines_.path_of(line), line.text);
      sink_.begin_file();
    }
    if (!trimmed(line.text).empty()) read(line);
  }
  note_what_is_missing();
  return std::move(notes_);
}

void AccessLogImport::read(const Line& line) {
  if (const auto wrong = read_access_line(trimmed(line.text), entry_); !wrong.empty()) {
    return lines_.refuse(line, wrong);
  }
  std::string_view method, target;
  if (!split_request(entry_.request, method, target)) {
    return sink_.leave_out("no request of HTTP");
  }
  if (const auto reason = reason_to_leave(method); !reason.empty()) return sink_.leave_out(reason);
  if (!target.starts_with('/') && !target.starts_with("http://") &&
      !target.starts_with("https://")) {
    return sink_.leave_out("no address of a page");
  }
  if (!target.starts_with('/')) {  // asked of a proxy: the host is in it
    const std::size_t path = target.find('/', target.find("://") + 3);
    target = path == target.npos ? "/" : target.substr(path);
  }
  target = target.substr(0, target.find('#'));

  std::string extension;
  const Files::Kind kind = files_.kind_of(target.substr(0, target.find('?')), extension);
  if (kind == Files::Kind::kAsset) {
    return sink_.leave_out(extension.empty() ? "assets" : "assets ." + extension);
  }
  if (kind == Files::Kind::kDownload && entry_.status == 206) {
    return sink_.leave_out("parts of files (status 206)");
  }
  if (!entry_.combined) ++without_agent_;
  write(target, kind, extension);
  if (std::exchange(too_large_, false)) lines_.refuse(line, "the request is too large");
}

std::string AccessLogImport::reason_to_leave(std::string_view method) {
  if (entry_.combined && robots_.includes(entry_.agent)) return "robots";
  if (method != "GET") return "method " + std::string(method.substr(0, 20));
  const bool good = (entry_.status >= 200 && entry_.status < 300) || entry_.status == 304;
  return good ? "" : "status " + std::to_string(entry_.status);
}

std::string AccessLogImport::visitor() const {
  // No address has a line end in it, so no two pairs give one text.
  return keyed_digest_of(key_, canonical(entry_.address) + "\n" + entry_.agent);
}

void AccessLogImport::write(std::string_view target, Files::Kind kind,
                            const std::string& extension) {
  const std::string origin = entry_.host.empty() ? origin_ : origin_of_virtual(entry_.host);
  without_host_ = without_host_ || origin.empty();
  const std::string address = origin + valid_utf8(target);
  const std::string referrer = valid_utf8(entry_.referrer);
  const bool page = kind == Files::Kind::kPage;

  Value message = Object{};
  message.set("type", page ? "page" : "track");
  if (!page) message.set("event", "File Downloaded");
  message.set("anonymousId", visitor());
  message.set("timestamp", to_iso(entry_.time));
  Value properties = Object{};
  if (!page) {
    properties.set("href", address);
    properties.set("extension", extension);
  } else if (!origin.empty()) {
    properties.set("url", address);
  } else {
    const std::size_t query = std::min(address.find('?'), address.size());
    properties.set("path", address.substr(0, query));
    if (query < address.size()) properties.set("search", address.substr(query));
  }
  if (page && !referrer.empty()) properties.set("referrer", referrer);
  message.set("properties", std::move(properties));
  if (!page && !referrer.empty()) {
    // The page of a download is the one with the link, if that is on this site.
    Value where = Object{};
    where.set(is_own(referrer, origin) ? "url" : "referrer", referrer);
    Value context = Object{};
    context.set("page", std::move(where));
    message.set("context", std::move(context));
  }
  too_large_ = !sink_.write(message);
}

void AccessLogImport::note_what_is_missing() {
  if (without_agent_ > 0) {
    notes_.push_back(std::to_string(without_agent_) +
                     " messages are of lines without referrer and agent (the common format): "
                     "robots are among them, who shares an address is one visitor, and channels "
                     "are not known; the combined format has both");
  }
  if (without_host_) {
    notes_.emplace_back(
        "pages have a path and no host: --host www.shop.example gives them one, which tells the "
        "site's own referrers from others");
  }
}

}  // namespace

std::vector<std::string> import_access_log(const AccessLogOptions& options, LineSource& lines,
                                           MessageSink& sink) {
  return AccessLogImport(options, lines, sink).run();
}

}  // namespace kelvin::native
