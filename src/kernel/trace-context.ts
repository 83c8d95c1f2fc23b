/**
 * The id that ties a request's answer, events, log lines and audit rows together. A well-formed `traceparent` (W3C
 * Trace Context section 3.2) gives it, so that it is the same id as in the services before this one; it names a
 * request and proves nothing.
 */
const traceparent = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/

/** The trace id, or `undefined` where there is none or the header is not well-formed. */
export function readTraceparent(header: string | undefined): string | undefined {
  const [, version, trace = '', parent = '', more] = traceparent.exec(header ?? '') ?? []
  if (version === undefined || version === 'ff') return undefined
  // Version 00 has four fields; later ones may have more, and are read as far as they are known.
  if (version === '00' && more !== undefined) return undefined
  return isAllZero(trace) || isAllZero(parent) ? undefined : trace
}

/** What `Latchkey-Trace` looks like. */
export function isTraceId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text) && !isAllZero(text)
}

function isAllZero(hex: string): boolean {
  return /^0+$/.test(hex)
}
