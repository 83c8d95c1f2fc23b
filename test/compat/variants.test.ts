/** Tutorials 2 to 4, and tutorial 1 under other settings: every step of their transcripts, each in a fresh server. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatMismatch, replay } from './replayer.ts'
import { transcriptKey } from './serve-accounts.ts'
import { serveTutorial } from './serve-tutorial.ts'

/** How many steps of each profile count. All of them match. Profile main has a test of its own, area by area. */
const profiles = {
  main_debug: 3,
  main_ratelimit: 6,
  variants: 781,
  variants_norotate: 8,
  variants_throttle: 7,
  sliding: 13,
} as const satisfies Readonly<Record<string, number>>

for (const [profile, steps] of Object.entries(profiles)) {
  test(`${profile}: all ${steps} steps are answered as recorded`, async t => {
    const served = await serveTutorial(profile)
    t.after(() => served.close())
    const options = { baseUrl: served.baseUrl, profile, core: true, secret: transcriptKey }
    const { matched, mismatches, setupFaults } = await replay(options)
    assert.deepEqual([...setupFaults, ...mismatches.map(formatMismatch)], [])
    assert.equal(matched, steps)
  })
}
