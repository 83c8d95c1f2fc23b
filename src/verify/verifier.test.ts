import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { implementations } from '../../test/vectors/implementations.ts'
import { createNeeds, noon, refusal, sign } from '../../test/vectors/needs.ts'
import { generateKeyPair } from '../keys/generate.ts'
import { publicJwks } from '../keys/jwks.ts'
import { createKeyring } from '../keys/keyring.ts'
import { mintNow } from '../testing/mint-now.ts'
import { accessToken } from '../tokens/access.ts'
import { refreshToken } from '../tokens/refresh.ts'
import {
  type AuthEvent,
  anyAudience,
  anyIssuer,
  anyTokenType,
  type VerifierOptions,
  type VerifyingKeyring,
} from '../verify.ts'

const pair = generateKeyPair('ES256')
const keyring = createKeyring({ algorithm: 'ES256', signingKey: pair.privatePem, kid: 'k1' })
const needs = createNeeds({ issuer: 'https://auth.example.com', audience: 'orders' }, { keyring })
const strict: VerifierOptions = {
  keys: publicJwks(keyring),
  issuer: 'https://auth.example.com',
  audience: 'orders',
  tokenType: 'access',
  leeway: 0,
  clock: needs.clock,
}

for (const each of implementations) {
  test(`${each.name}: a service verifies tokens with the published JWK set only`, async () => {
    const { text, jti, exp, claims } = mintNow(needs, accessToken, { userId: 7, sid: 's1' })
    assert.deepEqual(await each.createVerifier(strict)(text), { userId: '7', jti, sid: 's1', exp, claims })
  })

  test(`${each.name}: keys can be a JWK set, a list or a keyring`, async () => {
    const { text } = mintNow(needs, accessToken, { userId: 7 })
    for (const keys of [
      publicJwks(keyring),
      [{ algorithm: 'ES256', key: pair.publicPem, kid: 'k1' }],
      keyring,
    ] as const) {
      assert.equal((await each.createVerifier({ ...strict, keys })(text)).userId, '7')
    }
  })

  test(`${each.name}: a token of another type, issuer, audience or key is refused, and an expired one`, async () => {
    const verify = each.createVerifier(strict)
    const refresh = mintNow(needs, refreshToken, { userId: 7 }).text
    await assert.rejects(verify(refresh), refusal('wrong_type', 'Token has wrong type'))
    const access = mintNow(needs, accessToken, { userId: 7 }).text
    await assert.rejects(
      each.createVerifier({ ...strict, issuer: 'https://other.example' })(access),
      refusal('wrong_issuer'),
    )
    await assert.rejects(each.createVerifier({ ...strict, audience: ['billing'] })(access), refusal('wrong_audience'))
    const otherIssuer = createNeeds(
      {},
      { keyring: createKeyring({ algorithm: 'HS256', signingKey: 'y'.repeat(50), kid: 'k1' }) },
    )
    await assert.rejects(verify(mintNow(otherIssuer, accessToken, { userId: 7 }).text), refusal('wrong_algorithm'))
    const old = mintNow(needs, accessToken, { userId: 7, now: (noon - 300) * 1000 }).text
    await assert.rejects(verify(old), refusal('expired', 'Token is expired'))
    assert.ok(await each.createVerifier({ ...strict, leeway: '1s' })(old))
  })

  test(`${each.name}: each opt-out symbol skips only the check that it names`, async () => {
    const other = createNeeds({}, { keyring })
    const { text } = mintNow(other, refreshToken, { userId: 7 })
    const loose = { ...strict, issuer: anyIssuer, audience: anyAudience, tokenType: anyTokenType } as const
    assert.equal((await each.createVerifier(loose)(text)).userId, '7')
    await assert.rejects(
      each.createVerifier({ ...loose, tokenType: 'access' })(text),
      refusal('wrong_type', 'Token has wrong type'),
    )
    await assert.rejects(each.createVerifier({ ...loose, audience: 'orders' })(text), refusal('wrong_audience'))
    await assert.rejects(
      each.createVerifier({ ...loose, issuer: 'https://auth.example.com' })(text),
      refusal('wrong_issuer'),
    )
  })

  test(`${each.name}: a missing or misspelled safety option throws at start`, async () => {
    for (const name of ['keys', 'issuer', 'audience', 'tokenType', 'leeway'] as const) {
      const { [name]: _, ...rest } = strict
      assert.throws(() => each.createVerifier(rest as VerifierOptions), new RegExp(`${name} is required`))
      assert.throws(() => each.createVerifier({ ...strict, [name]: '' }), new RegExp(`${name} is required`))
    }
    assert.throws(() => each.createVerifier({ ...strict, issuers: 'a' } as VerifierOptions), /unknown option "issuers"/)
    assert.throws(() => each.createVerifier({ ...strict, leeway: 'soon' }), TypeError)
  })

  test(`${each.name}: the user id is a string, or the integer of an older SimpleJWT`, async () => {
    const verify = each.createVerifier({ ...strict, issuer: anyIssuer, audience: anyAudience })
    const read = async (user: object) =>
      (await verify(sign(needs, { token_type: 'access', exp: noon + 9, jti: 'a', ...user }))).userId
    assert.equal(await read({ user_id: '7' }), '7')
    assert.equal(await read({ user_id: 7 }), '7')
    for (const user_id of ['', 7.5, 2 ** 53, null, true, ['7'], {}]) {
      await assert.rejects(read({ user_id }), refusal('bad_user_id'))
    }
    await assert.rejects(read({}), refusal('missing_user_id', 'Token contained no recognizable user identification'))
  })

  test(`${each.name}: a keyring that changes is asked at every use: tokens of a withdrawn key are refused at once`, async () => {
    let isWithdrawn = false
    const keys: VerifyingKeyring = {
      keys: keyring.keys,
      find: kid => (isWithdrawn ? undefined : keyring.find(kid)),
      findByHeader: text => (isWithdrawn ? undefined : keyring.findByHeader(text)),
    }
    const verify = each.createVerifier({ ...strict, keys })
    const { text } = mintNow(needs, accessToken, { userId: 7 })
    assert.equal((await verify(text)).userId, '7')
    isWithdrawn = true
    await assert.rejects(verify(text), refusal('unknown_kid'))
  })

  test(`${each.name}: a service verifies tokens with keys that it fetches, once for ten first tokens`, async t => {
    const { url, publisher } = await publish(t)
    const verify = each.createRemoteVerifier({ ...remote, jwksUrl: url })
    const { text } = mintNow(needs, accessToken, { userId: 7 })
    const verified = await Promise.all(Array.from({ length: 10 }, () => verify(text)))
    assert.deepEqual([...new Set(verified.map(({ userId }) => userId))], ['7'])
    assert.equal(publisher.requests, 1)
  })

  test(`${each.name}: fetched keys check what given ones check, and a token that names no key`, async t => {
    const { url } = await publish(t)
    const verify = each.createRemoteVerifier({ ...remote, jwksUrl: url })
    const refresh = mintNow(needs, refreshToken, { userId: 7 }).text
    await assert.rejects(verify(refresh), refusal('wrong_type', 'Token has wrong type'))
    await assert.rejects(verify('nonsense'), refusal('not_compact'))
    await assert.rejects(verify(7 as unknown as string), refusal('not_compact'))
    const unnamed = createKeyring({ algorithm: 'ES256', signingKey: pair.privatePem })
    const { text } = mintNow({ ...needs, keyring: unnamed }, accessToken, { userId: 7 })
    await assert.rejects(verify(text), refusal('unknown_kid'))
  })

  test(`${each.name}: a publisher that fails is a 503 with a time to try again, and an event`, async t => {
    const { url, publisher } = await publish(t)
    publisher.status = 500
    const events: AuthEvent[] = []
    const verify = each.createRemoteVerifier({ ...remote, jwksUrl: url, onEvent: event => void events.push(event) })
    const { text } = mintNow(needs, accessToken, { userId: 7 })
    for (const _ of [1, 2]) {
      await assert.rejects(verify(text), { code: 'keys_unavailable', status: 503, headers: { 'Retry-After': '5' } })
    }
    assert.deepEqual(
      events.map(({ name, reason }) => [name, reason]),
      [['keys.unavailable', 'status_500']],
    )
  })

  test(`${each.name}: a remote verifier needs an address that cannot be tampered with, a public algorithm, and every safety option`, async () => {
    const jwksUrl = 'https://auth.example.com/jwks.json'
    for (const odd of [
      { jwksUrl: 'http://auth.example.com/jwks.json' },
      { jwksUrl: '' },
      { algorithm: 'HS256' },
      { algorithm: undefined },
      { issuer: undefined },
      { keys: publicJwks(keyring) },
    ]) {
      assert.throws(() => each.createRemoteVerifier({ ...remote, jwksUrl, ...(odd as object) }), TypeError)
    }
  })
}

test('latchkey/verify imports only keys, tokens and the kernel: no network, no files, no packages', () => {
  const allowed =
    /^\/(verify|problems|sessions\/(feed-wire|revocation|revocation-entries)|(kernel|keys|tokens|ports|verify)\/[\w/-]+)\.ts$/
  const builtIn = new Set(['node:crypto', 'node:util', 'node:buffer'])
  const root = new URL('..', import.meta.url).href
  const seen = new Set<string>()
  const walk = (url: URL): void => {
    const path = `/${url.href.slice(root.length)}`
    if (seen.has(path)) return
    seen.add(path)
    assert.match(path, allowed)
    for (const specifier of importsOf(readFileSync(url, 'utf8'))) {
      if (specifier.startsWith('.')) walk(new URL(specifier, url))
      else assert.ok(builtIn.has(specifier), `${path} imports ${specifier}`)
    }
  }
  walk(new URL('../verify.ts', import.meta.url))
  assert.ok(seen.has('/keys/algorithms.ts') && seen.size > 15)
})

function importsOf(source: string): string[] {
  const found = source.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s+['"]([^'"]+)['"]|import\s*\(?\s*['"]([^'"]+)['"]/g,
  )
  return [...found].map(match => match[1] ?? match[2] ?? '')
}

const { keys: _, ...checks } = strict
const remote = { ...checks, algorithm: 'ES256' } as const

async function publish(t: TestContext) {
  const publisher = { status: 200, requests: 0 }
  const server = createServer((_, response) => {
    publisher.requests += 1
    response.writeHead(publisher.status).end(JSON.stringify(publicJwks(keyring)))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return { publisher, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/jwks.json` }
}
