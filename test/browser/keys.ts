/** What a person does who has a keyboard alone; each step says where the focus is, and that it can be seen. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { settled } from './app-pages.ts'
import { password } from './people.ts'

/** The name of what has the focus, as a screen reader says it, more or less. */
const focused = `(() => {
  const { activeElement: at } = document
  const label = at.labels?.[0]?.textContent ?? at.getAttribute('aria-label') ?? at.textContent
  return at.tagName.toLowerCase() + ' ' + label.trim().replace(/\\s+/g, ' ').slice(0, 60)
})()`

/** What has the focus is marked: by an outline, or by a shadow. */
const isMarked = `(() => {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement)
  return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2
})()`

const most = 60

/** Goes on by Tab until this has the focus. */
export async function tabTo(page: Page, name: string): Promise<void> {
  const passed: unknown[] = []
  for (let count = 0; count < most; count += 1) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(focused)
    passed.push(at)
    if (await page.evaluate("document.activeElement.matches('body, main')")) continue
    assert.ok(await page.evaluate(isMarked), `the focus on ${at} cannot be seen`)
    if (String(at).startsWith(name)) return
  }
  assert.fail(`no Tab leads to ${name}, but to ${passed.join(', ')}`)
}

export async function press(page: Page, name: string, key = 'Enter'): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.press(key)
}

/** What the person is told. */
export const told = (page: Page, text: string) => page.getByText(text).first().waitFor()

export const focusOf = (page: Page) => page.evaluate(focused)

export async function focusBecomes(page: Page, name: string): Promise<void> {
  for (let count = 0; count < 40; count += 1) {
    if (String(await focusOf(page)).startsWith(name)) return
    await page.waitForTimeout(25)
  }
  assert.fail(`the focus is on ${await focusOf(page)}, not on ${name}`)
}

export async function logInByKeys(page: Page, url: string, app: string, email: string): Promise<void> {
  await page.goto(`${url}/account/login/?next=/${app}/`)
  await tabTo(page, 'input Email address')
  await page.keyboard.type(email)
  await tabTo(page, 'input Password')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await page.waitForURL(`${url}/${app}/`)
  await settled(page)
}
