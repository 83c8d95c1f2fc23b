/** Makes load with wrk (https://github.com/wg/wrk), the cheapest generator there is: it shares the machine with the server. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Cleanup } from '../harness/cleanup.ts'

export interface LoadRequest {
  readonly url: string
  readonly seconds: number
  readonly connections?: number
  /** A file with a token a line: each request takes the next one, and after the last one the first. */
  readonly tokens?: string
  /** A file with a JSON document a line: each request posts the next one. */
  readonly bodies?: string
}

export interface LoadReport {
  readonly requests: number
  /** Requests a second. */
  readonly rate: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** Whether it came to the end of the tokens. */
  readonly wrapped: boolean
}

interface Said extends LoadReport {
  /** Answers that are neither 2xx nor 3xx, and connections that broke. */
  readonly refused: number
  readonly broken: number
}

const script = fileURLToPath(new URL('report.lua', import.meta.url))

/** One thread: there is one server to keep busy. Rejects where a request was refused: that would be another measure. */
export async function runWrk(
  { url, seconds, connections = 64, tokens, bodies }: LoadRequest,
  cleanup: Cleanup,
): Promise<LoadReport> {
  const lines = Object.entries({ tokens, bodies }).flatMap(([kind, file]) => (file === undefined ? [] : [kind, file]))
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', script, url, '--', ...lines]
  const child = spawn('wrk', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  cleanup.add(() => child.kill())
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (output += text))
  await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject))
  const [json] = /^\{"requests".*$/m.exec(output) ?? []
  if (json === undefined) throw new Error(`wrk ${args.join(' ')} said: ${output}`)
  const { refused, broken, ...report }: Said = JSON.parse(json)
  if (refused + broken > 0) throw new Error(`${url}: ${refused} requests were refused, ${broken} connections broke`)
  // Percentiles of no answer are 0, which would meet any bar.
  if (report.requests === 0) throw new Error(`${url}: not one request was answered`)
  return report
}
