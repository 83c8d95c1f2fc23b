/**
 * XSS through what an application's resources and the records of providers say: names of resources, labels, help texts, rows,
 * and names of providers that the settings no longer have. Each payload sets a global if it runs, and is looked for as text.
 */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { logIn, openPage, visit } from './app-pages.ts'
import { serveArticles } from './articles.ts'
import { browserTest, openBrowser } from './browser.ts'
import { operator } from './people.ts'

const image = '<img src=x onerror="globalThis.hacked=1">'
const script = '"><script>globalThis.hacked=2</script>'
// biome-ignore lint/suspicious/noTemplateCurlyInString: some templates run what stands in such braces
const template = '{{globalThis.hacked=3}}${globalThis.hacked=4}'
const link = 'javascript:globalThis.hacked=5'
const payloads = [image, script, template, link]

async function assertTexts(page: Page, texts: readonly string[]): Promise<void> {
  const shown = String(await page.evaluate('document.body.textContent'))
  for (const text of texts) assert.ok(shown.includes(text), `${page.url()} does not show ${text}: ${shown}`)
  await assertHarmless(page)
}

async function assertHarmless(page: Page): Promise<void> {
  assert.equal(await page.evaluate('globalThis.hacked'), undefined, page.url())
  const made = await page.evaluate(`[...document.querySelectorAll(
    'body img, body script, body iframe, body svg:not(.chart), [href^="javascript:" i], [onerror], [onload]')].map(each => each.outerHTML)`)
  assert.deepEqual(made, [], page.url())
}

browserTest(
  'rows, labels and help texts of a resource are texts in lists, forms, titles and dialogs (XSS)',
  async t => {
    const texts = { name: 'Article', label: `Label ${image}`, help: `Help ${script}` }
    const { url } = await serveArticles(t, payloads, texts)
    const { page, complaints } = await openPage(await openBrowser(t), url)
    await logIn(page, url, 'console', operator)
    await visit(page, '#/resources/articles')
    await assertTexts(page, [texts.label, image, script, template])
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByText(link).waitFor()
    await assertTexts(page, [link])
    for (const [index, text] of payloads.entries()) {
      await visit(page, `#/resources/articles/${index + 1}`)
      await assertTexts(page, [texts.label, texts.help])
      assert.equal(await page.getByLabel(texts.label).inputValue(), text)
      await page.getByRole('button', { name: 'Delete' }).click()
      await page.getByRole('dialog').waitFor()
      await assertHarmless(page)
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    await visit(page, '#/resources/articles/1')
    // What is taken already is said with the label of the field.
    await page.getByLabel(texts.label).fill(script)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').waitFor()
    await assertTexts(page, [texts.label])
    await page.getByLabel(texts.label).fill(`${image}${link}`)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved').waitFor()
    await visit(page, '#/audit')
    await assertTexts(page, [`${image}${link}`])
    assert.deepEqual(
      complaints.filter(each => !/status of 400/.test(each)),
      [],
    )
  },
)

browserTest('names of providers are texts in both apps, in lists and in dialogs (XSS)', async t => {
  const { auth, url, users } = await serveArticles(t, [])
  const userId = users.linus?.id ?? assert.fail()
  for (const provider of payloads) {
    const about = { provider, subject: '1', email: `${template}@x`, userId, now: auth.clock.now() }
    assert.equal(await auth.store.socialAccounts.link(about), 'linked')
  }
  for (const [app, route, remove] of [
    ['console', `#/users/${userId}/providers`, /^Remove/],
    ['account', '#/linked', /^Remove/],
  ] as const) {
    const { page, complaints } = await openPage(await openBrowser(t), url)
    await logIn(page, url, app, app === 'console' ? operator : 'linus@example.com')
    await visit(page, route)
    await assertTexts(page, payloads)
    for (const [index] of payloads.entries()) {
      await page.getByRole('button', { name: remove }).nth(index).click()
      await page.getByRole('dialog').waitFor()
      await assertHarmless(page)
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    assert.deepEqual(
      complaints.filter(each => !each.startsWith('verbose: ')),
      [],
    )
  }
})
