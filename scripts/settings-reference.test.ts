import assert from 'node:assert/strict'
import { test } from 'node:test'
import { environmentName, settingNames, settingRow } from '../src/settings.ts'
import { readFiles } from './files.ts'
import { settingsReference } from './settings-reference.ts'
import { findOldPages } from './written-pages.ts'

const page = settingsReference()

test('every setting has its own heading, its sentence and its environment name', () => {
  for (const name of settingNames) {
    const entry = page.split(`\n### ${name}\n`)[1]?.split('\n### ')[0] ?? ''
    assert.ok(entry.includes(settingRow(name).doc), name)
    const isCode = ['function', 'functions', 'definition', 'signer'].includes(settingRow(name).kind)
    assert.equal(entry.includes(`\`${environmentName(name)}\``), !isCode, name)
  }
})

test('a page that was edited by hand is found', () => {
  const pages = [{ path: 'a.md', text: 'new' }]
  assert.deepEqual(
    findOldPages(pages, () => 'new'),
    [],
  )
  assert.equal(findOldPages(pages, () => 'old').length, 1)
  assert.equal(findOldPages(pages, () => undefined).length, 1)
})

test('docs/compat.md names every setting that compat changes, and no other as one', () => {
  const [guide] = readFiles(['docs/compat.md'])
  const table = guide?.text.split('## What compat changes')[1]?.split('\n## ')[0] ?? ''
  const first = table.split('\n').flatMap(row => /^\|([^|]*)\|/.exec(row)?.[1] ?? [])
  const named = first.flatMap(cell => [...cell.matchAll(/`(\w+)`/g)].map(match => match[1]))
  const changed = settingNames.filter(name => settingRow(name).compat !== undefined)
  assert.deepEqual(named.toSorted(), changed.toSorted())
})
