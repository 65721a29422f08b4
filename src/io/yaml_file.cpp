#include "io/yaml_file.h"

#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "core/error.h"
#include "core/printable.h"
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

/// Sees to it that a text holds one document. yaml-cpp's own LoadAll finds one document after another, without end, where
/// a text begins with something that begins no value, such as a comma: they all begin at one place.
class OneDocument final : public YAML::EventHandler {
 public:
  explicit OneDocument(const std::string& file) : file_(file) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0 && mark.pos == begin_)
      throw Error("this is not YAML: no value begins with this").file(file_).line(mark.line + 1);
    begin_ = mark.pos;
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { see(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t, const std::string&) override { see(mark); }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    see(mark);
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    see(mark);
  }
  void OnMapEnd() override {}

 private:
  void see(const YAML::Mark& mark) const {
    if (documents_ > 1) throw Error("a second document begins here: one is read").file(file_).line(mark.line + 1);
  }

  const std::string& file_;
  int documents_ = 0, begin_ = 0;
};

void expect_one_document(const std::string& text, const std::string& file) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  OneDocument document(file);
  while (parser.HandleNextDocument(document)) {
  }
}

/// YAML is text in UTF-8 and has, of the control characters, the tab and the ends of lines (1.2, section 5.1). yaml-cpp takes a
/// NUL or an EOT for the end of the text, other bytes for characters that nobody wrote, and a CR alone for a part of a word.
void expect_text(const std::string& text, const std::string& file) {
  const std::size_t at = first_unprintable(text);
  if (at == std::string::npos) return;
  throw Error("this is no text in UTF-8, or it holds a control character")
      .file(file)
      .line(1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'))
      .value(text.substr(at, 1));
}
}  // namespace

YAML::Node parse_yaml(const std::string& text, const std::string& file) {
  expect_text(text, file);
  try {
    expect_one_document(text, file);
    const YAML::Node root = YAML::Load(text);
    DocumentCheck(file).visit(root, "", 0);
    return root;
  } catch (const YAML::Exception& e) {
    throw Error("this is not YAML: " + e.msg).file(file).line(e.mark.line + 1);
  }
}

YAML::Node read_yaml(const std::string& file) { return parse_yaml(read_text(file), file); }

}  // namespace nacre
