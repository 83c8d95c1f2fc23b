/** Examples in documents rot like code that nobody compiles. So they are compiled, as somebody's files would be. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
// Inside the repository, so that `latchkey` and its dependencies are found as an application would find them.
const folder = join(root, 'node_modules/.latchkey-document-examples')

interface Example {
  readonly document: string
  readonly line: number
  readonly code: string
}

const fence = /^```ts\n([\s\S]*?)^```/gm

function examplesOf(document: string): Example[] {
  const text = readFileSync(join(root, document), 'utf8')
  return [...text.matchAll(fence)].map(({ index, 1: code = '' }) => ({
    document,
    line: text.slice(0, index).split('\n').length + 1,
    code,
  }))
}

/** Names that a page takes for granted around its examples. */
const surroundings = `
  declare const token: string
  declare function showSignIn(): void
  declare function reloadPage(): void
  declare function tryAgainIn(seconds: number): void
`

test('every TypeScript example of README and the guides compiles', () => {
  const documents = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md'], { cwd: root, exclude: ['node_modules/**'] })
  const examples = documents.toSorted().flatMap(examplesOf)
  assert.ok(examples.length >= 3, 'README has three examples at least')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'surroundings.d.ts'), surroundings)
  const files = examples.map(({ document, line, code }) => {
    const name = `${document.replaceAll(/[/.]/g, '-')}-line-${line}.ts`
    writeFileSync(join(folder, name), `${code}\nexport {}\n`)
    return name
  })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'examples', type: 'module' }))
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration(files)))
  assert.equal(faultsOf(), '')
  rmSync(folder, { recursive: true })
})

function configuration(files: readonly string[]) {
  const paths = Object.fromEntries(
    Object.entries(entryPoints()).map(([entryPoint, source]) => [join('latchkey', entryPoint), [join(root, source)]]),
  )
  return {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { paths, noUnusedLocals: false, noUnusedParameters: false },
    include: [],
    files: ['surroundings.d.ts', ...files],
  }
}

/** The package's entry points and the sources behind them. */
function entryPoints(): Record<string, string> {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const entries: [string, { 'latchkey-source'?: string }][] = Object.entries(exports)
  return Object.fromEntries(
    entries.flatMap(([entryPoint, { 'latchkey-source': source }]) => (source ? [[entryPoint, source]] : [])),
  )
}

function faultsOf(): string {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  try {
    execFileSync(process.execPath, [tsc, '-p', folder], { cwd: root, encoding: 'utf8', stdio: 'pipe' })
    return ''
  } catch (error) {
    return String(error instanceof Error && 'stdout' in error ? error.stdout : error).replaceAll(folder, '')
  }
}
