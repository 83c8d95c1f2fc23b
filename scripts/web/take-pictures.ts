/**
 * The pictures of the guides, taken of the real pages: `node --conditions=latchkey-source scripts/web/take-pictures.ts`.
 * Needs Chromium at `/usr/bin/chromium`.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { logIn, settled, visit } from '../../test/browser/app-pages.ts'
import { executablePath } from '../../test/browser/browser.ts'
import { operator, type People, servePeople } from '../../test/browser/people.ts'
import { serveWebhooks } from '../../test/browser/webhooks-site.ts'
import { root } from '../files.ts'
import { smallPng } from './small-png.ts'

/** Of the console, a second one: there services are told by webhooks. */
type App = 'account' | 'console' | 'telling'

interface Picture {
  readonly name: string
  readonly app: App
  readonly route: (people: People) => string
  readonly width?: number
  readonly height?: number
  readonly colorScheme?: 'dark'
}

const pictures: readonly Picture[] = [
  { name: 'console-users', app: 'console', route: () => '#/users' },
  { name: 'console-user', app: 'console', route: ({ users }) => `#/users/${users.grace?.id}` },
  { name: 'console-audit-dark', app: 'console', route: () => '#/audit', colorScheme: 'dark' },
  { name: 'console-phone', app: 'console', route: () => '#/sessions', width: 390, height: 780 },
  { name: 'console-webhooks', app: 'telling', route: () => '#/webhooks', height: 960 },
  { name: 'account-overview', app: 'account', route: () => '#/', height: 480 },
  { name: 'account-sessions', app: 'account', route: () => '#/sessions', height: 480 },
]

const folder = join(root, 'docs/guides/images')
mkdirSync(folder, { recursive: true })
const ends: (() => unknown)[] = []
const scene = { after: (end: () => unknown) => void ends.push(end) }
const people = await servePeople(scene, { brandName: 'Acme' })
const telling = await tellServices()
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
const pages: Record<App, Page> = {
  console: await open('console', people, operator),
  telling: await open('console', telling, operator),
  account: await open('account', people, 'grace@example.com'),
}
for (const { name, app, route, width = 1280, height = 720, colorScheme = 'light' } of pictures) {
  const page = pages[app]
  await page.setViewportSize({ width, height })
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await visit(page, route(people))
  await settled(page)
  writeFileSync(join(folder, `${name}.png`), smallPng(await page.screenshot()))
}
await browser.close()
for (const end of ends) await end()

async function open(app: 'account' | 'console', { url }: People, email: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await logIn(page, url, app, email)
  return page
}

/** One that arrived, one that waits for its next attempt, one that was given up. */
async function tellServices(): Promise<People> {
  const services = await serveWebhooks(scene, { brandName: 'Acme' })
  await services.tellOfGroup('Authors')
  services.answer(500)
  await services.tellOfGroup('Reviewers')
  services.answer(410)
  await services.tellOfGroup('Publishers')
  return services
}
