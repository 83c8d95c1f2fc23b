/** The table of the guide is that of the code. `UPDATE_GUIDE=1` before this test writes it. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { webhookEventNames, webhookEvents } from '../../../webhooks/event-table.ts'

const guide = join(import.meta.dirname, '../../../../docs/guides/webhooks.md')

test('the guide lists every event, with what it holds', () => {
  const rows = webhookEventNames.map(name => {
    const { says, data } = webhookEvents[name]
    return `| \`${name}\` | ${says} | ${data.map(member => `\`${member}\``).join(', ')} |`
  })
  const table = ['| event | what happened | `data` |', '|---|---|---|', ...rows].join('\n')
  const text = readFileSync(guide, 'utf8')
  const wanted = text.replace(/(<!-- events -->\n)[\s\S]*?(\n?<!-- \/events -->)/, `$1${table}\n<!-- /events -->`)
  if (process.env.UPDATE_GUIDE === '1') writeFileSync(guide, wanted)
  else assert.equal(text, wanted)
})
