import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '../kernel/secret.ts'
import { createSeededRandom } from '../testing/seeded-random.ts'
import { createSeal } from './seal.ts'

const open = (key = 'a secret of an installation, long enough') => createSeal(new Secret(key), createSeededRandom())
const content = { state: 'x', nested: { list: [1, 'ä'] } }

test('what is sealed opens again, whole, for its purpose alone', () => {
  const seal = open()
  const text = seal.seal('one', content)
  assert.deepEqual(seal.open('one', text), content)
  assert.equal(seal.open('two', text), undefined)
  assert.doesNotMatch(Buffer.from(text, 'base64url').toString('latin1'), /state/)
})

test('another installation opens nothing, and no two seals are alike', () => {
  const seal = open()
  const text = seal.seal('one', content)
  assert.equal(open('another secret of another installation').open('one', text), undefined)
  assert.notEqual(seal.seal('one', content), text)
})

test('no bit of it can be changed, and no other spelling of it is taken', () => {
  const seal = open()
  const text = seal.seal('one', content)
  const bytes = Buffer.from(text, 'base64url')
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes)
    changed[at] = (bytes[at] ?? 0) ^ 1
    assert.equal(seal.open('one', changed.toString('base64url')), undefined)
  }
  for (const odd of ['', 'A', `${text}=`, ` ${text}`, text.slice(0, 30), bytes.toString('base64'), 'A'.repeat(5000)]) {
    if (odd !== text) assert.equal(seal.open('one', odd), undefined)
  }
})
