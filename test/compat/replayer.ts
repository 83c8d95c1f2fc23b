/**
 * Replays the recorded transcripts against a running server and reports different answers. It is independent of this
 * project: it works with any server at `baseUrl` that holds the fixture's rows.
 */
import { compareAnswer, type Difference } from './compare.ts'
import { type Context, createContext, prepare } from './context.ts'
import { parseCookie } from './cookies.ts'
import { dig, writeJson } from './json.ts'
import { loadFixture, loadScenarios, type Request, type Scenario, type ScenarioFile, type Step } from './scenario.ts'
import { type Answer, headerValues, readJsonBody, send } from './send.ts'

export interface ReplayOptions {
  readonly baseUrl: string
  readonly profile: string
  /** Only scenarios of these areas; empty means all. */
  readonly areas?: readonly string[]
  /** Leaves out steps about Django itself, and steps in which the reference accepts too much. */
  readonly core: boolean
  /** The server's HS256 key, for tokens that the scenarios mint. */
  readonly secret: string
  /** Also compares Vary, security headers, content type parameters and parser messages. */
  readonly strict?: boolean
  /** Replaces the recorded files: for tests of the replayer. */
  readonly scenarios?: readonly ScenarioFile[]
}

export interface Mismatch {
  readonly file: string
  readonly step: number
  readonly name: string
  readonly area: string
  readonly tags: readonly string[]
  readonly request: Request
  readonly differences: readonly Difference[]
}

export interface ReplayResult {
  readonly matched: number
  readonly total: number
  readonly mismatches: readonly Mismatch[]
  /** Setup steps with other answers than recorded: not counted, but often the cause of later mismatches. */
  readonly setupFaults: readonly string[]
}

/** Tags of steps about Django itself, not about the tutorials' API. */
const djangoOnly = ['admin', 'html', 'options-metadata', 'router-extras', 'order-dependent', 'sqlite-specific']

const flaws = [
  'user_id true',
  'user_id with spaces',
  'jti empty',
  'refresh: inactive user',
  'key of an inactive user',
  'proxy chain is another identity',
]
const flawsAtRefresh = ['no user_id', 'refresh: no user_id']

export async function replay(options: ReplayOptions): Promise<ReplayResult> {
  const files = options.scenarios ?? loadScenarios(options.profile, options.areas)
  const fixture = loadFixture()
  const mismatches: Mismatch[] = []
  const setupFaults: string[] = []
  let total = 0
  for (const { file, scenario } of files) {
    const context = createContext(options.baseUrl, options.secret, fixture)
    for (const [index, step] of scenario.steps.entries()) {
      const differences = await runStep(context, step, options.strict ?? false)
      if (step.setup === true) setupFaults.push(...setupFault(file, index + 1, step, differences))
      if (!isCounted(step, options.core)) continue
      total += 1
      if (differences.length > 0) mismatches.push(describeMismatch(file, index + 1, scenario, step, differences))
    }
  }
  return { matched: total - mismatches.length, total, mismatches, setupFaults }
}

/** Readable lines: the step, then expected and actual values. */
export function formatMismatch({ file, step, name, request, differences }: Mismatch): string {
  const lines = differences.slice(0, 8).map(({ at, expected, actual }) => {
    return `    ${at}: expected ${shorten(expected)} got ${shorten(actual)}`
  })
  return [`MISMATCH ${file} #${step} ${name} (${request.method} ${request.path})`, ...lines].join('\n')
}

function shorten(value: unknown): string {
  return String(writeJson(value)).slice(0, 200)
}

function setupFault(file: string, number: number, step: Step, differences: readonly Difference[]): string[] {
  const status = differences.find(difference => difference.at === 'status' || difference.at === 'request')
  return status === undefined ? [] : [`SETUP ${file} #${number} ${step.name}: ${shorten(status.actual)}`]
}

function describeMismatch(
  file: string,
  number: number,
  { area }: Scenario,
  { name, tags = [], request }: Step,
  differences: readonly Difference[],
): Mismatch {
  return { file, step: number, name, area, tags, request, differences }
}

/** Setup steps and steps that the reference itself answers with 500 never count. */
function isCounted(step: Step, core: boolean): boolean {
  const tags = step.tags ?? []
  if (step.setup === true || tags.includes('ref-500')) return false
  return !core || !(isFlaw(step) || tags.some(tag => djangoOnly.includes(tag)))
}

/** Whether the reference accepts a request that a correct server refuses. */
export function isFlaw({ name, request, expect }: Step): boolean {
  if (expect.status !== 200) return false
  const atRefresh = flawsAtRefresh.includes(name) && request.path.includes('refresh')
  return atRefresh || flaws.some(flaw => name.endsWith(flaw))
}

async function runStep(context: Context, step: Step, strict: boolean): Promise<readonly Difference[]> {
  try {
    for (const operation of step.prepare ?? []) await prepare(context, operation)
    const answer = await sendRepeatedly(context, step)
    capture(context, step, answer)
    return compareAnswer(context, step, answer, strict)
  } catch (error) {
    return [{ at: 'request', expected: 'an answer', actual: String(error) }]
  }
}

async function sendRepeatedly(context: Context, step: Step): Promise<Answer> {
  let answer = await send(context, step.request)
  for (let count = 1; count < (step.repeat ?? 1) && answer.status !== step.until; count += 1) {
    answer = await send(context, step.request)
  }
  return answer
}

/** Captures values for later steps. A missing value is skipped: the step that needs it reports it. */
function capture(context: Context, step: Step, answer: Answer): void {
  for (const [name, source] of Object.entries(step.capture ?? {})) {
    try {
      captureOne(context, answer, name, source)
    } catch {
      return
    }
  }
}

function captureOne(context: Context, answer: Answer, name: string, source: string): void {
  if (!source.startsWith('cookie:')) {
    context.values.set(name, dig(readJsonBody(answer), source))
    return
  }
  for (const cookie of headerValues(answer, 'set-cookie').map(parseCookie)) {
    if (cookie.name === source.slice('cookie:'.length)) context.values.set(name, cookie.value)
  }
}
