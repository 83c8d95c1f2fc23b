/** Every step of the transcripts of tutorials 2 to 4, and of tutorial 1 with other settings, each on a new server. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatMismatch, replay } from './replayer.ts'
import { transcriptKey } from './serve-accounts.ts'
import { serveTutorial } from './serve-tutorial.ts'

/** The number of counted steps in each profile. All must match. The profile main is in main.test.ts, by area. */
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

test('what sends mail asks for an address where none is sent, or a blank one', async t => {
  const served = await serveTutorial('variants')
  t.after(() => served.close())
  const send = async (body: unknown) => {
    const headers = { 'content-type': 'application/json' }
    const url = `${served.baseUrl}/api/email-verification/send/`
    const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
    return [reply.status, await reply.json()]
  }
  const required = [400, { email: ['This field is required.'] }]
  for (const body of [{}, { email: '' }, { email: null }]) assert.deepEqual(await send(body), required)
  assert.deepEqual(await send({ email: 'x' }), [400, { email: ['Enter a valid email address.'] }])
})
