/** Reads the `social` setting. Unknown members are errors, as everywhere in the configuration. */
import { createPrivateKey } from 'node:crypto'
import { Secret } from '../../../kernel/secret.ts'
import { normalizePem } from '../../../keys/pem.ts'
import { findEdgeFault } from '../../../settings/secret-edges.ts'
import { refuse, type ValueResult } from '../../../settings/value-result.ts'
import { findPreset } from './presets.ts'
import type { ProviderSettings } from './provider-settings.ts'

export function readProviders(raw: unknown): ValueResult {
  if (!isObject(raw)) return refuse('is not an object', "write social: { google: { clientId: '...', clientSecret } }")
  const read = Object.entries(raw).map(([name, given]) => [name, readProvider(name, given)] as const)
  const bad = read.find(([, provider]) => typeof provider === 'string')
  if (bad !== undefined) return refuse(`${bad[0].slice(0, 40)}: ${bad[1]}`, 'see docs/guides/social-login.md')
  return { ok: true, value: Object.freeze(Object.fromEntries(read)) }
}

/** From an environment variable, as JSON. */
export function readProvidersText(text: string): ValueResult {
  try {
    return readProviders(JSON.parse(text))
  } catch {
    return refuse('is not JSON', 'write {"google":{"clientId":"...","clientSecret":"..."}}')
  }
}

type Members = Readonly<Record<string, unknown>>

/** HTTPS, or this machine: secrets and codes are sent there. */
const secureUrl = /^https:\/\/[^\s#@]+$|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/[^\s#@]*)?$/
const providerName = /^[a-z][a-z0-9-]{0,29}$/
/** Other endpoints have these paths. */
const reservedNames = ['accounts', 'token']

/** Microsoft's issuers that are shared by all tenants, whatever the provider is called here. */
const sharedTenant = /^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers)(\/|$)/i

const isText = (value: unknown) => typeof value === 'string' && value.trim() !== '' && value.length <= 1000
const isUrl = (value: unknown) => typeof value === 'string' && secureUrl.test(value)
const isList = (value: unknown) => Array.isArray(value) && value.every(isText)
const isSecret = (value: unknown) => isText(value) || value instanceof Secret

const members: Readonly<Record<string, (value: unknown) => boolean>> = {
  clientId: isText,
  clientSecret: isSecret,
  issuer: isUrl,
  scopes: value => isList(value) && (value as readonly unknown[]).length > 0,
  responseMode: value => value === 'query' || value === 'form_post',
  trustsEveryEmail: value => typeof value === 'boolean',
  otherClientIds: isList,
  prompt: value =>
    typeof value === 'string' &&
    /^(none|(login|consent|select_account)( (login|consent|select_account))*)$/.test(value),
  hd: value => value === '*' || (typeof value === 'string' && /^[a-z\d-]+(\.[a-z\d-]+)+$/i.test(value)),
  acrValues: isText,
  maxAge: value => Number.isSafeInteger(value) && Number(value) >= 0,
  teamId: isText,
  keyId: isText,
  privateKey: isSecret,
  authorizationUrl: isUrl,
  tokenUrl: isUrl,
  userInfoUrl: isUrl,
  emailsUrl: isUrl,
  tokenInfoUrl: isUrl,
}

/** The settings, or what is wrong with them. Never quotes a value, which may be a misplaced secret. */
function readProvider(name: string, raw: unknown): ProviderSettings | string {
  if (!providerName.test(name) || reservedNames.includes(name)) return 'is not a valid name for a provider'
  if (!isObject(raw)) return 'is not an object'
  const given = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined))
  const bad = Object.keys(given).find(member => !Object.hasOwn(members, member) || !members[member]?.(given[member]))
  if (bad !== undefined) return `the member ${bad.slice(0, 40)} is unknown or does not fit`
  const complete: Members = { ...defaults, ...findPreset(name), ...withSecrets(given) }
  const fault = faultOf(name, complete)
  if (fault !== undefined) return fault
  return isComplete(complete) ? Object.freeze(complete) : 'clientId or issuer is not given'
}

const defaults = {
  protocol: 'oidc',
  scopes: ['openid', 'email', 'profile'],
  responseMode: 'query',
  clientAuthentication: 'secret',
  trustsEveryEmail: false,
  otherClientIds: [],
} as const

function withSecrets(given: Members): Members {
  const wrapped = (['clientSecret', 'privateKey'] as const).flatMap(member => {
    const value = given[member]
    if (typeof value !== 'string' && !(value instanceof Secret)) return []
    const text = typeof value === 'string' ? value : value.reveal()
    return [[member, new Secret(member === 'privateKey' ? normalizePem(text) : text)] as const]
  })
  return { ...given, ...Object.fromEntries(wrapped) }
}

/** The other members have defaults. */
function isComplete(provider: Members): provider is Members & ProviderSettings {
  return isText(provider.clientId) && isUrl(provider.issuer)
}

function faultOf(name: string, complete: Members): string | undefined {
  const isSigned = complete.clientAuthentication === 'signed_jwt'
  // Google's tokens are also taken by an endpoint that needs no secret: a rule knows whether it is the only one.
  const needed = isSigned ? ['teamId', 'keyId', 'privateKey'] : name === 'google' ? [] : ['clientSecret']
  const missing = needed.find(member => complete[member] === undefined)
  if (missing !== undefined) return `${missing} is not given`
  const { clientSecret } = complete
  const edge = clientSecret instanceof Secret ? findEdgeFault(clientSecret.reveal()) : undefined
  if (edge !== undefined) return `clientSecret ${edge.what}`
  if (isSigned && !isPrivateKey(complete.privateKey)) return 'privateKey is not the PEM of an EC key on P-256'
  const scopes = complete.scopes as readonly string[]
  if (complete.protocol === 'oidc' && !scopes.includes('openid')) return "scopes must name 'openid'"
  const openIdOnly = ['prompt', 'hd', 'acrValues', 'maxAge'].find(member => complete[member] !== undefined)
  if (complete.protocol !== 'oidc' && openIdOnly !== undefined) return `${openIdOnly} is for OpenID Connect`
  const isShared = sharedTenant.test(String(complete.issuer))
  // nOAuth: in a tenant of their own, attackers can give themselves any address.
  if (isShared && complete.trustsEveryEmail === true) return 'trustsEveryEmail needs the issuer of one tenant'
  return undefined
}

function isPrivateKey(value: unknown): boolean {
  try {
    const key = value instanceof Secret ? createPrivateKey(value.reveal()) : undefined
    return key?.asymmetricKeyDetails?.namedCurve === 'prime256v1'
  } catch {
    return false
  }
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
