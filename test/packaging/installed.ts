/** An empty project in which npm has installed the packed tarball, with what the guides' apps need beside it. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pack, root } from './packed.ts'

const forGuides = ['express', 'fastify', 'hono', '@hono/node-server', '@types/express', '@types/node', 'typescript']

/** `beside` are packages that this repository has, too, in the versions that it has; `options` are npm's. */
export function installProject(beside: readonly string[] = forGuides, options: readonly string[] = []): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-installed-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  // Other users may read it, as they may read what is in an image.
  chmodSync(folder, 0o755)
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const versions = beside.map(name => `${name}@${{ ...dependencies, ...devDependencies }[name]}`)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'newcomer', private: true, type: 'module' }))
  const args = ['install', ...options, '--prefer-offline', '--no-audit', '--no-fund', '--silent', pack(), ...versions]
  execFileSync('npm', args, { cwd: folder, stdio: 'pipe' })
  return folder
}

const compilerOptions = {
  strict: true,
  module: 'nodenext',
  target: 'esnext',
  // The declarations of Hono name types of the DOM.
  lib: ['esnext', 'dom'],
  types: ['node'],
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  outDir: 'built',
  rootDir: '.',
}

/** Compiles the files of the project, strictly, the declarations of every package included. Returns what is wrong. */
export function compile(folder: string, files: readonly string[]): string {
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
  try {
    const tsc = join(folder, 'node_modules/typescript/bin/tsc')
    return execFileSync(process.execPath, [tsc, '-p', '.'], { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    return String(error instanceof Error && 'stdout' in error ? error.stdout : error)
  }
}
