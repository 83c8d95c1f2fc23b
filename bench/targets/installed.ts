/** The package as `npm install latchkey` brings it: packed, and installed in an empty project. */
import { join } from 'node:path'
import { installProject } from '../../test/packaging/installed.ts'
import type { Bench } from '../harness/bench.ts'
import type { Program } from '../harness/programs.ts'
import { benchSettings } from './settings.ts'

/** The path of the project. Without optional parts: no argon2. */
export function openInstalled(bench: Bench, parts: 'all' | 'required' = 'all'): Promise<string> {
  return bench.once(`installed, ${parts}`, async ({ say }) => {
    say('packing and installing')
    return installProject([], parts === 'all' ? [] : ['--omit=optional'])
  })
}

/** `latchkey serve`, on a file. */
export async function installedServe(
  bench: Bench,
  database: string,
  { env = {}, flags = [] }: { readonly env?: Program['env']; readonly flags?: readonly string[] } = {},
): Promise<Program> {
  const main = join(await openInstalled(bench), 'node_modules/latchkey/dist/cli/main.js')
  const settings = { ...benchSettings, DATABASE_URL: `sqlite:///${database}`, ...env }
  return { args: [main, 'serve', ...flags], folder: bench.folder(), env: settings }
}
