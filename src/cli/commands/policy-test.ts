/** `latchkey policy test FILE`: a table of who may what, held against the rows and permissions of the application. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { checkPolicy, findUncovered, type Verdict } from '../../auth/policy/check-policy.ts'
import { type Case, findCases } from '../../auth/policy/find-cases.ts'
import { askedText, type LineFault } from '../../auth/policy/policy-line.ts'
import { readPolicy } from '../../auth/policy/read-policy.ts'
import { readOptions } from '../../auth/read-options.ts'
import { createRoutesOf } from '../../auth/routes.ts'
import { createAuth } from '../../auth.ts'
import { resourceEndpoints } from '../../features/resources/feature.ts'
import type { ApplicationExports } from '../../server/config/config-file.ts'
import type { Settings } from '../../settings/settings.ts'
import { openStore } from '../../stores/open-store.ts'
import { configHelp, type Values } from '../accounts.ts'
import { loadApplication } from '../application.ts'
import type { Command, ExitCode, Surroundings } from '../command.ts'
import { loadCommand } from '../load.ts'
import type { Ui } from '../ui.ts'

export const policyTestCommand: Command = {
  name: 'policy test',
  summary: 'Hold a table of who may what against the rows and permissions of the application.',
  operands: ['FILE'],
  options: {
    config: { type: 'string' },
    app: { type: 'string' },
    cover: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: [
    ['FILE', 'lines such as "editor POST /api/posts/ allowed" or "editor blog.add_post yes"'],
    ['--app MODULE', 'exports the endpoints and resources, if the configuration does not'],
    ['--cover', 'fail for rows of the application that no line asks for'],
    configHelp,
    ['--json', 'the verdicts, as JSON'],
  ],
  async run(surroundings, values) {
    const { ui, cwd } = surroundings
    const file = String(values.FILE)
    const text = await readFile(resolve(cwd, file), 'utf8').catch(() => undefined)
    if (text === undefined) {
      ui.failure(`There is no file ${file}.`, 'Write one: see the guide to roles.')
      return 2
    }
    const { lines, faults } = readPolicy(text)
    if (faults.length > 0) return refuseLines(ui, file, faults)
    // A build that holds the wrong file against the application must not pass.
    if (lines.length === 0) {
      ui.failure(`${file} has no line.`, 'Write one: see the guide to roles.')
      return 2
    }
    const { settings, application } = await loadCommand(surroundings, values)
    const served = typeof values.app === 'string' ? await loadApplication(cwd, values.app) : application
    if (typeof served === 'string') {
      ui.failure(served, 'Name a module that exports endpoints, resources or both.')
      return 2
    }
    return await withPlace(settings, served, async place => {
      const { cases, faults: unknown } = findCases({ settings, ...place }, lines)
      if (unknown.length > 0) return refuseLines(ui, file, unknown)
      return report(surroundings, values, await checkPolicy(place.system, cases), uncovered(place, values, cases))
    })
  },
}

type Place = Awaited<ReturnType<typeof openPlace>>

async function withPlace(
  settings: Settings,
  served: ApplicationExports,
  use: (place: Place) => Promise<ExitCode>,
): Promise<ExitCode> {
  const place = await openPlace(forTables(settings), served)
  try {
    return await use(place)
  } finally {
    await place.close()
  }
}

/** The real settings, but for what reaches out of this process, and for keys that are published elsewhere. */
function forTables(settings: Settings): Settings {
  // Without any mailer the rows that need one would not be there.
  const sendMail = settings.sendMail === undefined && settings.smtpUrl === undefined ? undefined : dropMail
  return {
    ...settings,
    redisUrl: null,
    jwkUrl: undefined,
    rolesAtStart: 'sync',
    throttling: false,
    auditRefusals: false,
    onEvent: undefined,
    sendMail,
    smtpUrl: undefined,
  }
}

async function dropMail(): Promise<void> {}

/** An empty database in memory: the tables of the application are not there, and not needed. */
async function openPlace(settings: Settings, { endpoints, resources }: ApplicationExports) {
  const store = await openStore('sqlite::memory:', settings, { migrations: [] })
  const options = readOptions({ settings, store, endpoints, resources })
  const routes = createRoutesOf(options)
  const auth = await createAuth({ settings, store, events: { emit() {} } })
  const { resources: read = [], endpoints: own = [] } = options
  const rows = [...own, ...resourceEndpoints(read)].flatMap(({ paths, methods }) =>
    paths.map(path => ({ path, methods: Object.keys(methods) })),
  )
  return { system: auth.system, routes, resources: read, rows, close: auth.close }
}

function uncovered({ rows }: Place, { cover }: Values, cases: readonly Case[]): readonly string[] {
  return cover === true ? findUncovered(rows, cases) : []
}

function report(
  { ui }: Surroundings,
  { json, cover }: Values,
  verdicts: readonly Verdict[],
  missing: readonly string[],
): ExitCode {
  const failed = verdicts.filter(({ isExpected }) => !isExpected)
  if (json === true) ui.json(documentOf(verdicts, cover === true ? missing : undefined))
  else show(ui, verdicts, failed.length, missing)
  return failed.length === 0 && missing.length === 0 ? 0 : 1
}

function documentOf(verdicts: readonly Verdict[], missing: readonly string[] | undefined) {
  const results = verdicts.map(({ line, got, code, isExpected }) => ({
    line: line.number,
    who: line.who,
    what: askedText(line.asked),
    expected: line.expected,
    got,
    code: code ?? null,
    is_expected: isExpected,
  }))
  return { results, ...(missing === undefined ? {} : { uncovered: missing }) }
}

function show(ui: Ui, verdicts: readonly Verdict[], failed: number, missing: readonly string[]): void {
  const rows = verdicts.map(({ line, got, code, isExpected }) => [
    isExpected ? '✓' : '✗',
    line.who,
    askedText(line.asked),
    String(line.expected),
    isExpected ? '' : `${got}${code === undefined ? '' : ` ${code}`} (line ${line.number})`,
  ])
  if (rows.length > 0) ui.table(['', 'who', 'what', 'expected', 'got'], rows)
  const counted = `${verdicts.length} ${verdicts.length === 1 ? 'line' : 'lines'}`
  ui.say(failed === 0 ? `${counted}: all as expected.` : `${counted}: ${failed} not as expected.`)
  if (verdicts.some(({ got }) => got === 'allowed*'))
    ui.hint('allowed*: the request is admitted; the row that it finds is asked about then, which no table can tell.')
  if (missing.length > 0) ui.failure(['No line asks for:', ...missing.map(each => `  ${each}`)], 'Add a line for each.')
}

function refuseLines(ui: Ui, file: string, faults: readonly LineFault[]): ExitCode {
  for (const { number, what, fix } of faults.toSorted((a, b) => a.number - b.number))
    ui.failure(`${file}:${number} ${what}.`, `${fix.charAt(0).toUpperCase()}${fix.slice(1)}.`)
  return 2
}
