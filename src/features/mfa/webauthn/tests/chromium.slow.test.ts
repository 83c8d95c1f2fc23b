/** The bytes of a real browser, with the virtual authenticator that Chromium has for tests (WebAuthn Level 3 section 11). */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { TestContext } from 'node:test'
import type { CDPSession, Frame, Page } from 'playwright-core'
import { browserTest, openBrowser } from '../../../../../test/browser/browser.ts'
import type { ExpectedCeremony } from '../ceremony.ts'
import { coseAlgorithms } from '../cose.ts'
import { creationOptions } from '../creation-options.ts'
import { readAuthenticationResponse, readRegistrationResponse } from '../credential-json.ts'
import type { KnownPasskey } from '../options.ts'
import { requestOptions } from '../request-options.ts'
import { verifyAssertion } from '../verify-assertion.ts'
import { type NewPasskey, verifyRegistration } from '../verify-registration.ts'
import { asserts, registers } from './page-scripts.ts'

const handle = randomBytes(32)

browserTest('Chromium registers a passkey of each algorithm and signs in with it', async t => {
  const { page, port } = await openPage(t)
  for (const algorithm of coseAlgorithms) {
    const authenticator = await addAuthenticator(page)
    const expected = expectedOn(port)
    const passkey = await registerIn(page, expected, [], algorithm)
    assert.equal(passkey.algorithm, algorithm)
    assert.deepEqual([passkey.isUserVerified, passkey.isBackupEligible, passkey.isBackedUp], [true, false, false])
    assert.deepEqual(passkey.transports, ['internal'])
    assert.ok(passkey.id.length >= 16)
    let { counter } = passkey
    for (const allowed of [[], [passkey]]) {
      const answer = await signIn(page, expected, { ...passkey, counter }, allowed)
      assert.ok(answer.outcome === 'verified', JSON.stringify(answer))
      assert.ok(answer.isUserVerified && !answer.isCounterStale && answer.counter > counter)
      counter = answer.counter
    }
    const stale = await signIn(page, expected, { ...passkey, counter: counter + 5 }, [passkey])
    assert.ok(stale.outcome === 'verified' && stale.isCounterStale)
    const again = await signIn(page, { ...expected, challenge: randomBytes(32) }, passkey, [], expected.challenge)
    assert.ok(again.outcome === 'refused' && again.reason === 'wrong_challenge')
    await authenticator.remove()
  }
})

browserTest(
  'a passkey that is copied to other devices says so, and one that is there is not registered twice',
  async t => {
    const { page, port } = await openPage(t)
    await addAuthenticator(page, { defaultBackupEligibility: true, defaultBackupState: true })
    const expected = expectedOn(port)
    const passkey = await registerIn(page, expected, [])
    assert.deepEqual([passkey.isBackupEligible, passkey.isBackedUp], [true, true])
    const answer = await signIn(page, expected, passkey, [])
    assert.ok(answer.outcome === 'verified' && answer.isBackedUp)
    await assert.rejects(registerIn(page, expected, [passkey]), /InvalidStateError/)
  },
)

browserTest('a browser that cannot verify its user does not answer at all', async t => {
  const { page, port } = await openPage(t)
  await addAuthenticator(page, { isUserVerified: false })
  await assert.rejects(registerIn(page, expectedOn(port), []), /NotAllowedError/)
})

browserTest('what Chromium signs in a frame of another site is refused', async t => {
  const { page, port } = await openPage(t)
  await addAuthenticator(page)
  const expected = expectedOn(port)
  const passkey = await registerIn(page, expected, [])
  await page.goto(`http://127.0.0.1:${port}/frame`)
  const frame = page.frames().find(each => each !== page.mainFrame())
  assert.ok(frame !== undefined)
  await frame.waitForLoadState()
  const answer = await signIn(frame, expected, passkey, [])
  assert.ok(answer.outcome === 'refused' && answer.reason === 'cross_origin', JSON.stringify(answer))
})

/** On localhost, which has passkeys; 127.0.0.1 frames it. */
async function openPage(t: TestContext): Promise<{ readonly page: Page; readonly port: number }> {
  const server = createServer((request, response) => {
    const { port } = request.socket.address() as { readonly port: number }
    const src = `http://localhost:${port}/`
    const frame = `<iframe src="${src}" allow="publickey-credentials-get ${src}"></iframe>`
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html><title>Passkeys</title>${request.url === '/frame' ? frame : ''}`)
  })
  await new Promise<void>(listening => server.listen(0, listening))
  t.after(() => server.close())
  const { port } = server.address() as { readonly port: number }
  const context = await openBrowser(t)
  const page = await context.newPage()
  await page.goto(`http://localhost:${port}/`)
  return { page, port }
}

async function addAuthenticator(page: Page, options: object = {}): Promise<{ remove(): Promise<unknown> }> {
  const devtools: CDPSession = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      ...options,
    },
  })
  return { remove: () => devtools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId }) }
}

function expectedOn(port: number): ExpectedCeremony {
  const challenge = randomBytes(32)
  return { challenge, origins: [`http://localhost:${port}`], rpId: 'localhost', requireUserVerification: true }
}

/** With our options, but for the algorithm where a test wants a certain one. */
async function registerIn(
  page: Page,
  expected: ExpectedCeremony,
  existing: readonly KnownPasskey[],
  algorithm?: number,
): Promise<NewPasskey> {
  const user = { handle, name: 'alice@example.com', displayName: 'Alice' }
  const { challenge, rpId: id } = expected
  const options = creationOptions({ challenge, rp: { id, name: 'Latchkey' }, user, existing, timeoutMs: 10_000 })
  const pubKeyCredParams = options.pubKeyCredParams.filter(({ alg }) => algorithm === undefined || alg === algorithm)
  const given = readRegistrationResponse(await page.evaluate(registers({ ...options, pubKeyCredParams })))
  assert.ok(given.outcome === 'read')
  const answer = verifyRegistration(expected, given)
  assert.ok(answer.outcome === 'verified', JSON.stringify(answer))
  return answer.credential
}

async function signIn(
  page: Page | Frame,
  expected: ExpectedCeremony,
  credential: NewPasskey,
  allowed: readonly KnownPasskey[],
  challenge = expected.challenge,
) {
  const options = requestOptions({ challenge, rpId: expected.rpId, allowed, timeoutMs: 10_000 })
  const given = readAuthenticationResponse(await page.evaluate(asserts(options)))
  assert.ok(given.outcome === 'read')
  assert.deepEqual(Buffer.from(given.id), Buffer.from(credential.id))
  if (allowed.length === 0) assert.deepEqual(Buffer.from(given.userHandle ?? []), handle)
  return verifyAssertion({ ...expected, credential }, given)
}
