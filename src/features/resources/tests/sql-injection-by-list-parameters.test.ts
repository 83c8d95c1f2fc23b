/** SQL injection, hidden columns and other users' rows through `?ordering=`, `?search=`, filters, pages and ids. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openNotes } from './notes.ts'

const names = [
  'secret',
  't.secret',
  'title; DROP TABLE notes --',
  'title DESC, secret',
  '(SELECT password FROM users LIMIT 1)',
  'title" DESC --',
  'CASE WHEN secret > "a" THEN 1 ELSE 2 END',
  '--title',
  'rowid',
  '__proto__',
  'constructor',
]

test('ordering by a name that is not allowed changes nothing', async t => {
  const { auth, alice, bob } = await openNotes(t)
  for (const title of ['b', 'a']) await auth.request('POST', '/open/', { token: bob, json: { title } })
  const list = async (ordering: string) =>
    (await auth.request('GET', `/open/?ordering=${encodeURIComponent(ordering)}`, { token: alice })).text
  const usual = await list('')
  for (const name of names) assert.equal(await list(name), usual, name)
  assert.notEqual(await list('title'), usual)
})

test('a filter on a column without a filter is ignored', async t => {
  const { auth, alice } = await openNotes(t)
  for (const name of [...names, 'secret__startswith', 'owner__password', 'title__regex']) {
    const reply = await auth.request('GET', `/open/?${encodeURIComponent(name)}=hidden`, { token: alice })
    assert.deepEqual([reply.status, reply.json.count], [200, 1], name)
  }
})

test('values are bound: quotes, wildcards and keywords only match themselves', async t => {
  const { auth, alice } = await openNotes(t)
  for (const text of ["' OR '1'='1", '%', '_lans', "x') OR 1=1 --", 'hidden', 'Plans" OR "1"="1', '\\']) {
    const quoted = encodeURIComponent(`"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`)
    for (const query of [`search=${quoted}`, `title=${encodeURIComponent(text)}`]) {
      assert.equal((await auth.request('GET', `/open/?${query}`, { token: alice })).json.count, 0, query)
    }
  }
})

test('a filter on the owner does not widen what the caller sees', async t => {
  const { auth, alice, bob, note } = await openNotes(t)
  const count = async (token: string, query: string) =>
    (await auth.request('GET', `/own/?${query}`, { token })).json.count
  assert.equal(await count(alice, `owner=${note.owner}`), 1)
  assert.equal(await count(bob, `owner=${note.owner}`), 0)
  assert.equal(await count(bob, `owner=${note.owner}&owner=`), 0)
  assert.equal(await count(bob, 'search=Plans'), 0)
  assert.equal(await count(bob, 'search=%22%22'), 0)
})

test('numbers out of range are refused or match nothing, and are never a 500', async t => {
  const { auth, alice } = await openNotes(t)
  const odd = ['9'.repeat(400), '-1', '0x10', '1e400', 'NaN', '1;2', '%00', '1%00', '٣', '']
  for (const value of odd) {
    for (const path of [`/open/?page=${value}`, `/open/?rank=${value}`, `/open/?shelf=${value}`, `/open/${value}/`]) {
      const { status } = await auth.request('GET', path, { token: alice })
      assert.ok(status < 500, `${path} gave ${status}`)
    }
  }
})

test('a search with thousands of words is refused before any SQL runs', async t => {
  const { auth, alice } = await openNotes(t)
  const reply = await auth.request('GET', `/open/?search=${'a+'.repeat(4000)}`, { token: alice })
  assert.deepEqual([reply.status, reply.json], [400, ['Search for at most 32 words.']])
  assert.equal((await auth.request('GET', '/open/?search=a%00b', { token: alice })).status, 400)
})
