// A packed model: what `compile` made of a model, as text, so that a page need not load the
// compiler.
#pragma once

#include <cstddef>
#include <string_view>

#include "kelvin/error.h"
#include "kelvin/model.h"
#include "kelvin/text.h"

namespace kelvin {

/// The model as JSON text of format 2, which this release and every later one reads. It is not for
/// editing or review: the source is. The account section is left out, as no page asks for it.
/// (States are packed by another function, in kelvin/state_block.h.)
///
///   {"kelvin_packed":2,"laws":2,"sum":...,"model":[1,"b2b-saas",2,"2026-03",3,...,0]}
///
/// `model` is tables of tagged fields in one row of values (core/src/table/shape.h has the picture,
/// core/src/pack the tags), `sum` its checksum, `laws` those its digest was made under.
Text pack(const Model& model);

/// Bytes of a packed model at most: the densest sources pack to about twice their size.
inline constexpr std::size_t kMaxPackedBytes = 4 * kMaxModelBytes;

/// Reads a packed model (as text: kelvin/json.h): the same model, with the same digest, that was
/// packed. Nothing in the text is trusted: whatever it holds, the model is one that scores without
/// harm. Errors: `not_packed` (a model's source: that is for `compile`), `older_format` (format 1,
/// of release 0.1.0: pack it again), `newer_format` (a later release packed it, with parts that
/// this one does not know), `damaged` (with the place just behind the first value that cannot be).
///
///   unpack(pack(model))            -> the model
///   unpack(R"({"kelvin":1,...})")  -> not_packed, "load the whole core for a model's source, ..."
Result<Model> unpack(Value&& packed);
Result<Model> unpack(NoText) = delete;

/// `too_long` where a packed model's text has more than kMaxPackedBytes; else nothing. To be asked
/// before the text is parsed.
std::optional<Error> too_long_packed(std::size_t bytes);

}  // namespace kelvin
