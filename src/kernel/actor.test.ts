import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Actor, actorText } from './actor.ts'

const uuid = '0b0e7a3e-6f1c-4c55-9a43-0d9a6c1f2b77'

for (const [actor, text] of [
  [{ kind: 'user', userId: 7 }, '7'],
  [{ kind: 'user', userId: uuid }, uuid],
  [{ kind: 'cli', osUser: 'root' }, 'cli:root'],
  [{ kind: 'cli', osUser: '7' }, 'cli:7'],
] as const satisfies readonly (readonly [Actor, string])[]) {
  test(`an actor of the kind ${actor.kind} is written as ${text}`, () => {
    assert.equal(actorText(actor), text)
  })
}
