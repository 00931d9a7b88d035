// Logs in blocks: whatever the block's size, the lines are those of the file.
#include "log/log_reader.h"

#include <gtest/gtest.h>

#include <random>

#include "kelvin/event.h"
#include "process.h"
#include "replay/block_slice.h"
#include "support/exit.h"

namespace kelvin::testing {
namespace {

using native::Block;
using native::LogReader;

std::vector<std::string> lines_in_blocks(const std::vector<std::string>& files, std::size_t size,
                                         unsigned parts) {
  LogReader reader(files, size);
  Block block;
  std::vector<std::string> all;
  while (reader.next(block)) {
    for (unsigned i = 0; i < parts; ++i) {
      for (std::string& line : lines(native::slice_of(block.text(), i, parts))) {
        all.push_back(std::move(line));
      }
    }
    // What stands behind a block can be read.
    volatile char padding = block.text().data()[block.text().size() + Block::kPadding - 1];
    static_cast<void>(padding);
  }
  return all;
}

TEST(LogReader, LinesAreTheSameForEveryBlockSizePartCountAndCompression) {
  std::mt19937 random(11);
  std::string text;
  for (int i = 0; i < 400; ++i) {
    const std::size_t length = i % 50 == 0 ? random() % 3000 : random() % 40;
    text += std::string(length, static_cast<char>('a' + i % 26)) + (i % 7 == 0 ? "\r\n" : "\n");
  }
  text += "no newline";
  const std::vector<std::string> wanted = lines(text);
  Folder folder;
  const std::string plain = folder.file("log", text);
  const std::string gzip = folder.gzip("log.gz", text);
  for (const std::size_t size : {1UL, 2UL, 7UL, 64UL, 1000UL, 4096UL, 100'000UL}) {
    for (const unsigned parts : {1U, 2U, 5U, 64U}) {
      EXPECT_TRUE(lines_in_blocks({plain}, size, parts) == wanted) << size << " " << parts;
      EXPECT_TRUE(lines_in_blocks({gzip}, size, parts) == wanted) << size << " " << parts;
    }
  }
  std::vector<std::string> twice = wanted;
  twice.insert(twice.end(), wanted.begin(), wanted.end());
  EXPECT_TRUE(lines_in_blocks({plain, folder.file("empty", ""), gzip}, 100, 3) == twice);
}

TEST(LogReader, ALongLineIsCutToOneByteMoreThanIsAllowed) {
  const std::string longest(kMaxEventBytes, 'x');
  const std::string text = "first\n" + longest + "\n" + longest + "yy\nlast\n" + longest + longest;
  Folder folder;
  const std::string log = folder.file("log", text);
  for (const std::size_t size : {1UL, 1000UL, 5'000'000UL}) {
    const auto all = lines_in_blocks({log}, size, 2);
    ASSERT_EQ(all.size(), 5U) << size;
    EXPECT_EQ(all[0], "first");
    EXPECT_EQ(all[1], longest);
    EXPECT_GT(all[2].size(), kMaxEventBytes);
    EXPECT_EQ(all[3], "last");
    EXPECT_GT(all[4].size(), kMaxEventBytes);
  }
}

TEST(LogReader, SeveralGzipMembersAreOneText) {
  Folder folder;
  std::string bytes;
  for (const char* part : {"one\ntw", "o\nthree\n"}) {
    const std::string path = folder.gzip("part.gz", part);
    std::FILE* file = std::fopen(path.c_str(), "rb");
    char buffer[4096];
    bytes.append(buffer, std::fread(buffer, 1, sizeof buffer, file));
    std::fclose(file);
  }
  const std::vector<std::string> wanted = {"one", "two", "three"};
  EXPECT_EQ(lines_in_blocks({folder.file("all.gz", bytes)}, 4, 1), wanted);
  EXPECT_EQ(lines_in_blocks({folder.file("padded.gz", bytes + std::string(512, '\0'))}, 4, 1),
            wanted);
}

TEST(LogReader, DamageIsToldOnceBehindTheWholeLines) {
  Folder folder;
  std::mt19937 random(3);
  std::string text;
  for (int i = 0; i < 2000; ++i) text += std::to_string(random()) + "\n";
  const std::string log = folder.gzip("log.gz", text);
  std::filesystem::resize_file(log, std::filesystem::file_size(log) - 100);
  LogReader reader({log, folder.file("next", "next\n")}, 1000);
  Block block;
  std::string read;
  int damaged = 0;
  while (reader.next(block)) {
    if (block.file == 0) read += block.text();
    if (block.damage) ++damaged;
  }
  EXPECT_EQ(damaged, 1);
  EXPECT_EQ(block.text(), "next\n");
  EXPECT_TRUE(text.starts_with(read));
  EXPECT_TRUE(read.ends_with("\n"));
  EXPECT_GT(read.size(), text.size() / 2);
}

TEST(LogReader, AMissingFileIsUnusableBeforeAnythingIsRead) {
  Folder folder;
  EXPECT_THROW(LogReader({folder.file("log", "x\n"), folder.path("none")}), native::Unusable);
}

}  // namespace
}  // namespace kelvin::testing
