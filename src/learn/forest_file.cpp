// The forest as YAML. A tree is one text: its nodes in preorder, a split as feature:threshold (feature by its place,
// from 0; then come its left and its right branch), a leaf as the weights of the classes in it, joined by '/'. Numbers
// have as many digits as bring back every bit.
#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <string_view>

#include "core/error.h"
#include "io/files.h"
#include "io/words.h"
#include "io/yaml_file.h"
#include "learn/forest.h"
#include "learn/yaml_emit.h"

namespace nacre::learn {

namespace {
constexpr int format_version = 1;

std::string word_of(const Tree& tree, std::size_t node, int classes) {
  const Node& n = tree.nodes[node];
  if (n.feature >= 0) return fmt::format("{}:{}", n.feature, n.threshold);
  std::string out;
  for (int k = 0; k < classes; ++k) out += fmt::format("{}{}", k > 0 ? "/" : "", tree.count[node * classes + k]);
  return out;
}

std::string text_of(const Tree& tree, int classes) {
  std::string out;
  for (std::size_t node = 0; node < tree.nodes.size(); ++node)
    out += (node > 0 ? " " : "") + word_of(tree, node, classes);
  return out;
}

class TreeReader {
 public:
  TreeReader(std::string_view text, int width, int classes) : rest_(text), width_(width), classes_(classes) {}

  Tree read() {
    struct Open {
      int node;
      bool has_left;
    };
    std::vector<Open> open;
    do {
      const int node = static_cast<int>(tree_.nodes.size());
      if (!open.empty() && open.back().has_left) tree_.nodes[open.back().node].right = node;
      if (read_node()) {
        open.push_back({node, false});
        continue;
      }
      while (!open.empty() && open.back().has_left) open.pop_back();
      if (!open.empty()) open.back().has_left = true;
    } while (!open.empty());
    if (!rest_.empty()) throw Error("a tree has words after its end").value(rest_.substr(0, 20));
    add_counts();
    return std::move(tree_);
  }

 private:
  /// True for a split.
  bool read_node() {
    const std::size_t blank = rest_.find(' ');
    const std::string_view word = rest_.substr(0, blank);
    rest_ = blank == std::string_view::npos ? std::string_view() : rest_.substr(blank + 1);
    if (word.empty()) throw Error("a tree ends too early");
    Node& node = tree_.nodes.emplace_back();
    const std::size_t colon = word.find(':');
    tree_.count.resize(tree_.nodes.size() * classes_, 0.0);
    if (colon == std::string_view::npos) return read_leaf(word), false;
    node.feature = static_cast<int>(to_integer(word.substr(0, colon), "feature", 0, width_ - 1));
    node.threshold = to_real(word.substr(colon + 1), "threshold");
    return true;
  }

  void read_leaf(std::string_view word) {
    double* count = &tree_.count[(tree_.nodes.size() - 1) * classes_];
    double sum = 0;
    for (int k = 0; k < classes_; ++k) {
      const std::size_t slash = word.find('/');
      if ((slash == std::string_view::npos) != (k == classes_ - 1))
        throw Error("a leaf needs a weight for each class").value(word);
      count[k] = to_real(word.substr(0, slash), "leaf", at_least(0)), sum += count[k];
      word = slash == std::string_view::npos ? std::string_view() : word.substr(slash + 1);
    }
    if (!(sum > 0)) throw Error("a leaf without weight");
  }

  /// A node has the rows of both its branches.
  void add_counts() {
    for (int node = static_cast<int>(tree_.nodes.size()) - 1; node >= 0; --node) {
      const Node& n = tree_.nodes[node];
      if (n.feature < 0) continue;
      for (int k = 0; k < classes_; ++k)
        tree_.count[static_cast<std::size_t>(node) * classes_ + k] =
            tree_.count[static_cast<std::size_t>(node + 1) * classes_ + k] +
            tree_.count[static_cast<std::size_t>(n.right) * classes_ + k];
    }
  }

  std::string_view rest_;
  int width_, classes_;
  Tree tree_;
};

class ForestReader {
 public:
  explicit ForestReader(const std::string& path) : path_(path) {}

  Forest read() {
    root_ = read_yaml(path_);
    if (!root_.IsMap() || !root_["nacre_forest"]) throw Error("this is not a saved forest").file(path_);
    if (const int version = get<int>(root_, "nacre_forest"); version != format_version)
      throw Error("a saved forest of another version")
          .file(path_)
          .value(std::to_string(version))
          .allowed(std::to_string(format_version));
    read_head();
    read_trees();
    return std::move(forest_);
  }

 private:
  template <class T>
  T get(const YAML::Node& map, const std::string& key) const {
    const YAML::Node value = map[key];
    if (!value) throw Error("the key is missing").file(path_).line(map.Mark().line + 1).key(key);
    try {
      return value.as<T>();
    } catch (const YAML::Exception&) {
      throw Error("this value cannot be read").file(path_).line(value.Mark().line + 1).key(key);
    }
  }

  Notes notes(const std::string& key) const {
    Notes out;
    const YAML::Node map = get<YAML::Node>(root_, key);
    if (!map.IsMap()) throw Error("keys and values are wanted").file(path_).line(map.Mark().line + 1).key(key);
    for (const auto& entry : map) {
      if (!entry.first.IsScalar() || !entry.second.IsScalar())
        throw Error("a key with one value is wanted").file(path_).line(entry.first.Mark().line + 1).key(key);
      out.emplace_back(entry.first.Scalar(), entry.second.Scalar());
    }
    return out;
  }

  std::vector<double> numbers(const std::string& key, std::size_t count) const {
    auto out = get<std::vector<double>>(root_, key);
    if (out.size() != count)
      throw Error("another number of values is needed").file(path_).key(key).allowed(std::to_string(count));
    return out;
  }

  void read_head() {
    ForestSettings& s = forest_.settings;
    forest_.definitions = {notes("features"), notes("options")};
    forest_.classes = get<std::vector<std::string>>(root_, "classes");
    s.features_per_split = get<int>(root_, "features_per_split"), s.min_leaf = get<int>(root_, "min_leaf");
    s.max_depth = get<int>(root_, "max_depth"), s.bootstrap = get<bool>(root_, "bootstrap");
    s.seed = get<std::uint64_t>(root_, "seed"), forest_.rows = get<int>(root_, "rows");
    forest_.oob_error = get<double>(root_, "oob_error");
    const std::size_t width = forest_.definitions.features.size();
    if (width < 1 || width > most_features) throw Error("too many or no features").file(path_).key("features");
    if (forest_.classes.size() < 2) throw Error("two classes are needed").file(path_).key("classes");
    s.class_weights = numbers("class_weights", forest_.classes.size());
    forest_.gini_importance = numbers("gini_importance", width);
    read_taught();
    if (!root_["permutation_importance"]) return;
    forest_.permutation_importance = numbers("permutation_importance", width);
    forest_.permutation_error = numbers("permutation_error", width);
  }

  void read_taught() {
    if (!root_["taught"]) return;
    forest_.taught = get<std::vector<std::uint64_t>>(root_, "taught");
    std::sort(forest_.taught.begin(), forest_.taught.end());
  }

  void read_trees() {
    const YAML::Node trees = get<YAML::Node>(root_, "trees");
    if (!trees.IsSequence() || trees.size() == 0) throw Error("a forest needs trees").file(path_).key("trees");
    for (const YAML::Node& text : trees) {
      try {
        forest_.trees.push_back(TreeReader(text.Scalar(), forest_.width(), forest_.class_count()).read());
      } catch (Error& e) {
        throw std::move(e.file(path_).line(text.Mark().line + 1));
      }
    }
    forest_.settings.trees = static_cast<int>(forest_.trees.size());
  }

  std::string path_;
  YAML::Node root_;
  Forest forest_;
};

void put_notes(YAML::Emitter& out, const char* key, const Notes& notes) {
  out << YAML::Key << key << YAML::Value;
  if (notes.empty()) out << YAML::Flow;
  out << YAML::BeginMap;
  for (const auto& [name, value] : notes)
    out << YAML::Key << YAML::DoubleQuoted << name << YAML::Value << YAML::DoubleQuoted << value;
  out << YAML::EndMap;
}

void put_head(YAML::Emitter& out, const Forest& forest) {
  const ForestSettings& s = forest.settings;
  put(out, "nacre_forest", format_version);
  put_quoted(out, "classes", forest.classes);
  comment(out, "names, and how they were computed: the forest refuses a table that says otherwise");
  put_notes(out, "features", forest.definitions.features);
  put_notes(out, "options", forest.definitions.options);
  put(out, "features_per_split", s.features_per_split);
  put(out, "min_leaf", s.min_leaf);
  put(out, "max_depth", s.max_depth);
  put(out, "bootstrap", s.bootstrap);
  put_numbers(out, "class_weights", s.class_weights);
  put(out, "seed", s.seed);
  put(out, "rows", forest.rows);
  put(out, "oob_error", exact(forest.oob_error));
  put_numbers(out, "gini_importance", forest.gini_importance);
  if (forest.permutation_importance.empty()) return;
  put_numbers(out, "permutation_importance", forest.permutation_importance);
  put_numbers(out, "permutation_error", forest.permutation_error);
}
}  // namespace

std::string to_yaml(const Forest& forest) {
  YAML::Emitter out;
  out << YAML::Comment("a random forest: docs/sites/forest.md") << YAML::BeginMap;
  put_head(out, forest);
  if (!forest.taught.empty()) {
    comment(out, "a digest of each row that taught it: src/sites/teachers.h");
    put(out, "taught", YAML::Flow);
    out << forest.taught;
  }
  comment(out, "nodes in preorder: feature:threshold (x <= threshold goes left), leaf: weights of the classes");
  out << YAML::Key << "trees" << YAML::Value << YAML::BeginSeq;
  for (const Tree& tree : forest.trees) out << YAML::DoubleQuoted << text_of(tree, forest.class_count());
  out << YAML::EndSeq << YAML::EndMap;
  return out.c_str() + std::string("\n");
}

void write_forest(const std::string& path, const Forest& forest) { write_whole(path, to_yaml(forest)); }

Forest read_forest(const std::string& path) { return ForestReader(path).read(); }

}  // namespace nacre::learn
