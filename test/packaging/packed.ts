/** The package as users get it: packed by `npm pack` in a copy of this repository that was not built, and installed. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export interface Consumer {
  /** An empty project with `node_modules/latchkey`. */
  readonly folder: string
  /** The files in the tarball, as paths inside the package. */
  readonly files: readonly string[]
  remove(): void
}

/** `alone`: the package without its dependencies, which is enough for the verifier. Else those of this repository. */
export function createConsumer(dependencies: 'with_dependencies' | 'alone'): Consumer {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-consumer-'))
  const tarball = pack()
  const modules = join(folder, 'node_modules')
  mkdirSync(modules)
  execFileSync('tar', ['-xzf', tarball, '-C', folder])
  cpSync(join(folder, 'package'), join(modules, 'latchkey'), { recursive: true })
  if (dependencies === 'with_dependencies') linkDependencies(modules)
  return { folder, files: filesIn(tarball), remove: () => rmSync(folder, { recursive: true }) }
}

function filesIn(tarball: string): readonly string[] {
  const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n')
  return files.map(path => path.replace(/^package\//, ''))
}

let packedAt: string | undefined

/** The path of the tarball, packed once for each process that asks. */
export function pack(): string {
  if (packedAt === undefined) {
    const folder = copyRepository()
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
    const said = execFileSync('npm', ['pack', '--json'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    // npm 12 answers with an object by package, older ones with a list.
    const [packed]: readonly { readonly filename: string }[] = Object.values(JSON.parse(said))
    packedAt = join(folder, packed?.filename ?? 'nothing')
  }
  return packedAt
}

/** What a clone has, without a build, beside the installed packages of this repository. Packing changes README.md. */
export function copyRepository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-clone-'))
  const names = readdirSync(root).filter(name =>
    /^(package(-lock)?\.json|tsconfig.*|README\.md|LICENSE|scripts|src|web|data)$/.test(name),
  )
  for (const name of names) cpSync(join(root, name), join(folder, name), { recursive: true })
  mkdirSync(join(folder, 'node_modules'))
  linkDependencies(join(folder, 'node_modules'))
  symlinkSync(join(root, 'node_modules/.bin'), join(folder, 'node_modules/.bin'))
  return folder
}

function linkDependencies(modules: string): void {
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!name.startsWith('.') && name !== 'latchkey') symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
}

/** The installed TypeScript compiler. */
export const tscPath = join(root, 'node_modules/typescript/bin/tsc')
