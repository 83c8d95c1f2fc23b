/** A page of React in strict mode, in two tabs; with the React of this repository or with another one. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { testPassword } from '../../src/testing/test-client.ts'
import { ask, email, servePages } from './client-page.ts'

const reactPage = `
  import { createElement as h, StrictMode } from 'react'
  import { createRoot } from 'react-dom/client'
  import { createClient } from 'latchkey/client'
  import { AuthProvider, Protected, useAuth, useUser } from 'latchkey/react'
  const client = window.client = createClient({ mode: 'cookies' })
  const Name = () => h('b', null, useUser()?.email)
  const Leave = () => {
    const { client } = useAuth()
    return h('button', { onClick: () => client.logout() }, 'Log out')
  }
  const Enter = () => {
    const { client } = useAuth()
    return h('button', { onClick: () => client.login({ email: '${email}', password: '${testPassword}' }) }, 'Log in')
  }
  const names = Array.from({ length: 10 }, (_, key) => h(Name, { key }))
  createRoot(document.querySelector('#app')).render(
    h(StrictMode, null,
      h(AuthProvider, { client },
        h(Protected, { fallback: h('p', null, 'one moment'), signedOut: h(Enter) }, names, h(Leave)))))
`

/** Ten components show the user, by one refresh, and each tab signs out. `alias`: where other packages are. */
export async function visitReactPage(t: TestContext, alias: Readonly<Record<string, string>> = {}): Promise<void> {
  const { held, openPage, expire } = await servePages(t, { text: reactPage, alias })
  const [one, other] = [await openPage(), await openPage()]
  const names = (tab: Page) => tab.getByText(email)
  await one.getByRole('button', { name: 'Log in' }).click()
  await names(one).nth(9).waitFor()
  await names(other).nth(9).waitFor()
  expire()
  held.refreshes = 0
  await one.reload()
  await names(one).nth(9).waitFor()
  assert.equal(await names(one).count(), 10)
  assert.equal(held.refreshes, 1)
  await one.context().setOffline(true)
  await ask(one, "client.request('/api/auth/profile/')")
  assert.equal(await names(one).count(), 10, 'the last user stays')
  await one.context().setOffline(false)
  await other.getByRole('button', { name: 'Log out' }).click()
  for (const tab of [one, other]) await tab.getByRole('button', { name: 'Log in' }).waitFor()
}
