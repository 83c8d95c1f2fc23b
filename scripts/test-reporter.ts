/**
 * What `npm test` shows: on a terminal one line that counts, elsewhere a line a file; failures as soon as node:test
 * tells of them; at the end what was skipped and why, the slowest files and the counts.
 */
import { inspect } from 'node:util'
import type { Paint } from '../src/cli/ui.ts'

/** The events of node:test that this reads, with the members that it looks at. A file's own event has no `entryFile`. */
export interface TestEvent {
  readonly type: string
  // biome-ignore lint/suspicious/noExplicitAny: node:test has a shape for each of twenty types
  readonly data?: any
}

export interface ReporterOptions {
  /** How many files there are. */
  readonly files: number
  /** The folder that paths are shown from. */
  readonly folder: string
  /** The width of the terminal, or undefined when the output goes to a file. */
  readonly columns: number | undefined
  readonly paint: Paint
}

interface Skip {
  readonly file: string
  readonly name: string
  readonly reason: string
}

/** What happened so far. */
interface Progress {
  readonly running: Set<string>
  /** Milliseconds of each file that ended, its start-up included. */
  readonly ended: Map<string, number>
  /** Files whose results were told. With several at once, node:test holds back those of the files that started later. */
  readonly told: Map<string, FileResult>
  readonly shown: Set<string>
  readonly said: Map<string, string>
  readonly skips: Skip[]
  passed: number
  failed: number
}

interface FileResult {
  readonly tests: number
  readonly isGood: boolean
}

export async function* reportTests(
  events: AsyncIterable<TestEvent>,
  options: ReporterOptions,
): AsyncGenerator<string, void> {
  const progress: Progress = {
    running: new Set(),
    ended: new Map(),
    told: new Map(),
    shown: new Set(),
    said: new Map(),
    skips: [],
    passed: 0,
    failed: 0,
  }
  let duration = 0
  for await (const event of events) {
    const { type, data = {} } = event
    if (type === 'test:summary' && data.file === undefined) duration = data.duration_ms
    const text = isFile(data)
      ? readFileEvent(type, data, progress, options)
      : readTestEvent(type, data, progress, options)
    yield text + showFiles(progress, options) + showCounter(type, progress, options)
  }
  yield clearLine(options) + summarize(progress, duration, options)
}

/** Node reports each file as a test of its own, around those inside it. */
function isFile({ nesting, file, entryFile }: TestEvent['data']): boolean {
  return nesting === 0 && file !== undefined && entryFile === undefined
}

function readFileEvent(type: string, data: TestEvent['data'], progress: Progress, options: ReporterOptions): string {
  const path = pathOf(data, options)
  if (type === 'test:dequeue') progress.running.add(path)
  if (type === 'test:complete') {
    progress.running.delete(path)
    progress.ended.set(path, data.details.duration_ms)
  }
  if (type === 'test:pass') progress.told.set(path, progress.told.get(path) ?? { tests: 0, isGood: true })
  if (type !== 'test:fail') return ''
  // Only a file that broke outside its tests has this event.
  progress.told.set(path, { tests: 0, isGood: false })
  progress.failed++
  return describeFailure(path, 'the file ended before its tests did', data, progress, options)
}

function readTestEvent(type: string, data: TestEvent['data'], progress: Progress, options: ReporterOptions): string {
  const path = pathOf(data, options)
  if (type === 'test:stdout' || type === 'test:stderr') {
    progress.said.set(path, (progress.said.get(path) ?? '') + data.message)
  }
  if (type === 'test:summary' && data.file !== undefined) {
    progress.told.set(path, { tests: data.counts.tests, isGood: data.success })
  }
  if (type !== 'test:pass' && type !== 'test:fail') return ''
  const reason = data.skip ?? data.todo
  if (reason !== undefined && reason !== false) {
    progress.skips.push({ file: path, name: data.name, reason: reason === true ? 'no reason given' : String(reason) })
    return ''
  }
  if (data.details.type === 'suite') return ''
  if (type === 'test:pass') progress.passed++
  if (type === 'test:pass') return ''
  progress.failed++
  // The failure of a test inside it was shown already.
  if (data.details.error?.failureType === 'subtestsFailed') return ''
  return describeFailure(path, data.name, data, progress, options)
}

function pathOf(data: TestEvent['data'], { folder }: ReporterOptions): string {
  const path: string = data.entryFile ?? data.file ?? ''
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path
}

function describeFailure(
  path: string,
  name: string,
  data: TestEvent['data'],
  { said }: Progress,
  options: ReporterOptions,
): string {
  const line = data.entryFile === data.file ? `:${data.line}` : ''
  const error = data.details.error?.cause ?? data.details.error
  const output = said.get(path) ?? ''
  const parts = [
    `${clearLine(options)}${options.paint('red', '✗')} ${path}${line} ${options.paint('bold', name)}`,
    indent(error instanceof Error ? inspect(error, { depth: 8 }) : String(error)),
    ...(output === '' ? [] : [indent(`The file said:\n${output}`)]),
  ]
  return `${parts.join('\n')}\n\n`
}

/** A line for each file that ended and whose results are known; on a terminal the counter says as much. */
function showFiles({ ended, told, shown }: Progress, { files, columns, paint }: ReporterOptions): string {
  if (columns !== undefined) return ''
  let text = ''
  for (const [path, { tests, isGood }] of told) {
    const duration = ended.get(path)
    if (duration === undefined || shown.has(path)) continue
    shown.add(path)
    const count = String(shown.size).padStart(String(files).length)
    const mark = isGood ? paint('green', '✓') : paint('red', '✗')
    text += `${mark} [${count}/${files}] ${path} (${plural(tests, 'test')}, ${seconds(duration)})\n`
  }
  return text
}

/** `[ 57/229] 1 failed, now A, B`: one line that is written over. */
function showCounter(type: string, { running, ended, failed }: Progress, options: ReporterOptions): string {
  const { columns, files, paint } = options
  const isChange = type === 'test:dequeue' || type === 'test:complete' || type === 'test:fail'
  if (columns === undefined || !isChange) return ''
  const count = `[${String(ended.size).padStart(String(files).length)}/${files}]`
  const rest = `now ${[...running].join(', ')}`
  const faults = `${failed} failed`
  // One column stays free: in the last one some terminals begin a new line.
  const room = Math.max(0, columns - count.length - faults.length - 4)
  return `${clearLine(options)}${count} ${failed > 0 ? paint('red', faults) : faults}, ${rest.slice(0, room)}`
}

function clearLine({ columns }: ReporterOptions): string {
  return columns === undefined ? '' : '\r\x1b[K'
}

/** The last lines are for programs as well: `.ci/run` reads `skipped N`. */
function summarize({ ended, skips, passed, failed }: Progress, duration: number, { paint }: ReporterOptions): string {
  const slowest = [...ended].sort(([, a], [, b]) => b - a).slice(0, 10)
  const lines = [
    '',
    'The slowest files:',
    ...slowest.map(([path, time]) => `${seconds(time).padStart(9)}  ${path}`),
    ...(skips.length === 0 ? [] : ['', paint('bold', 'SKIPPED, so not proven here:')]),
    ...skips.map(({ file, name, reason }) => `  ${file}: ${name}\n    because ${reason}`),
    '',
    `tests ${passed + failed + skips.length}`,
    `passed ${passed}`,
    failed > 0 ? paint('red', `failed ${failed}`) : `failed ${failed}`,
    `skipped ${skips.length}`,
    `time ${seconds(duration)}`,
  ]
  return `${lines.join('\n')}\n`
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^(?=.)/gm, '    ')
}
