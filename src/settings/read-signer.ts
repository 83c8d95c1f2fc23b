/** Reads `signer`: the service that signs. Unknown members are errors, since one of them is a time limit. */
import { type Duration, parseDuration } from '../kernel/duration.ts'
import type { Signer } from '../ports/signer.ts'
import { accept, refuse, type ValueResult } from './value-result.ts'

const members = ['sign', 'signatureFormat', 'timeout', 'checkAtStart']

/** The object may be an instance of a class: it is called as one, and nothing else of it is kept. */
export function readSigner(raw: unknown): ValueResult {
  if (typeof raw !== 'object' || raw === null) return refuse('is no object', example)
  const unknown = Object.keys(raw).find(name => !members.includes(name))
  if (unknown !== undefined && Object.getPrototypeOf(raw) === Object.prototype) {
    return refuse(`has the member ${JSON.stringify(unknown.slice(0, 40))}`, `give it ${members.join(', ')}`)
  }
  const { sign, signatureFormat = 'raw', timeout = '3s', checkAtStart = true } = raw as Partial<Signer>
  if (typeof sign !== 'function') return refuse('has no function sign', example)
  if (signatureFormat !== 'raw' && signatureFormat !== 'der')
    return refuse('has a signatureFormat that is not known', "use 'raw' or 'der'")
  if (typeof checkAtStart !== 'boolean') return refuse('has a checkAtStart that does not fit', 'use true or false')
  const seconds = readSeconds(timeout)
  if (seconds === undefined) return refuse('has a timeout out of range', "use 50 ms to 30 seconds, such as '3s'")
  const call: Signer['sign'] = (input, request) => sign.call(raw, input, request)
  return accept(Object.freeze({ sign: call, signatureFormat, timeout: seconds, checkAtStart }))
}

const example = 'write { sign: async input => signature }'

function readSeconds(timeout: Duration): number | undefined {
  const isDuration = typeof timeout === 'string' || typeof timeout === 'number'
  const seconds = isDuration ? parseDuration(timeout) : undefined
  return seconds !== undefined && seconds >= 0.05 && seconds <= 30 ? seconds : undefined
}
