-- For wrk: what it measured, as a line of JSON. After `--`: `tokens FILE`, each request has the next token of the file;
-- `bodies FILE`, each request posts the next line of the file as JSON.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  wrapped = false
  local kind, path = args[1], args[2]
  if kind == nil then return end
  -- A line of the file for each request: a hundred thousand tokens need not be in memory.
  local lines = io.lines(path)
  local function next_line()
    local line = lines()
    if line ~= nil then return line end
    wrapped = true
    lines = io.lines(path)
    return lines()
  end
  local head = (kind == "tokens" and "GET " or "POST ") .. wrk.path .. " HTTP/1.1\r\nHost: " .. wrk.host .. "\r\n"
  if kind == "tokens" then
    local before = head .. "Authorization: Bearer "
    function request() return before .. next_line() .. "\r\n\r\n" end
  else
    local before = head .. "Content-Type: application/json\r\nContent-Length: "
    function request()
      local body = next_line()
      return before .. #body .. "\r\n\r\n" .. body
    end
  end
end

function done(summary, latency)
  local wrapped = false
  for _, thread in ipairs(threads) do wrapped = wrapped or thread:get("wrapped") end
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"rate":%.2f,"p50":%.3f,"p99":%.3f,"refused":%d,"broken":%d,"wrapped":%s}\n',
    summary.requests, summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout, tostring(wrapped)
  ))
end
