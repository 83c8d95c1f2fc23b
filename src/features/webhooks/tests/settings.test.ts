import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Config } from '../../../settings/settings.ts'
import { ConfigurationError, resolveSettings } from '../../../settings.ts'
import { webhookEventNames } from '../../../webhooks/event-table.ts'
import { blockedPorts } from '../addresses.ts'
import { readWebhooksText } from '../read-webhooks.ts'
import { otherSecret, secret } from './webhook-auth.ts'

const secretKey = 'a secret that tests share, and that protects nothing at all'
const url = 'https://billing.example.com/hooks'

function resolve(webhooks: unknown) {
  return resolveSettings([{ source: 'test', values: { secretKey, webhooks } as Config }]).webhooks
}

function faultOf(webhooks: unknown): string {
  try {
    resolve(webhooks)
  } catch (error) {
    assert.ok(error instanceof ConfigurationError)
    const [fault] = error.faults
    assert.ok(fault?.fix)
    return fault.what
  }
  assert.fail('it was taken')
}

test('an endpoint has an address, secrets and events: all of them unless it names some', () => {
  const { billing } = resolve({ billing: { url, secret: [secret, otherSecret] } })
  assert.deepEqual(
    [billing?.url, billing?.secrets.map(String), billing?.events],
    [url, ['[secret]', '[secret]'], webhookEventNames],
  )
  const { crm } = resolve({ crm: { url, secret, events: ['session.ended', 'factor.*'] } })
  assert.deepEqual(crm?.events, ['session.ended', 'factor.added', 'factor.renamed', 'factor.removed', 'factor.reset'])
  assert.deepEqual(resolve({ all: { url, secret, events: ['*'] } }).all?.events, webhookEventNames)
})

test('as text they are JSON', () => {
  const read = readWebhooksText(JSON.stringify({ billing: { url, secret, events: ['user.deleted'] } }))
  assert.ok(read.ok)
  assert.deepEqual(Object.keys(read.value as object), ['billing'])
  assert.equal(readWebhooksText('{').ok, false)
})

test('http goes to this machine, or where the settings say that it is insecure', () => {
  for (const host of ['localhost:4000', '127.0.0.1', '[::1]:4000', 'hooks.localhost'])
    assert.ok(resolve({ a: { url: `http://${host}/`, secret } }).a)
  assert.ok(resolve({ a: { url: 'http://billing.internal/', secret, insecure: true } }).a)
  for (const host of ['billing.internal', '10.0.0.7', 'localhost.example.com', '127.0.0.1.example.com'])
    assert.match(faultOf({ a: { url: `http://${host}/`, secret } }), /^a: url is http/)
})

const padded = `whsec_${Buffer.from('thirty-two bytes that differ, all').subarray(0, 32).toString('base64')}`

const wrong: Readonly<Record<string, readonly [unknown, RegExp]>> = {
  'a text': ['x', /is not an object/],
  'a name that is none': [{ 'a b': { url, secret } }, /has a name that is not one/],
  'an endpoint that is a text': [{ a: url }, /a: is not an object/],
  'a member that does not exist': [{ a: { url, secret, event: [] } }, /a: has a member that is none: "event"/],
  'no address': [{ a: { secret } }, /url is not a URL/],
  'another scheme': [{ a: { url: 'ftp://x.example.com', secret } }, /neither https nor http/],
  'a password in the address': [{ a: { url: 'https://u:p@x.example.com/', secret } }, /user name or a password/],
  'a fragment': [{ a: { url: `${url}#x`, secret } }, /fragment/],
  'no secret': [{ a: { url } }, /secret is missing/],
  'no secrets': [{ a: { url, secret: [] } }, /has to have a secret/],
  'five secrets': [{ a: { url, secret: Array.from({ length: 5 }, () => secret) } }, /at most 4/],
  'the same secret twice': [{ a: { url, secret: [secret, secret] } }, /same secret twice/],
  'a secret without its prefix': [{ a: { url, secret: secret.slice(6) } }, /does not begin with whsec_/],
  'a secret that is too short': [{ a: { url, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILA==' } }, /fewer than 24 bytes/],
  'a secret that is too long': [{ a: { url, secret: `whsec_${'MfKQ9r8G'.repeat(12)}` } }, /more than 64 bytes/],
  'a secret of one letter': [{ a: { url, secret: `whsec_${'A'.repeat(40)}` } }, /can be guessed/],
  'a secret that is not base64': [{ a: { url, secret: 'whsec_not base64 at all, is it' } }, /is not whsec_ and base64/],
  'no events': [{ a: { url, secret, events: [] } }, /events is not a list/],
  'an event that does not exist': [{ a: { url, secret, events: ['user.invented'] } }, /"user.invented"/],
  'a pattern of nothing': [{ a: { url, secret, events: ['use.*'] } }, /"use.\*"/],
  'an event that is not set': [{ a: { url, secret, events: ['user.*', undefined] } }, /none: undefined/],
  'a hole in the events': [{ a: { url, secret, events: new Array(1) } }, /none: undefined/],
  'an event that is an object': [{ a: { url, secret, events: [Object.create(null)] } }, /none: object/],
  'the same secret without its padding': [{ a: { url, secret: [padded, padded.slice(0, -1)] } }, /same secret twice/],
  'port 0': [{ a: { url: 'https://x.example.com:0/', secret } }, /never sends to: 0/],
  'a port of another service': [{ a: { url: 'http://localhost:6000/', secret } }, /never sends to: 6000/],
  'insecure that is a word': [{ a: { url, secret, insecure: 'yes' } }, /insecure is not true/],
}

for (const [name, [webhooks, what]] of Object.entries(wrong)) {
  test(`${name} refuses the start, and no secret is in the message`, () => {
    const said = faultOf(webhooks)
    assert.match(said, what)
    assert.ok(!said.includes('MfKQ') && !said.includes('C2FV'))
  })
}

test('ports that are refused are those that fetch never sends to', async () => {
  for (const port of blockedPorts) {
    const failed = await fetch(`http://127.0.0.1:${port}/`).catch((error: unknown) => error)
    assert.ok(failed instanceof TypeError && failed.cause instanceof Error)
    assert.equal(failed.cause.message, 'bad port')
  }
})
