/**
 * Where Latchkey's defaults differ from the recorded system, step by step. A difference that is not listed is a bug; a
 * listed one that no longer exists is a broken promise. docs/compat.md documents them for users.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { replay } from './replayer.ts'
import { serveAccounts, transcriptKey } from './serve-accounts.ts'

/** The steps that differ, by the setting that causes it. */
const explained = {
  authSchemeCaseInsensitive: ['bearer: lower-case scheme', 'bearer: upper-case scheme'],
  revokeAccessTokens: [
    'cookie-flow: access token lives on',
    'logout-flow: log out again',
    'logout-flow: access token lives on',
    'password-flow: old access token still works',
    'password-flow: change again with the first password',
    'password-flow: change to the same password',
  ],
  refreshGrace: [
    'cookie-flow: replay the first refresh cookie',
    'refresh-flow: old refresh token is spent',
    'refresh-flow: and again',
    'refresh-flow: the second is now spent too',
  ],
  refreshAuthority: ['refresh-flow: spent token with a new jti'],
  verifyEndpoint: ['verify-flow: refresh token after', 'verify-flow: access token after'],
  revealInactive: ['cookie: login: inactive'],
  emailCase: [
    'cookie: login: capitals',
    'login: mixed-case address in lower case',
    'login: domain in capitals',
    'register-flow: local part in capitals is another account',
    'register-flow: log in to that one',
  ],
  passwordForm: ['login: unicode password, decomposed'],
  trimPasswords: ['login: password only spaces', 'register: password with outer spaces'],
  cookieRefreshClaims: ['cookie: refresh: custom claims are dropped'],
  accessCookieOpens: ['cookie: access cookie does not open the profile'],
  cookieLogout: [
    'cookie-flow: logout without cookies',
    'cookie: logout: bad cookie beats good header',
    'cookie: logout: empty access cookie',
    'cookie: logout: expired access cookie',
    'cookie: logout: GET anonymous',
  ],
  reauthenticateForChanges: [
    'profile-flow: change the address',
    'profile-flow: new one can',
    'profile-flow: old address cannot log in',
    'profile-flow: old address is free again',
    'profile-flow: see it',
    'profile: patch email',
    "profile: patch email to one's own",
    'profile: patch first name number',
    'profile: patch form body',
    'profile: put all',
    'profile: put email only',
    'profile: put multipart body',
  ],
  unknownPath: ['http: unknown path POST', 'http: api root', 'http: double slash'],
  trailingSlash: ['http: no slash with query'],
} as const

test('by default exactly the listed steps of the transcripts have other answers', async t => {
  // UserAttributeSimilarity depends on the random digits in the address, and 66 logins come from one IP address.
  const served = await serveAccounts({ passwordSimilarity: false, throttling: false })
  t.after(() => served.close())
  const { mismatches, total } = await replay({
    baseUrl: served.baseUrl,
    profile: 'main',
    core: true,
    secret: transcriptKey,
  })
  assert.equal(total, 487)
  const seen = mismatches.map(({ file, name }) => `${file.replace('.json', '')}: ${name}`)
  assert.deepEqual(seen.toSorted(), Object.values(explained).flat().toSorted())
})

test('docs/compat.md names every setting that causes a difference', () => {
  const page = readFileSync(new URL('../../docs/compat.md', import.meta.url), 'utf8')
  for (const setting of Object.keys(explained)) assert.ok(page.includes(`\`${setting}\``), setting)
})
