import assert from 'node:assert/strict'
import { test } from 'node:test'
import { catalogs, chooseLanguage, languages } from '../language.ts'
import { recogniseMessage } from '../words/field-messages.ts'
import { email, openPages, password } from './pages-app.ts'

const chosen = (accepted: string | undefined, query = '') => chooseLanguage({ query, header: () => accepted }).language

test('the browser’s languages decide, by weight, and English is what is left', () => {
  assert.equal(chosen('de-AT,de;q=0.9,en;q=0.8'), 'de')
  assert.equal(chosen('en;q=0.2, fr;q=0.9'), 'fr')
  assert.equal(chosen('it, es;q=0.5'), 'es')
  assert.equal(chosen('de;q=0, fr'), 'fr')
  for (const accepted of [undefined, '', '*', 'it', 'de;q=x', ';;;,,,', 'x'.repeat(5000)])
    assert.equal(chosen(accepted), 'en', accepted)
})

test('the address decides before the browser, if it names a language that there is', () => {
  assert.equal(chosen('de', 'lang=fr'), 'fr')
  assert.equal(chosen('de', 'lang=xx'), 'de')
  assert.equal(chosen('de', 'lang=__proto__'), 'de')
})

test('pages say their language, and links and forms keep one that was chosen', async t => {
  const app = await openPages()
  t.after(() => app.close())
  const page = await app.show('login/?lang=fr')
  assert.match(page.text, /<html lang="fr">/)
  assert.match(page.text, /action="\/account\/login\/\?lang=fr"/)
  assert.match(page.text, /href="\/account\/register\/\?lang=fr"/)
  const accepted = await app.show('login/', { 'accept-language': 'es' })
  assert.match(accepted.text, /<html lang="es">/)
  assert.doesNotMatch(accepted.text, /action="[^"]*lang=/)
})

test('a login in a language that was chosen leads to pages in it, and to those of the application as they are named', async t => {
  for (const [config, to] of [
    [{}, '/account/?lang=de'],
    [{ accountRedirects: ['/app/'] }, '/app/'],
  ] as const) {
    const app = await openPages(config)
    t.after(() => app.close())
    await app.register(email)
    const { status, headers } = await app.send('login/?lang=de', { email, password })
    assert.deepEqual([status, headers.get('location')], [303, to])
  }
})

test('messages of fields are in the language of the page', async t => {
  const app = await openPages()
  t.after(() => app.close())
  const said = { en: /two passwords differ/, de: /stimmen nicht überein/, es: /no coinciden/, fr: /sont différents/ }
  for (const language of languages) {
    const { text } = await app.send(`register/?lang=${language}`, { email, password, password_confirm: 'other' })
    assert.match(text, said[language])
  }
})

test('a message is recognised with the value in it, and one of the application is not', () => {
  assert.deepEqual(recogniseMessage('Ensure this field has no more than 150 characters.'), {
    name: 'tooLong',
    value: '150',
  })
  assert.deepEqual(recogniseMessage('"<b>" is not a valid choice.'), { name: 'choice', value: '<b>' })
  assert.equal(recogniseMessage('Only members of the club.'), undefined)
})

test('every language has a text of its own for everything', () => {
  const texts = (words: object): string[] =>
    Object.values(words).flatMap(value =>
      typeof value === 'string' ? [value] : typeof value === 'function' ? [value('7')] : texts(value),
    )
  for (const language of languages) {
    const said = texts(catalogs[language])
    assert.ok(said.every(text => text.trim() === text && text !== ''))
    if (language !== 'en') {
      const same = said.filter((text, index) => text === texts(catalogs.en)[index])
      assert.deepEqual(
        same.filter(text => !['Administrator', 'Error', 'Console', 'Code'].includes(text)),
        [],
        language,
      )
    }
  }
})
