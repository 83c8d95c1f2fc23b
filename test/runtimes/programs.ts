/** The runtimes of `test/runtimes/binaries/package.json`, and how each of them runs the service. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const modules = fileURLToPath(new URL('binaries/node_modules/', import.meta.url))
const isArm = process.arch === 'arm64'

const programs = {
  Bun: join(modules, isArm ? '@oven/bun-linux-aarch64/bin/bun' : '@oven/bun-linux-x64/bin/bun'),
  Deno: join(modules, isArm ? '@deno/linux-arm64-glibc/deno' : '@deno/linux-x64-glibc/deno'),
  workerd: join(modules, `@cloudflare/workerd-linux-${isArm ? 'arm64' : '64'}/bin/workerd`),
} as const

export type Runtime = keyof typeof programs

/** `false`, or what is missing. */
export function missing(runtime: Runtime): string | false {
  const isHere = existsSync(programs[runtime]) && spawnSync(programs[runtime], ['--version']).status === 0
  return !isHere && `${runtime} is not installed: npm ci --prefix test/runtimes/binaries --ignore-scripts`
}

/** Which one it is, as it says. */
export function versionOf(runtime: Runtime): string {
  return spawnSync(programs[runtime], ['--version'], { encoding: 'utf8' }).stdout.trim().split('\n')[0] ?? ''
}

/** What of the place is known outside. */
export interface Given {
  readonly issuer: string
  readonly feedToken: string
}

/** Runs the service in the folder, which has the package. Resolves with its address. */
export async function runService(
  t: TestContext,
  runtime: Runtime,
  folder: string,
  entry: string,
  given: Given,
): Promise<string> {
  const service = readFileSync(new URL('service.ts', import.meta.url), 'utf8')
  writeFileSync(join(folder, 'service.js'), stripTypeScriptTypes(service))
  const args = await argumentsOf[runtime](folder, entry, JSON.stringify(given))
  const child = spawn(programs[runtime], args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise(resolve => child.once('close', resolve))
  t.after(async () => {
    child.kill('SIGKILL')
    await ended
  })
  let said = ''
  return await new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text
        const port = /"port":(\d+)/.exec(said)?.[1]
        if (port !== undefined) resolve(`http://127.0.0.1:${port}`)
      })
    }
    ended.then(() => reject(new Error(`${runtime} ended: ${said}`)))
  })
}

const argumentsOf = {
  async Bun(folder: string, entry: string, given: string) {
    const serve = `console.log(JSON.stringify({ port: Bun.serve({ port: 0, hostname: '127.0.0.1', fetch }).port }))`
    writeFileSync(join(folder, 'main.js'), script(entry, given, serve))
    return ['main.js']
  },
  async Deno(folder: string, entry: string, given: string) {
    const serve = `const onListen = ({ port }) => console.log(JSON.stringify({ port }))
      Deno.serve({ port: 0, hostname: '127.0.0.1', onListen }, fetch)`
    writeFileSync(join(folder, 'main.js'), script(entry, given, serve))
    return ['run', '--no-lock', '--node-modules-dir=manual', '--allow-net', '--allow-read', '--allow-env', 'main.js']
  },
  async workerd(folder: string, entry: string, given: string) {
    writeFileSync(join(folder, 'worker.js'), worker(entry, given))
    await bundle(folder)
    writeFileSync(join(folder, 'workerd.capnp'), workerdConfig)
    return ['serve', '--control-fd=1', '--socket-addr=http=127.0.0.1:0', 'workerd.capnp']
  },
} as const satisfies Readonly<Record<Runtime, (folder: string, entry: string, given: string) => Promise<string[]>>>

function script(entry: string, given: string, serve: string): string {
  return `
    import * as entry from '${entry}'
    import { createService } from './service.js'
    const fetch = createService(entry, ${given})
    ${serve}`
}

/** Two services: one tells the runtime what its requests began, and one does not. */
function worker(entry: string, given: string): string {
  return `
    import { waitUntil } from 'cloudflare:workers'
    import * as entry from '${entry}'
    import { createService } from './service.js'
    const kept = createService(entry, { ...${given}, waitUntil })
    const bare = createService(entry, ${given})
    export default {
      fetch(request) {
        const url = new URL(request.url)
        const isBare = url.pathname.startsWith('/bare/')
        if (isBare) url.pathname = url.pathname.slice(5)
        return (isBare ? bare : kept)(new Request(url, request))
      },
    }`
}

/** As the tools of Cloudflare bundle a worker: one module, which Node's own modules are no part of. */
async function bundle(folder: string): Promise<void> {
  const bundled = await rolldown({
    cwd: folder,
    input: join(folder, 'worker.js'),
    platform: 'neutral',
    resolve: { conditionNames: ['workerd', 'worker', 'browser', 'import', 'default'] },
    external: ['cloudflare:workers'],
  })
  await bundled.write({ file: join(folder, 'bundle.js'), format: 'esm' })
  await bundled.close()
}

const workerdConfig = `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "bundle", esModule = embed "bundle.js")],
      compatibilityDate = "2026-11-01",
    )),
    # Workers of Cloudflare reach no private address; this one has to reach the test.
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", http = (), service = "main")],
);
`
