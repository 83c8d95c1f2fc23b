/** Organizations on the account pages and the page of an invitation, in a real browser: tasks, every width, light and dark, axe. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import {
  findDialogFaults,
  findFaults,
  findForeignTexts,
  findOverflow,
  logIn,
  openPage,
  settled,
  visit,
} from './app-pages.ts'
import { browserTest, openBrowser } from './browser.ts'
import { lookAt } from './look-at.ts'
import { long, serveOrganized } from './organizations-site.ts'
import { isTextOfPeople, operator, password, servePeople } from './people.ts'

const grace = 'grace@example.com'
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const inDialog = (page: Page, name: string) => page.getByRole('dialog').last().getByRole('button', { name }).click()
const see = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor()

browserTest('the pages of organizations fit every width, in light and dark, and axe finds nothing', async t => {
  const { url, ask } = await serveOrganized(t)
  await ask('POST', '', { name: long, slug: 'long' })
  const { page, complaints } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'account', operator)
  const faults = [...(await findFaults(page, ['#/organizations', '#/organizations/acme', '#/organizations/long']))]
  const dialogs = [
    ['new', '#/organizations', 'Create an organization'],
    ['invite', '#/organizations/acme', 'Invite'],
    ['role', '#/organizations/acme', 'Change the role: Linus Torvalds'],
    ['hand-over', '#/organizations/acme', 'Hand over: Linus Torvalds'],
    ['remove', '#/organizations/acme', 'Remove: Linus Torvalds'],
    ['withdraw', '#/organizations/acme', 'Withdraw: barbara@example.com'],
    ['leave', '#/organizations/acme', 'Leave the organization'],
  ] as const
  for (const [name, route, button] of dialogs) {
    await visit(page, route)
    await press(page, button)
    faults.push(...(await findDialogFaults(page, `organization-${name}`)))
    await page.keyboard.press('Escape')
  }
  assert.deepEqual([...faults, ...complaints], [])
})

browserTest('every text of organizations is translated, and none is cut', async t => {
  const { url } = await serveOrganized(t)
  const { page, complaints } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'account', operator)
  await page.goto(`${url}/account/?lang=qps-ploc`)
  await settled(page)
  const faults: string[] = []
  const isData = (text: string) => isTextOfPeople(text) || text === 'Acme Research'
  for (const route of ['#/organizations', '#/organizations/acme']) {
    await visit(page, route)
    faults.push(...(await findForeignTexts(page, route, isData)), ...(await findOverflow(page, route)))
  }
  assert.deepEqual([...faults, ...complaints], [])
})

browserTest('an owner creates, invites, gives roles, removes, renames, hands over and leaves', async t => {
  const { auth, url, ask } = await serveOrganized(t)
  const { page, complaints } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'account', operator)
  await page.getByRole('link', { name: 'Organizations' }).click()
  await settled(page)
  await press(page, 'Create an organization')
  await page.getByLabel('Name', { exact: true }).fill('Société Générale & Söhne')
  await inDialog(page, 'Create an organization')
  await page.waitForURL(/#\/organizations\/societe-generale-sohne$/)
  await visit(page, '#/organizations/acme')
  await press(page, 'Invite')
  await page.getByLabel('Email address').fill('donald@example.com')
  await inDialog(page, 'Invite')
  await page.getByRole('button', { name: 'Withdraw: donald@example.com' }).waitFor()
  await press(page, 'Withdraw: donald@example.com')
  await inDialog(page, 'Withdraw')
  await page.getByRole('button', { name: 'Withdraw: donald@example.com' }).waitFor({ state: 'detached' })
  await press(page, 'Send again: barbara@example.com')
  await press(page, 'Change the role: Linus Torvalds')
  await page.getByLabel('Role', { exact: true }).selectOption('admin')
  await inDialog(page, 'Change the role')
  await see(page, 'The role was changed.')
  await press(page, 'Remove: Edsger Dijkstra')
  await inDialog(page, 'Remove')
  await page.getByRole('button', { name: 'Remove: Edsger Dijkstra' }).waitFor({ state: 'detached' })
  await page.getByLabel('Short name').fill('acme-lab')
  await press(page, 'Save')
  await page.waitForURL(/#\/organizations\/acme-lab$/)
  await settled(page)
  await press(page, 'Leave the organization')
  await inDialog(page, 'Leave the organization')
  await see(page, 'An organization must have an owner, and this is the last one.')
  await press(page, 'Hand over: Grace Brewster Hopper')
  await page.getByRole('dialog').getByLabel('Current password').fill(password)
  await inDialog(page, 'Hand over')
  await see(page, 'Your role: Administrator')
  assert.equal(await page.getByRole('button', { name: 'Delete the organization' }).count(), 0)
  await press(page, 'Leave the organization')
  await inDialog(page, 'Leave the organization')
  await page.waitForURL(/#\/organizations$/)
  const left = await auth.store.organizationDirectory.find('acme-lab')
  const { members } = await auth.store.organizations.listMembers(left?.id ?? '', { limit: 10 })
  assert.deepEqual(
    members.map(({ email, role }) => `${email} ${role}`),
    ['grace@example.com owner', 'linus@example.com admin'],
  )
  assert.equal(Array.isArray(await ask('GET', '')), true)
  assert.deepEqual(
    complaints.filter(each => !/status of (?:404|409)/.test(each)),
    [],
  )
})

browserTest('an organization is deleted by its typed name and the password, and a wrong one says so', async t => {
  const { auth, url } = await serveOrganized(t)
  const { page } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'account', operator)
  await visit(page, '#/organizations/acme')
  const deletion = async (typed: string) => {
    await page.getByLabel('Current password').fill(typed)
    await press(page, 'Delete the organization')
    const confirm = page.getByRole('dialog').getByRole('button', { name: 'Delete the organization' })
    assert.equal(await confirm.isDisabled(), true)
    await page.getByLabel('Type Acme Research to confirm').fill('Acme Research')
    await confirm.click()
  }
  await deletion('wrong')
  await see(page, /password is (?:not right|incorrect)/i)
  await deletion(password)
  await page.waitForURL(/#\/organizations$/)
  await see(page, 'You belong to no organization')
  assert.equal(await auth.store.organizationDirectory.find('acme'), undefined)
})

browserTest('members see what their role may, and nothing beyond it', async t => {
  const { url } = await serveOrganized(t)
  const see = async (email: string) => {
    const { page } = await openPage(await openBrowser(t), url)
    await logIn(page, url, 'account', email)
    await visit(page, '#/organizations/acme')
    const names = await page.getByRole('main').getByRole('button').allTextContents()
    return names.toSorted()
  }
  assert.deepEqual(await see('linus@example.com'), ['Leave the organization'])
  assert.deepEqual(await see(grace), [
    ...['Change the role', 'Change the role', 'Invite', 'Leave the organization'],
    ...['Remove', 'Remove', 'Save', 'Send again', 'Withdraw'],
  ])
})

browserTest('a person without an account follows the link of the mail, registers, and belongs to it', async t => {
  const { url, invitationTo, ask } = await serveOrganized(t)
  await ask('POST', 'acme/invitations/', { email: 'newcomer@example.com', role: 'admin' })
  const { page, complaints } = await openPage(await openBrowser(t), url)
  const seen: string[] = []
  page.on('request', request => void seen.push(request.url()))
  const link = await invitationTo('newcomer@example.com')
  const { faults, look } = lookAt(page)
  await page.goto(link)
  await page.locator('input[type=hidden][name=token]').waitFor({ state: 'attached' })
  assert.equal(page.url(), `${url}/account/invitation/`)
  await look('invitation-link')
  await press(page, 'Show the invitation')
  await see(page, 'Acme Research')
  await look('invitation-register')
  await page.getByLabel('Password', { exact: true }).fill('short')
  await page.getByLabel('Repeat the password').fill('short')
  await press(page, 'Create account and join')
  await see(page, /too short/)
  await look('invitation-register-refused')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByLabel('Repeat the password').fill(password)
  await press(page, 'Create account and join')
  await page.waitForURL(`${url}/account/`)
  await settled(page)
  await visit(page, '#/organizations/acme')
  await see(page, 'Your role: Administrator')
  const token = link.split('#token=')[1] ?? assert.fail(link)
  assert.deepEqual(
    seen.filter(each => each.includes(token)),
    [],
  )
  assert.deepEqual([...faults, ...complaints.filter(each => !/status of 400/.test(each))], [])
})

browserTest('an account is led to the login and back, and accepts; another one is told to log out', async t => {
  const { url, invitationTo } = await serveOrganized(t)
  const link = await invitationTo('barbara@example.com')
  const other = (await openPage(await openBrowser(t), url)).page
  await logIn(other, url, 'account', 'donald@example.com')
  await other.goto(link)
  await press(other, 'Show the invitation')
  await see(other, /the invitation is for another address/)
  const { faults, look } = lookAt(other)
  await look('invitation-other')
  await other.getByRole('link', { name: 'Log out' }).click()
  await press(other, 'Log out')
  await other.waitForURL(/\/account\/login\//)
  const { page } = await openPage(await openBrowser(t), url)
  const own = lookAt(page)
  await page.goto(link)
  await press(page, 'Show the invitation')
  await own.look('invitation-log-in')
  await page.getByRole('link', { name: 'Log in' }).click()
  await page.fill('input[name=email]', 'barbara@example.com')
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit]')
  await see(page, /logged in as barbara@example.com/)
  await own.look('invitation-answer')
  await press(page, 'Accept the invitation')
  await see(page, 'You belong to the organization now.')
  await own.look('invitation-accepted')
  await page.goto(link)
  await press(page, 'Show the invitation')
  await see(page, /not valid any more/)
  await own.look('invitation-over')
  assert.deepEqual([...faults, ...own.faults], [])
})

browserTest('an account with a verified address finds its invitations on its page, and answers them there', async t => {
  const { url, ask } = await serveOrganized(t)
  await ask('POST', 'acme/invitations/', { email: 'margaret@example.com', role: 'member' })
  const { page } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'account', 'margaret@example.com')
  await visit(page, '#/organizations')
  const { faults, look } = lookAt(page)
  await look('organizations-invited')
  await press(page, 'Accept: Acme Research')
  await see(page, 'You belong to Acme Research now.')
  await page.getByRole('link', { name: 'Acme Research' }).waitFor()
  assert.deepEqual(faults, [])
})

browserTest('where organizations are off, there is no page of them', async t => {
  const { url } = await servePeople(t)
  const { page } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'account', grace)
  assert.equal(await page.getByRole('link', { name: 'Organizations' }).count(), 0)
  await visit(page, '#/organizations')
  await see(page, 'There is nothing here, or no longer.')
})

browserTest('operators search organizations, give a role, remove a member and delete one, at every width', async t => {
  const { auth, url, users } = await serveOrganized(t)
  const { page, complaints } = await openPage(await openBrowser(t), url)
  await logIn(page, url, 'console', operator)
  const organization = await auth.store.organizationDirectory.find('acme')
  const route = `#/organizations/${organization?.id}`
  const faults = await findFaults(page, ['#/organizations', route, `#/users/${users.grace?.id}/organizations`])
  await page.setViewportSize({ width: 1280, height: 900 })
  await visit(page, '#/organizations')
  await page.getByLabel('Search').fill('acme')
  await page.getByRole('link', { name: 'Acme Research' }).click()
  await settled(page)
  await press(page, 'Change the role: linus@example.com')
  await page.getByRole('dialog').getByLabel('Role').selectOption('admin')
  await inDialog(page, 'Change the role')
  await see(page, 'The role was changed.')
  await press(page, 'Remove: edsger@example.com')
  await inDialog(page, 'Remove')
  await see(page, 'The member was removed.')
  await press(page, 'Remove: ada@example.com')
  await inDialog(page, 'Remove')
  await see(page, 'An organization must have an owner, and this is the last one.')
  await press(page, 'Delete the organization')
  await page.getByLabel('Type Acme Research to confirm').fill('Acme Research')
  await inDialog(page, 'Delete the organization')
  await see(page, 'No organization matches')
  assert.equal(await auth.store.organizationDirectory.find('acme'), undefined)
  assert.deepEqual([...faults, ...complaints.filter(each => !/status of 409/.test(each))], [])
})
