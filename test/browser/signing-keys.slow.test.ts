/** The page of the keys where they rotate: states, times, the next key, and the end of one that leaked. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { logIn, openPage, settled, takePicture, visit } from './app-pages.ts'
import { browserTest, openBrowser } from './browser.ts'
import { lookAt } from './look-at.ts'
import { operator, servePeople } from './people.ts'

browserTest('an operator has the next key sign and retires the one that leaked', async t => {
  const { url, auth } = await servePeople(t, { keyRotation: '30d' })
  const before = await openPage(await openBrowser(t), url)
  const first = lookAt(before.page)
  await logIn(before.page, url, 'console', operator)
  await haveNextKey(before.page, first.look)
  await before.page.close()
  auth.clock.advance(5000)
  await auth.system.signingKeys?.refresh()
  // The session of the operator goes with the key that leaked: a new one is of the next key.
  const { page, complaints } = await openPage(await openBrowser(t), url)
  const { faults, look } = lookAt(page)
  await logIn(page, url, 'console', operator)
  await visit(page, '#/keys')
  await page.getByText('Verifies', { exact: true }).waitFor()
  const leaked = (await auth.store.signingKeys.list())[0]?.kid ?? assert.fail()
  await page.getByRole('button', { name: `Retire: ${leaked}` }).click()
  await page.getByRole('dialog').waitFor()
  await look('end of a key')
  await page.getByRole('dialog').getByRole('button', { name: 'Retire' }).click()
  await page.getByText('Retired', { exact: true }).waitFor()
  await settled(page)
  await look('a retired key')
  await page.setViewportSize({ width: 390, height: 900 })
  await takePicture(page, 'keys on a phone')
  assert.notEqual((await auth.store.signingKeys.list())[0]?.retiredAt, undefined)
  assert.deepEqual([...first.faults, ...before.complaints, ...faults, ...complaints], [])
})

async function haveNextKey(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  await visit(page, '#/keys')
  await look('keys')
  await page.getByRole('button', { name: 'Key leaked' }).click()
  await page.getByRole('dialog').waitFor()
  await look('leaked key')
  await page.getByRole('dialog').getByRole('button', { name: 'Next key' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await settled(page)
}
