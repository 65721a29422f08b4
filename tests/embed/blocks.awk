# The code blocks of a Markdown page as files: awk -v out=PREFIX -f blocks.awk PAGE
#   PREFIX-N.cpp           a block of C++ without main(): the body of a function
#   PREFIX-program-N.cpp   one with main(): as it stands
#   PREFIX-lists.txt       the block of CMake with project()
/^```/ {
  if (inside) {
    write()
    inside = 0
  } else {
    inside = 1
    kind = substr($0, 4)
    text = ""
    includes = ""
  }
  next
}
inside && kind == "cpp" && /^#include/ { includes = includes $0 "\n"; text = text "\n"; next }
inside { text = text $0 "\n" }

function write() {
  if (kind == "cmake" && text ~ /project\(/) printf "%s", text > (out "-lists.txt")
  if (kind != "cpp") return
  if (text ~ /int main\(/) {
    print includes text > (out "-program-" ++programs ".cpp")
    return
  }
  print "#include <nacre/nacre.h>\n#include <cstdio>\n#include <thread>\n" includes "void block();\nvoid block() {\n" text "}" > (out "-" ++blocks ".cpp")
}
