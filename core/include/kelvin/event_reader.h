// EventReader: the way from any JSON parser to an Event. The parser calls it as it walks a message;
// it keeps what the model names and lets the rest go by. So a message is scrubbed in one place,
// whichever parser read it.
//
//   EventReader reader(model);
//   reader.begin(event);
//   walk(document, reader);                        // begin_object, key, text, ..., end_object
//   if (reader.finish(errors)) outcome = apply(model, state, event);
//
// A reader and an event that are used again, line after line, keep their memory.
#pragma once

#include <memory>
#include <string_view>

#include "kelvin/error.h"
#include "kelvin/event.h"
#include "kelvin/json_listener.h"
#include "kelvin/model.h"

namespace kelvin {

class EventReader final : public JsonListener {
 public:
  /// The model must outlive the reader.
  explicit EventReader(const Model& model);
  ~EventReader();

  /// Begins a message: the calls that follow fill `event`, which must live until `finish`. A
  /// message that was begun before and not finished is dropped.
  void begin(Event& event);

  bool key(std::string_view name) override;
  void null() override;
  void boolean(bool b) override;
  void number(double d) override;
  void text(std::string_view utf8) override;
  void begin_object() override;
  void end_object() override;
  void begin_array() override;
  void end_array() override;

  /// Completes the event. False, with every error in the message, where it is a bad one; the event
  /// is then unspecified.
  bool finish(Errors& errors);

  /// Frees the memory that it keeps from message to message. To be called before an arena that this
  /// memory came from is rewound or destroyed.
  void give_up_memory();

 private:
  struct Draft;
  std::unique_ptr<Draft> draft_;
};

}  // namespace kelvin
