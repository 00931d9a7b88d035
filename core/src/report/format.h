// The formats in which a destination is told a message.
#pragma once

#include "kelvin/model.h"
#include "kelvin/text.h"

namespace kelvin {

/// Where a message is posted and what is said there.
struct Post {
  Text url, body;
};

/// `message` is the CloudEvents text, from which every other format is made.
///
/// segment: a track call, `Segment Entered`, `Segment Left` or `Rule Hit`, with the message's id as
///   messageId, its data as properties, and page, campaign and profile (as traits) also in context.
/// flat: one level of keys, joined by `_`, the members of data beside id, source, type, subject and
///   time. A list of plain values is one text with commas, one of objects is numbered from 1:
///   {"id":"5d0f...","scores_engagement":71,"segments":"hot, mql","reasons_1_label":"Pricing",...}
/// template: the destination's body with its placeholders filled.
Post post_of(const Destination& destination, Text message);

}  // namespace kelvin
