/**
 * How a browser can reach an authenticator (WebAuthn Level 3 section 5.8.4): `internal`, `hybrid`, `usb` and others. A
 * hint for later requests that nothing relies on. Words that we do not know are kept, as the section asks; what is no
 * word is dropped.
 */
const word = /^[a-z][a-z0-9-]{0,31}$/
const mostTransports = 8

export function readTransports(given: unknown): readonly string[] {
  const words = Array.isArray(given) ? given.slice(0, 64).filter(isWord) : []
  return [...new Set(words)].sort().slice(0, mostTransports)
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && word.test(value)
}
