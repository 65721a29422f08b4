// Formats of structures beside extended XYZ: one row a format, from which the one door (ExtxyzReader), `nacre convert` and
// docs/formats.md are made. What a file is its first bytes say, not its name.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/extxyz.h"
#include "io/text_lines.h"
#include "io/words.h"

namespace nacre::formats {

/// What a user may have to say of a file that does not say it itself.
struct Choices {
  std::vector<std::string> types;  ///< elements of the types 1, 2, ... of LAMMPS; empty: by the masses
  std::string units;               ///< of LAMMPS: metal or real; empty: what the file says
  std::string style;  ///< of the atoms of LAMMPS data: atomic, charge, molecular, full; empty: what it says
};

/// One structure after another out of a file of one format.
class Reader {
 public:
  explicit Reader(TextLines lines) : lines_(std::move(lines)) {}
  virtual ~Reader() = default;
  /// False at the end of the file. Throws Error with file and line.
  bool next(Frame& frame);
  /// Did the last error come because the file ends too early?
  bool ends_early() const { return ends_early_; }
  std::int64_t bytes() const { return lines_.bytes(); }
  const std::string& path() const { return lines_.path(); }

 protected:
  /// A frame without the masses of its elements, which next() adds. Errors need no file and line.
  virtual bool read(Frame& frame) = 0;

  /// Takes the next line; false at the end of the file.
  bool take() { return held_ ? (held_ = false, true) : lines_.next(line_); }
  /// The line taken last will be taken once more.
  void give_back() { held_ = true; }
  /// Takes a line that must be there; `what` it is, for the message.
  std::string_view need(const char* what);
  std::string_view line() const { return line_; }
  long number() const { return lines_.number(); }
  std::vector<std::string> words() const { return split_words(line_); }
  /// `count` numbers at the start of a line that must be there.
  std::vector<double> need_numbers(const char* what, std::size_t count);
  /// Takes lines up to one that holds `text`; false at the end of the file.
  bool skip_to(std::string_view text);

 private:
  TextLines lines_;
  std::string_view line_;
  bool held_ = false, ends_early_ = false;
};

/// Index in Atoms::species, where the symbol is added when it is new. Throws Error with `key` for an unknown element.
int type_of(Atoms& atoms, std::string_view symbol, const std::string& key);
/// Three edges (Å) and angles alpha, beta, gamma (degrees): a along x, b in the plane of x and y.
Mat3 cell_of(const std::array<double, 3>& edges, const std::array<double, 3>& angles);
/// A cell around the atoms, open everywhere: for files without one.
void set_open_box(Frame& frame);
/// The rows in the order of frame.id, which then is empty: files of LAMMPS write them in any order.
void sort_by_id(Frame& frame);

struct Format {
  std::string name;                   ///< "poscar": for --from and --to
  std::string title;                  ///< "a POSCAR of VASP"
  std::vector<std::string> endings;   ///< of file names that mean it in writing: ".vasp"; or whole names: "POSCAR"
  bool (*is)(std::string_view head);  ///< by the first bytes; null: never
  std::unique_ptr<Reader> (*open)(TextLines lines, const Choices& choices);     ///< null: is not read
  void (*write)(std::string& out, const Frame& frame, const Choices& choices);  ///< null: is not written
  bool many = false;                                                            ///< holds more than one structure
  std::string holds;  ///< what is read or written, for the documents
  std::vector<std::string>
      lacks;  ///< of parts_of(), what it cannot hold: `nacre convert` says so where the input has it
};

/// All formats; extended XYZ is the first.
const std::vector<Format>& all();
/// By name; throws Error with key and the nearest name.
const Format& named(const std::string& name, const std::string& key);
/// What the first bytes say; null: none of those in the table, extended XYZ for all that is known.
const Format* recognised(std::string_view head);
/// What a file's name says, for writing; null: nothing.
const Format* of_name(const std::string& path);
/// What the frame has beside atoms and a cell: "velocities", "energy", "open directions", ...
std::vector<std::string> parts_of(const Frame& frame);
/// Appends the frame. Throws Error(failed) when the format is not written.
void write(const Format& format, std::string& out, const Frame& frame, const Choices& choices);
/// Bytes that recognised() wants to see.
inline constexpr std::size_t head_bytes = 4096;

/// The reader of a file that is no extended XYZ; null when it is, or nothing is recognised. Takes `lines` only then.
std::unique_ptr<Reader> open_foreign(TextLines& lines);

}  // namespace nacre::formats
