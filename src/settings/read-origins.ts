/**
 * Reads a list of origins as browsers and app web views spell them (RFC 6454 section 6.2): they are compared by their
 * text, so another spelling would never match. `null` is refused under every name that it has: any page can have that
 * origin, by a sandboxed frame (CORS bypass, CSRF).
 */
import { accept, refuse, type ValueResult } from './value-result.ts'

export function readOrigins(raw: unknown): ValueResult {
  const list = typeof raw === 'string' ? [raw] : raw
  if (!Array.isArray(list)) return refuse('is not a list of origins', "write ['https://app.example.com']")
  for (const each of list) {
    const fault = faultOf(each)
    if (fault !== undefined) return refuse(`${show(each)} ${fault.what}`, fault.fix)
  }
  return accept(Object.freeze([...list]))
}

/** From an environment variable: separated by commas. */
export function readOriginsText(text: string): ValueResult {
  return readOrigins(text.split(',').map(part => part.trim()))
}

interface Fault {
  readonly what: string
  readonly fix: string
}

const examples = "use origins such as 'https://app.example.com' or 'capacitor://localhost'"

function faultOf(given: unknown): Fault | undefined {
  if (typeof given !== 'string') return { what: 'is not text', fix: examples }
  const [, scheme, host] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#\\]*)/i.exec(given.trim()) ?? []
  if (given === 'null' || isOpaque(given)) return opaque
  if (given.includes('*'))
    return { what: 'is a pattern, and origins are compared exactly', fix: `list each one: ${examples}` }
  if (scheme === undefined || host === undefined || host === '') return { what: 'is not an origin', fix: examples }
  if (host.includes('@') || /\s/.test(host)) return { what: 'is not an origin', fix: examples }
  return faultOfSpelling(given, scheme.toLowerCase(), host)
}

const opaque: Fault = {
  what: "has the origin 'null', which any page can have",
  fix: 'serve the page over http or https, or from an app scheme such as capacitor://localhost',
}

/** Schemes whose pages have the origin `null`. */
function isOpaque(given: string): boolean {
  return /^(?:file|data|blob|about|javascript|filesystem|content):/i.test(given.trim())
}

function faultOfSpelling(given: string, scheme: string, host: string): Fault | undefined {
  if (['ws', 'wss'].includes(scheme)) {
    return misspelt(`${scheme.replace('ws', 'http')}://${host}`, 'is the address of a socket: a page has the origin')
  }
  if (scheme === 'ftp') return { what: 'is no origin that a page can have', fix: examples }
  const spelled = ['http', 'https'].includes(scheme) ? URL.parse(`${scheme}://${host}`)?.origin : ofApp(scheme, host)
  if (spelled === undefined) return { what: 'is not an origin', fix: examples }
  return spelled === given ? undefined : misspelt(spelled, 'is spelled as no browser does, so it would never match')
}

/** The URL parser knows no origin of other schemes. Safari writes the ids of its extensions in capitals. */
function ofApp(scheme: string, host: string): string | undefined {
  if (!/^[A-Za-z0-9._~-]+(?::\d{1,5})?$/.test(host)) return undefined
  return `${scheme}://${scheme === 'safari-web-extension' ? host : host.toLowerCase()}`
}

function misspelt(spelled: string, what: string): Fault {
  return { what, fix: `write '${spelled}'` }
}

function show(given: unknown): string {
  // A user name or a password in it stays out of the message.
  const text = typeof given === 'string' ? given.replace(/\/\/[^/]*@/, '//') : String(given)
  return `'${text.slice(0, 60)}'`
}
