import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commands } from '../../src/cli/every-command.ts'
import { eventTable } from '../../src/ports/events.ts'
import { problemTable } from '../../src/problems.ts'
import { writtenPages } from '../written-pages.ts'
import { anchor, table } from './markdown.ts'
import { problemGroups } from './problem-guide.ts'

const pages = writtenPages()

function pageOf(name: string): string {
  return pages.find(({ path }) => path === `docs/reference/${name}.md`)?.text ?? ''
}

test('every error code has a heading, so that a search for the code ends at its entry', () => {
  const page = pageOf('problems')
  for (const code of Object.keys(problemTable)) assert.equal(page.split(`\n### ${code}\n`).length, 2, code)
})

test('the groups of the error page name every code once', () => {
  const named = problemGroups.flatMap(([, guide]) => Object.keys(guide))
  assert.deepEqual(named.toSorted(), Object.keys(problemTable).toSorted())
})

test('every event and every command is on its page', () => {
  for (const event of Object.keys(eventTable)) assert.ok(pageOf('events').includes(`| \`${event}\` `), event)
  for (const { name } of commands) assert.ok(pageOf('commands').includes(`\n## latchkey ${name}\n`), name)
})

test('the page of endpoints has the login with its fields, its answer and its errors', () => {
  const entry = pageOf('endpoints').split('\n### POST /api/auth/login/\n')[1]?.split('\n## ')[0] ?? ''
  for (const part of ['| `password` ', '`access`', '[`no_active_account`](problems.md#no_active_account)']) {
    assert.ok(entry.includes(part), part)
  }
})

test('the index links every other generated page', () => {
  const inReference = pages.filter(({ path }) => path.startsWith('docs/reference/'))
  const others = inReference.map(({ path }) => path.replace('docs/reference/', ''))
  for (const page of others.filter(name => !/^README|^api\/latchkey/.test(name)))
    assert.ok(pageOf('README').includes(`(${page})`), page)
})

test('columns line up, and a pipe in a cell does not end it', () => {
  const rows = table(['a', 'b'], [['long', 'x|y']])
  assert.equal(rows, ['| a    | b |', '| ---- | --- |', '| long | x\\|y |'].join('\n'))
})

test('anchors are those that GitHub makes of headings', () => {
  assert.equal(anchor('/api/auth/api-keys/{id}/'), 'apiauthapi-keysid')
  assert.equal(anchor('latchkey users set-password'), 'latchkey-users-set-password')
  assert.equal(anchor('token_not_valid'), 'token_not_valid')
})
