/** The site, built once: its links, its anchors, what it loads, and how it behaves in a browser. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { problemTable } from '../../src/problems.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { browserTest, openBrowser, untilFileEnds } from '../../test/browser/browser.ts'
import { buildSite } from './build-site.ts'

const folder = temporaryFolder(untilFileEnds())
const { urls } = buildSite(folder)
const pages = new Map(urls.map(url => [join(folder, url), readFileSync(join(folder, url), 'utf8')]))

test('the start page, the guides and an entry for every error code are there', () => {
  assert.match(pages.get(join(folder, 'index.html')) ?? '', /<h1 id="latchkey">Latchkey<\/h1>/)
  assert.match(pages.get(join(folder, 'guides/tokens.html')) ?? '', /aria-current="page">Tokens<\/a>/)
  const problems = pages.get(join(folder, 'reference/problems.html')) ?? ''
  for (const code of Object.keys(problemTable)) assert.ok(problems.includes(` id="${code}"`), code)
})

test('every link leads to a file of the site, and every anchor to a place in it', () => {
  const ids = new Map([...pages].map(([path, html]) => [path, new Set(valuesOf(html, 'id'))]))
  const dead = [...pages].flatMap(([path, html]) => {
    return [...valuesOf(html, 'href'), ...valuesOf(html, 'src')].filter(target => {
      if (/^[a-z]+:/.test(target)) return false
      const [file = '', hash] = target.split('#')
      const to = file === '' ? path : resolve(dirname(path), file)
      const hasAnchor = hash === undefined || (ids.get(to)?.has(decodeURIComponent(hash)) ?? false)
      return !existsSync(to) || !hasAnchor
    })
  })
  assert.deepEqual(dead, [])
  const listed = [...readFileSync(join(folder, 'llms.txt'), 'utf8').matchAll(/\]\(([^)]+)\)/g)].map(([, to = '']) => to)
  assert.deepEqual(
    listed.filter(to => !/^https:/.test(to) && !existsSync(join(folder, to))),
    [],
  )
})

test('nothing is loaded from another place', () => {
  const loaded = [...pages.values()].flatMap(html => [
    ...valuesOf(html, 'src'),
    ...[...html.matchAll(/<link [^>]*href="([^"]*)"/g)].map(([, to = '']) => to),
  ])
  assert.deepEqual(
    loaded.filter(to => /^(?:[a-z]+:)?\/\//.test(to)),
    [],
  )
  assert.doesNotMatch(readFileSync(join(folder, 'site.css'), 'utf8'), /url\(|@import/)
})

browserTest('the search finds a setting, and no page is wider than a phone', async t => {
  const browser = await openBrowser(t)
  const page = await browser.newPage()
  const elsewhere: string[] = []
  page.on('request', request => /^(?:file|data):/.test(request.url()) || elsewhere.push(request.url()))
  page.on('pageerror', error => elsewhere.push(error.message))
  await page.setViewportSize({ width: 390, height: 800 })
  for (const url of ['guides/from-django.html', 'reference/endpoints.html', 'migrate/better-auth.html', 'index.html']) {
    await page.goto(pathToFileURL(join(folder, url)).href)
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390, url)
  }
  await page.fill('.search input', 'refreshGrace')
  await page.click('.search li a')
  await page.waitForURL(/settings\.html#refreshgrace$/)
  assert.deepEqual(elsewhere, [])
})

browserTest(
  'every diagram is drawn, in both themes and on a phone, and only pages with one load what draws it',
  async t => {
    const page = await (await openBrowser(t)).newPage()
    const errors: string[] = []
    page.on('pageerror', error => errors.push(error.message))
    const drawn = [...pages].filter(([, html]) => html.includes('<pre class="diagram"'))
    assert.ok(drawn.length > 10)
    for (const [path, html] of drawn) {
      await page.goto(pathToFileURL(path).href)
      await page
        .locator('.drawing svg')
        .nth(html.split('<pre class="diagram"').length - 2)
        .waitFor({ timeout: 10_000 })
        .catch(() => assert.fail(`${path}: ${errors.join('\n')}`))
    }
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.setViewportSize({ width: 390, height: 800 })
    await page.locator('.drawing svg').first().waitFor()
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390)
    assert.deepEqual(errors, [])
    const others = [...pages].filter(([, html]) => !html.includes('<pre class="diagram"'))
    assert.ok(others.every(([, html]) => !html.includes('diagrams.js')))
  },
)

function valuesOf(html: string, name: string): string[] {
  return [...html.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map(([, value = '']) =>
    value.replaceAll('&amp;', '&'),
  )
}
