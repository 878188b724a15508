// SPDX-License-Identifier: Apache-2.0
// A site by the names of its functions alone: what stays the same when lines and addresses move, and what
// people read. Baselines keep sites so, `compare` pairs them by it, reports show it.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "result/site.h"

namespace highwater {

// Does the frame belong to what hands out memory or holds it for its caller: the malloc family and the
// wrappers of it that everybody writes (xmalloc, g_malloc), operator new, the internals of the C++ and C
// libraries? Nobody's own code is found there.
// `name` is its name_of_frame().
bool is_allocator_frame(const Frame& frame, const std::string& name);

// "void ns::f<int>(long) const" -> "ns::f<…>": without return type, parameters and template arguments.
std::string short_function_name(std::string_view function);

// The short name, or "[libz.so.1]" where no function is known: an address is no name.
std::string name_of_frame(const Frame& frame);

// Names, leaf first.
using CallChain = std::vector<std::string>;

// Longer stacks are cut here, at the far end: what is there is the same for all.
inline constexpr std::size_t kLongestChain = 16;

// Reads chains off sites. Keeps what it found out about each frame, for sites share them: a compiler has
// millions of frames in its sites, and ten thousand different ones. REQUIRES: the sites live as long as it is
// used.
class ChainReader {
 public:
  // The site's functions from the first one that is no allocator's, without the allocators' frames, the start
  // of the process and repetitions (recursion); never empty. A stack of nothing else is shown as it is.
  CallChain chain_of(const SiteResult& site);
  // The frame that the chain's first name is of.
  const Frame& first_of(const SiteResult& site);

 private:
  struct Known {
    std::string name;
    bool is_folded;
  };
  const Known& known(const Frame& frame);
  std::vector<const Frame*> frames_of(const SiteResult& site);

  std::unordered_map<const Frame*, Known> known_;
};

// The same for one site.
CallChain call_chain(const SiteResult& site);

const Frame& first_frame(const SiteResult& site);

// "grow <- fetch <- main", and back. No function's name has " <- " in it.
std::string to_text(const CallChain& chain);
CallChain chain_from_text(std::string_view text);

// "growing_buffer.cc" of a path; empty of an empty one.
std::string file_name_of(const std::string& path);

}  // namespace highwater
