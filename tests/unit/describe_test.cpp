// The model as sentences: one model with every feature, line by line.
#include <gtest/gtest.h>

#include <string>

#include "corpus/case.h"
#include "kelvin/json.h"
#include "kelvin/lint.h"
#include "unit/support.h"

namespace kelvin {
namespace {

constexpr const char* kEverything = R"({
  "kelvin": 1, "id": "all", "version": "3", "visit": {"timeout": "45m"}, "day": {"offset": "-5h"},
  "passive": ["Email Delivered"], "offsite": ["Email Opened"],
  "pages": {"pricing": ["/pricing/**", "/tarifs/**"], "jobs": ["/jobs"]},
  "scores": [
    {"id": "engagement", "label": "Engagement", "range": [-20, 100], "momentum": "14d",
     "groups": [{"id": "mail", "max": 15, "min": -5}, {"id": "odd"}],
     "inactivity": {"mode": "add", "steps": [{"after": "30d", "points": -15}, {"after": "60d", "points": -1}]},
     "rules": [
       {"id": "pricing", "label": "Pricing page viewed", "on": "page", "where": {"page.group": "pricing"},
        "points": [10, 8, 6, 4], "limit": {"times": 4, "per": "visit"}, "decay": {"half_life": "30d"}},
       {"id": "time", "on": "Page Engaged", "where": {"visit.number": {"$gte": 2}, "page.path": {"$glob": ["/a/*", "/b"]}},
        "points": 5, "multiply": {"by": "properties.seconds", "unit": 60, "max": 3, "signed": true}, "max": 20},
       {"id": "often", "on": ["page", "visit", "identify", "group"], "count": {"at_least": 5, "within": "36h", "since": "pricing"}, "points": 1, "limit": 1},
       {"id": "reader", "on": "Read", "where": {"$or": [{"page.title": {"$words": "free trial"}}, {"properties.k": {"$nin": ["a", "b"]}}], "$nor": [{"properties.n": 1}, {"properties.m": {"$exists": true}}]},
        "count": {"at_least": 2, "distinct": "page.path"}, "points": 2, "limit": {"times": 1, "per": "day"}, "decay": {"percent": 25, "every": "1d", "expire": "3d"}},
       {"id": "thanks", "on": "Email Opened", "after": {"rule": "pricing", "within": "10m"}, "points": 3, "limit": {"times": 2, "per": "7d"}, "group": "mail", "clears": ["often", "reader"]},
       {"id": "marker", "on": "Email Delivered", "points": 0},
       {"id": "spam", "on": "Spam", "where": {"properties.tags": {"$all": ["x"], "$size": 2, "$elemMatch": {"$gte": 1}}, "properties.t": {"$type": "string", "$contains": ["C++", "é"], "$glob": "a*"}}, "points": {"by": "properties.k", "values": {"x": -1, "y": -2.5}, "else": 1}, "limit": 1},
       {"id": "ban", "on": "Banned", "veto": true, "decay": {"expire": "1d"}}]},
    {"id": "fit", "rules": [
       {"id": "revenue", "while": {"profile.company.revenue": {"$gte": 1000000}}, "points": {"by": "profile.company.revenue", "steps": [[1000000, 10], [5000000, 25]]}},
       {"id": "free-mail", "while": {"profile.email_free": true, "first.channel": {"$ne": "Email"}}, "points": -10},
       {"id": "renewal", "while": {"profile.renews": {"$age": {"$gte": "-3d", "$lt": "0s"}}, "profile.registered": {"$age": {"$lte": "1w"}, "$not": {"$age": {"$gt": "12h"}}}, "profile.d": {"$age": {"$lt": "-1d", "$gte": "-2d"}}}, "points": 1},
       {"id": "silent", "while": {"rules.pricing.matches": {"$lt": 1}, "profile.role": null}, "points": 1},
       {"id": "fan", "while": {"rules.time.sum": {"$gt": 600}}, "points": 1}]},
    {"id": "total", "of": {"engagement": 0.6, "fit": 0.4}}],
  "top": [{"id": "best", "of": ["engagement", "fit"], "at_least": 10}, {"id": "any", "of": ["fit", "total"]}],
  "grade": [{"score": "fit", "bands": {"A": 60, "B": 0}}, {"score": "engagement", "bands": {"1": 0}}],
  "segments": [
    {"id": "fitting", "when": {"top.best": {"$in": ["fit", "engagement"]}, "top.any": {"$ne": ""}}},
    {"id": "hot", "label": "Hot", "when": {"scores.engagement": {"$gte": 70}, "disqualified": {"$size": 0}}, "leave": {"scores.engagement": {"$lt": 60}}},
    {"id": "warm", "when": {"momentum.engagement": {"$gt": 5}, "segments": {"$ne": "hot"}, "disqualified": {"$ne": "ban"}}},
    {"id": "mql", "when": {"segments": "hot", "grade": {"$in": ["A1", "B1"]}}, "sticky": true},
    {"id": "all", "when": {}}],
  "triggers": [
    {"id": "call", "when": {"enter": "mql"}, "limit": {"times": 1, "per": "30d"}, "to": ["crm", "log"], "say": "Call."},
    {"id": "cooled", "when": {"leave": "hot"}, "if": {"page.group": {"$exists": true}}, "to": ["crm"]},
    {"id": "asked", "when": {"hit": "thanks"}, "to": ["log"]},
    {"id": "rich", "when": {"hit": "revenue"}, "to": []}],
  "destinations": [{"id": "crm", "url": "https://crm.example/in", "fields": ["email", "company.name"]}, {"id": "log", "url": "/log", "method": "PUT"}, {"id": "flat", "url": "/flat", "format": "flat"}],
  "experiences": [{"id": "cta", "label": "Header button", "if": {"segments": "hot"}, "at": "#cta", "set": {"text": "Talk to us", "href": "/contact"}, "holdout": 0.1, "limit": {"times": 3, "per": "visit"}, "until": "click"}],
  "account": {"key": "profile.company.id", "score": "engagement", "combine": "sum", "range": [0, 200],
    "roles": [{"id": "buyer", "if": {"profile.role": "buyer"}, "weight": 1}], "weight": 0.2,
    "segments": [{"id": "ripe", "label": "Ripe", "when": {"scores.account": {"$gte": 100}, "roles.buyer": {"$gte": 3}}}],
    "triggers": [{"id": "call-account", "when": {"enter": "ripe"}, "to": ["crm"]}]}
})";

constexpr const char* kSentences =
    R"(Model all, version 3
  A visit ends after 45 minutes without activity.
  Days are by a clock 5 hours behind UTC.
  No activity: "Email Delivered".
  Activity, but away from the site: "Email Opened".
  Pages in pricing: /pricing/** and /tarifs/**.
  Pages in jobs: /jobs.

Score Engagement (engagement), from -20 to 100
  Its momentum is what events of the last 14 days moved.
  Group mail: its rules together give at most 15 points and take at most 5 points.
  Group odd: its rules together have no bound.
  Without activity it falls: after 30 days by 15 points, after 60 days by another 1 point.
  Pricing page viewed (pricing): 10, 8, 6, then 4 points; at most 4 times per visit; halves every 30 days. When a page is viewed and the page is in pricing.
  time: 5 points, times the event's seconds / 60 (at most 3), which below zero takes points back; the event's seconds is added up; never more than 20 points in all. When "Page Engaged" comes and the number of the visit is 2 or more and the page's path matches "/a/*" or "/b".
  often: 1 point; only once. When a page is viewed, a visit begins, the visitor is identified or the visitor's company is told, from the 5th time on within 36 hours since Pricing page viewed.
  reader: 2 points; at most once per day; loses 25 % of what it first gave every day, until nothing is left after 4 days (of what is left, that is a half_life of 58h); gone after 3 days. When "Read" comes and (the page's title contains "free trial" or the event's k is not "a" or "b") and it is not so that (the event's n is 1 or the event's m is known), from the 2nd different value of the page's path on, once for each.
  thanks: 3 points; at most 2 times in 7 days; in the group mail; takes back often and reader. When "Email Opened" comes, at most 10 minutes after Pricing page viewed.
  marker: 0 points, a marker that others may name. When "Email Delivered" comes.
  spam: by the event's k: x -1 point, y -2.5 points, otherwise 1 point; only once. When "Spam" comes and (the event's tags is "x" and the event's tags has 2 values and the event's tags has an element of which it is 1 or more) and (the event's t is a text and the event's t contains "c++" or "e" anywhere and the event's t matches "a*").
  ban: no points; gone after 1 day; a veto: while it lasts, Engagement is at its lowest, -20. When "Banned" comes.

Score fit, from 0 to 100
  Its momentum is what events of the last 7 days moved.
  revenue: by the company's revenue: from 1,000,000 on 10 points, from 5,000,000 on 25 points, below that none. While the company's revenue is 1,000,000 or more.
  free-mail: -10 points. While the visitor's mail is from a free mail service and the first visit's channel is not "Email".
  renewal: 1 point. While the visitor's renews is in the future and at most 3 days ahead and (the visitor's registered is at most 7 days ago and the visitor's registered is not more than 12 hours ago) and the visitor's d is more than 1 day ahead and at most 2 days ahead.
  silent: 1 point. While the number of matches of Pricing page viewed is below 1 and the visitor's role is not known.
  fan: 1 point. While the sum of the event's seconds over the hits of time is above 600.

Score total, from 0 to 100
  It is 0.6 x Engagement plus 0.4 x fit.
  Its momentum is what events of the last 7 days moved.

On top
  best: of Engagement and fit the one that shows most, if 10 points or more.
  any: of fit and total the one that shows most, if more than the least it can show.

Grade
  By fit: A from 60, B below that.
  By Engagement: 1 always.

Segments
  fitting: entered when the score on top of best is fit or Engagement and the score on top of any is not none; left when that no longer holds.
  Hot (hot): entered when Engagement is 70 or more and the visitor is not disqualified by any rule; left when Engagement is below 60.
  warm: entered when the momentum of Engagement is above 5 and the visitor is not in Hot and the visitor is not disqualified by ban; left when that no longer holds.
  mql: entered when the visitor is in Hot and the grade is "A1" or "B1"; never left.
  all: entered when anything holds; left when that no longer holds.

Triggers
  call: when a visitor enters mql; at most once in 30 days; sends to crm and log; says "Call."
  cooled: when a visitor leaves Hot, if the page's group is known; sends to crm.
  asked: at each hit of thanks; sends to log.
  rich: when revenue turns true; sends to nobody.

Destinations
  crm: POST to https://crm.example/in, with the visitor's email and company.name.
  log: PUT to /log, with nothing of the profile.
  flat: POST to /flat as one level of keys, with nothing of the profile.

Experiences
  Header button (cta): while the visitor is in Hot, #cta gets text "Talk to us" and href "/contact"; shown at most 3 times per visit; a click on it ends it; 10 % of visitors never see it.

Account, from 0 to 200
  Visitors who share the company's id are one account. Its score is the sum of its contacts' Engagement.
  buyer: counts times 1, if the visitor's role is "buyer".
  Any other contact counts times 0.2.
  Ripe (ripe): entered when its scores.account is 100 or more and its roles.buyer is 3 or more; left when that no longer holds.
  call-account: when an account is in Ripe; sends to crm.
)";

TEST(Describe, AModelWithEveryFeature) {
  EXPECT_EQ(describe(compiled(kEverything)), kSentences);
}

TEST(Describe, EveryThingOfEveryModelIsNamed) {
  for (const std::string& name : corpus::case_names()) {
    const auto model = compile(corpus::load_case(name).model);
    if (!model) continue;
    const std::string text = describe(*model);
    const auto names = [&](const std::string& what) {
      EXPECT_NE(text.find(what), std::string::npos) << name << ": " << what << "\n" << text;
    };
    for (const Score& score : model->scores) names(score.label);
    for (const Rule& rule : model->rules) {
      names(rule.label);
      names(rule.id);
    }
    for (const Group& group : model->groups) names(group.id);
    for (const Segment& segment : model->segments) {
      names(segment.label);
      names(segment.id);
    }
    for (const Trigger& trigger : model->triggers) {
      names(trigger.id);
      names(trigger.say);
    }
    for (const Destination& destination : model->destinations) names(destination.url);
    for (const PageGroup& group : model->pages) names(group.name);
  }
}

}  // namespace
}  // namespace kelvin
