// What every part of the door answers alike.
#pragma once

#include <string_view>

#include "kelvin/error.h"
#include "kelvin/report.h"
#include "kelvin/text.h"

inline kelvin::Text refused(const kelvin::Errors& errors,
                            std::string_view member = R"("ok":false)") {
  return "{" + kelvin::Text(member) + R"(,"errors":)" + kelvin::errors_json(errors) + "}";
}
