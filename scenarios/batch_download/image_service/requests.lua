-- SPDX-License-Identifier: Apache-2.0
-- What wrk asks scenario_image_service for: every picture in turn, each time with another list of sizes. The numbers behind
-- "--" on wrk's command line: where to begin, so that a second run does not ask the same again; and how many milliseconds a
-- client rests between two requests.
local count = 0

init = function(arguments)
  count = tonumber(arguments[1]) or 0
  local rest = tonumber(arguments[2]) or 0
  if rest > 0 then
    delay = function() return rest end
  end
end

request = function()
  count = count + 1
  local sizes = string.format("%d,%d,%d", 120 + count % 49, 80 + count % 40, 40 + math.floor(count / 40) % 40)
  return wrk.format("GET", string.format("/recompress?picture=%d&sizes=%s", count % 64, sizes))
end
