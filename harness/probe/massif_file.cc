// SPDX-License-Identifier: Apache-2.0
// A line reader with one function for each production of the grammar:
//
//   file      = "desc: " text, "cmd: " text, "time_unit: " text, snapshot+
//   snapshot  = rule, "snapshot=" n, rule, "time=" n, "mem_heap_B=" n, "mem_heap_extra_B=" n, "mem_stacks_B="
//   n,
//               "heap_tree=" ("empty" | ("detailed" | "peak") tree)
//   tree      = node, and for each of its k children a tree, one space further in
//   node      = spaces "n" k ": " bytes " " label
//
// The command is printed as it was given, unquoted: an argument may break its line, so the command ends where
// the time unit begins. The children still to come are counted on an explicit stack. Every line must end in a
// newline; a line that does not was cut.
#include "probe/massif_file.h"

#include <fmt/format.h>

#include <charconv>
#include <concepts>
#include <optional>
#include <system_error>

namespace highwater {
namespace {

constexpr std::string_view kRule = "#-----------";
constexpr std::size_t kQuotedBytes = 60;

template <std::integral Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const std::from_chars_result result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

// What an error shows of a line: its beginning, with bytes that a terminal would act upon replaced.
std::string quoted(std::string_view line) {
  std::string shown = "\"";
  for (const char byte : line.substr(0, kQuotedBytes)) shown += byte >= ' ' && byte <= '~' ? byte : '?';
  return shown + (line.size() > kQuotedBytes ? "…\"" : "\"");
}

class Reader {
 public:
  Reader(std::string_view text, const std::string& name, MassifTrees trees)
      : rest_(text), name_(name), trees_(trees) {}

  Expected<MassifFile> file() {
    if (rest_.empty())
      return fail(ExitStatus::kProbe, name_ + ":1: expected \"desc: \", found an empty file",
                  "massif could not write its file: is the disk full?");
    MassifFile file;
    HIGHWATER_TRY(file.description, text_after("desc: "));
    HIGHWATER_TRY(file.command, text_after("cmd: "));
    while (!peek().starts_with("time_unit: ")) {
      HIGHWATER_TRY(const std::string_view more, line("\"time_unit: \""));
      file.command.append("\n").append(more);
    }
    HIGHWATER_TRY(file.time_unit, text_after("time_unit: "));
    do {
      HIGHWATER_TRY(MassifSnapshot next, snapshot(file.snapshots.size()));
      file.snapshots.push_back(std::move(next));
    } while (!rest_.empty());
    return file;
  }

 private:
  Expected<MassifSnapshot> snapshot(std::size_t index) {
    HIGHWATER_TRY_VOID(exactly(kRule));
    HIGHWATER_TRY_VOID(exactly(fmt::format("snapshot={}", index)));
    HIGHWATER_TRY_VOID(exactly(kRule));
    MassifSnapshot result;
    HIGHWATER_TRY(result.time, number_after<std::int64_t>("time="));
    HIGHWATER_TRY(result.heap_bytes, number_after<std::uint64_t>("mem_heap_B="));
    HIGHWATER_TRY(result.extra_bytes, number_after<std::uint64_t>("mem_heap_extra_B="));
    HIGHWATER_TRY(result.stack_bytes, number_after<std::uint64_t>("mem_stacks_B="));
    HIGHWATER_TRY(const std::string_view kind, text_after("heap_tree="));
    if (kind == "empty") return result;
    if (kind != "detailed" && kind != "peak")
      return unexpected("heap_tree=empty, detailed or peak", "heap_tree=" + std::string(kind));
    result.kind = kind == "peak" ? MassifTree::kPeak : MassifTree::kDetailed;
    HIGHWATER_TRY_VOID(tree(result));
    return result;
  }

  Expected<void> tree(MassifSnapshot& snapshot) {
    std::vector<std::uint32_t> to_come;  // the children that each open node still lacks
    do {
      const std::size_t depth = to_come.size();
      HIGHWATER_TRY(MassifNode node, this->node(depth));
      if (depth == 0 && node.bytes != snapshot.heap_bytes)
        return unexpected(fmt::format("a root of mem_heap_B={} bytes", snapshot.heap_bytes),
                          fmt::format("{} bytes", node.bytes));
      to_come.push_back(node.children);
      if (trees_ == MassifTrees::kKeep || depth == 0) snapshot.tree.push_back(std::move(node));
      while (!to_come.empty() && to_come.back() == 0) {
        to_come.pop_back();
        if (!to_come.empty()) --to_come.back();
      }
    } while (!to_come.empty());
    if (const std::string_view next = peek(); next.starts_with(' ') || next.starts_with('n')) {
      ++line_;
      return unexpected("the end of the tree, whose nodes have all the children they announced",
                        quoted(next));
    }
    return {};
  }

  Expected<MassifNode> node(std::size_t depth) {
    const std::string wanted = fmt::format("a tree line \"n<children>: <bytes> …\" at depth {}", depth);
    HIGHWATER_TRY(const std::string_view text, line(wanted));
    const std::size_t indent = text.find_first_not_of(' ');
    const std::size_t colon = text.find(": ");
    if (indent != depth || text[indent] != 'n' || colon == std::string_view::npos)
      return unexpected(wanted, quoted(text));
    const std::size_t bytes_end = text.find(' ', colon + 2);
    if (bytes_end == std::string_view::npos) return unexpected(wanted, quoted(text));
    const std::optional<std::uint32_t> children =
        number_in<std::uint32_t>(text.substr(indent + 1, colon - indent - 1));
    const std::optional<std::uint64_t> bytes =
        number_in<std::uint64_t>(text.substr(colon + 2, bytes_end - colon - 2));
    if (!children || !bytes) return unexpected(wanted, quoted(text));
    return MassifNode{*bytes, static_cast<std::uint32_t>(depth), *children,
                      std::string(text.substr(bytes_end + 1))};
  }

  template <std::integral Number>
  Expected<Number> number_after(std::string_view key) {
    const std::string wanted = fmt::format("\"{}\" and a number", key);
    HIGHWATER_TRY(const std::string_view text, line(wanted));
    if (text.starts_with(key))
      if (const std::optional<Number> number = number_in<Number>(text.substr(key.size()))) return *number;
    return unexpected(wanted, quoted(text));
  }

  Expected<std::string_view> text_after(std::string_view key) {
    const std::string wanted = fmt::format("\"{}\"", key);
    HIGHWATER_TRY(const std::string_view text, line(wanted));
    if (!text.starts_with(key)) return unexpected(wanted, quoted(text));
    return text.substr(key.size());
  }

  Expected<void> exactly(std::string_view wanted) {
    HIGHWATER_TRY(const std::string_view text, line(fmt::format("\"{}\"", wanted)));
    if (text != wanted) return unexpected(fmt::format("\"{}\"", wanted), quoted(text));
    return {};
  }

  Expected<std::string_view> line(std::string_view wanted) {
    ++line_;
    if (rest_.empty()) return unexpected(wanted, "the end of the file");
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos)
      return unexpected(wanted, fmt::format("{}, cut at the end of the file", quoted(rest_)));
    const std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return text;
  }

  std::string_view peek() const { return rest_.substr(0, rest_.find('\n')); }

  tl::unexpected<Error> unexpected(std::string_view wanted, std::string_view found) const {
    return fail(ExitStatus::kProbe, fmt::format("{}:{}: expected {}, found {}", name_, line_, wanted, found),
                "the file is cut or is not massif's: is the disk full, or is this Valgrind older than 3.13?");
  }

  std::string_view rest_;
  const std::string& name_;  // BORROWS: of the caller, who outlives the reader
  MassifTrees trees_;
  std::size_t line_ = 0;
};

}  // namespace

Expected<MassifFile> parse_massif(std::string_view text, const std::string& name, MassifTrees trees) {
  return Reader(text, name, trees).file();
}

const MassifSnapshot* find_peak(const MassifFile& file) {
  for (const MassifSnapshot& snapshot : file.snapshots)
    if (snapshot.kind == MassifTree::kPeak) return &snapshot;
  return nullptr;
}

}  // namespace highwater
