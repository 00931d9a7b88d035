// Runs the built executable as a user would, and gives it files.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace kelvin::testing {

using Arguments = std::vector<std::string>;

struct Finished {
  int exit = -1;  ///< 128 + the signal's number if one ended it
  std::string out, err;
};

/// `kelvin ARGUMENTS...`, to its end.
Finished kelvin(const Arguments& arguments, std::string_view input = "");

/// `kelvin ARGUMENTS...` in the background, ended by a signal.
class Background {
 public:
  explicit Background(const Arguments& arguments);
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  /// The next line that it prints; "" after the last.
  std::string line();
  /// Sends the signal and gives the exit code.
  int end(int signal);

 private:
  pid_t pid_ = -1;
  int out_ = -1;
};

/// `kelvin ARGUMENTS...` between two pipes that the test holds the other ends of.
class Filter {
 public:
  explicit Filter(const Arguments& arguments);
  ~Filter();
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;

  void give(std::string_view text) const;
  void close_input();
  /// The next line that it prints, awaited; "" after the last.
  std::string line();
  /// Reads no more, as `head` does.
  void close_output();
  /// Waits until it has ended by itself; its exit code.
  int wait();
  /// Ends the input, takes what is left of the outputs, and waits for the end.
  Finished finish();

 private:
  pid_t pid_ = -1;
  int in_ = -1, out_ = -1, err_ = -1;
};

/// A folder of the test's own, removed with all that is in it.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  /// Writes a file and gives its path; folders on the way are made.
  std::string file(const std::string& name, std::string_view bytes) const;
  std::string gzip(const std::string& name, std::string_view bytes) const;
  [[nodiscard]] std::string path(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

std::vector<std::string> lines(std::string_view text);

}  // namespace kelvin::testing
