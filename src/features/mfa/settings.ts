/** The settings of second factors. */
import type { SettingRow } from '../../settings/row.ts'
import type { User } from '../../users/user.ts'

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

export const mfaSettings = { title: 'Second factors', rows, rules: [] }

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
