import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Measure } from '../harness/measure.ts'
import { familyOf } from '../harness/processes.ts'
import { expectGuarded } from '../load/expect.ts'
import { createMinter, type Minter } from '../load/minter.ts'
import { loadTurn } from '../load/turns.ts'
import { installedServe } from '../targets/installed.ts'
import { copyTo, openSite, type Site } from '../targets/site.ts'

/** More than two workers remember, so that each request verifies a signature. */
const tokenCount = 60_000

/** In seconds: each of two workers gets half of the requests, and V8 goes on compiling for twice as long. */
const warmUp = 6

export const workers: Measure = {
  name: 'workers',
  how: `\`latchkey serve --workers 2\` beside one process on the same SQLite file: callers ask for their profile with tokens signed
    by EdDSA, 60,000 of them in turn, more than either remembers. On a machine of two cores the load generator takes its share
    of what the second worker could have: the more work a request is, the less that matters, and these are the dearest
    requests without a password. Times two is out of reach there.`,
  needs: ['wrk', 'proc'],
  rows: [
    { says: 'two workers / one', ours: 'two.rate', peer: 'one.rate', unit: '/s', bar: { least: 1.8 } },
    { says: '  their processor time, a request', ours: 'two.cpu', peer: 'one.cpu', unit: 'us' },
  ],
  async prepare(bench) {
    const site = await openSite(bench)
    const minter = createMinter('EdDSA')
    const tokens = join(bench.folder(), 'tokens.txt')
    const known = writeTokens(tokens, minter, site)
    const turn = async (name: string, count: number) => {
      const env = { LATCHKEY_ALGORITHM: 'EdDSA', LATCHKEY_SIGNING_KEY: minter.signingKey }
      const flags = ['--workers', String(count)]
      const server = await bench.serve(await installedServe(bench, copyTo(bench.folder(), site.ours), { env, flags }))
      const url = `${server.url}/api/auth/profile/`
      await expectGuarded(url, known)
      return loadTurn(bench, name, { url, pids: familyOf(server.pid), tokens, warmUp })
    }
    return [await turn('two', 2), await turn('one', 1)]
  },
}

/** Gives one of them. */
function writeTokens(path: string, minter: Minter, { people }: Site): string {
  const file = openSync(path, 'w')
  let known = ''
  for (let index = 0; index < tokenCount; index += 1) {
    const { userId, sid } = people[index % people.length] ?? { userId: 0, sid: '' }
    known = minter.mint(userId, sid)
    writeSync(file, `${known}\n`)
  }
  closeSync(file)
  return known
}
