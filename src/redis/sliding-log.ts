/**
 * DRF's sliding log in one atomic step: a list of the moments that counted, newest first. The time is the server's, so
 * that the clocks of the nodes do not matter.
 */
import { createHash } from 'node:crypto'
import { isScriptMissing } from './faults.ts'
import type { Client } from './load-ioredis.ts'

/** Milliseconds to wait, or 0: counted. */
const script = `
local key, limit, period = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local newest = redis.pcall('LINDEX', key, 0)
-- Not a list: nothing of ours, under a name that only we make.
if type(newest) == 'table' then redis.call('DEL', key) newest = false end
-- The clock was set back: what lies in the future happened just now, or it would count until the clock is there again.
local index = 0
while newest and tonumber(newest) > now do
  redis.call('LSET', key, index, now)
  index = index + 1
  newest = redis.call('LINDEX', key, index)
end
local oldest = redis.call('LINDEX', key, limit - 1)
if oldest and oldest + period > now then return oldest + period - now end
redis.call('LPUSH', key, now)
redis.call('LTRIM', key, 0, limit - 1)
redis.call('PEXPIRE', key, period)
return 0`

const digest = createHash('sha1').update(script).digest('hex')

/** Counts a hit unless the last `periodMs` already have `limit`: then it resolves with the milliseconds to wait, else with 0. */
export async function countHit(client: Client, key: string, limit: number, periodMs: number): Promise<number> {
  const values = [1, key, limit, periodMs] as const
  try {
    return Number(await client.call('EVALSHA', digest, ...values))
  } catch (error) {
    if (!isScriptMissing(error)) throw error
    return Number(await client.call('EVAL', script, ...values))
  }
}
