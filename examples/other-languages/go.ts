/** Builds and runs a Go program of this folder, with the packages that Debian has. */
import { execFile, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'

/** Of the package golang-github-golang-jwt-jwt-dev, which leaves the version out of the path. */
const library = '/usr/share/gocode/src/github.com/golang-jwt/jwt'

/** `false`, or what is missing. */
export function missingGo(): string | false {
  const isHere = spawnSync('go', ['version']).status === 0 && existsSync(library)
  return !isHere && 'there is no Go with golang-jwt (.ci/run installs them)'
}

/** The path of the program. */
export async function buildGo(t: TestContext, source: string): Promise<string> {
  const folder = temporaryFolder(t)
  const packages = join(folder, 'src/github.com/golang-jwt/jwt')
  mkdirSync(packages, { recursive: true })
  symlinkSync(library, join(packages, 'v4'))
  const program = join(folder, 'program')
  const path = fileURLToPath(new URL(source, import.meta.url))
  // Debian's Go holds its library compiled, for a machine with a C compiler; without one it compiles it for ten seconds.
  const isAlone = spawnSync('gcc', ['--version']).status !== 0
  const env = { ...process.env, GO111MODULE: 'off', GOPATH: folder, GOCACHE: join(folder, 'cache') }
  if (isAlone) Object.assign(env, { CGO_ENABLED: '0' })
  await promisify(execFile)('go', ['build', '-o', program, path], { env })
  return program
}

/** Starts it. Asks for /orders with a token. */
export async function runGo(t: TestContext, program: string, args: readonly string[]) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise(resolve => child.once('close', resolve))
  t.after(async () => {
    child.kill('SIGKILL')
    await ended
  })
  let said = ''
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const found = /listens on (http:\S+)\n/.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    })
    ended.then(() => reject(new Error(`it ended: ${said}`)))
  })
  return async (token: string | undefined): Promise<readonly [status: number, text: string]> => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const answer = await fetch(`${url}/orders`, { headers })
    return [answer.status, (await answer.text()).trim()]
  }
}
