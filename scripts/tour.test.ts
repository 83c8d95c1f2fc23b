import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFiles } from './files.ts'
import { importRules } from './import-rules.ts'

const [tour] = readFiles(['docs/tour.md'])
const rooms = tour?.text.split('\n## Rooms\n')[1]?.split('\n## ')[0] ?? ''

test('the tour has a room for every zone of the import rules', () => {
  for (const zone of Object.keys(importRules)) {
    const [, feature] = /^features\/(.*)/.exec(zone) ?? []
    const name = feature ?? `\`src/${zone}${zone.endsWith('.ts') ? '' : '/'}\``
    assert.ok(rooms.includes(name), zone)
  }
})
