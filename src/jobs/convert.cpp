#include "jobs/convert.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "io/unused_parts.h"
#include "io/words.h"
#include "jobs/frame_file.h"
#include "jobs/text.h"

namespace nacre::jobs {

namespace {
/// Frames of a file in any format; of extended XYZ through its own reader.
class AnyFrames {
 public:
  AnyFrames(const Convert& job, const std::string& path) {
    if (job.from.empty() && job.choices.types.empty() && job.choices.units.empty() && job.choices.style.empty()) {
      door_ = std::make_unique<ExtxyzReader>(path);
      return;
    }
    TextLines lines(path);
    const formats::Format* format =
        job.from.empty() ? formats::recognised(lines.head(formats::head_bytes)) : &formats::named(job.from, "from");
    if (format != nullptr && format->open != nullptr) {
      reader_ = format->open(std::move(lines), job.choices);
    } else {
      door_ = std::make_unique<ExtxyzReader>(path);
    }
  }
  bool next(Frame& frame) { return reader_ ? reader_->next(frame) : door_->next(frame); }

 private:
  std::unique_ptr<ExtxyzReader> door_;
  std::unique_ptr<formats::Reader> reader_;
};

const formats::Format& output_format(const Convert& job) {
  const formats::Format* format = job.to.empty() ? formats::of_name(job.output) : &formats::named(job.to, "to");
  std::string written;
  for (const formats::Format& f : formats::all())
    if (f.write != nullptr) written += (written.empty() ? "" : " | ") + f.name;
  if (format == nullptr)
    throw Error("the name of the output does not say its format; --to does")
        .key("OUTPUT")
        .value(job.output)
        .allowed(written);
  if (format->write == nullptr)
    throw Error("this format is read, not written").key("to").value(format->name).allowed(written);
  return *format;
}

/// Which frames are written.
struct Choice {
  std::int64_t number = 0;  ///< from 1; 0: all
  bool last = false;

  explicit Choice(const std::string& text) : last(text == "last") {
    if (!text.empty() && !last) number = to_integer(text, "frame", 1, std::numeric_limits<std::int64_t>::max());
  }
  bool one() const { return last || number > 0; }
};

class Converter {
 public:
  Converter(const Convert& job, const Surroundings& around)
      : job_(job),
        around_(around),
        format_(output_format(job)),
        choice_(job.frame),
        frames_(job, around.path(job.input)),
        file_(around.path(job.output)) {}

  report::Report go() {
    Frame frame, kept;
    for (std::int64_t number = 1; frames_.next(frame); ++number) {
      if (number == 1) note(frame);
      read_ = number;
      if (choice_.last) kept = std::move(frame);
      if (!choice_.one() || choice_.number == number) write(frame);
      if (choice_.number == number) break;
    }
    if (read_ == 0) throw Error("the file holds no structure").file(job_.input);
    if (choice_.last) write(kept);
    if (written_ == 0)
      throw Error("the file has no such frame")
          .file(job_.input)
          .key("frame")
          .value(job_.frame)
          .allowed(fmt::format("1 to {}, or last", read_));
    file_.finish(around_.said());
    return report();
  }

 private:
  void note(const Frame& frame) {
    const std::string unused = unused_note(job_.input, frame);
    if (!unused.empty()) around_.said().line(unused);
    std::vector<std::string> lost;
    for (const std::string& part : formats::parts_of(frame))
      if (std::find(format_.lacks.begin(), format_.lacks.end(), part) != format_.lacks.end()) lost.push_back(part);
    if (!lost.empty())
      around_.said().line(fmt::format("note: {} cannot hold and leaves out: {}", format_.title, fmt::join(lost, ", ")));
  }

  void write(const Frame& frame) {
    if (written_ == 1 && !format_.many)
      throw Error(format_.title + " holds one structure, and the input has more of them")
          .file(job_.input)
          .key("frame")
          .allowed("a number from 1, or last");
    if (!frame.has_lattice && format_.name != "extxyz")
      throw Error(format_.title + " needs a cell, and the structure has none").file(job_.input).line(frame.line);
    std::string text;
    formats::write(format_, text, frame, job_.choices);
    file_.append(text);
    ++written_, atoms_ += static_cast<std::int64_t>(frame.atoms.size());
  }

  report::Report report() const {
    report::Report report;
    report.words =
        fmt::format("{}: {} frame{}, {} atoms, {}\n", job_.output, written_, plural(written_), atoms_, format_.title);
    report.sections = {{"convert",
                        job_.output,
                        "",
                        {number_row("frames", "frames", static_cast<double>(written_)),
                         number_row("atoms", "atoms", static_cast<double>(atoms_))}}};
    report.summary.put("frames", written_);
    report.summary.put("atoms", atoms_);
    report.summary.put("format", format_.name);
    return report;
  }

  const Convert& job_;
  const Surroundings& around_;
  const formats::Format& format_;
  Choice choice_;
  AnyFrames frames_;
  FrameFile file_;
  std::int64_t read_ = 0, written_ = 0, atoms_ = 0;
};
}  // namespace

void Convert::options(Options& table) {
  table
      .add_positional("INPUT", input,
                      "Any file of structures (docs/formats.md), also .gz and .xz; - is the standard input")
      .require()
      .as(Path::input);
  table.add_positional("OUTPUT", output, "Its name says the format: .xyz, POSCAR, CONTCAR, .vasp, .cif, .data, .lmp")
      .require()
      .as(Path::output);
  table.add("frame", frame, "Number of the frame to write, from 1, or last; all without it");
  table.add("from", from, "Format of the input, where its first bytes say it wrongly");
  table.add("to", to, "Format of the output: extxyz, poscar, cif, lammps-data");
  table.add("types", choices.types, "Elements of the types 1, 2, ... of LAMMPS; give it after INPUT and OUTPUT")
      .times(1, 100);
  table.add("units", choices.units, "Units of a file of LAMMPS that does not say them: metal or real");
  table.add("style", choices.style,
            "Style of the atoms of LAMMPS data that do not say it: atomic, charge, molecular, full");
}

report::Report Convert::run(const Surroundings& around) { return Converter(*this, around).go(); }

}  // namespace nacre::jobs
