// Parts that several reports share.
#pragma once

#include <string_view>

#include "json/writer.h"
#include "kelvin/event.h"
#include "kelvin/model.h"
#include "kelvin/outcome.h"
#include "kelvin/state.h"
#include "kelvin/text.h"

namespace kelvin {

/// `{"engagement":10,...}`
void write_points(JsonWriter& json, const Model& model, const List<Points>& by_score);

/// `"top":{"interest":"shoes",...}`; nothing of a model without.
void write_top(JsonWriter& json, const Model& model, const Snapshot& snapshot);

/// `["warm",...]` of a snapshot, and of a list.
void write_segments(JsonWriter& json, const Model& model, const List<std::uint8_t>& in);
void write_segment_ids(JsonWriter& json, const Model& model, const List<SegmentIndex>& ids);

/// `["competitor",...]`
void write_rule_ids(JsonWriter& json, const Model& model, const List<RuleIndex>& ids);

/// What a snapshot shows, as members of an open object: scores, momentum, top, grade, segments,
/// disqualified.
void write_snapshot(JsonWriter& json, const Model& model, const Snapshot& snapshot);

/// `{"source":...,"medium":...}`; only what is known.
void write_campaign(JsonWriter& json, const Campaign& campaign);

/// A duration as seconds.
void write_seconds(JsonWriter& json, Duration d);

}  // namespace kelvin
