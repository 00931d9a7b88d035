// Decodes UTF-8, folds each character by the tables below, and joins what is left into words or
// leaves it as it stands.

#include "facts/words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

namespace kelvin {
namespace {

// Folded characters are below U+0800, so these two can stand for "no character".
constexpr char32_t kSeparator = 0;
constexpr char32_t kDropped = 1;

// Two letters, as in "ae", go into one folded value.
constexpr char32_t kPairFlag = 0x10000;
constexpr char32_t pair(char first, char second) {
  return kPairFlag | static_cast<char32_t>(first) << 8 | static_cast<char32_t>(second);
}

// A table of folds is written as runs: a code and how many characters it holds for ("a6" is six
// characters that fold to a; no number is one). Codes: a lower-case letter is the result; an
// upper-case one a pair of Latin letters (kPairs); '-' a letter that stays; ' ' a separator.
// It is spread out at compile time, so that a look-up is one load.
template <std::size_t N>
constexpr std::array<char, N> spread(const char* runs) {
  std::array<char, N> codes{};
  std::size_t filled = 0;
  while (*runs != '\0') {
    const char code = *runs++;
    std::size_t count = 0;
    while (*runs >= '0' && *runs <= '9') {
      count = count * 10 + static_cast<std::size_t>(*runs++ - '0');
    }
    if (count == 0) count = 1;
    for (; count > 0; --count) codes[filled++] = code;
  }
  // Reached only by a table of the wrong length, which then does not compile.
  if (filled != N) codes[N] = 0;
  return codes;
}

struct Pair {
  char code, first, second;
};
constexpr Pair kPairs[] = {{'A', 'a', 'e'}, {'O', 'o', 'e'}, {'S', 's', 's'}, {'T', 't', 'h'},
                           {'I', 'i', 'j'}, {'D', 'd', 'z'}, {'L', 'l', 'j'}, {'N', 'n', 'j'},
                           {'H', 'h', 'v'}, {'U', 'o', 'u'}};

// U+00AA..0293: Latin-1, Extended-A and -B, and the phonetic letters whose capitals are in -B.
constexpr char32_t kLatin = 0xAA;
constexpr auto kLatinCodes = spread<0x294 - kLatin>(
    "a 10- 4o 5a6Ace4i4dno5 ou4yTSa6Ace4i4dno5 ou4yTya6c8d4e10g8h4i10I2j2k3l10n9o6O2r6s8t6u12w2y3"
    "z6sb6oc2d4-e3f2g2Hi2k2l-mn2o3g2p2rs3-t4u3vy2z6-s2-w-4D3L3N3a2i2o2u10ea4A2g4k2o4z2jD3g2Hwn2a2"
    "A2o2a4e4i4o4r4u4s2t2z2h2ndU2z2a2e2o8y2lntj-2ac2ltsz-2buve2j2q2r2y2a2-bocd2e6-jg4-2h-i3l3-m3"
    "n3o-6r3-r-s2j-s-tu2v2-2yz4");

// U+1E00..1EFF: Latin Extended Additional, Vietnamese among it.
constexpr char32_t kLatinMore = 0x1E00;
constexpr auto kLatinMoreCodes = spread<0x100>(
    "a2b6c2d10e10f2g2h10i4k6l8m6n8o8p4r8s10t8u10v4w10x4y2z6htwyas3S-a24e16i4o24u14y8l2v2y2");

// U+0386..03CE and U+1F00..1FFF: Greek, where the code a is alpha (U+03B1) and y is omega.
constexpr char32_t kGreek = 0x386;
constexpr auto kGreekCodes = spread<0x3CF - kGreek>(
    "a egi-o-uyiabcdefghijklmnopq-stuvwxyiuaegiuabcdefghijklmnopqs2tuvwxyiuouy");
constexpr char32_t kGreekMore = 0x1F00;
constexpr auto kGreekMoreCodes = spread<0x100>(
    "a16e6-2e6-2g16i16o6-2o6-2u8-u-u-u-uy16a2e2g2i2o2u2y2-2a16g16y16a5-a7 i 3g3-g2e2g3 3i4-2i6- 3"
    "u4q2u6q 3-2y3-y2o2y3 2-");

// Lower-case Cyrillic letters with a diacritic, each before its base letter.
constexpr char16_t kCyrillicAccents[] = u"йиѐеёеѓгїіќкѝиўуѷѵӂжӑаӓаӗеӛәӝжӟзӣиӥиӧоӫөӭэӯуӱуӳуӵчӹы";

// What is no letter from U+02C2 on, as first and one past the last: the punctuation of scripts in
// use, and whole blocks of symbols. All else there counts as a letter, unassigned characters too.
constexpr char16_t kSeparators[] = {
    0x02C2, 0x02C6, 0x02D2, 0x02E0, 0x02E5, 0x0300, 0x0375, 0x0376, 0x037E, 0x037F, 0x0384, 0x0386,
    0x0387, 0x0388, 0x0482, 0x0483, 0x055A, 0x0560, 0x0589, 0x0590, 0x05BE, 0x05BF, 0x05C0, 0x05C1,
    0x05C3, 0x05C4, 0x05C6, 0x05C7, 0x05F3, 0x0610, 0x061B, 0x0620, 0x066A, 0x066E, 0x06D4, 0x06D5,
    0x0700, 0x0710, 0x0964, 0x0966, 0x0970, 0x0971, 0x0DF4, 0x0E01, 0x0E3F, 0x0E40, 0x0E4F, 0x0E50,
    0x0E5A, 0x0E81, 0x0F01, 0x0F18, 0x0F3A, 0x0F3E, 0x104A, 0x1050, 0x10FB, 0x10FC, 0x1360, 0x1380,
    0x17D4, 0x17D7, 0x17D8, 0x17DC, 0x1800, 0x180B, 0x2000, 0x2071, 0x207A, 0x207F, 0x208A, 0x2090,
    0x20A0, 0x20D0, 0x2100, 0x2C00, 0x2E00, 0x3005, 0x3008, 0x302A, 0x3030, 0x3031, 0x303D, 0x3041,
    0x309B, 0x309D, 0x30A0, 0x30A1, 0x30FB, 0x30FC, 0x3190, 0x31A0, 0x31C0, 0x31F0, 0x3200, 0x3400,
    0x4DC0, 0x4E00, 0xA490, 0xA4D0, 0xD800, 0xF900, 0xFB29, 0xFB2A, 0xFD3E, 0xFD40, 0xFDFC, 0xFE20,
    0xFE30, 0xFE70, 0xFF00, 0xFF66, 0xFFE0, 0xFFFF};

constexpr bool within(char32_t c, char32_t first, char32_t last) {
  return c >= first && c <= last;
}

bool is_letter(char32_t c) {
  if (c < 0x10000) {
    const auto* above = std::upper_bound(std::begin(kSeparators), std::end(kSeparators), c);
    return (above - std::begin(kSeparators)) % 2 == 0;
  }
  // Ancient scripts, mathematical letters, scripts of Africa and Asia, rare Chinese characters.
  return c < 0x1D000 || within(c, 0x1D400, 0x1D7FF) || within(c, 0x1E000, 0x1EFFF) ||
         within(c, 0x20000, 0x3FFFF);
}

bool is_dropped(char32_t c) {
  return c == 0xAD || within(c, 0x300, 0x36F) || within(c, 0x483, 0x489) ||
         within(c, 0x200C, 0x200D) || c == 0x2060 || within(c, 0x20D0, 0x20FF) ||
         within(c, 0xFE00, 0xFE0F) || c == 0xFEFF;
}

// What a code of a table stands for; 'a' is the character `alphabet`.
char32_t decode_fold(char code, char32_t alphabet, char32_t c) {
  if (code == ' ') return kSeparator;
  if (code == '-') return c;
  if (code >= 'a') return alphabet + static_cast<char32_t>(code - 'a');
  for (const Pair& entry : kPairs) {
    if (entry.code == code) return pair(entry.first, entry.second);
  }
  return c;
}

char32_t fold_cyrillic(char32_t c) {
  if (c < 0x410) {
    c += 0x50;
  } else if (c < 0x430) {
    c += 0x20;
  } else if (c == 0x4C0) {
    c = 0x4CF;
  } else if (within(c, 0x4C1, 0x4CE)) {
    c += c & 1;
  } else if (c >= 0x460) {
    c |= 1;
  }
  for (const char16_t* entry = kCyrillicAccents; *entry != 0; entry += 2) {
    if (*entry == c) return entry[1];
  }
  return c;
}

char32_t fold(char32_t c) {
  if (within(c, 0xFF10, 0xFF5A)) c -= 0xFEE0;
  if (within(c, 'A', 'Z')) return c + ('a' - 'A');
  if (within(c, 'a', 'z') || within(c, '0', '9')) return c;
  if (is_dropped(c)) return kDropped;
  if (c < kLatin) return kSeparator;
  if (c - kLatin < kLatinCodes.size()) return decode_fold(kLatinCodes[c - kLatin], 'a', c);
  if (c - kLatinMore < kLatinMoreCodes.size()) {
    return decode_fold(kLatinMoreCodes[c - kLatinMore], 'a', c);
  }
  if (c - kGreek < kGreekCodes.size()) return decode_fold(kGreekCodes[c - kGreek], 0x3B1, c);
  if (c - kGreekMore < kGreekMoreCodes.size()) {
    return decode_fold(kGreekMoreCodes[c - kGreekMore], 0x3B1, c);
  }
  if (!is_letter(c)) return kSeparator;
  return within(c, 0x400, 0x52F) ? fold_cyrillic(c) : c;
}

// The length of the UTF-8 character at the front of `text`, with its value in `c`. A byte that
// begins none (cut off, overlong, a surrogate, past U+10FFFF) is a separator of length 1.
std::size_t decode(std::string_view text, char32_t& c) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  c = byte(0);
  if (c < 0x80) return 1;
  const std::size_t length = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
  char32_t value = c & (0xFFU >> (length + 1));
  // The smallest value that needs this length.
  const char32_t least = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
  bool good = within(c, 0xC2, 0xF4) && text.size() >= length;
  for (std::size_t i = 1; good && i < length; ++i) {
    good = (byte(i) & 0xC0) == 0x80;
    value = value << 6 | (byte(i) & 0x3FU);
  }
  if (good && value >= least && value <= 0x10FFFF && !within(value, 0xD800, 0xDFFF)) {
    c = value;
    return length;
  }
  c = kSeparator;
  return 1;
}

void append(Text& out, char32_t folded) {
  if ((folded & kPairFlag) != 0) {
    out += static_cast<char>(folded >> 8 & 0xFF);
    out += static_cast<char>(folded & 0xFF);
  } else if (folded < 0x80) {
    out += static_cast<char>(folded);
  } else {
    out += static_cast<char>(0xC0 | folded >> 6);
    out += static_cast<char>(0x80 | (folded & 0x3F));
  }
}

/// What separates words becomes one space, or stays.
void fold_onto(Text& out, std::string_view utf8, bool words) {
  out.reserve(utf8.size() + 2);
  while (!utf8.empty()) {
    char32_t c;
    const std::size_t length = decode(utf8, c);
    const char32_t folded = fold(c);
    if (words && folded == kSeparator) {
      if (out.back() != ' ') out += ' ';
    } else if (folded == kSeparator || (folded == c && c >= 0x80)) {
      out += utf8.substr(0, length);
    } else if (folded != kDropped) {
      append(out, folded);
    }
    utf8.remove_prefix(length);
  }
}

}  // namespace

Text fold_words(std::string_view utf8) {
  Text out(1, ' ');
  fold_onto(out, utf8, true);
  if (out.back() != ' ') out += ' ';
  return out;
}

Text fold_text(std::string_view utf8) {
  Text out;
  fold_onto(out, utf8, false);
  return out;
}

bool contains_words(std::string_view folded_text, std::string_view folded_phrase) {
  return folded_phrase.size() > 1 && folded_text.find(folded_phrase) != std::string_view::npos;
}

bool has_words(std::string_view utf8, std::string_view folded_phrase) {
  return contains_words(fold_words(utf8), folded_phrase);
}

}  // namespace kelvin
