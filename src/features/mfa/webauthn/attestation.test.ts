import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAttestationObject } from './attestation.ts'
import { orRefused } from './refusal.ts'
import { type Encodable, Entries, encodeCbor } from './tests/encode-cbor.ts'

const usual = { fmt: 'none', attStmt: new Entries([]), authData: Buffer.alloc(37) }

/** The words of the refusal; `undefined` where there is none. */
function refusalOf(change: Readonly<Record<string, Encodable>>): string | undefined {
  const bytes = encodeCbor(new Entries(Object.entries({ ...usual, ...change })))
  const answer = orRefused(() => ({ outcome: 'read' as const, object: readAttestationObject(bytes) }))
  return answer.outcome === 'refused' ? answer.detail : undefined
}

test('an attestation object has a format, a statement and data; what else it has is ignored', () => {
  assert.equal(refusalOf({}), undefined)
  assert.equal(refusalOf({ epAtt: true }), undefined)
  assert.equal(refusalOf({ attStmt: [] }), undefined)
  for (const fmt of [1, null, Buffer.from('none'), []]) {
    assert.equal(refusalOf({ fmt }), 'an attestation object without a format')
  }
  for (const attStmt of [1, null, 'x', true, Buffer.alloc(0)]) {
    assert.equal(refusalOf({ attStmt }), 'an attestation object without a statement')
  }
  for (const authData of [1, null, 'x', [], new Entries([])]) {
    assert.equal(refusalOf({ authData }), 'an attestation object without its data')
  }
  for (const bytes of [encodeCbor([]), encodeCbor(1), encodeCbor(Buffer.alloc(40))]) {
    const answer = orRefused(() => readAttestationObject(bytes))
    assert.ok('detail' in answer && answer.detail === 'an attestation object that is no map')
  }
})
