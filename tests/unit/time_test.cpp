// Instants and durations as texts, from the year 1 to the year 9999.
#include "kelvin/time.h"

#include <gtest/gtest.h>

#include <string>

namespace kelvin {
namespace {

std::int64_t ms_of(std::string_view iso) {
  const auto t = parse_instant(iso);
  return t ? t->ms : INT64_MIN;
}

TEST(Instants, AreReadAsIso8601) {
  EXPECT_EQ(ms_of("1970-01-01T00:00:00.000Z"), 0);
  EXPECT_EQ(ms_of("1970-01-01T00:00:00.001Z"), 1);
  EXPECT_EQ(ms_of("1969-12-31T23:59:59.999Z"), -1);
  EXPECT_EQ(ms_of("2026-03-01T10:00:00.000Z"), 1'772'359'200'000);
  EXPECT_EQ(ms_of("2026-03-01T10:00Z"), 1'772'359'200'000);
  EXPECT_EQ(ms_of("2026-03-01T10:00:00Z"), 1'772'359'200'000);
  EXPECT_EQ(ms_of("2026-03-01T10:00:00,5Z"), 1'772'359'200'500);
}

TEST(Instants, DropWhatIsBelowAMillisecond) {
  EXPECT_EQ(ms_of("1970-01-01T00:00:00.1Z"), 100);
  EXPECT_EQ(ms_of("1970-01-01T00:00:00.12Z"), 120);
  EXPECT_EQ(ms_of("1970-01-01T00:00:00.1239Z"), 123);
  EXPECT_EQ(ms_of("1970-01-01T00:00:00.123999999999999999999999Z"), 123);
  EXPECT_EQ(ms_of("1969-12-31T23:59:59.9999Z"), -1);
}

TEST(Instants, TakeAnyOffset) {
  const std::int64_t ten = ms_of("2026-03-01T10:00:00Z");
  EXPECT_EQ(ms_of("2026-03-01T11:00:00+01:00"), ten);
  EXPECT_EQ(ms_of("2026-03-01T11:00:00+0100"), ten);
  EXPECT_EQ(ms_of("2026-03-01T04:30:00-05:30"), ten);
  EXPECT_EQ(ms_of("2026-02-28T10:01:00-23:59"), ten);
  EXPECT_EQ(ms_of("2026-03-01T10:00:00-00:00"), ten);
}

TEST(Instants, KnowLeapDays) {
  EXPECT_EQ(ms_of("2024-02-29T00:00:00Z") + kDay.ms, ms_of("2024-03-01T00:00:00Z"));
  EXPECT_EQ(ms_of("2000-02-29T00:00:00Z") + kDay.ms, ms_of("2000-03-01T00:00:00Z"));
  EXPECT_EQ(ms_of("1900-02-28T00:00:00Z") + kDay.ms, ms_of("1900-03-01T00:00:00Z"));
  EXPECT_FALSE(parse_instant("1900-02-29T00:00:00Z"));
  EXPECT_FALSE(parse_instant("2026-02-29T00:00:00Z"));
  EXPECT_FALSE(parse_instant("2100-02-29T00:00:00Z"));
}

TEST(Instants, ReachFromYearOneTo9999) {
  EXPECT_EQ(parse_instant("0001-01-01T00:00:00.000Z"), kEarliest);
  EXPECT_EQ(parse_instant("9999-12-31T23:59:59.999Z"), kLatest);
  EXPECT_FALSE(parse_instant("0000-12-31T23:59:59.999Z"));
  EXPECT_FALSE(parse_instant("0001-01-01T00:00:00+00:01")) << "its UTC lies in the year 0";
  EXPECT_FALSE(parse_instant("9999-12-31T23:59:00-00:01")) << "its UTC lies in the year 10000";
  EXPECT_EQ(to_iso(kEarliest), "0001-01-01T00:00:00.000Z");
  EXPECT_EQ(to_iso(kLatest), "9999-12-31T23:59:59.999Z");
}

TEST(Instants, AreReadFromNumbersAndDigitsToo) {
  EXPECT_EQ(parse_time("1772359200000"), parse_instant("2026-03-01T10:00:00Z"));
  EXPECT_EQ(parse_time("2026-03-01T10:00:00Z"), parse_instant("2026-03-01T10:00:00Z"));
  EXPECT_EQ(instant_of(1e11), Instant{100'000'000'000});
  EXPECT_EQ(instant_of(253'402'300'799'999), kLatest);
  EXPECT_EQ(parse_time("253402300799999"), kLatest);
  for (const double ms : {99'999'999'999.0, 0.0, -1.0, -1e12, 253'402'300'800'000.0, 1e300}) {
    EXPECT_FALSE(instant_of(ms)) << ms;
  }
  for (const char* text : {"", "99999999999", "-1772359200000", "1772359200000.0", "1.772e12", "x",
                           "253402300800000", "9999999999999999999999"}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
  EXPECT_TRUE(are_seconds("1772359200"));
  EXPECT_TRUE(are_seconds(99'999'999'999.0));
  EXPECT_FALSE(are_seconds("1772359200000"));
  EXPECT_FALSE(are_seconds(-1.0));
  EXPECT_FALSE(
      are_seconds("2026"
                  "-03"));
}

TEST(Instants, RefuseAllElse) {
  for (const char* text : {"",
                           "Z",
                           "2026",
                           "2026-03-01",
                           "2026-03-01T10:00:00",
                           "2026-03-01T10:00:00.Z",
                           "2026-03-01T10Z",
                           "2026-03-01 10:00:00Z",
                           "2026-03-01t10:00:00Z",
                           "2026-03-01T10:00:00z",
                           "2026-03-01T11:00:00+01",
                           "20260301T100000Z",
                           "2026-03-01T100000Z",
                           "2026-060T10:00:00Z",
                           "1772359200000",
                           "2026-03-01T24:00:00Z",
                           "2026-03-01T10:60:00Z",
                           "2026-03-01T10:00:60Z",
                           "2026-00-01T10:00:00Z",
                           "2026-13-01T10:00:00Z",
                           "2026-03-00T10:00:00Z",
                           "2026-03-32T10:00:00Z",
                           "2026-04-31T10:00:00Z",
                           "2026-3-01T10:00:00Z",
                           "+2026-03-01T10:00:00Z",
                           "02026-03-01T10:00:00Z",
                           "2026-03-01T10:00:00Zx",
                           " 2026-03-01T10:00:00Z",
                           "2026-03-01T10:00:00+24:00",
                           "2026-03-01T10:00:00+01:60",
                           "2026-03-01T10:00:00+1",
                           "2026-03-01T10:00:00+01:",
                           "2026-03-01T10:00:00+01:0",
                           "2026-03-01T10:00:00+010",
                           "2026/03/01T10:00:00Z",
                           "20260301T100000Z",
                           "2026-03-01T10:00:00 +01:00",
                           "1772359200000",
                           "yesterday"}) {
    EXPECT_FALSE(parse_instant(text)) << text;
  }
}

TEST(Instants, ReadBackWhatTheyWrite) {
  // A step of a prime number of milliseconds meets every month, hour and leap year.
  for (std::int64_t ms = kEarliest.ms; ms <= kLatest.ms; ms += 12'345'678'910'11) {
    const Instant t{ms};
    const std::string iso = to_iso(t);
    ASSERT_EQ(iso.size(), 24U);
    ASSERT_EQ(parse_instant(iso), t) << iso;
  }
  for (std::int64_t day = -800; day <= 800; ++day) {  // around 1970, edges of days
    for (const std::int64_t edge : {-1, 0, 1}) {
      const Instant t{day * kDay.ms + edge};
      ASSERT_EQ(parse_instant(to_iso(t)), t);
    }
  }
}

TEST(Dates, AreMomentsDaysAndMilliseconds) {
  const Instant ten = *parse_instant("2026-03-01T10:00:00Z");
  EXPECT_EQ(parse_date("2026-03-01T10:00:00Z"), ten);
  EXPECT_EQ(parse_date("2026-03-01T10:00:00"), ten);
  EXPECT_EQ(parse_date("2026-03-01T10:00"), ten);
  EXPECT_EQ(parse_date("2026-03-01T11:00:00.000+01:00"), ten);
  EXPECT_EQ(parse_date("2026-03-01T10:00:00.1239"), ten + Duration{123});
  EXPECT_EQ(parse_date("2026-03-01"), ten - Duration{10 * kHour.ms});
  EXPECT_EQ(parse_date("1960-02-29"), Instant{-310'521'600'000});
  EXPECT_EQ(parse_date("0001-01-01"), kEarliest);
  EXPECT_EQ(parse_date("9999-12-31T23:59:59.999"), kLatest);
  EXPECT_EQ(parse_date(std::to_string(ten.ms)), ten);
  EXPECT_EQ(parse_date("100000000000"), Instant{100'000'000'000});
  EXPECT_EQ(instant_of(100'000'000'000.0), Instant{100'000'000'000});
  EXPECT_EQ(instant_of(253'402'300'799'999.0), kLatest);
  EXPECT_FALSE(instant_of(99'999'999'999.0));
  EXPECT_FALSE(instant_of(253'402'300'800'000.0));
  EXPECT_FALSE(instant_of(-1e12));
  for (const char* text : {"",
                           "99999999999",
                           "253402300800000",
                           "9999999999999999999999999",
                           "-100000000000",
                           "1e12",
                           "2026",
                           "2026-03",
                           "2026-3-1",
                           "2026-02-29",
                           "2026-03-01T",
                           "2026-03-01T10",
                           "2026-03-01Z",
                           "2026-03-01T10:00:00 ",
                           " 2026-03-01",
                           "01.03.2026",
                           "2026/03/01",
                           "20260301",
                           "2026-03-01T24:00",
                           "0001-01-01T00:00+00:01",
                           "9999-12-31T23:59:59.999-00:01"}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
}

TEST(Days, BeginAtMidnightUtcOnBothSidesOf1970) {
  EXPECT_EQ(day_of({0}), 0);
  EXPECT_EQ(day_of({kDay.ms - 1}), 0);
  EXPECT_EQ(day_of(Instant{} + kDay), 1);
  EXPECT_EQ(day_of({-1}), -1);
  EXPECT_EQ(day_of({-kDay.ms}), -1);
  EXPECT_EQ(day_of({-kDay.ms - 1}), -2);
  EXPECT_EQ(day_of(kEarliest), -719'162);
  EXPECT_EQ(day_of(kLatest), 2'932'896);
}

TEST(Durations, AreAWholeNumberAndAUnit) {
  EXPECT_EQ(parse_duration("1s"), kSecond);
  EXPECT_EQ(parse_duration("30m"), Duration{30 * kMinute.ms});
  EXPECT_EQ(parse_duration("24h"), kDay);
  EXPECT_EQ(parse_duration("7d"), parse_duration("1w"));
  EXPECT_EQ(parse_duration("007d"), Duration{7 * kDay.ms});
  EXPECT_EQ(parse_duration("0s"), Duration{0});
  EXPECT_EQ(parse_duration("1000000w"), Duration{7'000'000 * kDay.ms});
  for (const char* text : {"", "s", "1", "1 d", "-1d", "+1d", "1.5h", "1e3s", "1D", "1M", "1y",
                           "1ms", "1d ", " 1d", "1000001s", "99999999999999999999s"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

}  // namespace
}  // namespace kelvin
