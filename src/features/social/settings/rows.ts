/** Settings of sign-in with other providers. */
import type { SettingRow } from '../../../settings/row.ts'

export const socialRows = {
  social: {
    kind: 'providers',
    default: {},
    doc: 'The providers that people may sign in with: `{ google: { clientId, clientSecret } }`; in the environment as JSON.',
  },
  socialRedirects: {
    kind: 'list',
    default: ['/'],
    pattern:
      /^\/(?![/\\])[^\s\\#]*$|^https:\/\/[^\s\\@#]+$|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/[^\s\\@#]*)?$/,
    example: 'https://app.example.com/welcome, or a path of publicUrl',
    doc: 'Where people may be sent after a sign-in, each address as it is asked for, whole; the first unless another is asked for.',
  },
  apiUrl: {
    kind: 'text',
    default: undefined,
    optional: true,
    pattern: /^https:\/\/[^\s?#@]+$|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/[^\s?#@]*)?$/,
    example: 'https://api.example.com',
    doc: 'Where browsers find these endpoints, if not at publicUrl: providers send people back there.',
  },
} as const satisfies Readonly<Record<string, SettingRow>>
