#include "studio_calibrate.h"

#include <map>
#include <utility>

#include "flat.h"
#include "json/writer.h"
#include "kelvin/report.h"
#include "kelvin/study/calibrate.h"
#include "kelvin/study/propose.h"
#include "kelvin/value_builder.h"
#include "studio_log.h"

namespace kelvin::studio {

Result<Text> read_labels(std::string_view flat, study::Labels& labels) {
  const auto items = items_of(flat);
  if (!items) {
    const auto other = document(flat);
    if (!other) return other.errors();
    return Error{"wrong_type", "", "no list", "give a list of labels"};
  }
  labels = study::Labels();
  JsonWriter bad;
  bad.begin_array();
  for (std::size_t i = 0; i < items->size(); ++i) {
    ValueBuilder builder;
    tell_item((*items)[i], builder);
    auto label = study::read_label(builder.take());
    if (label) {
      labels.add(std::move(label).value());
    } else {
      bad.begin_object().integer("index", static_cast<std::int64_t>(i));
      bad.key("errors").raw(errors_json(label.errors())).end_object();
    }
  }
  return bad.end_array().take();
}

Text calibrate_log(const Model& model, Watched& watched, const study::Labels& labels) {
  study::Calibration calibration(model, labels, {});
  std::map<Text, Visitor, std::less<>> visitors;
  for (const Event& event : watched.events(model)) {
    if (!calibration.takes(event)) continue;
    Visitor& visitor = visitors.try_emplace(event.visitor(), model).first->second;
    if (visitor.takes(event)) calibration.applied(visitor.state(), visitor.apply(event));
  }
  for (const auto& [id, visitor] : visitors) {
    if (visitor.known()) calibration.conclude(visitor.state());
  }
  const std::string report =
      study::calibration_json(model, calibration.report(), study::main_score(model), {});
  JsonWriter json;
  json.begin_object().key("ok").boolean(true).key("calibration").raw(report);
  return json.end_object().take();
}

}  // namespace kelvin::studio
