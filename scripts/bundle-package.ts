/**
 * Joins the modules that tsc wrote into `dist/`: each entry point of the package, and chunks of what they share. A server has
 * 1,100 modules, and Node takes a quarter of a second to find and link so many; of a dozen it takes a tenth of that.
 * The declarations stay as they are, one for each source.
 */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { rolldown } from 'rolldown'
import { root } from './files.ts'

const dist = join(root, 'dist')

/** Every chunk stands two folders deep, as each source that reads a file beside `dist/` by its own address. */
const chunkFileNames = 'chunks/[name]-[hash].js'

export async function bundlePackage(): Promise<void> {
  const bundle = await rolldown({
    cwd: root,
    input: Object.fromEntries(entryPoints().map(path => [path.replace(/\.js$/, ''), join(dist, path)])),
    platform: 'node',
    external: isForeign,
    // Node 24 reads the newest syntax.
    transform: { target: 'esnext' },
  })
  const { output } = await bundle.generate({ format: 'esm', entryFileNames: '[name].js', chunkFileNames })
  for (const path of globSync('**/*.js', { cwd: dist })) rmSync(join(dist, path))
  for (const file of output) if (file.type === 'chunk') write(file.fileName, file.code)
}

/** What package.json offers to users, to the command line and to itself. */
function entryPoints(): readonly string[] {
  const named = readFileSync(join(root, 'package.json'), 'utf8').matchAll(/"\.\/dist\/([^"]+\.js)"/g)
  return [...new Set([...named].map(match => match[1] ?? ''))].filter(path => !path.startsWith('web/'))
}

/** Packages are loaded from where they are installed; what the bundler needs itself comes along. */
function isForeign(id: string): boolean {
  return !/^[./]|^@oxc-project\//.test(id)
}

function write(path: string, code: string): void {
  mkdirSync(dirname(join(dist, path)), { recursive: true })
  writeFileSync(join(dist, path), code)
}
