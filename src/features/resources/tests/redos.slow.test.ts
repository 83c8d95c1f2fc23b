/** ReDoS: search terms on which a pattern that backtracks would take very long. The bound allows for busy machines. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openNotes } from './notes.ts'

const patience = 1500

const searches: Readonly<Record<string, string>> = {
  'double quotes': '"'.repeat(8000),
  'quotes of both kinds': '\'"'.repeat(4000),
  'backslashes in quotes': `"${'\\'.repeat(8000)}`,
  'letters between quotes': 'a"b\''.repeat(2000),
}

for (const [name, text] of Object.entries(searches)) {
  test(`a search for ${name} is split in linear time (ReDoS)`, async t => {
    const { auth, alice } = await openNotes(t)
    const began = performance.now()
    await auth.request('GET', `/open/?search=${encodeURIComponent(text)}`, { token: alice })
    assert.ok(performance.now() - began < patience)
  })
}
