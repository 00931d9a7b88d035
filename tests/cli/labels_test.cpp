// Files of labels: both forms, and what is said of lines that are none.
#include "labels/labels_file.h"

#include <gtest/gtest.h>

#include "process.h"
#include "support/exit.h"

namespace kelvin::testing {
namespace {

using native::BadLines;
using native::read_labels;

class LabelsFile : public ::testing::Test {
 protected:
  study::Labels read(std::string_view text) {
    return read_labels(folder_.file("labels", text), bad_);
  }
  std::string refused(std::string_view text) {
    ::testing::internal::CaptureStderr();
    const auto labels = read(text);
    std::string out = ::testing::internal::GetCapturedStderr();
    return out.substr(out.find("labels:") + 7);
  }
  Folder folder_;
  BadLines bad_;
};

TEST_F(LabelsFile, LinesOfObjects) {
  const auto labels = read(
      "\n{\"visitor\":\"a\",\"converted\":1,\"converted_at\":\"2026-03-01T10:00:00Z\"}\r\n"
      "{\"visitor\":\"b\",\"converted\":0}");
  EXPECT_EQ(labels.size(), 2U);
  EXPECT_EQ(labels.converted(), 1U);
  EXPECT_EQ(labels.find("a")->converted_at, parse_instant("2026-03-01T10:00:00Z"));
}

TEST_F(LabelsFile, ATable) {
  const auto labels = read(
      "Visitor;name;converted;converted_at;accepted\n"
      "a;\"Smith; Ltd\";1;2026-03-01T10:00:00Z;1\n"
      "\n"
      "b;x;0;;\n"
      "7;x;0;NULL\n");
  EXPECT_EQ(bad_.count(), 0U);
  EXPECT_EQ(labels.size(), 3U);
  EXPECT_EQ(labels.find("a")->accepted, true);
  EXPECT_NE(labels.find("7"), nullptr);
}

TEST_F(LabelsFile, WhatIsNoLabelIsNamedWithItsLine) {
  EXPECT_EQ(refused("{\"visitor\":\"a\",\"converted\":0}\n{\"visitor\":\"b\"}\n"),
            "2: missing at /converted: say 1 or 0\n");
  EXPECT_EQ(refused("{\"visitor\"\n"),
            "1: bad_json: line 1, column 11: the text is not valid JSON from here on\n");
  EXPECT_EQ(refused("visitor,converted\na,2\n"),
            "2: bad_value at /converted: \"2\": give 1 or 0\n");
  EXPECT_EQ(bad_.count(), 3U);
}

TEST_F(LabelsFile, ATableWithoutItsColumnsOrNoTextIsUnusable) {
  EXPECT_THROW(read("id,bought\n1,1\n"), native::Unusable);
  EXPECT_THROW(read("PK\x03\x04rest\n"), native::Unusable);
  EXPECT_THROW(read_labels(folder_.path("none"), bad_), native::Unusable);
  EXPECT_EQ(read("").size(), 0U);
}

}  // namespace
}  // namespace kelvin::testing
