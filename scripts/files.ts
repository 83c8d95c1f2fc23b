/** Finds the files that the checks read, and runs the tools that they call. */
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SourceFile } from './check-imports.ts'

/** The root of the repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Paths from the folder, with `/`, sorted. */
export function findFiles(patterns: readonly string[], folder: string = root): string[] {
  const found = globSync(patterns, { cwd: folder, exclude: ['**/node_modules', 'dist', '.git'] })
  return found.map(path => path.replaceAll(sep, '/')).sort()
}

export function readFiles(patterns: readonly string[]): SourceFile[] {
  return findFiles(patterns).map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

/** How a tool ended; `output` is what it had to say. */
export interface ToolResult {
  readonly isGood: boolean
  readonly output: string
}

/** Runs an installed tool by its path: `npx tsc -p .` would keep the `-p` for itself. */
export function runTool(name: 'tsc' | 'biome', args: readonly string[]): ToolResult {
  const scripts = { tsc: 'typescript/bin/tsc', biome: '@biomejs/biome/bin/biome' } as const
  return runNode([join(root, 'node_modules', scripts[name]), ...args])
}

function runNode(args: readonly string[]): ToolResult {
  // More than the megabyte at which Node would end a linter that finds much.
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const
  const { status, stdout, stderr, error } = spawnSync(process.execPath, args, options)
  return { isGood: status === 0, output: `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}` }
}
