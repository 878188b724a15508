-- SPDX-License-Identifier: Apache-2.0
-- What wrk asks scenario_image_service for: every picture in turn, each time with another list of sizes. The number behind
-- "--" on wrk's command line is where to begin, so that a second run does not ask the same again.
local count = 0

init = function(arguments)
  count = tonumber(arguments[1]) or 0
end

request = function()
  count = count + 1
  local sizes = string.format("%d,%d,%d", 120 + count % 49, 80 + count % 40, 40 + math.floor(count / 40) % 40)
  return wrk.format("GET", string.format("/recompress?picture=%d&sizes=%s", count % 64, sizes))
end
