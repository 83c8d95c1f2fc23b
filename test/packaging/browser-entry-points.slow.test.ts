/** The entry points for browsers load only their own few files, and nothing that only Node has. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readImports } from '../../scripts/source-text.ts'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** All modules that loading the file loads. Type imports are erased and load nothing. */
function loadedFrom(path: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(path)) return seen
  seen.add(path)
  if (!path.startsWith('src/')) return seen
  for (const { specifier, isType } of readImports(readFileSync(join(root, path), 'utf8'))) {
    if (isType) continue
    const isOwn = specifier.startsWith('.')
    loadedFrom(isOwn ? relative(root, join(root, dirname(path), specifier)) : specifier, seen)
  }
  return seen
}

test('latchkey/client loads only its own files, the clock and the kernel: no Node modules, no packages', () => {
  const loaded = [...loadedFrom('src/client/index.ts')]
  assert.ok(loaded.length >= 8, 'the walk found the client')
  const others = loaded.filter(path => !path.startsWith('src/client/'))
  assert.deepEqual(others.toSorted(), ['src/kernel/single-flight.ts', 'src/ports/defaults/clock.ts'])
})

test('latchkey/react loads the client and React, and nothing else', () => {
  const client = new Set([...loadedFrom('src/client/index.ts'), 'src/client/react.ts'])
  const others = [...loadedFrom('src/client/react.ts')].filter(path => !client.has(path))
  assert.deepEqual(others, ['react'])
})

test('latchkey/client and latchkey/react use nothing that browsers lack', () => {
  const loaded = [...loadedFrom('src/client/index.ts'), ...loadedFrom('src/client/react.ts')]
  for (const path of loaded.filter(each => each.startsWith('src/'))) {
    assert.doesNotMatch(readFileSync(join(root, path), 'utf8'), /\b(Buffer|process|require|__dirname)\b/, path)
  }
})

const verifiers = [
  'verify/web/web',
  'verify/guards/fastify',
  'verify/guards/express',
  'verify/guards/hono',
  'verify/guards/fetch',
  'webhooks',
]

test('latchkey/verify/web, the guards and latchkey/webhooks load no framework, no Node modules and nothing that other runtimes lack', () => {
  for (const name of verifiers) {
    const loaded = [...loadedFrom(`src/${name}.ts`)]
    assert.ok(loaded.length >= 5, `the walk found ${name}`)
    assert.deepEqual(
      loaded.filter(path => !path.startsWith('src/')),
      [],
      name,
    )
    for (const path of loaded)
      assert.doesNotMatch(withoutComments(path), /(?<!\.)\b(Buffer|process|require\(|__dirname)\b/, path)
  }
})

/** Comments may say what Node has. */
function withoutComments(path: string): string {
  return readFileSync(join(root, path), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
}

test('the same search finds Node modules and packages in the library, so it would find them in the client', () => {
  const loaded = loadedFrom('src/index.ts')
  assert.ok(loaded.has('zod') && [...loaded].some(path => path.startsWith('node:')))
})
