/** The settings of sign-in with other providers. */
import { isDisabled } from '../../../http/endpoints/arrange-endpoints.ts'
import type { SettingRow } from '../../../settings/row.ts'
import type { SettingRule } from '../../../settings/rule.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { GivenProviders, Providers } from './provider-settings.ts'
import { readProviders, readProvidersText } from './read-providers.ts'

const rows = {
  social: {
    kind: 'custom',
    read: readProviders,
    readText: readProvidersText,
    fromFile: true,
    default: {},
    doc: 'The providers that users may sign in with: `{ google: { clientId, clientSecret } }`; as JSON in the environment.',
  },
  socialRedirects: {
    kind: 'list',
    default: ['/'],
    pattern:
      /^\/(?![/\\])[^\s\\#]*$|^https:\/\/[^\s\\@#]+$|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/[^\s\\@#]*)?$/,
    example: 'https://app.example.com/welcome, or a path of publicUrl',
    doc: 'Where users may be sent after a sign-in. The address that is asked for has to be one of these exactly, or the page of the account or of the console; the first is the default.',
  },
  apiUrl: {
    kind: 'text',
    default: undefined,
    optional: true,
    pattern: /^https:\/\/[^\s?#@]+$|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/[^\s?#@]*)?$/,
    example: 'https://api.example.com',
    doc: 'Where browsers reach these endpoints, if not at publicUrl: providers send users back there.',
  },
} as const satisfies Readonly<Record<string, SettingRow>>

const withoutRedirects =
  "or, for POST /api/auth/google/ alone, disabledEndpoints: ['social_login', 'social_link', 'social_callback', 'social_token']"

const rules: readonly SettingRule[] = [
  {
    at: 'publicUrl',
    reads: ['social', 'publicUrl', 'apiUrl', 'debug', 'disabledEndpoints'],
    isBroken: s =>
      Object.keys(s.social).length > 0 && sendsToProviders(s) && (s.apiUrl ?? s.publicUrl) === undefined && !s.debug,
    what: 'is not set, and providers need an address to send users back to',
    fix: `write it as 'https://app.example.com', or set apiUrl, ${withoutRedirects}`,
  },
  {
    at: 'social',
    reads: ['social', 'disabledEndpoints'],
    isBroken: s => lacksSecret(s.social) && sendsToProviders(s),
    what: 'google: clientSecret is not given, and a login by its page needs it',
    fix: `give it, ${withoutRedirects}`,
  },
]

/** Whether a row that begins a sign-in at a provider's page is served. */
function sendsToProviders(settings: Pick<Settings, 'disabledEndpoints'>): boolean {
  return !['social_login', 'social_link'].every(name => isDisabled(settings, name))
}

function lacksSecret({ google }: Providers): boolean {
  return google !== undefined && google.clientSecret === undefined
}

export const socialSettings = { title: 'Sign-in with other providers', rows, rules }

export type SocialRows = typeof rows

declare module '../../../settings/settings.ts' {
  interface SettingRows extends SocialRows {}

  interface CustomSettings {
    readonly social: { readonly given: GivenProviders; readonly resolved: Providers }
  }
}
