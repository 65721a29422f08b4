#include "io/yaml_file.h"

#include "core/error.h"
#include "io/words.h"

namespace nacre {

namespace {
constexpr int deepest = 64;           ///< maps and lists inside each other: far above any file of settings
constexpr long most_nodes = 1000000;  ///< a few lines of references to references can stand for more than memory holds

/// Goes through the document as its readers will, who follow references without end.
class DepthCheck {
 public:
  explicit DepthCheck(const std::string& file) : file_(file) {}

  void visit(const YAML::Node& node, int depth) {
    if (depth > deepest) refuse(node, "nested too deeply, or a list that holds itself");
    if (++nodes_ > most_nodes) refuse(node, "too many values: references to references");
    for (const auto& entry : node) {
      if (!node.IsMap()) visit(entry, depth + 1);
      if (node.IsMap()) visit(entry.first, depth + 1), visit(entry.second, depth + 1);
    }
  }

 private:
  [[noreturn]] void refuse(const YAML::Node& node, const char* why) const {
    throw Error(why).file(file_).line(node.Mark().line + 1);
  }

  const std::string& file_;
  long nodes_ = 0;
};
}  // namespace

YAML::Node parse_yaml(const std::string& text, const std::string& file) {
  try {
    YAML::Node root = YAML::Load(text);
    DepthCheck(file).visit(root, 0);
    return root;
  } catch (const YAML::Exception& e) {
    throw Error("this is not YAML: " + e.msg).file(file).line(e.mark.line + 1);
  }
}

YAML::Node read_yaml(const std::string& file) { return parse_yaml(read_text(file), file); }

}  // namespace nacre
