// Blocks in memory: a head of four bytes, with the block's size and the class of sizes that its
// memory is of, then the bytes. One that outgrows its class moves to a larger one, so a visitor's
// block moves at most twelve times.
#include "replay/visitors.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <stdexcept>
#include <utility>

#include "kelvin/state_block.h"
#include "states/former_states.h"

namespace kelvin::native {
namespace {

/// What the system's allocator gives without a rest. Close together where most visitors are.
constexpr std::array<std::uint32_t, 13> kClasses = {120, 168,  232,  312,  408,   520,  648,
                                                    808, 1080, 2040, 8184, 24568, 65528};
constexpr std::size_t kHead = 4;
constexpr std::uint32_t kClassBits = 4;
constexpr std::size_t kFirstPlaces = 16;
/// Of a visitor's block; most are no longer.
constexpr std::size_t kExpectedBytes = 512;

struct Head {
  std::uint32_t size = 0;
  std::uint32_t sizes = 0;  ///< place in kClasses; their number where a block has its own size
};

Head head_of(const char* block) {
  std::uint32_t word = 0;
  std::memcpy(&word, block, sizeof word);
  return {word >> kClassBits, word & ((1U << kClassBits) - 1)};
}

std::string_view block_bytes(const char* block) {
  return {block + kHead, head_of(block).size};
}

bool fits(const char* block, std::size_t size) {
  if (block == nullptr) return false;
  const Head head = head_of(block);
  return head.sizes < kClasses.size() ? kHead + size <= kClasses[head.sizes] : size <= head.size;
}

std::uint32_t class_for(std::size_t size) {
  const auto* found = std::lower_bound(kClasses.begin(), kClasses.end(), kHead + size);
  return static_cast<std::uint32_t>(found - kClasses.begin());
}

void write(char* block, std::string_view bytes, std::uint32_t sizes) {
  const auto word = static_cast<std::uint32_t>(bytes.size()) << kClassBits | sizes;
  std::memcpy(block, &word, sizeof word);
  std::memcpy(block + kHead, bytes.data(), bytes.size());
}

}  // namespace

void Visitors::Free::operator()(char* block) const {
  std::free(block);
}

Visitors::Visitors(const Model& model, const FormerStates* former)
    : model_(&model), former_(former), places_(kFirstPlaces), hand_(new_state(model)) {
  nobody_.resize(pack(model, hand_, nobody_).size());
}

State& Visitors::at(VisitorId visitor) {
  if (held_ != kNone && hand_.visitor == visitor.id) return hand_;
  put_back();
  if (size_ >= places_.size() / 8 * 7) grow();
  const std::size_t place = place_of(visitor);
  if (places_[place].block != nullptr) return hold(place);
  if (State* former = take_former(visitor, place)) return *former;
  State& state = take_new(visitor, place, {nobody_.data(), nobody_.size()});
  state.visitor = visitor.id;  // every event that is applied to a new state does the same
  return state;
}

const State* Visitors::find(VisitorId visitor) {
  if (held_ != kNone && hand_.visitor == visitor.id) return &hand_;
  put_back();
  if (size_ >= places_.size() / 8 * 7) grow();
  const std::size_t place = place_of(visitor);
  return places_[place].block != nullptr ? &hold(place) : take_former(visitor, place);
}

/// The visitor's state of before, at a place that is free; nullptr where there is none.
State* Visitors::take_former(VisitorId visitor, std::size_t place) {
  if (former_ == nullptr) return nullptr;
  List<char> room;
  const std::string_view block = former_->find(visitor.id, room);
  if (block.empty()) return nullptr;
  State& state = take_new(visitor, place, block);
  if (state.visitor == visitor.id) return &state;
  former_->note_damage();  // it goes on as a visitor of whom nothing is known
  state.visitor = visitor.id;
  return &state;
}

State& Visitors::take_new(VisitorId visitor, std::size_t place, std::string_view block) {
  places_[place].hash = visitor.hash;
  ++size_;
  held_ = place;
  static_cast<void>(unpack(*model_, block, hand_));  // a state of nobody where it is damaged
  return hand_;
}

void Visitors::put_back() {
  if (held_ == kNone) return;
  const std::string_view bytes = pack(*model_, hand_, packed_);
  auto& block = places_[std::exchange(held_, kNone)].block;
  if (fits(block.get(), bytes.size())) return write(block.get(), bytes, head_of(block.get()).sizes);
  const std::uint32_t sizes = class_for(bytes.size());
  block.reset();
  block.reset(static_cast<char*>(
      std::malloc(sizes < kClasses.size() ? kClasses[sizes] : kHead + bytes.size())));
  if (block == nullptr) throw std::bad_alloc();
  write(block.get(), bytes, sizes);
}

std::string_view Visitors::bytes_of(const Place& place) {
  return block_bytes(place.block.get());
}

std::string_view Visitors::id_of(const Place& place) {
  return visitor_of(bytes_of(place));
}

void Visitors::read(const Place& place, State& state) const {
  read_block(bytes_of(place), state);
}

/// Where a visitor with that hash is looked for first.
std::size_t Visitors::first_place(std::size_t hash) const {
  // Threads take visitors by the hash's low bits, so a table's visitors share them.
  constexpr std::size_t kSpread = 0x9E3779B97F4A7C15;
  return hash * kSpread >> 32 & (places_.size() - 1);
}

void Visitors::expect_block(std::size_t hash) const {
  constexpr std::size_t kLine = 64;  // of a processor's cache
  const Place& place = places_[first_place(hash)];
  if (place.block == nullptr || place.hash != hash) return;
  for (std::size_t at = 0; at < kExpectedBytes; at += kLine) {
    __builtin_prefetch(place.block.get() + at);
  }
}

/// Where the visitor is, or would be.
std::size_t Visitors::place_of(VisitorId visitor) const {
  std::size_t i = first_place(visitor.hash);
  for (;; i = (i + 1) & (places_.size() - 1)) {
    const Place& place = places_[i];
    if (place.block == nullptr) return i;
    if (place.hash == visitor.hash && id_of(place) == visitor.id) return i;
  }
}

void Visitors::read_block(std::string_view bytes, State& state) const {
  if (!unpack(*model_, bytes, state)) throw std::logic_error("a packed state cannot be read");
}

State& Visitors::hold(std::size_t place) {
  held_ = place;
  read(places_[place], hand_);
  return hand_;
}

void Visitors::grow() {
  std::vector<Place> before = std::exchange(places_, std::vector<Place>(2 * places_.size()));
  for (Place& place : before) {
    if (place.block == nullptr) continue;
    places_[place_of({id_of(place), place.hash})] = std::move(place);
  }
}

}  // namespace kelvin::native
