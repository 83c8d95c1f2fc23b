import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSmtpUrl } from './smtp-url.ts'

test('a URL of a mail server says host, port, TLS and credentials', () => {
  assert.deepEqual(parseSmtpUrl('smtp://mail.example.com'), {
    host: 'mail.example.com',
    port: 587,
    isSecure: false,
    user: '',
    password: '',
  })
  const full = parseSmtpUrl('smtps://me%40example.com:p%3Aw@[2001:db8::1]:4465/')
  assert.deepEqual(full, { host: '2001:db8::1', port: 4465, isSecure: true, user: 'me@example.com', password: 'p:w' })
})

test('the port for TLS from the first byte is 465 (RFC 8314)', () => {
  assert.equal(parseSmtpUrl('smtps://mail.example.com')?.port, 465)
})

test('what could hide a switch, or is no mail server, is refused', () => {
  for (const text of [
    'smtp://mail.example.com?tls=off',
    'smtp://mail.example.com#x',
    'smtp://mail.example.com/path',
    'http://mail.example.com',
    'smtp://',
    'mail.example.com',
    'smtp://%E0%A4%A@mail.example.com',
  ]) {
    assert.equal(parseSmtpUrl(text), undefined, text)
  }
})
