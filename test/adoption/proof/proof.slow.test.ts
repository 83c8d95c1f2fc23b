/** The proof in its short form, and the three moves that have to go wrong without the rules. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whyNoDjangoShop } from '../../../src/testing/django-shop.ts'
import type { Wrong } from './ledger.ts'
import { type ProofOptions, shortProof } from './options.ts'
import { prove } from './story.ts'

const bounds = { skip: await whyNoDjangoShop(), timeout: 300_000 }

test(
  'a whole adoption under load: no one is logged out, nothing spent is taken, both sides stay the same',
  bounds,
  async t => {
    const { ledger, phases } = await prove(t, shortProof, line => t.diagnostic(line))
    assert.deepEqual([...ledger.wrongs], [])
    assert.equal(phases.length, 8)
    const done = (what: string) => ledger.counts.get(what) ?? 0
    for (const what of [
      'registered',
      'refreshed',
      'logged out',
      'changed the password',
      'slid',
      'deleted',
      'deactivated',
    ]) {
      assert.ok(done(what) > 0, `no one ${what}`)
    }
    assert.ok(phases.reduce((sum, { replays }) => sum + replays, 0) > 100, 'too little was presented again')
    assert.ok(ledger.longestLag() < 1000, `refused after ${ledger.longestLag()} ms`)
  },
)

const moves: readonly (readonly [control: ProofOptions['control'], goesWrong: Wrong])[] = [
  ['stale-copy', 'unexplained 401'],
  ['without-blacklist', 'replay accepted'],
  ['without-bridge', 'logout not known within a second'],
]

for (const [control, wrong] of moves) {
  test(`control: a move ${control.replaceAll('-', ' ')} goes wrong (${wrong})`, bounds, async t => {
    const { ledger } = await prove(t, { ...shortProof, control, kills: false }, line => t.diagnostic(line))
    assert.ok((ledger.wrongs.get(wrong)?.length ?? 0) > 0, JSON.stringify([...ledger.wrongs]))
  })
}
