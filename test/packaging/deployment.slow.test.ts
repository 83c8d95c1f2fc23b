/** The Dockerfile, the systemd unit and the proxy configurations, checked with their own tools. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { validate } from 'dockerfile-utils'
import { loadConfiguration } from '../../src/server/config/load-settings.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** The instructions without comments, with continuation lines joined. */
function instructionsOf(dockerfile: string): readonly string[] {
  const lines = dockerfile.split('\n').filter(line => !line.startsWith('#'))
  return lines
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter(line => line !== '')
}

const instructions = instructionsOf(read('Dockerfile'))
const last = instructions.slice(instructions.findLastIndex(line => line.startsWith('FROM ')))
const starting = (word: string, among = instructions) => among.filter(line => line.startsWith(`${word} `))

test('the Dockerfile is well-formed', () => {
  assert.deepEqual(
    validate(read('Dockerfile')).map(({ message, range }) => `${range.start.line + 1}: ${message}`),
    [],
  )
})

test('the image is built in stages, from images with a pinned version', () => {
  const stages = starting('FROM')
  assert.equal(stages.length, 2)
  for (const stage of stages) assert.match(stage, /^FROM node:24-[a-z-]+( AS \w+)?$/)
  assert.ok(
    starting('COPY', last).every(line =>
      /^COPY (--from=build \/build\/(package\.json|node_modules|dist)|data) /.test(line),
    ),
  )
  assert.ok(last.every(line => !/npm|src|scripts/.test(line)))
})

test('the server runs as a numbered user that is not root, without a shell between it and signals', () => {
  assert.match(last.findLast(line => line.startsWith('USER ')) ?? '', /^USER [1-9]\d*:[1-9]\d*$/)
  for (const word of ['ENTRYPOINT', 'CMD']) assert.match(starting(word, last)[0] ?? '', / \["/)
})

test('the image’s health check is the readiness probe, which checks the store', () => {
  const [check = ''] = starting('HEALTHCHECK', last)
  assert.match(check, /--interval=\d+s --timeout=\d+s .*CMD \["node"/)
  assert.match(check, /\/readyz/)
})

test('the image contains no secret, and only the listed files', () => {
  assert.ok(instructions.every(line => !/SECRET|PASSWORD|TOKEN/i.test(line)))
  const [first] = read('.dockerignore')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
  assert.equal(first, '*')
  const named = read('.dockerignore')
    .split('\n')
    .filter(line => line.startsWith('!'))
    .map(line => line.slice(1))
  const copied = starting('COPY', instructions.slice(0, -last.length)).flatMap(line => line.split(' ').slice(1, -1))
  for (const path of [...copied, 'data']) assert.ok(named.includes(path), path)
})

const compose = read('deploy/compose.yaml')

test('the compose file has nothing that its linter would mend', () => {
  const linter = join(root, 'node_modules/dclint/bin/dclint.cjs')
  const words = [linter, '--max-warnings', '0', join(root, 'deploy/compose.yaml')]
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  assert.equal(status, 0, stdout + stderr)
})

test('the compose file pins its images, publishes to this machine alone and holds no secret', () => {
  for (const [, image] of compose.matchAll(/^ +image: (.*)$/gm)) assert.match(image ?? '', /^[a-z]+:\d+\.\d+-[a-z]+$/)
  assert.deepEqual(
    compose.match(/^ +- '[\d.]+:\d+:\d+'$/gm)?.map(line => line.trim()),
    ["- '127.0.0.1:8000:8000'"],
  )
  assert.equal(compose.match(/healthcheck:/g)?.length, 2)
  assert.doesNotMatch(compose, /(?:PASSWORD|SECRET|KEY|TOKEN): /)
})

/** `NAME: value` lines of the server, with what its reader has to give. */
function composeEnvironment(given: Readonly<Record<string, string>>): Record<string, string> {
  const [, block = ''] = /^ {2}server:[\s\S]*? {4}environment:\n((?: {6}.*\n)+)/m.exec(compose) ?? []
  const lines = [...block.matchAll(/^ {6}(\w+): (.*)$/gm)]
  return Object.fromEntries(
    lines.map(([, name = '', value = '']) => [
      name,
      value.startsWith('${') ? (given[name] ?? '') : value.replaceAll("'", ''),
    ]),
  )
}

test('in the image, the variables of the compose file are a configuration without a fault', async t => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'database-url'), 'postgres://latchkey:secret@database/latchkey')
  writeFileSync(join(folder, 'secret-key'), 'A0-compose-secret/9wQz3KJr7mVx5LhYt2BnEcGd8PsUf6Ri1oTb4')
  const env = {
    ...imageVariables(),
    ...composeEnvironment({
      ALLOWED_HOSTS: 'auth.example.com',
      LATCHKEY_PUBLIC_URL: 'https://auth.example.com',
      LATCHKEY_TRUSTED_PROXIES: '172.18.0.1',
    }),
  }
  const inFolder = Object.entries(env).map(([name, value]) => [name, value.replace('/run/secrets', folder)])
  const { settings, remarks } = await loadConfiguration({ env: Object.fromEntries(inFolder), cwd: folder })
  assert.deepEqual(remarks, [])
  assert.match(String(settings.databaseUrl), /database\/latchkey$/)
  assert.deepEqual([settings.redisUrl, settings.trustedProxies], ['redis://redis:6379', ['172.18.0.1']])
  // A start without the database says so: what it was told is whole.
  assert.equal(settings.publicUrl, 'https://auth.example.com')
})

/** What the image sets by itself. */
function imageVariables(): Record<string, string> {
  const words = starting('ENV', last).flatMap(line => line.split(/\s+/).slice(1))
  return Object.fromEntries(words.map(word => word.split(/=(.*)/s).slice(0, 2)))
}

function toolTest(says: string, command: string, run: (folder: string) => readonly string[]): void {
  const isThere = spawnSync('sh', ['-c', `command -v ${command}`]).status === 0
  test(says, { skip: isThere ? false : `there is no ${command} here` }, t => {
    const { status, stderr, stdout } = spawnSync(command, run(temporaryFolder(t)), { encoding: 'utf8' })
    assert.equal(status, 0, stderr + stdout)
    assert.equal(
      stderr
        .split('\n')
        .filter(line => /warn|ignor|unknown/i.test(line))
        .join('\n'),
      '',
    )
  })
}

/** Writes the unit with a program that exists on this machine. */
function writeUnit(folder: string): string {
  const path = join(folder, 'latchkey.service')
  writeFileSync(path, read('deploy/latchkey.service').replace('/usr/bin/node /opt', '/bin/true /opt'))
  return path
}

toolTest('systemd understands every line of the unit', 'systemd-analyze', folder => [
  'verify',
  '--man=no',
  writeUnit(folder),
])

toolTest('the unit leaves little to break into: at most 2.0 of 10', 'systemd-analyze', folder => [
  'security',
  '--no-pager',
  '--offline=yes',
  '--threshold=20',
  writeUnit(folder),
])

toolTest('the command beside the service is a whole shell script', 'sh', () => ['-n', join(root, 'deploy/latchkey.sh')])

test('the proxy sets the client’s address and scheme itself, and does not expose the metrics', () => {
  const site = read('deploy/nginx.conf')
  assert.match(site, /proxy_set_header X-Forwarded-For \$remote_addr;/)
  assert.match(site, /proxy_set_header X-Forwarded-Proto \$scheme;/)
  assert.match(site, /proxy_set_header Forwarded "";/)
  assert.match(site, /location = \/metrics \{\s+return 404;/)
  assert.doesNotMatch(site, /proxy_add_x_forwarded_for/)
})
