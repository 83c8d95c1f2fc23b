/**
 * `npm run prove:adoption -- --engine postgres --target sqlite --clients 200 --seconds 60`: the whole story, told as it goes.
 * Exits with 1 when anything went wrong; `--control stale-copy | without-blacklist | without-bridge` takes a rule out, and
 * then has to.
 */
import { writeFileSync } from 'node:fs'
import { readOptions } from './options.ts'
import { prove } from './story.ts'

const ends: (() => unknown)[] = []
const t = { after: (end: () => unknown) => void ends.push(end) } as Parameters<typeof prove>[0]
try {
  const { ledger, logged } = await prove(t, readOptions(process.argv.slice(2)), line => console.log(line))
  console.log(`a token spent at one side was refused at the other after ${ledger.longestLag().toFixed(0)} ms at most`)
  for (const [what, details] of ledger.wrongs) {
    console.log(`${what}: ${details.length}`)
    for (const detail of details.slice(0, 10)) console.log(`  ${detail}`)
  }
  if (process.env.PROOF_LOG !== undefined) writeFileSync(process.env.PROOF_LOG, logged)
  process.exitCode = ledger.wrongs.size === 0 ? 0 : 1
} finally {
  for (const end of ends.toReversed()) await end()
}
