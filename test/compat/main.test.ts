/** Every step of tutorial 1's transcripts must be answered as by the Django original, area by area. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { findProfile } from '../../examples/tutorials/profiles.ts'
import { formatMismatch, replay } from './replayer.ts'
import { loadScenarios } from './scenario.ts'
import { type ServedAccounts, serveAccounts, transcriptKey } from './serve-accounts.ts'

/** The number of counted steps in each area. All of them must match. */
const areas = {
  bearer: 54,
  cookie: 51,
  http: 16,
  login: 48,
  logout: 36,
  password: 44,
  profile: 38,
  protected: 16,
  refresh: 52,
  register: 82,
  verify: 50,
} as const satisfies Readonly<Record<string, number>>

let served: ServedAccounts

before(async () => {
  // The transcripts have 66 logins from one address within a minute.
  served = await serveAccounts({ ...findProfile('main')?.config, throttling: false })
})
after(() => served.close())

test('the list of areas is complete', () => {
  const recorded = loadScenarios('main').map(({ scenario }) => scenario.area)
  assert.deepEqual([...new Set(recorded)].sort(), Object.keys(areas).sort())
})

for (const [area, steps] of Object.entries(areas)) {
  test(`${area}: all ${steps} steps are answered as recorded`, async () => {
    const options = { baseUrl: served.baseUrl, profile: 'main', areas: [area], core: true, secret: transcriptKey }
    const { matched, mismatches, setupFaults } = await replay(options)
    assert.deepEqual([...setupFaults, ...mismatches.map(formatMismatch)], [])
    assert.equal(matched, steps)
  })
}
