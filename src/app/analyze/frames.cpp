#include "app/analyze/frames.h"

#include "core/error.h"

namespace nacre::app {

namespace {
void call(const std::function<void(const Frame&)>& body, const Frame& frame, const std::string& path) {
  try {
    body(frame);
  } catch (Error& e) {
    throw e.file(path).line(frame.line);
  }
}
}  // namespace

void FrameArguments::add_inputs(CLI::App& command) {
  command.add_option("files", files, "Extended XYZ files")->required();
  command.add_option("--frames", frames, "all, or the last of each file")
      ->check(CLI::IsMember({"all", "last"}))
      ->capture_default_str();
}

void FrameArguments::add_options(CLI::App& command, const std::string& table) {
  add_inputs(command);
  command.add_option("-o,--output", output, "Table to write, for example " + table);
}

void for_each_frame(const FrameArguments& arguments, const std::function<void(const Frame&)>& body) {
  for (const std::string& path : arguments.files) {
    ExtxyzReader reader(path);
    Frame last;
    for (Frame frame; reader.next(frame);) {
      if (arguments.frames == "all") call(body, frame, path);
      last = std::move(frame);
    }
    if (last.line == 0) throw Error("the file holds no structure").file(path);
    if (arguments.frames == "last") call(body, last, path);
  }
}

}  // namespace nacre::app
