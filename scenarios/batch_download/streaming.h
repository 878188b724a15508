// SPDX-License-Identifier: Apache-2.0
// The `streamed` variant: decodes while it downloads and keeps nothing.
#pragma once

#include "batch_download/downloader.h"

namespace highwater::scenarios {

void download_and_recompress_streamed(Downloader& downloader, unsigned picture);

}  // namespace highwater::scenarios
