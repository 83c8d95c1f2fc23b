/** The packages of a workspace of npm, yarn or pnpm, and which of them are applications of a framework that is known. */
import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type FrameworkName, frameworks } from './frameworks.ts'
import { findFramework, readManifest } from './project.ts'
import { readText } from './project-files.ts'

export interface WorkspaceApp {
  /** From the root of the workspace. */
  readonly path: string
  readonly framework: FrameworkName
}

/** `undefined` where the folder is not the root of a workspace. Throws FileFault. */
export async function findWorkspaceApps(folder: string): Promise<readonly WorkspaceApp[] | undefined> {
  const patterns = await readPatterns(folder)
  if (patterns === undefined) return undefined
  const taken = patterns.filter(each => !each.startsWith('!')).map(each => `${each}/package.json`)
  const left = patterns.filter(each => each.startsWith('!')).map(each => `${each.slice(1)}/package.json`)
  const exclude = ['**/node_modules/**', ...left]
  const paths = globSync(taken, { cwd: folder, exclude }).map(path => dirname(path).replaceAll('\\', '/'))
  const apps: WorkspaceApp[] = []
  for (const path of [...new Set(paths)].sort()) {
    const framework = findFramework(await readManifest(folder, join(path, 'package.json')))
    if (framework !== undefined && path !== '.') apps.push({ path, framework })
  }
  return apps
}

export function listApps(apps: readonly WorkspaceApp[]): string {
  return apps.map(({ path, framework }) => `${path} (${frameworks[framework].title})`).join(', ')
}

async function readPatterns(folder: string): Promise<readonly string[] | undefined> {
  const pnpm = readText(folder, 'pnpm-workspace.yaml')
  if (pnpm !== undefined) return patternsOf(pnpm)
  const workspaces = (await readManifest(folder, 'package.json'))?.values.workspaces
  const named: unknown = Array.isArray(workspaces)
    ? workspaces
    : (workspaces as { packages?: unknown } | undefined)?.packages
  return Array.isArray(named)
    ? named.filter(each => typeof each === 'string').map(each => each.replace(/^\.\/|\/$/g, ''))
    : undefined
}

/** The list `packages` of pnpm-workspace.yaml, as people write it: one pattern a line. */
function patternsOf(yaml: string): readonly string[] {
  const [, list = ''] = /^packages:[^\S\n]*(?:#.*)?\n((?:[^\S\n]*(?:-.*|#.*)?(?:\n|$))*)/m.exec(yaml) ?? []
  return [...list.matchAll(/^\s*-\s*(['"]?)([^'"#\n]+?)\1\s*(?:#.*)?$/gm)].map(([, , pattern = '']) =>
    pattern.replace(/^\.\/|\/$/g, ''),
  )
}
