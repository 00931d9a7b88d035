// The formats in which a destination is told a message.
#pragma once

#include "kelvin/model.h"
#include "kelvin/text.h"

namespace kelvin {

/// Whether a message is posted as the text that it is written as, to an address without
/// placeholders.
bool posts_as_it_is(const Destination& destination);

/// Where it is posted.
Text url_of(const Destination& destination, const Value& message);

/// `message` is the CloudEvents event, from which every other format is made.
///
/// segment: a track call, `Segment Entered`, `Segment Left` or `Rule Hit`, with the message's id as
///   messageId, its data as properties, and page, campaign and profile (as traits) also in context.
/// flat: one level of keys, joined by `_`, the members of data beside id, source, type, subject and
///   time. A list of plain values is one text with commas, one of objects is numbered from 1:
///   {"id":"5d0f...","scores_engagement":71,"segments":"hot, mql","reasons_1_label":"Pricing",...}
/// template: the destination's body with its placeholders filled.
Value body_in_format(const Destination& destination, Value message);

}  // namespace kelvin
