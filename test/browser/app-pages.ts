/** What tests of the pages behind the login do with a browser: log in, go from page to page, and look what is wrong with one. */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { BrowserContext, Page } from 'playwright-core'
import { password } from './people.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const widths = [320, 390, 768, 1280] as const

/** Of an account that there is not. */
export const absentPage = '#/users/999'

/** A page whose complaints are kept: errors, breaches of its policy, requests of other origins. */
export interface WatchedPage {
  readonly page: Page
  readonly complaints: readonly string[]
}

export async function openPage(context: BrowserContext, url: string): Promise<WatchedPage> {
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', message => {
    const isExpected = /status of 404/.test(message.text()) && page.url().endsWith(absentPage)
    if (!isExpected) complaints.push(`${message.type()}: ${message.text()} (${page.url()})`)
  })
  page.on('pageerror', error => void complaints.push(`error: ${error.message} (${page.url()})`))
  page.on('request', request => {
    if (!/^(?:data|blob):/.test(request.url()) && new URL(request.url()).origin !== url)
      complaints.push(`another origin: ${request.url()}`)
  })
  await page.addInitScript(`
    addEventListener('securitypolicyviolation', ({ violatedDirective: rule, blockedURI: what, sourceFile, sample }) =>
      console.error('policy: ' + [rule, what, sourceFile, sample].join(' ')))`)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  return { page, complaints }
}

/** By the login page, which leads to the app. */
export async function logIn(page: Page, url: string, app: 'account' | 'console', email: string): Promise<void> {
  await page.goto(`${url}/account/login/?next=/${app}/`)
  await page.fill('input[name=email]', email)
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit]')
  await page.waitForURL(`${url}/${app}/`)
  await settled(page)
}

/** A page of the app, drawn with what it asked the server for. */
export async function visit(page: Page, route: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(route)}`)
  await settled(page)
}

const isQuiet = `
  document.querySelector('main :is(h1, h2)') !== null && document.querySelector('.spinner, [aria-busy=true]') === null
    && document.getAnimations().every(({ playState }) => playState === 'finished')`

/** Twice in a row nothing is under way: what one answer led to has been asked for by then. */
export async function settled(page: Page, isReady = isQuiet): Promise<void> {
  for (let quiet = 0, tries = 0; quiet < 2; tries += 1) {
    assert.ok(tries < 400, `${page.url()} is not drawn`)
    await setTimeout(25)
    // A page that is being left answers nothing.
    quiet = (await page.evaluate(isReady).catch(() => false)) ? quiet + 1 : 0
  }
}

/** What is wrong with these pages: at every width, in light and dark. */
export async function findFaults(page: Page, routes: readonly string[]): Promise<readonly string[]> {
  const faults: string[] = []
  for (const route of routes) {
    await page.emulateMedia({ colorScheme: 'light' })
    await visit(page, route)
    faults.push(...(await findOverflow(page, route)), ...(await findBarriers(page, `${route}, light`, everyRule)))
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.setViewportSize({ width: 390, height: 900 })
    await settled(page)
    faults.push(...(await findBarriers(page, `${route}, dark, on a phone`, rulesOfLooks)))
  }
  return faults
}

/** What is wrong with the page and the dialog that is open on it, which must fit a phone: in light and dark. */
export async function findDialogFaults(page: Page, name: string): Promise<readonly string[]> {
  const faults: string[] = []
  await page.getByRole('dialog').last().waitFor()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width: colorScheme === 'light' ? 1280 : 320, height: 700 })
    // The button that opened it is busy as long as it is open.
    await settled(page, isStill)
    faults.push(...(await findBarriers(page, `${name}, ${colorScheme}`, everyRule)))
    faults.push(...((await page.evaluate(wrongDialogs)) as readonly string[]).map(each => `${name}: ${each}`))
    await takePicture(page, `${name}-${colorScheme}`)
  }
  await page.setViewportSize({ width: 1280, height: 900 })
  return faults
}

const isStill = `document.querySelector('dialog[open] .spinner') === null && document.getAnimations()
  .every(({ playState, effect }) => playState === 'finished' || effect.getTiming().iterations === Infinity)`

/** Wider than the page or than itself, without a name (axe looks for that at `role` alone), or left by the focus. */
const wrongDialogs = `[...document.querySelectorAll('dialog[open]')].flatMap(each => {
  const { left, right } = each.getBoundingClientRect()
  const isWide = left < 0 || right > innerWidth || each.scrollWidth > each.clientWidth
  const name = document.getElementById(each.getAttribute('aria-labelledby'))?.textContent ?? ''
  return [
    ...(isWide ? ['the dialog is wider than ' + innerWidth + ' px'] : []),
    ...(name.trim() === '' ? ['the dialog has no name'] : []),
    ...(document.querySelector('dialog[open]:focus-within') === null ? ['the focus is outside'] : []),
  ]
})`

/** For eyes: with LATCHKEY_PICTURES, into that folder. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const folder = process.env.LATCHKEY_PICTURES
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name.replaceAll(/[^\w-]+/g, '-')}.png`) })
}

/** What is wider than the page, at every width. */
export async function findOverflow(page: Page, name: string): Promise<readonly string[]> {
  const faults: string[] = []
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 })
    const wide = (await page.evaluate(`
      document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
        .filter(each => each.getBoundingClientRect().right > innerWidth + 0.5)
        .map(each => each.outerHTML.slice(0, 120))`)) as readonly string[]
    faults.push(...wide.map(each => `${name} is wider than ${width} px: ${each}`))
  }
  return faults
}

/** All rules of WCAG 2.2 AA, and axe's own of good practice. */
const everyRule = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** What a theme and a width can change. */
const rulesOfLooks = ['color-contrast', 'target-size', 'scrollable-region-focusable', 'link-in-text-block', 'bypass']

/** What axe finds. */
export async function findBarriers(
  page: Page,
  name: string,
  rules: readonly string[] = everyRule,
): Promise<readonly string[]> {
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axe)
  const found = (await page.evaluate(`
    axe.run(document, ${JSON.stringify({ runOnly: rules, resultTypes: ['violations'] })}).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 200) + ' ' + failureSummary)))`)) as readonly string[]
  return found.map(each => `${name}: ${each}`)
}

/** In the pseudo-locale: texts of the app that were never translated, and those that their place cuts. */
export async function findForeignTexts(page: Page, name: string, isData: (text: string) => boolean) {
  const found = (await page.evaluate(`(${foreignTexts.toString()})()`)) as Readonly<Record<'plain' | 'cut', string[]>>
  const plain = found.plain.filter(text => !isData(text)).map(text => `${name}, not translated: ${text}`)
  return [...plain, ...found.cut.map(text => `${name}, cut: ${text}`)]
}

/** As much of the browser's types as is used below: the tests are compiled with those of Node. */
interface PageElement {
  readonly scrollWidth: number
  readonly clientWidth: number
  readonly outerHTML: string
  checkVisibility(): boolean
  closest(selector: string): PageElement | null
}
interface TextWalker {
  nextNode(): unknown
  readonly currentNode: { readonly textContent: string; readonly parentElement: PageElement }
}
declare const NodeFilter: { readonly SHOW_TEXT: number }
declare const getComputedStyle: (element: PageElement) => { readonly overflowX: string }
declare const document: {
  readonly body: PageElement
  createTreeWalker(root: PageElement, what: number): TextWalker
  querySelectorAll(selector: string): Iterable<PageElement>
}

/** Runs in the browser. */
function foreignTexts() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const plain: string[] = []
  while (walker.nextNode() !== null) {
    const { textContent, parentElement } = walker.currentNode
    const text = textContent.trim()
    if (text === '' || !parentElement.checkVisibility()) continue
    if (
      parentElement.closest('noscript, .mono, .wrap, .address, .diff, code, pre, datalist, time, .language, .brand') !==
      null
    )
      continue
    if (/\p{L}{2}/u.test(text) && !text.startsWith('[')) plain.push(text)
  }
  const cut = [...document.querySelectorAll('body *')]
    .filter(
      each =>
        each.scrollWidth > each.clientWidth + 1 &&
        getComputedStyle(each).overflowX === 'hidden' &&
        each.closest('.truncate, .visually-hidden, .table.stacked thead') === null,
    )
    .map(each => each.outerHTML.slice(0, 120))
  return { plain, cut }
}
