/**
 * The id that ties together a request's response, events, log lines and audit rows. It comes from a well-formed
 * `traceparent` (W3C Trace Context section 3.2), so that it is the same id as in upstream services. It is not trusted:
 * it names a request and proves nothing.
 */
const traceparent = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/

/** The trace id, or `undefined` when the header is absent or not well-formed. */
export function readTraceparent(header: string | undefined): string | undefined {
  const [, version, trace = '', parent = '', more] = traceparent.exec(header ?? '') ?? []
  if (version === undefined || version === 'ff') return undefined
  // Version 00 has four fields; later versions may append more, which are ignored.
  if (version === '00' && more !== undefined) return undefined
  return isAllZero(trace) || isAllZero(parent) ? undefined : trace
}

/** The format of `Latchkey-Trace`. */
export function isTraceId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text) && !isAllZero(text)
}

function isAllZero(hex: string): boolean {
  return /^0+$/.test(hex)
}
