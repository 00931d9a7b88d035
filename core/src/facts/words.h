// Text without case and accents: as whole words for `$words`, as it stands for `$contains`.
//
// fold_words() turns a text into its words, each folded, with one space before, between and after
// them. A phrase folded the same way then occurs in the text as whole words exactly when it occurs
// as a substring:
//
//   fold_words("Crème brûlée, s'il vous plaît!")  ->  " creme brulee s il vous plait "
//   fold_words("Preise & Angebote")               ->  " preise angebote "
//   fold_words("ΤΙΜΗ Ёлка STRASSE Straße")        ->  " τιμη елка strasse strasse "
//   fold_words("価格表 2026")                      ->  " 価格表 2026 "
//   fold_words("...")                             ->  " "
//
// What a word is: a run of letters, digits and the marks that belong to them, of any script.
// Everything else separates: spaces, punctuation (the apostrophe and the hyphen too), symbols,
// emoji, control characters, private-use characters, bytes that are no UTF-8. Scripts that are
// written without spaces (Chinese, Japanese, Thai, ...) are not segmented: each run is one word.
//
// What folding does, by this file's own tables, so that it is the same on every machine and in
// every locale:
// - Latin, Greek and Cyrillic become lower case and lose what Unicode calls a diacritic:
//   é -> e, Ệ -> e, ğ -> g, ά -> α, ᾧ -> ω, ё -> е, й -> и, ї -> і. That composed and decomposed
//   text come out alike is the reason for й -> и.
// - Letters that Unicode does not decompose fold to what people type instead: ø -> o, ł -> l,
//   đ ð -> d, ı İ -> i, ə -> e, ŋ -> n, þ -> th, ß -> ss, æ -> ae, œ -> oe, ς -> σ.
//   ä, ö and ü are a, o and u in every language.
// - Full-width forms become ASCII: ＡＢＣ１ -> abc1.
// - U+0300..036F and the other combining accents, the soft hyphen, the joiners and the variation
//   selectors vanish, so they split no word.
// - Letters of all other scripts stay as they are, case included.
//
// fold_text() folds letters and drops the same way, and leaves what separates as it is written:
//
//   fold_text("Crème brûlée, C++!")  ->  "creme brulee, c++!"
//
// Folding twice is folding once. Time is linear in the text; the output is at most two bytes
// longer than the input and is the only allocation.
#pragma once

#include <string_view>

#include "kelvin/text.h"

namespace kelvin {

/// The words of `utf8`, folded, as " word word ... word ", or " " when there is none.
[[nodiscard]] Text fold_words(std::string_view utf8);

/// The text, folded, with its spaces and signs; "" where nothing is left of it.
[[nodiscard]] Text fold_text(std::string_view utf8);

/// Whether a folded phrase occurs in a folded text; both come from fold_words(). A phrase without
/// a single word (" ", or the empty string) occurs nowhere. Fold a text once to try many phrases.
///
///   contains_words(" free trial today ", " trial ")       ->  true
///   contains_words(" free trial today ", " free trial ")  ->  true
///   contains_words(" free trials today ", " trial ")      ->  false: not the whole word
[[nodiscard]] bool contains_words(std::string_view folded_text, std::string_view folded_phrase);

/// contains_words() for a text that is not folded yet.
///
///   has_words("Tarifs & Société", fold_words("societe"))  ->  true
///   has_words("Tarifs & Société", "société")              ->  false: the phrase is not folded
[[nodiscard]] bool has_words(std::string_view utf8, std::string_view folded_phrase);

}  // namespace kelvin
