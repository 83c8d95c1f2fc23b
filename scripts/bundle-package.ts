/**
 * Joins the modules that tsc wrote into `dist/`: each entry point of the package, and chunks of what they share. A server has
 * 1,100 modules, and Node takes a quarter of a second to find and link so many; of a dozen it takes a tenth of that.
 * Of the declarations only those stay that an entry point leads to.
 */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { rolldown } from 'rolldown'
import { root } from './files.ts'
import { joinedPackages } from './joined-packages.ts'

const dist = join(root, 'dist')

/**
 * Every chunk stands two folders deep, as each source that reads a file beside `dist/` by its own address. Behind `~` the
 * bundler names the entry points that share it.
 */
const chunkFileNames = ({ name }: { readonly name: string }) => `chunks/${name.replace(/~.*/, '')}-[hash].js`

export async function bundlePackage(): Promise<void> {
  const entries = entryPoints()
  const bundle = await rolldown({
    cwd: root,
    input: Object.fromEntries(entries.map(path => [path.replace(/\.js$/, ''), join(dist, path)])),
    platform: 'node',
    external: isForeign,
    // Node 24 reads the newest syntax.
    transform: { target: 'esnext' },
  })
  const { output } = await bundle.generate({
    format: 'esm',
    codeSplitting: { groups: groupsOf(entries) },
    entryFileNames: '[name].js',
    chunkFileNames,
    // V8 keeps the text of a module, and two bytes a character if a single one of them needs two: 2.5 MB of a server.
    charset: 'ascii',
    comments: { legal: true, annotation: false, jsdoc: false },
  })
  for (const path of globSync('**/*.js', { cwd: dist })) rmSync(join(dist, path))
  for (const file of output) {
    if (file.type !== 'chunk') continue
    // Only tagged templates keep what is not ASCII: a string inside can take its place.
    if (/[^\0-\x7f]/.test(file.code)) throw new Error(`${file.fileName} is not ASCII`)
    write(file.fileName, file.code)
  }
  write('chunks/LICENSES.txt', licenses())
  removeUnreachable(entries.map(path => path.replace(/\.js$/, '.d.ts')))
}

/** What package.json offers to users, to the command line and to itself. */
function entryPoints(): readonly string[] {
  const named = readFileSync(join(root, 'package.json'), 'utf8').matchAll(/"\.\/dist\/([^"]+\.js)"/g)
  return [...new Set([...named].map(match => match[1] ?? ''))].filter(path => !path.startsWith('web/'))
}

/**
 * What a server needs is one chunk: by itself the bundler makes a chunk for each set of entry points that share a module,
 * which were twenty more files to find, and of three hundred bytes many of them. What services without a server load
 * (`latchkey/verify`, `latchkey/client`, `latchkey/webhooks`) stays apart, in what each of them needs.
 */
function groupsOf(entries: readonly string[]) {
  const light = reachedFrom(entries.filter(path => /^(?:verify|client|webhooks)\b/.test(path)))
  const core = reachedFrom(['index.js'])
  return [
    { name: 'shared', test: (id: string) => light.has(id), entriesAware: true, priority: 2 },
    { name: 'core', test: (id: string) => core.has(id), priority: 1 },
  ]
}

/** The modules and all that they import, but for what is loaded later. */
function reachedFrom(entries: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>()
  const visit = (path: string): void => {
    if (reached.has(path)) return
    reached.add(path)
    for (const [, to = ''] of readFileSync(path, 'utf8').matchAll(staticImport)) visit(join(dirname(path), to))
  }
  for (const entry of entries) visit(join(dist, entry))
  return reached
}

/** As tsc writes it. */
const staticImport = /^(?:import|export)\b[^'"]*?["'](\.[^"']+)["'];?$/gm

/** Packages are loaded from where they are installed; what is joined, and what the bundler needs itself, comes along. */
function isForeign(id: string): boolean {
  return !/^[./]|^@oxc-project\//.test(id) && !joinedPackages.some(name => id === name || id.startsWith(`${name}/`))
}

/** A copy of a package carries its licence. */
function licenses(): string {
  const texts = joinedPackages.map(name => {
    const folder = join(root, 'node_modules', name)
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const [file = ''] = globSync('LICENSE*', { cwd: folder })
    return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
  })
  return texts.join('\n\n')
}

/** Half of the declarations are of what no one can import. */
function removeUnreachable(entries: readonly string[]): void {
  const reached = new Set<string>()
  const visit = (path: string): void => {
    if (reached.has(path)) return
    reached.add(path)
    const text = readFileSync(join(dist, path), 'utf8')
    for (const [, to = ''] of text.matchAll(/(?:from|import\(?)\s*["'](\.[^"']+)["']/g)) {
      visit(join(dirname(path), to.replace(/\.[jt]s$/, '.d.ts')))
    }
  }
  for (const path of entries) visit(path)
  for (const path of globSync('**/*.d.ts', { cwd: dist })) if (!reached.has(path)) rmSync(join(dist, path))
}

function write(path: string, code: string): void {
  mkdirSync(dirname(join(dist, path)), { recursive: true })
  writeFileSync(join(dist, path), code)
}
