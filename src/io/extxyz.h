// Extended XYZ, in and out: model.xyz, restart.xyz, dumps, data sets. Any column order, upper or lower case keys.
// Units in files: Å, Å/fs, amu, e, eV, eV/Å.
#pragma once
#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/system.h"

namespace nacre {

/// A column that nothing reads.
struct SkippedColumn {
  std::string name;
  int width = 1;  ///< words an atom
};

struct Frame {
  Atoms atoms;  ///< velocities in internal units; `species` in order of first appearance
  Box box;
  bool has_lattice = false;
  long line = 0;                                ///< 1-based line of the atom count, for messages
  std::map<std::string, std::string> info;      ///< every other key=value of the comment line, keys lower case
  std::map<std::string, std::string> spelling;  ///< of those keys as written, where that is not in lower case
  std::optional<double> energy;                 ///< eV
  std::optional<Mat3> virial;                   ///< eV; nine numbers row by row, or six: xx yy zz yz xz xy
  std::optional<Mat3> stress;                   ///< eV/Å^3, as written in the file; nine or six numbers
  std::vector<Vec3> force;                      ///< eV/Å; empty when absent
  std::vector<double> atom_energy;              ///< eV; empty when absent
  std::vector<Vec3> unwrapped_position;         ///< Å, of the column of that name; empty when absent
  std::vector<int> id;                          ///< of the column of that name, >= 0: orders the rows of a trajectory
  std::vector<SkippedColumn> skipped;           ///< columns that nothing reads
};

/// Names under which labels stand in a file. With a name of its own a label is read from there only; what has the usual
/// name is then no label (a number goes to `info`, a column is skipped).
struct ExtxyzLabels {
  std::string energy = "energy", virial = "virial", stress = "stress";
  std::string force;  ///< empty: force or forces
};

/// The lines of one frame as they stand in the file, not read yet: threads can then read several frames at once.
struct ExtxyzText {
  std::string path, text;
  long line = 0;                 ///< 1-based line of the atom count
  std::size_t atoms = 0;         ///< as announced; 0 when that is no number
  std::size_t atoms_before = 0;  ///< of the frame before; 0: this is the first
  bool is_cut = false;           ///< the file ends within this frame: lines are missing, or the end of the last one
};

/// Reads one frame after another; memory for one frame only. Errors name file and line.
class ExtxyzReader {
 public:
  explicit ExtxyzReader(const std::string& path, const ExtxyzLabels& labels = {});
  ~ExtxyzReader();
  /// False at the end of the file. Throws Error on malformed input (a truncated last frame included).
  bool next(Frame& frame);
  /// The next frame's lines, unread: what is wrong with them read_frame(text) says. False at the end of the file.
  bool next_text(ExtxyzText& text);
  std::int64_t bytes() const;  ///< of the file, taken so far
  /// What stands after the frames read so far, in words; "" at the end of the file.
  std::string rest();

 private:
  friend Frame read_frame(ExtxyzText text, const ExtxyzLabels& labels);
  struct State;
  explicit ExtxyzReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// What next() would have read from these lines.
Frame read_frame(ExtxyzText text, const ExtxyzLabels& labels = {});

/// First frame of the file; throws when there is none, or it has no lattice. `rest`, unless null, gets what the user
/// should know of the lines after it, which are not read: "" when there are none.
Frame read_frame(const std::string& path, std::string* rest = nullptr);
std::vector<Frame> read_frames(const std::string& path);

/// Columns of a written frame, in this fixed order after species and pos.
struct ExtxyzColumns {
  bool mass = false, velocity = false, force = false, atom_energy = false, unwrapped_position = false,
       atom_virial = false, group = false;
};
/// A number an atom under a name of the caller's; the numbers must live until the frame is written.
struct NamedColumn {
  std::string name;
  std::variant<const std::vector<double>*, const std::vector<int>*> values;
};
struct ExtxyzOptions {
  ExtxyzColumns columns;
  int digits = 9;    ///< significant digits: 9 single; 17 exact (velocities, converted from Å/fs, to 1 ulp)
  bool wrap = true;  ///< positions inside the cell along periodic directions
  std::vector<NamedColumn> more;  ///< after all others, in this order
  std::string extra;              ///< more key=value text for the comment line, e.g. "Time=10.0 energy=-3"
  std::vector<int> selection;     ///< atom indices to write; empty: all (see write_selection)
  bool use_selection = false;
};
/// All that a run goes on from, exact: read back, it has the same bits. Wrapping would round, so atoms stay where they are.
ExtxyzOptions exact_options();
/// Appends one frame's text to `out`. `evaluation` may be null when no column needs it.
void format_frame(std::string& out, const Atoms& atoms, const Box& box, const Evaluation* evaluation,
                  const ExtxyzOptions& options);

}  // namespace nacre
