// SPDX-License-Identifier: Apache-2.0
// zlib writes a gzip header without a time unless it is given one.
#include "report/export/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

namespace highwater {
namespace {

constexpr int kGzipFormat = MAX_WBITS + 16;  // as deflateInit2 wants to be told
constexpr int kMemoryLevel = 8;              // zlib's own default
// Stacks are alike over and over, which the other levels spend nine tenths of a profile's time on; Go's own
// profiles are made with it too.
constexpr int kLevel = Z_BEST_SPEED;

class Deflater {
 public:
  Deflater() {
    status_ = ::deflateInit2(&stream_, kLevel, Z_DEFLATED, kGzipFormat, kMemoryLevel, Z_DEFAULT_STRATEGY);
  }
  Deflater(const Deflater&) = delete;  // zlib keeps the address of the stream
  Deflater& operator=(const Deflater&) = delete;
  ~Deflater() {
    if (is_ready()) ::deflateEnd(&stream_);
  }
  bool is_ready() const { return status_ == Z_OK; }

  void compress(std::string_view text, std::string& out) {
    constexpr std::size_t kMost = std::numeric_limits<uInt>::max();
    do {
      const std::string_view piece = text.substr(0, kMost);
      text.remove_prefix(piece.size());
      // zlib's interface is older than const.
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
      stream_.avail_in = static_cast<uInt>(piece.size());
      drain(text.empty() ? Z_FINISH : Z_NO_FLUSH, out);
    } while (!text.empty());
  }

 private:
  void drain(int flush, std::string& out) {
    char buffer[1 << 16];
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(buffer);
      stream_.avail_out = sizeof buffer;
      ::deflate(&stream_, flush);
      out.append(buffer, sizeof buffer - stream_.avail_out);
    } while (stream_.avail_out == 0);
  }

  z_stream stream_{};
  int status_ = Z_OK;
};

}  // namespace

Expected<std::string> gzip(std::string_view text) {
  Deflater deflater;
  if (!deflater.is_ready())
    return fail(ExitStatus::kUsage, "zlib cannot start: not enough memory", "free memory, then run again");
  std::string compressed;
  deflater.compress(text, compressed);
  return compressed;
}

}  // namespace highwater
