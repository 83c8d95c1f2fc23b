import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'

const root = new URL('../../../../web/', import.meta.url)
const languages = { de: 'german', es: 'spanish', fr: 'french' } as const
const apps = ['console', 'account'] as const

/** What is the same word in English. */
const alike: Readonly<Record<string, readonly string[]>> = {
  de: ['Administrator', 'Name', 'Passkey', 'Status', 'Superuser', 'Webhooks'],
  es: ['No', 'Webhooks'],
  fr: [
    ...['Code', 'Console', 'Menu', 'Permission', 'Permissions', 'Session', 'Sessions', 'Trace', 'Webhooks'],
    ...['{count} permission', '{count} permissions'],
  ],
}

/** Of a file of words, which loads none of the browser's. */
async function load(path: string): Promise<Readonly<Record<string, unknown>>> {
  return await import(new URL(path, root).href)
}

type Leaf = readonly [path: string, text: string]

/** `users.title`; of a plural, `bulk.chosen.one`. */
function textsOf(words: unknown, path = ''): readonly Leaf[] {
  if (typeof words === 'string') return [[path, words]]
  if (typeof words !== 'object' || words === null) return []
  return Object.entries(words).flatMap(([key, value]) => textsOf(value, `${path}.${key}`))
}

const forms = /\.(?:zero|one|two|few|many|other)$/
const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).toSorted()

async function english(app: string): Promise<ReadonlyMap<string, string>> {
  const { english: words } = await load(`${app}/words/english.ts`)
  const { english: shared } = await load('shared/words.ts')
  const { refusals } = await load('../src/features/pages/words/refusals/en.ts')
  return new Map([...textsOf(words, 'words'), ...textsOf(shared, 'shared'), ...textsOf(refusals, 'refusals')])
}

async function catalogOf(app: string, name: string): Promise<readonly Leaf[]> {
  const { catalog } = await load(`${app}/words/${name}.ts`)
  const parts = catalog as Readonly<Record<string, unknown>>
  return ['words', 'shared', 'refusals'].flatMap(part => textsOf(parts[part], part))
}

for (const app of apps) {
  for (const [code, name] of Object.entries(languages)) {
    test(`the ${app} has every text in ${name}, with the values of the English one`, async () => {
      const inEnglish = await english(app)
      const translated = await catalogOf(app, name)
      assert.ok(inEnglish.size > 100)
      const ofWhole = (path: string) => path.replace(forms, '')
      const paths = (all: Iterable<string>) => [...new Set([...all].map(ofWhole))].toSorted()
      assert.deepEqual(paths(translated.map(([path]) => path)), paths(inEnglish.keys()))
      for (const [path, text] of translated) {
        const source = inEnglish.get(path) ?? inEnglish.get(path.replace(forms, '.other')) ?? ''
        assert.ok(text === text.trim() && text !== '', path)
        assert.deepEqual(placeholders(text), placeholders(source), path)
        if (text === source) assert.ok(alike[code]?.includes(text), `${path} is English: ${text}`)
      }
    })

    test(`plurals of the ${app} in ${name} are those that the language has`, async () => {
      const categories = new Intl.PluralRules(code).resolvedOptions().pluralCategories
      const plurals = Map.groupBy(
        (await catalogOf(app, name)).filter(([path]) => forms.test(path)),
        ([path]) => path.replace(forms, ''),
      )
      assert.ok(plurals.size > 0)
      for (const [path, leaves] of plurals) {
        const given = leaves.map(([each]) => each.split('.').at(-1) ?? '')
        assert.ok(given.includes('one') && given.includes('other'), path)
        assert.ok(
          given.every(each => categories.some(category => category === each)),
          `${path}: ${given}`,
        )
      }
    })
  }
}

test('each language is a small file of its own, and none is in the file that a page begins with', async () => {
  const { entries, files } = await import('#web')
  for (const [app, most] of [
    ['console', 9000],
    ['account', 7000],
  ] as const) {
    const start = files[entries[app] ?? '']?.text ?? ''
    for (const name of Object.values(languages)) {
      const [file, ...others] = Object.keys(files).filter(each => each.startsWith(`${app}.${name}.`))
      const text = files[file ?? '']?.text ?? ''
      const size = gzipSync(text).length
      assert.ok(others.length === 0 && size > 1000 && size < most, `${app} ${name}: ${size}`)
      assert.ok(start.includes(file ?? '-'))
    }
    for (const said of ['Speichern', 'Guardar', 'Enregistrer']) assert.ok(!start.includes(said), said)
  }
})
