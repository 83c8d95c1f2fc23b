import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apiReference, sourcesOf } from './api.ts'
import { publicNames } from './public-names.ts'

const all = Object.entries(sourcesOf()).flatMap(([entryPoint, path]) => {
  return publicNames(path).map(found => ({ ...found, entryPoint }))
})

test('every public name of every entry point has a comment that says what it is', () => {
  assert.ok(all.length > 250)
  const silent = all.filter(({ says }) => says === '').map(({ name, path, line }) => `${name}, ${path}:${line}`)
  assert.deepEqual(silent, [])
})

test('every entry point and every name has its place in the pages', () => {
  const text = apiReference()
    .map(page => page.text)
    .join('\n')
  for (const { name } of all) assert.ok(text.includes(`\n### ${name}\n`), name)
})

test('names that exist at run time are found, all of them', async () => {
  for (const [entryPoint, path] of Object.entries(sourcesOf())) {
    const loaded = Object.keys(await import(new URL(`../../${path}`, import.meta.url).href))
    const read = publicNames(path).map(({ name }) => name)
    for (const name of loaded) assert.ok(read.includes(name), `${entryPoint}: ${name}`)
  }
})

test('parts of other functions are not public', () => {
  const names = all.filter(({ entryPoint }) => entryPoint === 'latchkey').map(({ name }) => name)
  for (const part of ['readMember', 'pairBody', 'checkExp', 'checkKind', 'readToken', 'readFields', 'requireValid']) {
    assert.ok(!names.includes(part), part)
  }
})

test('a signature has parameters and result, and no body', () => {
  const signatureOf = (wanted: string) => all.find(({ name }) => name === wanted)?.signature ?? ''
  assert.equal(signatureOf('requirePrincipal'), 'function requirePrincipal(call: Call): Principal')
  assert.match(
    signatureOf('definePermission'),
    /^function definePermission\([\s\S]*\): PrincipalPermission\nfunction definePermission\(/,
  )
  assert.equal(signatureOf('isAuthenticated'), 'const isAuthenticated: PrincipalPermission')
  assert.match(signatureOf('EndpointDefinition'), /readonly permissions\?: P/)
  for (const { name, signature } of all) assert.doesNotMatch(signature, /\n {2}(return|throw) /, name)
})
