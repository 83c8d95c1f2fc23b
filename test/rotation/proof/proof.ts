/**
 * `npm run prove:rotation -- --seconds 120 --every 5 --rate 200 --database postgres://...`: keys rotate under load, and no
 * token is refused. Exits with 1 when one was. Without --database it is a SQLite file that is forgotten.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { prove } from './story.ts'

const number = (fallback: string) => ({ type: 'string', default: fallback }) as const
const { values } = parseArgs({
  options: {
    seconds: number('120'),
    every: number('5'),
    rate: number('200'),
    people: number('60'),
    database: { type: 'string' },
  },
})
const folder = mkdtempSync(join(tmpdir(), 'rotation-'))
const databaseUrl = values.database ?? `sqlite:${join(folder, 'proof.sqlite3')}`
try {
  const [seconds, every, rate, people] = [values.seconds, values.every, values.rate, values.people].map(Number)
  if (!seconds || !every || !rate || !people)
    throw new TypeError('--seconds, --every, --rate and --people take numbers')
  const proven = await prove({ databaseUrl, seconds, every, rate, people })
  const rows = {
    'keys that signed tokens': proven.kids.size,
    'keys made': proven.published,
    'keys retired behind the tokens': proven.retired,
    'tokens verified at 3 services': proven.done.verified,
    'requests at 2 nodes': proven.done.visited,
    refreshes: proven.done.refreshed,
    'fetches of the set': proven.fetches,
    'refused although they should not be': proven.refused.length,
  }
  for (const [what, count] of Object.entries(rows)) console.log(`${what.padEnd(40)}${String(count).padStart(8)}`)
  for (const line of proven.refused.slice(0, 20)) console.log(`  ${line}`)
  process.exitCode = proven.refused.length === 0 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
