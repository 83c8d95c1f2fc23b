/** Sign-in with a provider in a real browser: by cookies, and by a code that the page exchanges itself. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { browserTest, openBrowser } from '../../../../test/browser/browser.ts'
import { servePage } from '../../../../test/browser/site.ts'
import { clientSecret } from './identity-provider.ts'
import { runSocialApp } from './social-app.ts'

const guide = new URL('../../../../docs/guides/social-login.md', import.meta.url)

/** The page in the guide, with one line changed for another origin. */
function guidePage(api: string): string {
  const page = /```html\n(<!doctype.*?)```/s.exec(readFileSync(guide, 'utf8'))?.[1]
  if (page?.includes("const api = ''") !== true) throw new Error('the guide has lost its page')
  return page.replace("const api = ''", `const api = '${api}'`)
}

browserTest('a link leads to the provider, through its form, and back with cookies that no script sees', async t => {
  const app = await runSocialApp(t, { host: 'localhost' })
  const context = await openBrowser(t)
  const page = await context.newPage()
  await page.goto(`${app.url}/api/auth/social/acme/?next=${encodeURIComponent('/welcome?from=social')}`)
  await page.fill('[name=login]', 'alice')
  await page.click('button')
  await page.waitForURL(`${app.url}/welcome?from=social`)
  assert.equal(await page.evaluate('document.cookie'), '')
  const cookies = (await context.cookies()).filter(({ name }) => name.endsWith('_token'))
  assert.deepEqual(cookies.map(({ name, httpOnly, secure }) => [name, httpOnly, secure]).sort(), [
    ['access_token', true, true],
    ['refresh_token', true, true],
  ])
  const left = (await context.cookies(app.url)).filter(({ name }) => name.includes('social'))
  assert.deepEqual(left, [])
  const answer = await page.goto(`${app.url}/api/auth/profile/`)
  assert.match((await answer?.text()) ?? '', /alice@example\.com/)
})

browserTest('the page of the guide, on an origin of its own, exchanges its code for tokens', async t => {
  let api = ''
  const port = await servePage(t, () => guidePage(api))
  const origin = `http://localhost:${port}`
  const config = { corsAllowedOrigins: [origin], socialRedirects: [`${origin}/`] }
  const app = await runSocialApp(t, { host: 'localhost', config })
  api = app.url
  const context = await openBrowser(t)
  const page = await context.newPage()
  const seen: string[] = []
  page.on('request', request => void seen.push(request.url()))
  await page.goto(`${origin}/`)
  await page.click('#sign-in')
  await page.fill('[name=login]', 'alice')
  await page.click('button')
  await page.getByText('Signed in as alice@example.com, for the first time', { exact: true }).waitFor()
  assert.equal(page.url(), `${origin}/`)
  assert.deepEqual(
    seen.filter(url => /eyJ/.test(url)),
    [],
  )
  const cookies = (await context.cookies(app.url)).map(({ name }) => name)
  assert.deepEqual(cookies, [])
})

browserTest('a provider that posts its answer from another site finds the cookie of the sign-in', async t => {
  const app = await runSocialApp(t, {
    host: 'localhost',
    social: issuer => ({ form: { clientId: 'latchkey', clientSecret, issuer, responseMode: 'form_post' } }),
  })
  const context = await openBrowser(t)
  const page = await context.newPage()
  await page.goto(`${app.url}/api/auth/social/form/`)
  await page.fill('[name=login]', 'alice')
  await page.click('button')
  await page.waitForURL(`${app.url}/`)
  const names = (await context.cookies()).map(({ name }) => name)
  assert.ok(names.includes('access_token') && names.includes('refresh_token'))
})
