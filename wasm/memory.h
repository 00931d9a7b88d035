// The module's memory: one stack, from which nothing is taken off within a call.
//
//   |  the model  |  the block  |  this call: its text, its work, its answer  |  free  |
//   base          floor         where a call begins                           top
//
// What lasts from call to call is the model and one block of bytes, the visitor's state. Each call
// begins behind the block, over what the call before it left. A new block takes the place of the
// one before when the next call begins; so a call that fails, or runs out of memory, changed
// nothing.
//
// The studio's core, which works on whole logs, has a heap in its place (studio_memory.cpp).
#pragma once

#include <cstddef>
#include <string_view>

#include "kelvin/model.h"

namespace kelvin::page {

/// Ends what the call before left. For a call without a text; before one with a text the glue asks
/// malloc for room, which does the same.
void begin_call();

/// Sees to it that so many bytes more can be taken. A call that changes what lasts does all else
/// before, so that it cannot run out of memory half-way.
void make_room(std::size_t bytes);

/// The block, and the one that the next call shall find: bytes that this call has made.
std::string_view block();
void replace_block(std::string_view bytes);

/// Forgets everything, the model too, but that text, which then is the first that stands here.
std::string_view begin_anew(Model* model, std::string_view text);
/// All that is there now stays until then, below the block.
void keep();

}  // namespace kelvin::page
