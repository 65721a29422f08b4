#include "io/yaml_file.h"

#include <set>
#include <vector>

#include "core/error.h"
#include "io/words.h"

namespace nacre {

namespace {
constexpr int deepest = 64;           ///< maps and lists inside each other: far above any file of settings
constexpr long most_nodes = 1000000;  ///< a few lines of references to references can stand for more than memory holds

/// Goes through the document as its readers will, who follow references without end.
class DocumentCheck {
 public:
  explicit DocumentCheck(const std::string& file) : file_(file) {}

  /// `section`: of the keys of this node, "until." for those below `until`.
  void visit(const YAML::Node& node, const std::string& section, int depth) {
    if (depth > deepest) throw at(node, "nested too deeply, or a list that holds itself");
    if (++nodes_ > most_nodes) throw at(node, "too many values: references to references");
    if (node.IsMap()) return visit_map(node, section, depth);
    for (const auto& entry : node) visit(entry, section, depth + 1);
  }

 private:
  void visit_map(const YAML::Node& node, const std::string& section, int depth) {
    std::set<std::string> seen;
    for (const auto& entry : node) {
      const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
      if (entry.first.IsScalar() && !seen.insert(key).second)
        throw at(entry.first, "this key is given twice").key(section + key);
      visit(entry.first, section, depth + 1), visit(entry.second, section + key + ".", depth + 1);
    }
  }
  Error at(const YAML::Node& node, const char* why) const { return Error(why).file(file_).line(node.Mark().line + 1); }

  const std::string& file_;
  long nodes_ = 0;
};
}  // namespace

YAML::Node parse_yaml(const std::string& text, const std::string& file) {
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(text);
    if (documents.empty()) return YAML::Node();
    if (documents.size() > 1 && !documents[1].IsNull())
      throw Error("a second document begins here: one is read").file(file).line(documents[1].Mark().line + 1);
    DocumentCheck(file).visit(documents[0], "", 0);
    return documents[0];
  } catch (const YAML::Exception& e) {
    throw Error("this is not YAML: " + e.msg).file(file).line(e.mark.line + 1);
  }
}

YAML::Node read_yaml(const std::string& file) { return parse_yaml(read_text(file), file); }

}  // namespace nacre
