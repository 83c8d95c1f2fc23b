/** The package as users get it: built, packed, unpacked, and installed with the dependencies of this repository. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export interface Consumer {
  /** An empty project with `node_modules/latchkey`. */
  readonly folder: string
  /** The files in the tarball, as paths inside the package. */
  readonly files: readonly string[]
  remove(): void
}

/** `alone`: the package without its dependencies, which is enough for the verifier. */
export function createConsumer(dependencies: 'with_dependencies' | 'alone'): Consumer {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-consumer-'))
  const tarball = pack(folder)
  const modules = join(folder, 'node_modules')
  mkdirSync(modules)
  execFileSync('tar', ['-xzf', tarball, '-C', folder])
  cpSync(join(folder, 'package'), join(modules, 'latchkey'), { recursive: true })
  if (dependencies === 'with_dependencies') linkDependencies(modules)
  const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n')
  return {
    folder,
    files: files.map(path => path.replace(/^package\//, '')),
    remove: () => rmSync(folder, { recursive: true }),
  }
}

function pack(folder: string): string {
  build()
  const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]
  return join(folder, execFileSync('npm', args, { cwd: root, encoding: 'utf8' }).trim().split('\n').at(-1) ?? '')
}

let isBuilt = false

function build(): void {
  if (!isBuilt) execFileSync(process.execPath, [join(root, 'scripts/build.ts')], { cwd: root, stdio: 'pipe' })
  isBuilt = true
}

function linkDependencies(modules: string): void {
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!name.startsWith('.') && name !== 'latchkey') symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
}

/** The installed TypeScript compiler. */
export const tscPath = join(root, 'node_modules/typescript/bin/tsc')
