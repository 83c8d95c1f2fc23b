/** A real browser for tests: Debian's Chromium, driven by playwright-core. */
import { existsSync } from 'node:fs'
import { after, type TestContext, test } from 'node:test'
import { type BrowserContext, chromium } from 'playwright-core'

export const executablePath = '/usr/bin/chromium'

/** Nothing that the browser does by itself: no updates, no reports, no second protocol. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A test that needs a browser. Without one it is skipped, loudly, and `.ci/run` counts that as a failure. */
export function browserTest(name: string, run: (t: TestContext) => Promise<void>, timeout = 60_000): void {
  const skip = existsSync(executablePath)
    ? false
    : `NO BROWSER: there is no ${executablePath} (apt-get install chromium)`
  if (skip !== false) process.stderr.write(`${skip}; skipped: ${name}\n`)
  test(name, { skip, timeout }, run)
}

/** For what all tests of a file share. To be called outside of tests: what is left to `after` in one ends with it. */
export function untilFileEnds(): { after(end: () => unknown): void } {
  const ends: (() => unknown)[] = []
  after(async () => {
    for (const end of ends.toReversed()) await end()
  })
  return { after: end => void ends.push(end) }
}

/** A browser with an empty cookie jar. It ends with the test, or with what else has an end: a file. */
export async function openBrowser(t: { after(end: () => unknown): void }): Promise<BrowserContext> {
  const browser = await chromium.launch({ executablePath, args })
  t.after(() => browser.close())
  return await browser.newContext()
}
