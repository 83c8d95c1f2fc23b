/** Tokens: how long they are valid, whom they are for, and where a request carries them. */
import type { SettingRow } from '../row.ts'

const rows = {
  audience: {
    kind: 'texts',
    default: undefined,
    optional: true,
    alias: 'AUDIENCE',
    unsetWord: 'any-audience',
    doc: 'Written as `aud` into every token and required of every token. jwkUrl needs it: `any-audience` accepts tokens that were issued for other applications (confused deputy).',
  },
  issuer: {
    kind: 'texts',
    default: undefined,
    optional: true,
    alias: 'ISSUER',
    unsetWord: 'any-issuer',
    doc: 'Written as `iss` into every token and required of every token. jwkUrl needs it: `any-issuer` accepts tokens of every issuer that signs with the published keys.',
  },
  leeway: {
    kind: 'duration',
    default: '0s',
    alias: 'LEEWAY',
    unit: 'seconds',
    doc: 'How far apart the clocks of two machines may be when token times are checked.',
  },
  accessTokenLifetime: {
    kind: 'duration',
    default: '15m',
    compat: '5m',
    min: 1,
    alias: 'ACCESS_TOKEN_LIFETIME',
    unit: 'seconds',
    doc: 'How long an access token is valid.',
  },
  refreshTokenLifetime: {
    kind: 'duration',
    default: '7d',
    compat: '1d',
    min: 1,
    alias: 'REFRESH_TOKEN_LIFETIME',
    unit: 'seconds',
    doc: 'How long a refresh token is valid. A session lasts as long as it is refreshed in time.',
  },
  slidingTokenLifetime: {
    kind: 'duration',
    default: '5m',
    min: 1,
    alias: 'SLIDING_TOKEN_LIFETIME',
    unit: 'seconds',
    doc: 'How long a sliding token is accepted before it has to be refreshed.',
  },
  slidingTokenRefreshLifetime: {
    kind: 'duration',
    default: '1d',
    min: 1,
    alias: 'SLIDING_TOKEN_REFRESH_LIFETIME',
    unit: 'seconds',
    doc: 'How long after its first issue a sliding token can be refreshed.',
  },
  authHeaderTypes: {
    kind: 'list',
    default: ['Bearer'],
    alias: 'AUTH_HEADER_TYPES',
    pattern: /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/,
    example: 'Bearer',
    doc: 'Schemes accepted in the Authorization header; WWW-Authenticate names the first.',
  },
  authHeaderName: {
    kind: 'text',
    default: 'Authorization',
    alias: 'AUTH_HEADER_NAME',
    pattern: /^[A-Za-z0-9-]+$/,
    example: 'X-Access-Token',
    doc: 'The header that carries the token.',
  },
  authSchemeCaseInsensitive: {
    kind: 'boolean',
    default: true,
    compat: false,
    doc: 'Whether `bearer` is accepted for `Bearer` (RFC 9110 section 11.1).',
  },
  authTokenClasses: {
    kind: 'list',
    default: ['access'],
    choices: ['access', 'sliding'],
    alias: 'AUTH_TOKEN_CLASSES',
    doc: 'The kinds of token that authenticate a request, tried in this order.',
  },
} as const satisfies Record<string, SettingRow>

export const tokensSettings = { title: 'Tokens', rows, rules: [] }
