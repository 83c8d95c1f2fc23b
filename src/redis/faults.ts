/** What the errors of Redis and of the way to it mean. */
import { RedisOpenError } from './errors.ts'

/** Patterns of what Redis answers, each with what to do about it. Everything else may pass by itself. */
const mistakes: readonly (readonly [answer: RegExp, what: string, fix: string])[] = [
  [/^NOAUTH|^ERR operation not permitted/, 'asks for a password', 'write it into REDIS_URL: redis://:password@host'],
  [
    /^WRONGPASS|^ERR invalid password/,
    'refuses the user or the password',
    'correct them in REDIS_URL; what is no letter or digit is percent-encoded',
  ],
  [/wrong number of arguments for 'auth'/, 'is older than 6 and knows no users', 'write redis://:password@host'],
  [
    /^NOPERM/,
    'does not let this user do what is needed',
    'ACL SETUSER name ~latchkey:* &latchkey:* +@connection +@scripting +lindex +lset +lpush +ltrim +pexpire +del +time +publish +subscribe',
  ],
  [/^ERR (?:DB index|invalid DB index)/, 'has no database of that number', 'write /0 at the end of REDIS_URL'],
  [
    /^(?:MOVED|ASK|CROSSSLOT|ERR SELECT is not allowed in cluster)/,
    'is a node of a cluster, which is not supported',
    'name a Redis of its own: the counters of a thousand keys are a few hundred kilobytes',
  ],
  [/non deterministic commands/, 'is older than 5', 'use Redis 5 or newer, or Valkey'],
  [/^ERR unknown command/, 'knows no scripts', 'use Redis 5 or newer, or Valkey, with EVAL switched on'],
]

const certificateFix = 'name the authority that signed it: rediss://host:port/0?ca=/path/ca.crt'

const tlsMistakes: ReadonlyMap<string, readonly [what: string, fix: string]> = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', ['has a certificate that it signed itself', certificateFix]],
  ['SELF_SIGNED_CERT_IN_CHAIN', ['has a certificate of an authority that is not known', certificateFix]],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', ['has a certificate of an authority that is not known', certificateFix]],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', ['has a certificate of an authority that is not known', certificateFix]],
  ['CERT_HAS_EXPIRED', ['has a certificate that has expired', 'renew it']],
  ['ERR_TLS_CERT_ALTNAME_INVALID', ['has a certificate for another host', 'write the host that it names']],
  ['ERR_SSL_WRONG_VERSION_NUMBER', ['speaks no TLS at this port', 'write redis://, or the port of TLS']],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', ['speaks no TLS at this port', 'write redis://, or the port of TLS']],
])

/** What has to be corrected before it can work; `undefined` for what may pass by itself. */
export function mistakeOf(error: unknown): RedisOpenError | undefined {
  if (error instanceof RedisOpenError) return error
  if (!(error instanceof Error)) return undefined
  const ofTls = 'code' in error ? tlsMistakes.get(String(error.code)) : undefined
  if (ofTls !== undefined) return new RedisOpenError(...ofTls, error)
  if (error.name === 'ParserError') {
    return new RedisOpenError('is another program: it does not answer as Redis does', 'correct REDIS_URL', error)
  }
  const found = error.name === 'ReplyError' ? mistakes.find(([answer]) => answer.test(error.message)) : undefined
  return found && new RedisOpenError(found[1], found[2], error)
}

/** Whether the script is to be sent again: Redis was started anew, or its scripts were flushed. */
export function isScriptMissing(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT')
}

/** A password is given, and none is asked for. */
export function isNoPasswordAsked(error: unknown): boolean {
  return error instanceof Error && /no password is set|without any password configured/.test(error.message)
}

/** For the log: one line without values of ours. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message || String('code' in error ? error.code : error.name) : 'closed'
  return text.slice(0, 200)
}
