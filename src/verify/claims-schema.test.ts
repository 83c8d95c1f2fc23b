import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { createNeeds, noon, refusal, sign } from '../../test/vectors/needs.ts'
import { generateKeyPair } from '../keys/generate.ts'
import { createKeyring } from '../keys/keyring.ts'
import { AuthError } from '../problems.ts'
import { anyAudience, anyIssuer, type ClaimsSchema, createVerifier, type VerifierOptions } from '../verify.ts'

const keyring = createKeyring({ algorithm: 'EdDSA', signingKey: generateKeyPair('EdDSA').privatePem })
const needs = createNeeds({}, { keyring })
const checks = {
  keys: keyring,
  issuer: anyIssuer,
  audience: anyAudience,
  tokenType: 'access',
  leeway: 0,
  clock: needs.clock,
} as const satisfies VerifierOptions
const usual = { token_type: 'access', exp: noon + 300, jti: 'a', user_id: '7' }
const mint = (more: object) => sign(needs, { ...usual, ...more })

/** Counts how often it is asked. */
function counted<Output>(read: (value: Readonly<Record<string, unknown>>) => Output) {
  const counts = { asked: 0 }
  const schema: ClaimsSchema<Output> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate(value) {
        counts.asked += 1
        return { value: read(value as Readonly<Record<string, unknown>>) }
      },
    },
  }
  return { schema, counts }
}

test('the claims of a verified token are the output of the schema', () => {
  const claims = z.object({ team: z.string().toUpperCase(), level: z.coerce.number() })
  const verified = createVerifier({ ...checks, claims })(mint({ team: 'red', level: '3', other: 1 }))
  assert.deepEqual(verified.claims, { team: 'RED', level: 3 })
  assert.deepEqual([verified.userId, verified.jti, verified.exp], ['7', 'a', noon + 300])
})

test('a token that the schema refuses is not valid, with a reason of its own and nothing of its claims', () => {
  const claims = z.object({ team: z.enum(['red', 'blue']), level: z.number() })
  const verify = createVerifier({ ...checks, claims })
  const text = mint({ team: 'a very secret team', 'secret name': 1 })
  for (const _ of [1, 2]) {
    assert.throws(() => verify(text), refusal('refused_by_schema', 'Token is invalid'))
  }
  assert.throws(
    () => verify(text),
    (error: unknown) => {
      assert.ok(error instanceof AuthError)
      const shown = JSON.stringify({ ...error, message: error.message, cause: error.cause ?? null })
      return error.status === 401 && !/secret|team|level|red/.test(shown)
    },
  )
})

test('what the verifier refuses itself never reaches the schema', () => {
  const { schema, counts } = counted(value => value)
  const verify = createVerifier({ ...checks, claims: schema })
  assert.throws(() => verify(mint({ exp: noon })), refusal('expired', 'Token is expired'))
  assert.throws(() => verify(mint({ token_type: 'refresh' })), refusal('wrong_type', 'Token has wrong type'))
  assert.throws(() => verify(mint({ user_id: null })), refusal('bad_user_id'))
  assert.throws(() => verify(`${mint({}).slice(0, -4)}AAAA`))
  assert.equal(counts.asked, 0)
})

test('the schema is asked once for a token that is remembered, and every time for one that is not', () => {
  for (const [cacheEntries, asked] of [
    [10, 1],
    [0, 3],
  ] as const) {
    const { schema, counts } = counted(({ team }) => ({ team: String(team) }))
    const verify = createVerifier({ ...checks, cacheEntries, claims: schema })
    const text = mint({ team: 'red' })
    const seen = [verify(text), verify(text), verify(text)]
    assert.deepEqual(
      seen.map(({ claims }) => claims.team),
      ['red', 'red', 'red'],
    )
    assert.equal(counts.asked, asked)
    verify(mint({ team: 'blue' }))
    assert.equal(counts.asked, asked + 1)
  }
})

test('a cached token still expires under a schema', () => {
  const later = createNeeds({}, { keyring })
  const verify = createVerifier({ ...checks, clock: later.clock, claims: z.object({ jti: z.string() }) })
  const text = mint({ exp: noon + 10 })
  verify(text)
  later.wait(10)
  assert.throws(() => verify(text), refusal('expired', 'Token is expired'))
})

test('the output is frozen to its depth, and what is no plain object is left as it is', () => {
  const { schema } = counted(() => ({ roles: ['a'], deep: { list: [1] }, when: new Date(0), all: new Map([[1, 2]]) }))
  const { claims } = createVerifier({ ...checks, claims: schema })(mint({}))
  assert.throws(() => claims.roles.push('admin'), TypeError)
  assert.throws(() => claims.deep.list.push(2), TypeError)
  assert.deepEqual([claims.when.getTime(), claims.all.get(1)], [0, 2])
})

test('an asynchronous schema is a TypeError in a verifier that is not, whatever its promise becomes', () => {
  const later = z.object({ team: z.string().refine(async () => true) })
  const rejecting: ClaimsSchema<object> = {
    '~standard': { version: 1, vendor: 'test', validate: () => Promise.reject(new Error('late')) },
  }
  for (const claims of [later, rejecting]) {
    const verify = createVerifier<unknown>({ ...checks, claims })
    assert.throws(() => verify(mint({ team: 'red' })), /the schema of claims is asynchronous.*createRemoteVerifier/)
  }
})

test('an error of the schema is an error of the program, not a refusal', () => {
  const { schema } = counted(() => {
    throw new RangeError('a mistake')
  })
  assert.throws(() => createVerifier({ ...checks, claims: schema })(mint({})), RangeError)
})

test('what is no schema is refused when the verifier is made', () => {
  const { schema } = counted(value => value)
  const { validate } = schema['~standard']
  for (const claims of [
    {},
    z.string,
    null,
    'team',
    { '~standard': { version: 2, validate } },
    { '~standard': { version: 1 } },
  ]) {
    assert.throws(() => createVerifier({ ...checks, claims: claims as never }), /claims is no Standard Schema/)
  }
})
