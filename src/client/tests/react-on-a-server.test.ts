/** The hooks where pages are rendered: nothing is asked, and what hydrates is what was rendered. */
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { createElement } from 'react'
import { createClient } from '../index.ts'
import { AuthProvider, Protected, useAuth, useUser } from '../react.ts'

const { renderToString }: { renderToString(node: unknown): string } = createRequire(import.meta.url)('react-dom/server')

const fetch = async () => assert.fail('a renderer asks nothing')

function Name() {
  return createElement('b', null, useUser()?.email ?? useAuth().kind)
}

const page = createElement(
  Protected,
  { fallback: 'one moment', signedOut: 'log in' },
  createElement(Name, { key: 'name' }),
)
const client = createClient({ url: 'https://api.example.com', mode: 'cookies', fetch })

test('without a user it is not known yet who is signed in', () => {
  assert.equal(renderToString(createElement(AuthProvider, { client }, page)), 'one moment')
})

test('with the user that the server knows, the page is rendered for them', () => {
  const user = { id: 1, email: 'a@example.com' }
  assert.equal(renderToString(createElement(AuthProvider, { client, user }, page)), '<b>a@example.com</b>')
})

test('without a provider the hooks say what is missing', () => {
  assert.throws(() => renderToString(page), /needs an <AuthProvider> above/)
})
