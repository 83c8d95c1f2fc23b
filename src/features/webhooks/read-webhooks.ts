/** Reads the endpoints of the settings. No message holds a secret, nor the address of an endpoint, which may hold one. */
import { Secret } from '../../kernel/secret.ts'
import { isMonotonous, isPlaceholder } from '../../settings/secret-strength.ts'
import { accept, refuse, type ValueResult } from '../../settings/value-result.ts'
import { type WebhookEventName, webhookEventNames } from '../../webhooks/event-table.ts'
import { readWebhookSecret, secretPrefix } from '../../webhooks/secret.ts'
import { isBlockedPort, isThisMachine } from './addresses.ts'
import type { WebhookEndpoint } from './webhook.ts'

const endpointName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
const mostEndpoints = 50
const mostSecrets = 4
const example = `write { billing: { url: 'https://billing.example.com/hooks', secret: '${secretPrefix}...' } }`
const secretFix = `make one with: echo ${secretPrefix}$(openssl rand -base64 32)`

type Read<T> = T | { readonly what: string; readonly fix: string }

export function readWebhooks(raw: unknown): ValueResult {
  if (!isRecord(raw)) return refuse('is not an object', example)
  const entries = Object.entries(raw)
  if (entries.length > mostEndpoints) return refuse(`has more than ${mostEndpoints} endpoints`, 'leave some out')
  const endpoints: Record<string, WebhookEndpoint> = {}
  for (const [name, given] of entries) {
    if (!endpointName.test(name))
      return refuse(`has a name that is not one: ${JSON.stringify(name.slice(0, 40))}`, example)
    const endpoint = readEndpoint(given)
    if ('what' in endpoint) return refuse(`${name}: ${endpoint.what}`, endpoint.fix)
    endpoints[name] = Object.freeze(endpoint)
  }
  return accept(Object.freeze(endpoints))
}

export function readWebhooksText(text: string): ValueResult {
  try {
    return readWebhooks(JSON.parse(text))
  } catch {
    return refuse('is not JSON', `write {"billing":{"url":"https://...","secret":"${secretPrefix}..."}}`)
  }
}

const members = ['url', 'secret', 'events', 'insecure']

function readEndpoint(given: unknown): Read<WebhookEndpoint> {
  if (!isRecord(given)) return { what: 'is not an object', fix: example }
  const unknown = Object.keys(given).find(name => !members.includes(name))
  if (unknown !== undefined) {
    return {
      what: `has a member that is none: ${JSON.stringify(unknown.slice(0, 40))}`,
      fix: `write ${members.join(', ')}`,
    }
  }
  const url = readUrl(given.url, given.insecure)
  if (typeof url !== 'string') return url
  const secrets = readSecrets(given.secret)
  if ('what' in secrets) return secrets
  const events = readEvents(given.events)
  return 'what' in events ? events : { url, secrets, events }
}

/** What an endpoint says would be read by others on the way, and could be theirs. */
function readUrl(given: unknown, insecure: unknown): Read<string> {
  const fix = "write url: 'https://billing.example.com/hooks'"
  if (typeof given !== 'string' || !URL.canParse(given)) return { what: 'url is not a URL', fix }
  const url = new URL(given)
  if (url.username !== '' || url.password !== '') {
    return { what: 'url has a user name or a password in it', fix: 'take it out: deliveries are signed' }
  }
  if (given.includes('#')) return { what: 'url has a fragment, which is never sent', fix: 'take it out' }
  if (insecure !== undefined && insecure !== true) return { what: 'insecure is not true', fix: 'leave it out' }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { what: 'url is neither https nor http', fix }
  if (isBlockedPort(url.port))
    return { what: `url has a port that fetch never sends to: ${url.port}`, fix: 'use another' }
  if (url.protocol === 'https:' || isThisMachine(url.hostname) || insecure === true) return url.href
  return {
    what: 'url is http, so what it is told can be read on the way',
    fix: 'write https, or insecure: true if only your own network is in between',
  }
}

function readSecrets(given: unknown): Read<readonly Secret[]> {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given]
  if (list.length === 0 || list.length > mostSecrets) {
    return { what: `has to have a secret, and at most ${mostSecrets}`, fix: secretFix }
  }
  const texts = list.map(each => (each instanceof Secret ? each.reveal() : each))
  const fault = texts.map(findFault).find(each => each !== undefined)
  if (fault !== undefined) return { what: `the secret ${fault}`, fix: secretFix }
  // By their bytes: padding may be left out.
  const keys = texts.map(text => String(readWebhookSecret(String(text))))
  if (new Set(keys).size < keys.length) return { what: 'has the same secret twice', fix: 'leave one out' }
  return texts.map(text => new Secret(String(text)))
}

function findFault(text: unknown): string | undefined {
  if (typeof text !== 'string' || text === '') return 'is missing'
  if (!text.startsWith(secretPrefix)) return `does not begin with ${secretPrefix}`
  if (isPlaceholder(text)) return 'is copied from a template'
  const bytes = readWebhookSecret(text)
  if (typeof bytes === 'string') return bytes
  return isMonotonous(text.slice(secretPrefix.length)) || new Set(bytes).size < 8
    ? 'has few different characters, so it can be guessed'
    : undefined
}

/** All of them without a list. */
function readEvents(given: unknown): Read<readonly WebhookEventName[]> {
  if (given === undefined) return webhookEventNames
  const fix = "write names or patterns of the table of events, such as ['user.*', 'session.ended']"
  if (!Array.isArray(given) || given.length === 0) return { what: 'events is not a list of names', fix }
  // Holes, and variables that are not set, are among them: left out, the endpoint would be told of nothing.
  const patterns: readonly unknown[] = Array.from(given)
  const unknown = patterns.findIndex(pattern => eventsOf(pattern).length === 0)
  if (unknown >= 0) return { what: `events has one that is none: ${shown(patterns[unknown])}`, fix }
  const wanted = new Set(patterns.flatMap(eventsOf))
  return webhookEventNames.filter(name => wanted.has(name))
}

function shown(pattern: unknown): string {
  return typeof pattern === 'string' ? JSON.stringify(pattern.slice(0, 60)) : typeof pattern
}

/** `user.*` is every event of users, `*` every event. */
function eventsOf(pattern: unknown): readonly WebhookEventName[] {
  if (pattern === '*') return webhookEventNames
  if (typeof pattern !== 'string') return []
  const prefix = pattern.endsWith('.*') ? pattern.slice(0, -1) : undefined
  return webhookEventNames.filter(name => (prefix === undefined ? name === pattern : name.startsWith(prefix)))
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
