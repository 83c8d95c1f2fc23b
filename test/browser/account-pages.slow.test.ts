/** The account pages in a real browser without JavaScript, over the real server and real mail. */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { secretKey } from '../faults/command-line.ts'
import { startServer } from '../faults/server-process.ts'
import { type ReceivedMail, type SmtpPeer, startSmtpPeer } from '../mail/smtp-peer.ts'
import { browserTest, openBrowser } from './browser.ts'

/** Each has a server, a mail server and a browser of its own to start. */
const patience = 180_000

const email = 'alice@example.com'
const first = 'SecurePass123!'
const second = 'A-fresh-secret-42'
const evil = '<img src=x onerror=alert(1)>'

interface Site {
  readonly url: string
  readonly context: BrowserContext
  readonly page: Page
  readonly peer: SmtpPeer
}

async function open(t: TestContext, environment: Readonly<Record<string, string>> = {}): Promise<Site> {
  const peer = await startSmtpPeer(t)
  const server = await startServer(t, temporaryFolder(t), {
    SECRET_KEY: secretKey,
    LATCHKEY_SMTP_URL: `smtp://127.0.0.1:${peer.port}`,
    LATCHKEY_MAIL_FROM: 'Example <no-reply@example.com>',
    LATCHKEY_PUBLIC_URL: 'https://app.example.com',
    LATCHKEY_THROTTLING: 'false',
    // The files of the pages as the build would write them, from their sources.
    NODE_OPTIONS: '--conditions=latchkey-source',
    ...environment,
  })
  const browser = await openBrowser(t)
  const context = (await browser.browser()?.newContext({ javaScriptEnabled: false })) ?? browser
  const page = await context.newPage()
  return { url: server.url.replace('127.0.0.1', 'localhost'), context, page, peer }
}

/** The path of the first link to the page. Of its host the server has no say here. */
function linkIn({ parsed }: ReceivedMail, page: string): string {
  const found = (parsed.text ?? '').match(/https:\S+/g)?.find(link => link.includes(`/${page}/`))
  const { pathname, search } = new URL(found ?? assert.fail(`no link to ${page}`))
  return `${pathname}${search}`
}

const heading = (page: Page) => page.locator('h1').innerText()
const press = (page: Page) => page.locator('main button[type=submit]').click()

async function fill(page: Page, members: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(members)) await page.fill(`[name=${name}]:not([type=hidden])`, value)
  await press(page)
}

const accessCookies = async ({ context }: Site) =>
  (await context.cookies()).filter(({ name }) => name === 'access_token').length

browserTest(
  'without JavaScript: register, verify, fail, log in, reset the password and log out',
  async t => {
    const site = await open(t)
    const { page, url, peer } = site
    await page.goto(`${url}/account/login/`)
    await page.getByRole('link', { name: 'Create an account' }).click()
    await fill(page, { email, first_name: evil, password: first, password_confirm: first })
    assert.equal(await accessCookies(site), 1)

    const [verification] = await peer.wait(1)
    await page.goto(`${url}${linkIn(verification ?? assert.fail('no mail'), 'verify-email')}`)
    await press(page)
    assert.equal(await heading(page), 'Your address is confirmed')

    await page.goto(`${url}/account/logout/`)
    await press(page)
    assert.equal(await heading(page), 'Log in')
    assert.deepEqual(await site.context.cookies(), [])

    await fill(page, { email, password: 'Wrong-Pass-1' })
    await page.getByText('The login or the password is wrong.').waitFor()
    assert.equal(await page.locator('#problem:focus').count(), 1)
    assert.equal(await page.locator('[name=email]').inputValue(), email)
    assert.equal(await page.locator('[name=password]').inputValue(), '')

    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    await fill(page, { email })
    assert.equal(await heading(page), 'Check your inbox')
    const reset = (await peer.wait(2)).at(1) ?? assert.fail('no mail')
    await page.goto(`${url}${linkIn(reset, 'reset-password')}`)
    await fill(page, { new_password: second, new_password_confirm: second })
    assert.equal(await heading(page), 'Your password was changed')
    await page.getByRole('link', { name: 'Log in' }).click()
    await fill(page, { email, password: second })
    assert.equal(await accessCookies(site), 1)
  },
  patience,
)

browserTest(
  'the keyboard alone logs in, and the first Tab leads to the form',
  async t => {
    const site = await open(t)
    const { page, url } = site
    await page.goto(`${url}/account/register/`)
    await fill(page, { email, password: first, password_confirm: first })
    await site.context.clearCookies()
    await page.goto(`${url}/account/login/`)
    await page.keyboard.press('Tab')
    assert.equal(await page.locator(':focus').innerText(), 'Skip to the form')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.type(email)
    await page.keyboard.press('Tab')
    await page.keyboard.type(first)
    await Promise.all([page.waitForResponse(response => response.status() === 303), page.keyboard.press('Enter')])
    assert.equal(await accessCookies(site), 1)
  },
  patience,
)

browserTest(
  'the form of a login works under the policy of the page where next leads to another origin',
  async t => {
    const { page, url } = await open(t, { LATCHKEY_ACCOUNT_REDIRECTS: 'http://127.0.0.1:9/welcome' })
    await page.goto(`${url}/account/register/`)
    await page.route('http://127.0.0.1:9/**', route => route.fulfill({ body: 'welcome' }))
    await fill(page, { email, password: first, password_confirm: first })
    await page.waitForURL('http://127.0.0.1:9/welcome', { waitUntil: 'commit' }).catch(() => undefined)
    assert.equal(page.url(), 'http://127.0.0.1:9/welcome')
  },
  patience,
)

const widths = [320, 390, 768, 1280] as const
const shown = {
  login: 'login/',
  'login-error': 'login/?error=social_email_taken&lang=fr',
  register: 'register/?lang=de',
  forgot: 'forgot-password/?lang=es',
  'forgot-done': 'forgot-password/?done=1&lang=de',
  reset: 'reset-password/?token=x',
  verify: 'verify-email/?token=x&lang=fr',
  resend: 'verify-email/?lang=de',
  'not-me': 'not-me/?token=x&lang=de',
  restore: 'restore-email/?token=x&lang=es',
  logout: 'logout/',
} as const

for (const colorScheme of ['light', 'dark'] as const) {
  browserTest(
    `no page scrolls sideways, from a phone to a desktop: ${colorScheme}`,
    async t => {
      const { page, url } = await open(t, {
        LATCHKEY_SOCIAL: JSON.stringify({
          google: { clientId: 'id', clientSecret: 'secret' },
          github: { clientId: 'id', clientSecret: 'secret' },
        }),
      })
      await page.emulateMedia({ colorScheme })
      for (const [name, path] of Object.entries(shown)) {
        await page.goto(`${url}/account/${path}`)
        if (name === 'register') await fill(page, { email: 'none', password: '123', password_confirm: 'x' })
        for (const width of widths) {
          await page.setViewportSize({ width, height: 800 })
          const [scroll, inner] = await page.evaluate<[number, number]>(
            '[document.documentElement.scrollWidth, window.innerWidth]',
          )
          assert.ok(scroll <= inner, `${name} at ${width}: ${scroll}`)
          await takePicture(page, `${name}-${colorScheme}-${width}`)
        }
      }
    },
    patience,
  )
}

/** For eyes: with LATCHKEY_PICTURES, into that folder. */
async function takePicture(page: Page, name: string): Promise<void> {
  const folder = process.env.LATCHKEY_PICTURES
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
