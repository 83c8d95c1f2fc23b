import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFiles } from './files.ts'

const decisions = readFiles(['docs/decisions/0*.md'])
const [index] = readFiles(['docs/decisions/README.md'])

test('decisions are numbered from 1 without a gap, in their file names and in their titles', () => {
  for (const [at, { path, text }] of decisions.entries()) {
    assert.match(path, new RegExp(`/${String(at + 1).padStart(4, '0')}-[a-z0-9-]+\\.md$`))
    assert.match(text, new RegExp(`^# ${at + 1}\\. `), path)
  }
})

test('each says its context, its choice and its price', () => {
  for (const { path, text } of decisions) {
    for (const part of ['**Context.**', '**Choice.**', '**Price.**']) assert.ok(text.includes(part), `${path} ${part}`)
  }
})

test('the index has every decision under its own title', () => {
  for (const [at, { path, text }] of decisions.entries()) {
    const title = text.split('\n')[0]?.replace(/^# \d+\. /, '')
    const row = new RegExp(`^\\| ${at + 1} +\\| \\[(.*)\\]\\((.*)\\) \\|$`, 'm').exec(index?.text ?? '')
    assert.deepEqual(row?.slice(1), [title, path.replace('docs/decisions/', '')])
  }
})
