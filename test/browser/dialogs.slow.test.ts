/** Every kind of dialog, open: axe finds nothing in light and dark, it fits a phone, and Escape closes it with nothing done. */
import assert from 'node:assert/strict'
import type { BrowserContext, Page } from 'playwright-core'
import { createUser } from '../../src/testing/create-user.ts'
import { createTokenFactory } from '../../src/testing/token-factory.ts'
import { findDialogFaults, logIn, openPage, settled, visit } from './app-pages.ts'
import { browserTest, openBrowser } from './browser.ts'
import { operator, type People, servePeople } from './people.ts'

type Step = readonly [name: string, route: string, open: (page: Page) => Promise<void>]

const press = (name: string | RegExp) => (page: Page) =>
  page
    .getByRole('button', { name, exact: typeof name === 'string' })
    .first()
    .click()

/** Opens, looks, closes. */
async function look(page: Page, steps: readonly Step[]): Promise<readonly string[]> {
  const faults: string[] = []
  for (const [name, route, open] of steps) {
    await visit(page, route)
    await open(page)
    faults.push(...(await findDialogFaults(page, name)))
    for (let count = await page.getByRole('dialog').count(); count > 0; count -= 1) {
      await page.keyboard.press('Escape')
      await page
        .getByRole('dialog')
        .nth(count - 1)
        .waitFor({ state: 'detached' })
    }
  }
  return faults
}

/** What operators are asked, and the forms that they fill in. */
function dialogsOfConsole({ users, group }: People): readonly Step[] {
  const user = `#/users/${users.grace?.id}`
  return [
    ['group-form', '#/groups', press('Add a group')],
    [
      'group-form-refused',
      '#/groups',
      async page => {
        await press('Add a group')(page)
        await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: false }).last().click()
        await page.getByRole('dialog').getByRole('alert').waitFor()
      },
    ],
    ['typed-confirmation', `#/groups/${group}`, press(/Delete the group/)],
    ['account-deletion', user, press('Delete the account')],
    ['password-link', user, press('Make a password link')],
    ['password-form', user, press('Set a password')],
    ['session-end', `${user}/sessions`, press(/^End: /)],
    ['session-end-all', `${user}/sessions`, press('End all sessions')],
    ['key-revocation', `${user}/api-keys`, press(/^Revoke/)],
    ['provider-removal', `${user}/providers`, press(/^Remove/)],
    ['mail-drop', '#/outbox', press(/^Drop/)],
    [
      'many-at-once',
      '#/users',
      async page => {
        for (const name of ['margaret', 'donald']) await page.getByLabel(`Choose ${name}@example.com`).check()
        await page.getByLabel('What to do').selectOption({ index: 1 })
        await press('Check what would happen')(page)
        await page.getByText('2 accounts would be changed.').waitFor()
      },
    ],
  ]
}

browserTest(
  'each dialog of the console fits, in light and dark, and axe finds nothing',
  async t => {
    const people = await servePeople(t, { adminSetsPasswords: 'on' })
    const { page, complaints } = await openPage(await openBrowser(t), people.url)
    await logIn(page, people.url, 'console', operator)
    const faults = await look(page, dialogsOfConsole(people))
    assert.deepEqual(faults, [])
    // A form that is refused is a 400, which the browser notes.
    assert.deepEqual(
      complaints.filter(each => !/status of 400|^verbose: /.test(each)),
      [],
    )
  },
  180_000,
)

const dialogsOfAccount: readonly Step[] = [
  ['own-key-form', '#/keys', press('Make a key')],
  ['own-key-revocation', '#/keys', press(/^Revoke/)],
  ['own-session-end', '#/sessions', press(/^Log out: /)],
  ['own-sessions-end', '#/sessions', press('Log out all other devices')],
  ['own-provider-removal', '#/linked', press(/^Remove/)],
  [
    'own-deletion',
    '#/delete',
    async page => {
      await page.getByLabel('Password', { exact: true }).fill('whatever it is')
      await press('Delete for ever')(page)
    },
  ],
]

browserTest(
  'each dialog of the account pages does, that for the password too',
  async t => {
    const { auth, url } = await servePeople(t)
    const { page } = await openPage(await openBrowser(t), url)
    await logIn(page, url, 'account', 'grace@example.com')
    auth.clock.advance(11 * 60_000)
    const stepUp: Step = ['step-up-by-password', '#/data', press('Download')]
    assert.deepEqual(await look(page, [...dialogsOfAccount, stepUp]), [])
    await page.goto(`${url}/account/?error=social_email_taken#/linked`)
    await settled(page)
    assert.deepEqual(await findDialogFaults(page, 'sign-in-failed'), [])
  },
  180_000,
)

/** The cookies of a login by a provider, which none of these tests has. */
async function logInWithoutPassword(context: BrowserContext, { auth, url }: People, isLinked: boolean) {
  const email = isLinked ? 'linked@example.com' : 'alone@example.com'
  const user = await createUser(auth, { email, emailVerified: true })
  const link = { provider: 'acme', subject: email, email, userId: user.id, now: auth.clock.now() }
  if (isLinked) await auth.store.socialAccounts.link(link)
  const { access, refresh } = await createTokenFactory(auth).pair(user)
  await context.addCookies([
    { name: 'access_token', value: access, url },
    { name: 'refresh_token', value: refresh, url: `${url}/api/auth/` },
  ])
}

browserTest('those of people without a password do: with a provider, without one, and to link another', async t => {
  const people = await servePeople(t, { accessTokenLifetime: '1h' })
  for (const isLinked of [true, false]) {
    const context = await openBrowser(t)
    await logInWithoutPassword(context, people, isLinked)
    const { page } = await openPage(context, people.url)
    await page.goto(`${people.url}/account/`)
    await settled(page)
    people.auth.clock.advance(11 * 60_000)
    const name = isLinked ? 'step-up-by-provider' : 'step-up-by-mail'
    const steps: readonly Step[] = [[name, '#/data', press('Download')]]
    const more: readonly Step[] = isLinked ? [] : [['link-form', '#/linked', press('Link Acme')]]
    assert.deepEqual(await look(page, [...steps, ...more]), [])
  }
})
