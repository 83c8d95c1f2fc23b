/** A Next app in a folder, made of the guide's blocks; built, started and asked as its readers would. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createCookieJar } from '../../src/testing/cookie-jar.ts'
import { type Program, startProgram } from './program.ts'

export const account = { email: 'zoe@example.com', password: 'correct horse battery staple' }
export const registration = { ...account, password_confirm: account.password }
export const secret = { SECRET_KEY: 'a-secret-of-the-test-that-is-long-enough-for-hs256' }

/** Files of the guide that an app may do without. */
const optional: readonly string[] = ['instrumentation.ts', 'proxy.ts']

type Variables = Readonly<Record<string, string>>

export interface Started extends Program {
  readonly url: string
}

export interface NextSite {
  readonly folder: string
  write(path: string, code: string): void
  /** Each file is a block of the guide that begins with its name; only what the app is made of stands in `config`. */
  writeGuide(config: string, also?: readonly string[]): void
  /** The app of a folder, without its tests. Its next.config is that of the guide, with `config`. */
  copyApp(from: string, config: string): void
  build(...flags: readonly string[]): string
  start(command: 'dev' | 'start', env: Variables): Promise<Started>
  stopAll(): Promise<void>
}

/** `next` is the path of the program of Next that belongs to the folder. */
export function createNextSite(folder: string, next: string): NextSite {
  const running = new Set<Program>()
  const env = { PATH: process.env.PATH, HOME: folder, NEXT_TELEMETRY_DISABLED: '1' }
  const write = (path: string, code: string) => {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, code)
  }
  return {
    folder,
    write,
    writeGuide(config, also = []) {
      for (const [path, code] of guideFiles()) if (!optional.includes(path) || also.includes(path)) write(path, code)
      for (const [path, code] of Object.entries(surroundings(config))) write(path, code)
    },
    copyApp(from, config) {
      cpSync(from, folder, { recursive: true, filter: path => !path.endsWith('.test.ts') })
      const { 'next.config.ts': configured, 'package.json': empty } = surroundings(config)
      write('next.config.ts', configured)
      write('package.json', empty)
    },
    build: (...flags) =>
      execFileSync(process.execPath, [next, 'build', ...flags], {
        cwd: folder,
        env: { ...env, NODE_ENV: 'production' },
        encoding: 'utf8',
        stdio: 'pipe',
        timeout: 240_000,
      }),
    async start(command, more) {
      const mode = command === 'dev' ? 'development' : 'production'
      const words = [next, command, '--port', '0', '--hostname', '127.0.0.1']
      const program = startProgram(words, { cwd: folder, env: { ...env, NODE_ENV: mode, ...more } })
      running.add(program)
      return { ...program, url: await urlOf(program) }
    },
    stopAll: async () => void (await Promise.all([...running].map(program => program.stop()))),
  }
}

/** Where a server of Next listens, once it is ready. */
export async function urlOf(program: Program): Promise<string> {
  const [, url = ''] = await program.until(/(http:\/\/127\.0\.0\.1:\d+)[\s\S]*Ready/)
  return url
}

/** The blocks of the guide, with the names of their files. */
export function guideFiles(): ReadonlyMap<string, string> {
  const guide = readFileSync(new URL('../../docs/guides/next.md', import.meta.url), 'utf8')
  const blocks = [...guide.matchAll(/^```tsx\n\/\/ (\S+)\n([\s\S]*?)^```/gm)]
  return new Map(blocks.map(([, path = '', code = '']) => [path, code]))
}

/** The repository has TypeScript 7, which Next wants to be told. */
function surroundings(config: string) {
  return {
    'next.config.ts': `import { withLatchkey } from 'latchkey/next'
      export default withLatchkey({ experimental: { useTypeScriptCli: true }, ${config} })`,
    'app/layout.tsx': `import type { ReactNode } from 'react'
      export default function Layout({ children }: { children: ReactNode }) {
        return <html lang="en"><body>{children}</body></html>
      }`,
    'package.json': '{"private":true}',
  }
}

/** Asks as a browser does, with its cookies; redirects are not followed. */
export function createBrowser(url: string, basePath = '') {
  const jar = createCookieJar()
  const ask = async (method: string, path: string, body?: object): Promise<Response> => {
    const headers = { 'content-type': 'application/json', cookie: jar.header(`${basePath}${path}`) }
    const init = { method, headers, redirect: 'manual', ...(body && { body: JSON.stringify(body) }) } as const
    const answer = await fetch(`${url}${basePath}${path}`, init)
    jar.keep(answer.headers)
    return answer
  }
  return { ask, jar }
}
