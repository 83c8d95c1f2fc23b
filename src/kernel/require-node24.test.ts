import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const src = join(import.meta.dirname, '..')

test('every entry point but those that run anywhere (verifier, client, webhooks) checks the version of Node first', () => {
  const { exports } = JSON.parse(readFileSync(join(src, '../package.json'), 'utf8'))
  for (const [name, { 'latchkey-source': path }] of Object.entries<Record<string, string>>(exports)) {
    if (path === undefined || /^\.\/(verify|client|react|webhooks)(\/|$)/.test(name)) continue
    const [first] = readFileSync(join(src, '..', path), 'utf8').match(/^(?:import|export) .*/m) ?? []
    assert.match(first ?? '', /^import '.*kernel\/require-node24\.ts'$/, name)
  }
})

test('no source imports what an older Node lacks: it would fail before the check can speak', () => {
  for (const file of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
    // No entry point leads to what damages a database for tests.
    if (!file.endsWith('.ts') || /\.test(-d)?\.ts$|damaged-tables/.test(file)) continue
    const text = readFileSync(join(src, file), 'utf8')
    assert.doesNotMatch(text, /^import (?!type )[^'\n]* from 'node:sqlite'/m, file)
    assert.doesNotMatch(text, /^import \{[^}]*\bargon2\b[^}]*\} from 'node:crypto'/m, file)
  }
})
