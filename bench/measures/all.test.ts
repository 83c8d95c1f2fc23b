/** The bars are what was promised: none gets lower, or lost, by the way. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { measures } from './all.ts'

const promised = {
  'public row / bare Fastify route': { least: 0.6 },
  'guarded row, tokens seen before / Fastify + @fastify/jwt': { least: 2.5 },
  'guarded row, every token new / Fastify + @fastify/jwt': { least: 1.8 },
  "guarded row, tokens seen before, user's row read / Fastify + @fastify/jwt": { least: 1.5 },
  'guarded route of your Fastify app / its unguarded route': { least: 0.75 },
  'own-app:   the same / Fastify + @fastify/jwt': { least: 3 },
  'durable refresh, SQLite / Fastify, one commit each': { least: 3.5 },
  'refresh:   the same / the same in memory': { least: 0.85 },
  'durable refresh, PostgreSQL, 2 nodes / one statement each': { least: 2.5 },
  'refresh-postgres:   the same / five trips each': { least: 5 },
  'login / raw argon2id, 16 clients': { least: 0.95 },
  "hello's p99 under a flood of logins / alone": { most: 2 },
  'two workers / one': { least: 1.8 },
  'verify HS256 / the faster of fast-jwt and jose': { least: 1.2 },
  'verify RS256 / the faster of fast-jwt and jose': { least: 1.5 },
  'verify ES256 / the faster of fast-jwt and jose': { least: 1.2 },
  'verify:   the same / raw crypto.verify': { least: 0.95 },
  'verify EdDSA / the faster of fast-jwt and jose': { least: 1 },
  'start to the first answer, installed package / Fastify': { most: 1.2 },
  'resident memory, idle': { most: 85 },
  'resident memory, after load': { most: 150 },
  'packages of an install': { most: 30 },
  'size of an install': { most: 15 },
  'client bundle, compressed': { most: 5 },
  'client bundle with the hooks for React, compressed': { most: 5 },
}

test('every promise about speed has its row and its bar', () => {
  const found = measures.flatMap(({ name, rows }) =>
    rows.flatMap(({ says, bar }) =>
      bar === undefined ? [] : [[says.startsWith(' ') ? `${name}: ${says}` : says, bar]],
    ),
  )
  assert.deepEqual(Object.fromEntries(found), promised)
  assert.equal(found.length, Object.keys(promised).length)
})

test('every measure has a name to choose it by, says how it is made, and names a figure in each row', () => {
  const names = measures.map(({ name }) => name)
  assert.deepEqual(names, [...new Set(names)])
  for (const { name, how, rows } of measures) {
    assert.match(name, /^[a-z]+(?:-[a-z]+)*$/)
    assert.match(how, /^.{60,}\.$/s, name)
    assert.doesNotMatch(rows[0]?.says ?? ' ', /^ /, `${name}: a first row follows no other`)
    for (const { says, ours, peer = 'a.b', unit } of rows) {
      for (const figure of [ours, peer]) assert.match(figure, /^[\w-]+\.[\w-]+$/, says)
      assert.ok(unit !== 'x', `${says}: ratios are made of figures`)
    }
  }
})
