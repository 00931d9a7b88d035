#include "process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <utility>

extern char** environ;

namespace kelvin::testing {
namespace {

struct Pipe {
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  }
  ~Pipe() {
    close_read();
    close_write();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_read() { shut(ends[0]); }
  void close_write() { shut(ends[1]); }
  static void shut(int& end) {
    if (end >= 0) ::close(end);
    end = -1;
  }
  std::array<int, 2> ends{-1, -1};
};

pid_t spawn(const Arguments& arguments, int in, int out, int err) {
  std::vector<std::string> words = {KELVIN_EXECUTABLE};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (in >= 0) posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  if (err >= 0) posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
  pid_t pid = -1;
  const int rc = posix_spawn(&pid, KELVIN_EXECUTABLE, &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (rc != 0) throw std::runtime_error("cannot start " KELVIN_EXECUTABLE);
  return pid;
}

int wait_for(pid_t pid) {
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// Appends what can be read; closes at the end.
void drain(int& from, std::string& to) {
  std::array<char, 65536> piece;
  const ssize_t got = ::read(from, piece.data(), piece.size());
  if (got > 0) {
    to.append(piece.data(), static_cast<std::size_t>(got));
  } else {
    Pipe::shut(from);
  }
}

/// Gives the input and takes the outputs together, so that neither side waits for the other.
void exchange(Pipe& in, Pipe& out, Pipe& err, std::string_view input, Finished& result) {
  fcntl(in.ends[1], F_SETFL, O_NONBLOCK);
  while (out.ends[0] >= 0 || err.ends[0] >= 0) {
    std::array<pollfd, 3> polls = {pollfd{out.ends[0], POLLIN, 0}, pollfd{err.ends[0], POLLIN, 0},
                                   pollfd{in.ends[1], POLLOUT, 0}};
    poll(polls.data(), polls.size(), -1);
    if (polls[0].revents != 0) drain(out.ends[0], result.out);
    if (polls[1].revents != 0) drain(err.ends[0], result.err);
    if (polls[2].revents == 0) continue;
    const ssize_t put = input.empty() ? 0 : ::write(in.ends[1], input.data(), input.size());
    if (put > 0) input.remove_prefix(static_cast<std::size_t>(put));
    if (put < 0 || input.empty()) in.close_write();
  }
}

std::string read_line(int fd) {
  std::string text;
  char c = 0;
  while (::read(fd, &c, 1) == 1 && c != '\n') text += c;
  return text;
}

}  // namespace

Finished kelvin(const Arguments& arguments, std::string_view input) {
  std::signal(SIGPIPE, SIG_IGN);
  Pipe in, out, err;
  const pid_t pid = spawn(arguments, in.ends[0], out.ends[1], err.ends[1]);
  in.close_read();
  out.close_write();
  err.close_write();
  Finished result;
  exchange(in, out, err, input, result);
  result.exit = wait_for(pid);
  return result;
}

Background::Background(const Arguments& arguments) {
  // A server may hang up on us while we write. It must not end this process: what runs in the
  // background would stay, with our output open, and whoever reads that would wait for ever.
  std::signal(SIGPIPE, SIG_IGN);
  Pipe out;
  pid_ = spawn(arguments, -1, out.ends[1], -1);
  out_ = out.ends[0];
  out.ends[0] = -1;
}

Background::~Background() {
  if (pid_ > 0) end(SIGKILL);
  Pipe::shut(out_);
}

std::string Background::line() {
  return read_line(out_);
}

int Background::end(int signal) {
  ::kill(pid_, signal);
  const int exit = wait_for(pid_);
  pid_ = -1;
  return exit;
}

Filter::Filter(const Arguments& arguments) {
  std::signal(SIGPIPE, SIG_IGN);
  Pipe in, out, err;
  pid_ = spawn(arguments, in.ends[0], out.ends[1], err.ends[1]);
  in_ = std::exchange(in.ends[1], -1);
  out_ = std::exchange(out.ends[0], -1);
  err_ = std::exchange(err.ends[0], -1);
}

Filter::~Filter() {
  for (int* end : {&in_, &out_, &err_}) Pipe::shut(*end);
  if (pid_ > 0) ::kill(pid_, SIGKILL), wait_for(pid_);
}

void Filter::give(std::string_view text) const {
  while (!text.empty()) {
    const ssize_t put = ::write(in_, text.data(), text.size());
    if (put < 0) return;  // it has ended
    text.remove_prefix(static_cast<std::size_t>(put));
  }
}

void Filter::close_input() {
  Pipe::shut(in_);
}

std::string Filter::line() {
  return read_line(out_);
}

void Filter::close_output() {
  Pipe::shut(out_);
}

int Filter::wait() {
  return wait_for(std::exchange(pid_, -1));
}

Finished Filter::finish() {
  close_input();
  Finished result;
  while (out_ >= 0) drain(out_, result.out);
  while (err_ >= 0) drain(err_, result.err);
  result.exit = wait();
  return result;
}

Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "kelvin-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
  path_ = name;
}

Folder::~Folder() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
}

std::string Folder::file(const std::string& name, std::string_view bytes) const {
  std::filesystem::create_directories((path_ / name).parent_path());
  std::ofstream out(path_ / name, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return path(name);
}

std::string Folder::gzip(const std::string& name, std::string_view bytes) const {
  gzFile out = gzopen(path(name).c_str(), "wb");
  gzwrite(out, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(out);
  return path(name);
}

std::vector<std::string> lines(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t size = std::min(text.find('\n'), text.size());
    out.emplace_back(text.substr(0, size));
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  return out;
}

}  // namespace kelvin::testing
