import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createUser } from '../../../testing/create-user.ts'
import { beginLogin, decodeBase32, verify } from '../../../testing/second-factors.ts'
import type { Reply } from '../../../testing/test-client.ts'
import { cookieHeader } from '../../../testing/test-cookies.ts'
import { codeOf, stepAt } from '../../mfa/totp.ts'
import { assertPage, email, openPages, type PagesApp, password, place } from './pages-app.ts'

/** A login that must add a factor, up to the page that has its secret. */
async function beginEnrolment(app: PagesApp) {
  await createUser(app, { email, password })
  const entered = await app.send('login/?next=/console/', { email, password })
  assert.deepEqual(place(entered), [303, '/account/mfa/?next=%2Fconsole%2F'])
  const cookie = cookieHeader(entered)
  const go = (members: Readonly<Record<string, string>>) => app.send('mfa/?next=%2Fconsole%2F', members, { cookie })
  assert.equal((await go({ step: 'begin' })).status, 303)
  const secret = /class="secret">([A-Z2-7]+)</.exec((await app.show('mfa/', { cookie })).text)?.[1] ?? ''
  return { go, code: () => codeOf(decodeBase32(secret), stepAt(app.clock.now())) }
}

function codesIn(reply: Reply): readonly string[] {
  return [...reply.text.matchAll(/<li>([^<]+)<\/li>/g)].map(([, code = '']) => code)
}

test('the first factor in the middle of a login comes with recovery codes, which work', async () => {
  const app = await openPages({ mfaRequired: 'all' })
  const { go, code } = await beginEnrolment(app)
  const shown = await go({ code: code() })
  assertPage(shown, 200, 'Your recovery codes', 'href="/console/"')
  assert.doesNotMatch(shown.text, /lang=de/, 'a link to another language would lose the codes')
  assert.match(cookieHeader(shown), /access/)
  const codes = codesIn(shown)
  assert.equal(codes.length, 10)
  const again = await beginLogin(app, email)
  const reply = await verify(app, again.json.mfa_token, { recovery_code: codes[0] })
  assert.equal(reply.status, 200, reply.text)
})

test('a wrong code shows none, and the enrolment goes on', async () => {
  const app = await openPages({ mfaRequired: 'all' })
  const { go, code } = await beginEnrolment(app)
  const wrong = code() === '000000' ? '111111' : '000000'
  const refused = await go({ code: wrong })
  assert.deepEqual([refused.status, codesIn(refused)], [401, []])
  assert.equal(codesIn(await go({ code: code() })).length, 10)
  assert.deepEqual(codesIn(await go({ code: code() })), [], 'the sign-in is over')
})
