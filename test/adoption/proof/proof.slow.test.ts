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

/** Of what can go wrong, what has to in a few seconds. */
const moves: readonly (readonly [control: ProofOptions['control'], what: string, goesWrong: readonly Wrong[]])[] = [
  ['stale-copy', 'people are logged out', ['unexplained 401']],
  ['without-blacklist', 'spent tokens are taken', ['replay accepted']],
  [
    'without-bridge',
    'one side does not know what the other did',
    ['logout not known within a second', 'replay accepted', 'newcomer lost'],
  ],
]

for (const [control, what, wrongs] of moves) {
  test(`control: a move ${control.replaceAll('-', ' ')} goes wrong: ${what}`, bounds, async t => {
    const { ledger } = await prove(t, { ...shortProof, control, kills: false }, line => t.diagnostic(line))
    assert.ok(
      wrongs.some(wrong => (ledger.wrongs.get(wrong)?.length ?? 0) > 0),
      JSON.stringify([...ledger.wrongs]),
    )
  })
}
