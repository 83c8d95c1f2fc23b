/** Pages of other origins: which may use the cookies (CSRF) and which may read responses (CORS). */
import { readOrigins, readOriginsText } from '../read-origins.ts'
import type { SettingRow } from '../row.ts'

export const crossOriginRows = {
  crossSiteCheck: {
    kind: 'boolean',
    default: true,
    compat: false,
    doc: 'Refuses changes that another site requests with the cookies of this one (CSRF), by Sec-Fetch-Site and Origin.',
  },
  trustedOrigins: {
    kind: 'custom',
    read: readOrigins,
    readText: readOriginsText,
    default: [],
    example: 'https://app.example.com',
    doc: 'Other origins that may use the cookies: of pages, of app web views (`capacitor://localhost`) and of extensions.',
  },
  corsAllowedOrigins: {
    kind: 'custom',
    read: readOrigins,
    readText: readOriginsText,
    default: [],
    example: 'https://app.example.com',
    doc: 'Origins whose pages may read responses: those of app web views (`capacitor://localhost`) and extensions too.',
  },
  corsAllowCredentials: {
    kind: 'boolean',
    default: false,
    doc: 'Whether those pages may send cookies.',
  },
  corsAllowHeaders: {
    kind: 'list',
    default: [
      'accept',
      'accept-encoding',
      'authorization',
      'content-type',
      'dnt',
      'origin',
      'user-agent',
      'x-csrftoken',
      'x-requested-with',
    ],
    doc: 'Request headers that those pages may set.',
  },
  corsMaxAge: {
    kind: 'duration',
    default: '1d',
    unit: 'seconds',
    doc: 'How long a browser may cache a preflight response.',
  },
} as const satisfies Record<string, SettingRow>
