/**
 * How the reader of a message types a command: `npx latchkey`, `npm run latchkey --`, `latchkey`, `node dist/cli/main.js`.
 * It is the way in which this process was started. Nothing is run by it; it only stands in messages.
 */
import { isAbsolute, relative } from 'node:path'

export interface Start {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The script that Node runs, `process.argv[1]`. */
  readonly script: string
  readonly cwd: string
}

export function programName(start: Start): string {
  const script = start.script.replaceAll('\\', '/')
  return (
    byPackageScript(start, script) ?? (isInstalled(start, script) ? byPackageManager(start) : byPath(start, script))
  )
}

/** Started by an npm script of this name: `"latchkey": "... src/cli/main.ts"`. What is typed after `--` goes to it. */
function byPackageScript({ env }: Start, script: string): string | undefined {
  const { npm_lifecycle_event: name, npm_lifecycle_script: line = '', npm_command: verb, npm_package_name: owner } = env
  if (name === undefined || verb === 'exec') return undefined
  const takesWords = /(?:^|[\s/])(?:latchkey|cli\/main\.[jt]s)$/.test(line.trim())
  // `npm start` in the repository adds `serve`; the script that takes any command stands beside it.
  const isOurs = owner === 'latchkey' && /cli\/main\.[jt]s$/.test(script) && line.includes('cli/main.')
  if (!takesWords && !isOurs) return undefined
  const manager = managerOf(env)
  return `${manager} run ${takesWords ? name : 'latchkey'}${manager === 'npm' ? ' --' : ''}`
}

/** A dependency of the project, which the reader's shell does not find by its bare name. */
function isInstalled({ env }: Start, script: string): boolean {
  const isLocal = /node_modules\/(?:\.bin\/latchkey$|latchkey\/dist\/)/.test(script)
  return isLocal || (env.npm_command === 'exec' && /(?:^|\/)latchkey$/.test(script))
}

function byPackageManager({ env }: Start): string {
  const words: Readonly<Record<string, string>> = { pnpm: 'pnpm exec', yarn: 'yarn', bun: 'bunx' }
  return `${words[managerOf(env)] ?? 'npx'} latchkey`
}

function managerOf(env: Start['env']): string {
  return /^(?:pnpm|yarn|bun)(?=\/)/.exec(env.npm_config_user_agent ?? '')?.[0] ?? 'npm'
}

function byPath({ cwd }: Start, script: string): string {
  if (/(?:^|\/)latchkey$/.test(script)) return 'latchkey'
  const near = relative(cwd, script)
  const path = near === '' || near.startsWith('..') || isAbsolute(near) ? script : near
  return /^[\w@%+=:,./-]+$/.test(path) ? `node ${path}` : `node '${path.replaceAll("'", "'\\''")}'`
}

/** The text with every `latchkey COMMAND` as the reader can type it. Only for text of ours: rows, fixes, hints. */
export function asTyped(text: string, program: string): string {
  return text.replaceAll(/(?<![\w./-])(?:npx )?latchkey (?=[a-z.]|--|COMMAND)/g, () => `${program} `)
}
