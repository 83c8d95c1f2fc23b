/** What the client costs a page: bundled and minified with what it loads, and compressed by gzip at its default. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { bundleText } from '../../../scripts/web/bundle-text.ts'

const programs = [
  { name: 'the client, for all tabs', text: "export { createClient } from 'latchkey/client'", most: 4300 },
  {
    name: 'the client with the store',
    text: "export { createAuthStore, createClient } from 'latchkey/client'",
    most: 4700,
  },
  {
    name: 'the client with the store and the hooks, without React',
    text: "export { createClient } from 'latchkey/client'; export * from 'latchkey/react'",
    most: 5000,
  },
]

for (const { name, text, most } of programs) {
  test(`${name}: at most ${most} bytes`, async () => {
    const code = await bundleText(text, { external: /^react$/ })
    assert.match(code, /signed_out/, 'the bundle has the client')
    const size = gzipSync(code).length
    assert.ok(size <= most, `${name} is ${size} bytes compressed (${code.length} before), and ${most} are allowed`)
  })
}

test('what a page does not use, it does not load: passkeys, storages, the store', async () => {
  const code = await bundleText("export { createClient } from 'latchkey/client'")
  assert.doesNotMatch(code, /PublicKeyCredential|oldValue|online/)
  const all = await bundleText("export * from 'latchkey/client'")
  for (const used of ['oldValue', 'online']) assert.ok(all.includes(used), used)
})
