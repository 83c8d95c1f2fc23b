import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAuthenticationResponse, readRegistrationResponse } from './credential-json.ts'

const id = Buffer.alloc(16, 1).toString('base64url')
const text = (length: number) => Buffer.alloc(length, 2).toString('base64url')
const registration = {
  id,
  rawId: id,
  type: 'public-key',
  authenticatorAttachment: 'platform',
  clientExtensionResults: { credProps: { rk: true } },
  response: {
    clientDataJSON: text(100),
    attestationObject: text(200),
    authenticatorData: 'ignored !',
    publicKey: 7,
    transports: ['internal', 'hybrid'],
  },
}
const assertion = {
  id,
  rawId: id,
  type: 'public-key',
  response: { clientDataJSON: text(100), authenticatorData: text(37), signature: text(70), userHandle: text(32) },
}

type Json = typeof registration | typeof assertion
const inside = (json: Json, change: object) => ({ ...json, response: { ...json.response, ...change } })

test('what a browser sends is read, and what we do not use is ignored', () => {
  assert.deepEqual(readRegistrationResponse(registration), {
    outcome: 'read',
    id: new Uint8Array(16).fill(1),
    clientDataJSON: new Uint8Array(100).fill(2),
    attestationObject: new Uint8Array(200).fill(2),
    transports: ['hybrid', 'internal'],
  })
  assert.deepEqual(readAuthenticationResponse(assertion), {
    outcome: 'read',
    id: new Uint8Array(16).fill(1),
    clientDataJSON: new Uint8Array(100).fill(2),
    authenticatorData: new Uint8Array(37).fill(2),
    signature: new Uint8Array(70).fill(2),
    userHandle: new Uint8Array(32).fill(2),
  })
})

test('a user handle may be missing, and transports may be anything', () => {
  for (const userHandle of [undefined, null]) {
    const read = readAuthenticationResponse(inside(assertion, { userHandle }))
    assert.ok(read.outcome === 'read' && read.userHandle === undefined)
  }
  for (const transports of [undefined, null, 'usb', { length: 9 }, [7, null, 'U S B', 'x'.repeat(40)]]) {
    const read = readRegistrationResponse(inside(registration, { transports }))
    assert.ok(read.outcome === 'read')
    assert.deepEqual(read.transports, [])
  }
})

test('what is no credential is malformed', () => {
  const odd: readonly unknown[] = [undefined, null, 1, 'x', [], {}, { ...assertion, response: undefined }]
  for (const value of odd) {
    for (const read of [readRegistrationResponse(value), readAuthenticationResponse(value)]) {
      assert.ok(read.outcome === 'refused' && read.reason === 'malformed')
    }
  }
})

test('each member has its form and its size', () => {
  const odd = ['', 'A', 'AB', '+/+/', 'AA==', ' AAA', 'A'.repeat(400_000), 7, null, ['AAAA'], {}]
  const cases: readonly (readonly [Json, string])[] = [
    [registration, 'clientDataJSON'],
    [registration, 'attestationObject'],
    [assertion, 'clientDataJSON'],
    [assertion, 'authenticatorData'],
    [assertion, 'signature'],
    [assertion, 'userHandle'],
  ]
  for (const [json, member] of cases) {
    const read = json === registration ? readRegistrationResponse : readAuthenticationResponse
    for (const value of odd.filter(each => member !== 'userHandle' || each !== null)) {
      assert.equal(read(inside(json, { [member]: value })).outcome, 'refused', `${member} ${String(value).slice(0, 9)}`)
    }
  }
  const longest = { clientDataJSON: 8192, authenticatorData: 4096, signature: 512, userHandle: 64 }
  for (const [member, length] of Object.entries(longest)) {
    assert.equal(readAuthenticationResponse(inside(assertion, { [member]: text(length) })).outcome, 'read')
    assert.equal(readAuthenticationResponse(inside(assertion, { [member]: text(length + 1) })).outcome, 'refused')
  }
})

test('both ids are the same, and the type is the one there is', () => {
  for (const change of [
    { rawId: text(16) },
    { id: 7, rawId: 7 },
    { rawId: undefined },
    { type: 'password' },
    { id: '', rawId: '' },
  ]) {
    assert.equal(readAuthenticationResponse({ ...assertion, ...change }).outcome, 'refused')
  }
})
