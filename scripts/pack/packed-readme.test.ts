import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../files.ts'
import { packedReadme } from './packed-readme.ts'

const packed = (text: string) => packedReadme(text, 'https://example.com/latchkey')

test('links to files become links into the repository, with their anchors', () => {
  assert.equal(packed('[a](docs/a.md#b)'), '[a](https://example.com/latchkey/blob/main/docs/a.md#b)')
  assert.equal(packed('[a](./LICENSE) [b](/SECURITY.md)').split('/blob/main/').length, 3)
  assert.equal(packed('[a]: docs/a.md'), '[a]: https://example.com/latchkey/blob/main/docs/a.md')
})

test('addresses, anchors of the page, and code stay as they are', () => {
  for (const text of ['[a](https://a.example/b)', '[a](mailto:a@b.example)', '[a](#start)', '```ts\nf[a](b)\n```']) {
    assert.equal(packed(text), text)
  }
})

test('packing what is packed changes nothing', () => {
  const once = packed(readFileSync(join(root, 'README.md'), 'utf8'))
  assert.equal(packed(once), once)
})

test('no link of the packed README is relative', () => {
  const readme = packed(readFileSync(join(root, 'README.md'), 'utf8')).replaceAll(/^```[\s\S]*?^```$/gm, '')
  const targets = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target)
  assert.ok(targets.length > 20)
  assert.deepEqual(
    targets.filter(target => !/^(https?:|#)/.test(target)),
    [],
  )
})
