/** The settings of second factors. */
import { isDisabled } from '../../settings/endpoint-paths.ts'
import type { SettingRow } from '../../settings/row.ts'
import type { SettingRule } from '../../settings/rule.ts'
import type { User } from '../../users/user.ts'
import { relyingPartyOf } from './relying-party.ts'

const rows = {
  mfaRequired: {
    kind: 'choice',
    default: 'none',
    choices: ['none', 'staff', 'all'],
    doc: 'Which accounts must have a second factor: none, those of staff and superusers, or all. Others may have one.',
  },
  mfaRequiredFor: {
    kind: 'function',
    default: undefined,
    optional: true,
    doc: 'Further accounts that must have a second factor: a function of the user that answers true for them.',
  },
  mfaGrace: {
    kind: 'duration',
    default: '0s',
    max: 7_776_000,
    doc: 'How long an account that must have a second factor may still log in without one, from the first login that asks for it.',
  },
  mfaAtRefresh: {
    kind: 'boolean',
    default: false,
    doc: 'Whether a refresh asks for the second factor too, in a session that began before its account had one or had to have one.',
  },
  mfaIssuer: {
    kind: 'text',
    default: undefined,
    optional: true,
    pattern: /^[^:\p{C}]{1,64}$/u,
    example: 'Example Shop',
    doc: 'What an authenticator app shows as the name of the application; the host of publicUrl unless set.',
  },
  totpWindow: {
    kind: 'integer',
    default: 1,
    min: 0,
    max: 2,
    unit: 'steps of 30 seconds',
    doc: 'How many steps before and after the present one a code of an authenticator app may be from.',
  },
  trustedDeviceLifetime: {
    kind: 'duration',
    default: undefined,
    optional: true,
    max: 31_536_000,
    example: '30d',
    doc: 'How long a browser that was trusted at a sign-in is not asked for the second factor; unset, none is trusted.',
  },
  passkeyRpId: {
    kind: 'text',
    default: undefined,
    optional: true,
    pattern: /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/,
    example: 'example.com',
    doc: 'The domain that passkeys belong to (WebAuthn: RP ID); the host of publicUrl unless set. Another one makes every passkey useless.',
  },
  passkeyOrigins: {
    kind: 'list',
    default: [],
    allowsEmpty: true,
    pattern: /^https:\/\/[^\s/?#@]+$|^http:\/\/localhost(:\d+)?$/,
    example: 'https://app.example.com',
    doc: 'Origins of pages that may use passkeys, beside those of publicUrl and apiUrl.',
  },
} as const satisfies Readonly<Record<string, SettingRow>>

/** The rows that begin and end the enrolment of a factor, for each kind. */
const enrolment = [
  ['mfa_totp', 'mfa_totp_confirm'],
  ['mfa_passkey_options', 'mfa_passkeys'],
] as const

const rules: readonly SettingRule[] = [
  {
    at: 'passkeyRpId',
    reads: ['passkeyRpId'],
    isBroken: s => s.passkeyRpId !== undefined && isAddress(s.passkeyRpId),
    what: 'is an IP address, and browsers have passkeys for domains alone',
    fix: "write a domain, such as 'example.com', or 'localhost' in development",
  },
  {
    at: 'passkeyRpId',
    reads: ['passkeyRpId', 'publicUrl'],
    isBroken: s =>
      s.passkeyRpId !== undefined &&
      !isAddress(s.passkeyRpId) &&
      s.publicUrl !== undefined &&
      !isWithin(s.publicUrl, s.passkeyRpId),
    what: 'is neither the host of publicUrl nor a domain above it, so its pages have no passkeys',
    fix: "write the host of publicUrl, or a domain that it is below: 'example.com' for https://app.example.com",
  },
  {
    at: 'passkeyOrigins',
    reads: ['passkeyOrigins', 'passkeyRpId', 'publicUrl', 'apiUrl', 'port'],
    isBroken: s => s.passkeyOrigins.some(origin => !isWithin(origin, relyingPartyOf(s).id)),
    what: 'has an origin outside of the domain that passkeys belong to (passkeyRpId, or the host of publicUrl)',
    fix: 'leave it out, or set passkeyRpId to a domain that all of them are below',
  },
  {
    at: 'mfaRequired',
    reads: ['mfaRequired', 'mfaRequiredFor', 'disabledEndpoints'],
    isBroken: s =>
      (s.mfaRequired !== 'none' || s.mfaRequiredFor !== undefined) &&
      enrolment.every(names => names.some(name => isDisabled(s, name))),
    what: 'or mfaRequiredFor asks for second factors, and disabledEndpoints switches off every way to add one',
    fix: `leave on ${enrolment.map(names => names.join(' and ')).join(', or ')}`,
  },
  {
    at: 'disabledEndpoints',
    reads: ['disabledEndpoints'],
    isBroken: s => isDisabled(s, 'mfa_verify') && enrolment.some(names => names.every(name => !isDisabled(s, name))),
    what: 'switches off mfa_verify, without which an account that adds a second factor can never log in again',
    fix: "leave it on, or switch off 'mfa_totp' and 'mfa_passkeys' too",
  },
]

/** No domain: WebAuthn takes none of these. A name has a letter in its last label. */
function isAddress(host: string): boolean {
  return /(?:^|\.)\d+$/.test(host)
}

/** Whether pages of the address can use passkeys of the domain (HTML: registrable domain suffix or equal). */
function isWithin(url: string, id: string): boolean {
  const { hostname } = new URL(url)
  return hostname === id || hostname.endsWith(`.${id}`)
}

export const mfaSettings = { title: 'Second factors', rows, rules }

export type MfaRows = typeof rows

declare module '../../settings/settings.ts' {
  interface SettingRows extends MfaRows {}
}

declare module '../../settings/function-settings.ts' {
  interface FunctionSettings {
    /** Whether this account must have a second factor, beside what `mfaRequired` says. */
    readonly mfaRequiredFor: (user: User) => boolean | Promise<boolean>
  }
}
