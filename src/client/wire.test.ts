/** Checks the client's types and paths against the table of endpoints. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { mfaEndpoints } from '../features/mfa/feature.ts'
import { coreEndpoints } from '../http/endpoints/core-endpoints.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { type Credentials, cookiePaths, type Registration, shownBody, tokenPaths, type WireUser } from './wire.ts'

/** Every member, so that a change of the types is noticed here. */
const registration: Required<Registration> = {
  email: '',
  username: '',
  password: '',
  password_confirm: '',
  first_name: '',
  last_name: '',
  remember: true,
}
const logins: readonly Credentials[] = [
  { email: '', password: '' },
  { username: '', password: '' },
]
const user: Required<WireUser> = {
  id: 1,
  email: '',
  username: '',
  first_name: '',
  last_name: '',
  full_name: '',
  is_active: true,
  is_staff: false,
  date_joined: '',
}

for (const accounts of ['email', 'username'] as const) {
  test(`the client sends the members that the endpoints accept, for accounts by ${accounts}`, async t => {
    const auth = await createTestAuth({ accounts })
    t.after(() => auth.close())
    const table = coreEndpoints(auth.system.settings)
    const rowAt = (path: string) => {
      const row = table.find(({ paths }) => paths.includes(path))?.methods.POST
      if (row === undefined) assert.fail(`no endpoint at ${path}`)
      return row
    }
    const namesOf = (path: string) => Object.keys(rowAt(path).input?.shape ?? {}).toSorted()

    for (const paths of [tokenPaths, cookiePaths]) {
      const [credentials = {}] = logins.filter(each => accounts in each)
      const names = [...Object.keys(credentials), ...(paths === cookiePaths ? ['remember'] : [])]
      assert.deepEqual(namesOf(paths.login), names.toSorted())
      assert.deepEqual(
        namesOf(paths.register).filter(name => !(name in registration)),
        [],
      )
      assert.equal(namesOf(paths.register).includes('remember'), paths === cookiePaths)
      for (const name of ['password', 'password_confirm', accounts]) assert.ok(namesOf(paths.register).includes(name))
    }
    assert.deepEqual(namesOf(tokenPaths.refresh), ['refresh'])
    assert.deepEqual(namesOf(tokenPaths.logout), ['refresh'])
    assert.deepEqual([namesOf(cookiePaths.refresh), namesOf(cookiePaths.logout)], [[], []])
  })

  test(`the client's user has the members that the endpoints document, for accounts by ${accounts}`, async t => {
    const auth = await createTestAuth({ accounts })
    t.after(() => auth.close())
    const table = coreEndpoints(auth.system.settings)
    for (const path of [
      tokenPaths.login,
      tokenPaths.register,
      cookiePaths.login,
      cookiePaths.register,
      tokenPaths.profile,
    ]) {
      const methods = table.find(({ paths }) => paths.includes(path))?.methods
      const body = (path === tokenPaths.profile ? methods?.GET : methods?.POST)?.output?.body
      assert.ok(body !== undefined, `${path} documents its response`)
      const schema = z.toJSONSchema(body, { unrepresentable: 'any' })
      const userSchema = (schema.properties?.user ?? schema) as { readonly properties?: object }
      const names = Object.keys(userSchema.properties ?? {})
      assert.ok(names.includes('email'), path)
      assert.deepEqual(
        names.filter(name => !(name in user)),
        [],
        path,
      )
    }
  })
}

test('the client logs in by mail with the members that the endpoints accept', async t => {
  const auth = await createTestAuth({ mailLogin: 'both', debug: true })
  t.after(() => auth.close())
  const table = coreEndpoints(auth.system.settings)
  const namesAt = (path: string) => {
    const row = table.find(({ paths }) => paths.includes(path))?.methods.POST
    return Object.keys(row?.input?.shape ?? assert.fail(`no endpoint at ${path}`)).toSorted()
  }
  for (const paths of [tokenPaths, cookiePaths]) {
    assert.deepEqual(namesAt(paths.mailLogin), ['email'])
    const own = paths === cookiePaths ? 'remember' : 'login_token'
    assert.deepEqual(namesAt(paths.mailLoginConfirm), ['code', 'token', own].toSorted())
  }
})

test('the client shows second factors with the members that the endpoints accept', async t => {
  const auth = await createTestAuth()
  t.after(() => auth.close())
  const table = mfaEndpoints(auth.system.settings, () => [])
  const namesAt = (path: string) => {
    const row = table.find(({ paths }) => paths.includes(path))?.methods.POST
    return Object.keys(row?.input?.shape ?? assert.fail(`no endpoint at ${path}`)).toSorted()
  }
  const shown = [{ code: '' }, { recoveryCode: '' }, { credential: {} }].flatMap(each => Object.keys(shownBody(each)))
  for (const paths of [tokenPaths, cookiePaths]) {
    assert.deepEqual(namesAt(paths.verifyFactor), [...shown, 'mfa_token', 'trust_device'].toSorted())
    assert.deepEqual(namesAt(paths.reauthenticate), [...shown, 'password'].toSorted())
    assert.deepEqual(namesAt(paths.passkeyOptions), ['mfa_token'])
    const remember = paths === cookiePaths ? ['remember'] : []
    assert.deepEqual(namesAt(paths.passkeyLogin), ['credential', ...remember])
    assert.deepEqual(namesAt(paths.enrolTotp), ['code'])
    assert.deepEqual(namesAt(paths.enrolPasskey), ['credential', 'name'])
  }
})
