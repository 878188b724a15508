-- SPDX-License-Identifier: Apache-2.0
-- What wrk asks scenario_image_service for: every picture in turn, each time with another list of sizes.
local count = 0

request = function()
  count = count + 1
  local sizes = string.format("%d,%d,%d", 120 + count % 49, 80 + count % 40, 40 + math.floor(count / 40) % 40)
  return wrk.format("GET", string.format("/recompress?picture=%d&sizes=%s", count % 64, sizes))
end
