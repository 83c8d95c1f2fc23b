/** One user's way through second factors, each row with a success, and through their usual refusals. */

import { codeOf, stepAt } from '../../src/features/mfa/totp.ts'
import { assertOnce, createAuthenticator, register } from '../../src/features/mfa/webauthn/tests/authenticator.ts'
import type { MailAuth } from '../../src/testing/mail-auth.ts'
import { decodeBase32 } from '../../src/testing/second-factors.ts'
import { type Reply, type TestRequest, testPassword } from '../../src/testing/test-client.ts'

export interface FactorsVisit {
  readonly auth: MailAuth
  readonly ask: (method: string, path: string, request?: TestRequest) => Promise<Reply>
  readonly enter: (name: string) => Promise<{ readonly access: string; readonly refresh: string }>
  readonly logIn: (name: string) => Promise<Reply>
}

const owner = { current_password: testPassword }

export async function visitFactors(visit: FactorsVisit): Promise<void> {
  await visitApp(visit)
  await visitPasskeys(visit)
}

async function visitApp(visit: FactorsVisit): Promise<void> {
  const { ask, auth, enter, logIn } = visit
  const { access: first } = await enter('fay')
  await ask('POST', '/api/auth/mfa/totp/', { token: first, json: {} })
  await ask('GET', '/api/auth/mfa/totp/qr.svg', { token: first })
  const { secret } = (await ask('POST', '/api/auth/mfa/totp/', { token: first, json: { name: 'Phone', ...owner } }))
    .json
  const code = () => codeOf(decodeBase32(secret), stepAt(auth.clock.now()))
  await ask('GET', '/api/auth/mfa/totp/qr.svg', { token: first })
  await ask('POST', '/api/auth/mfa/totp/confirm/', { token: first, json: { code: '0' } })
  const confirmed = await ask('POST', '/api/auth/mfa/totp/confirm/', { token: first, json: { code: code() } })
  let { access: token } = confirmed.json
  await ask('GET', '/api/auth/mfa/', { token })
  await ask('POST', '/api/auth/mfa/totp/', { token, json: owner })
  await ask('POST', '/api/auth/mfa/recovery-codes/', { token, json: owner })
  auth.clock.advance(30_000)
  const { mfa_token: waiting } = (await logIn('fay')).json
  await ask('POST', '/api/auth/passkeys/login/options/', { json: { mfa_token: waiting } })
  await ask('POST', '/api/auth/mfa/verify/', { json: { mfa_token: waiting, code: '000000x' } })
  await ask('POST', '/api/auth/mfa/verify/', { json: {} })
  const shown = { mfa_token: waiting, code: code(), trust_device: true }
  const entered = await ask('POST', '/api/auth/mfa/verify/', { json: shown })
  await ask('POST', '/api/auth/mfa/verify/', { json: shown })
  token = entered.json.access
  const devices = await ask('GET', '/api/auth/mfa/devices/', { token })
  await ask('DELETE', `/api/auth/mfa/devices/${devices.json[0]?.id}/`, { token })
  await ask('DELETE', '/api/auth/mfa/devices/none/', { token })
  auth.clock.advance(30_000)
  await ask('POST', '/api/auth/reauthenticate/', { token, json: { password: testPassword } })
  token = (await ask('POST', '/api/auth/reauthenticate/', { token, json: { code: code() } })).json.access
  await visitPage(visit, code)
  await ask('DELETE', '/api/auth/mfa/totp/', { token, json: owner })
  await ask('DELETE', '/api/auth/mfa/totp/', { token, json: owner })
}

/** Where the pages are off, the cookie row is all there is. */
async function visitPage({ ask, auth, logIn }: FactorsVisit, code: () => string): Promise<void> {
  await ask('GET', '/account/mfa/')
  const { mfa_token: waiting } = (await logIn('fay')).json
  const headers = {
    cookie: `__Host-mfa_token=${waiting}; mfa_token=${waiting}`,
    'content-type': 'application/x-www-form-urlencoded',
  }
  const secure = { ...headers, cookie: `__Host-mfa_token=${waiting}` }
  const open = { ...headers, cookie: `mfa_token=${waiting}` }
  for (const each of [open, secure]) {
    await ask('GET', '/account/mfa/', { headers: { cookie: each.cookie } })
    await ask('POST', '/account/mfa/', { headers: each, body: 'code=000000' })
  }
  auth.clock.advance(30_000)
  for (const each of [open, secure]) await ask('POST', '/account/mfa/', { headers: each, body: `code=${code()}` })
}

async function visitPasskeys({ ask, auth, enter }: FactorsVisit): Promise<void> {
  const { access: first } = await enter('pam')
  const { publicUrl, port } = auth.system.settings
  const origin = new URL(publicUrl ?? `http://localhost:${port}`)
  const device = createAuthenticator(-7, Buffer.from('a passkey of a test'))
  const id = device.id.toString('base64url')
  const ceremonyOf = ({ json }: Reply, counter: number) => ({
    challenge: Buffer.from(json.challenge, 'base64url'),
    origin: origin.origin,
    rpId: origin.hostname,
    counter,
  })
  await ask('POST', '/api/auth/mfa/passkeys/options/', { token: first, json: {} })
  const options = await ask('POST', '/api/auth/mfa/passkeys/options/', { token: first, json: owner })
  const made = register(device, ceremonyOf(options, 0))
  const credential = { id, rawId: id, type: 'public-key', response: textsOf({ ...made }), clientExtensionResults: {} }
  await ask('POST', '/api/auth/mfa/passkeys/', { token: first, json: { credential: {}, name: 'Key' } })
  const added = await ask('POST', '/api/auth/mfa/passkeys/', { token: first, json: { credential, name: 'Key' } })
  const { access: token } = added.json
  let counter = 0
  const assertion = async () => {
    counter += 1
    const asked = await ask('POST', '/api/auth/passkeys/login/options/', { json: {} })
    const response = textsOf({ ...assertOnce(device, ceremonyOf(asked, counter)) })
    return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} }
  }
  await ask('POST', '/api/auth/passkeys/login/', { json: { credential: await assertion() } })
  await ask('POST', '/api/auth/passkeys/login/', { json: { credential } })
  const entered = await ask('POST', '/api/auth/cookie/passkeys/login/', { json: { credential: await assertion() } })
  const cookie = entered.headers
    .getSetCookie()
    .map(each => each.split(';')[0])
    .join('; ')
  await ask('POST', '/api/auth/cookie/reauthenticate/', {
    headers: { cookie },
    json: { credential: await assertion() },
  })
  await ask('POST', '/api/auth/cookie/reauthenticate/', { json: {} })
  await ask('PATCH', `/api/auth/mfa/passkeys/${added.json.id}/`, { token, json: { name: 'Blue key' } })
  await ask('PATCH', `/api/auth/mfa/passkeys/${added.json.id}/`, { token, json: {} })
  await ask('DELETE', `/api/auth/mfa/passkeys/${added.json.id}/`, { token, json: owner })
  await ask('DELETE', `/api/auth/mfa/passkeys/${added.json.id}/`, { token, json: owner })
}

function textsOf(bytes: Readonly<Record<string, Buffer>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(bytes).map(([name, value]) => [name, value.toString('base64url')]))
}
