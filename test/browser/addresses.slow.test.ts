/** Long addresses at the width of a phone: a line ends before an @ or a dot, and within no word. */
import assert from 'node:assert/strict'
import { createUser } from '../../src/testing/create-user.ts'
import { findOverflow, logIn, openPage, takePicture, visit } from './app-pages.ts'
import { browserTest, openBrowser } from './browser.ts'
import { operator, servePeople } from './people.ts'

const address = 'margaret.elaine.heafield.hamilton@software-engineering.example.org'

/** The words of addresses that stand on more than one line. A hyphen ends a word, too. */
const broken = `[...document.querySelectorAll('.address')].flatMap(each => [...each.childNodes]).flatMap(node => {
  if (node.nodeType !== 3) return []
  return [...node.textContent.matchAll(/[^-]+-?/g)].flatMap(({ 0: word, index }) => {
    const range = document.createRange()
    range.setStart(node, index)
    range.setEnd(node, index + word.length)
    const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)))
    return lines.size > 1 ? [word] : []
  })
})`

browserTest('a long address in a list breaks between its words, and the list fits a phone', async t => {
  const { auth, url, users } = await servePeople(t)
  await createUser(auth, { email: address })
  const now = auth.clock.now()
  await auth.store.outbox.put([{ kind: 'password_reset', to: address, now }])
  const link = { provider: 'acme', subject: '2', email: address, userId: users.ada?.id ?? assert.fail(), now }
  await auth.store.socialAccounts.link(link)
  const { page } = await openPage(await openBrowser(t), url)
  for (const [app, route] of [
    ['console', '#/users'],
    ['console', '#/outbox'],
    ['account', '#/linked'],
  ] as const) {
    if (app === 'account') await page.goto(`${url}/account/`)
    else if (page.url() === 'about:blank') await logIn(page, url, app, operator)
    await visit(page, route)
    assert.deepEqual(await findOverflow(page, route), [])
    await page.setViewportSize({ width: 390, height: 900 })
    await page.getByText(address).first().waitFor()
    assert.ok((await page.locator('.address wbr').count()) > 0)
    assert.deepEqual(await page.evaluate(broken), [], route)
    await takePicture(page, `address-${app}-${route.slice(2)}`)
  }
})
