/** Sessions: how refresh tokens rotate, and what ends a session. */
import type { SettingRow } from '../row.ts'
import type { SettingRule } from '../rule.ts'

const rows = {
  rotateRefreshTokens: {
    kind: 'boolean',
    default: true,
    compat: false,
    alias: 'ROTATE_REFRESH_TOKENS',
    doc: 'Whether a refresh also returns a new refresh token.',
  },
  blacklistAfterRotation: {
    kind: 'boolean',
    default: true,
    compat: false,
    alias: 'BLACKLIST_AFTER_ROTATION',
    doc: 'Whether a rotated refresh token is used up; otherwise it stays valid until it expires.',
  },
  refreshGrace: {
    kind: 'duration',
    default: '10s',
    compat: '0s',
    max: 300,
    unit: 'seconds',
    doc: 'How long the previous refresh token still returns its successor, in case the response was lost.',
  },
  refreshAuthority: {
    kind: 'choice',
    default: 'session',
    compat: 'jti',
    choices: ['session', 'jti'],
    doc: 'What decides at a refresh: the current token of the session, or the list of spent token ids as in SimpleJWT.',
  },
  replayEndsSession: {
    kind: 'boolean',
    default: true,
    compat: false,
    doc: 'Whether a refresh token used twice ends its session (RFC 9700 section 4.14).',
  },
  sessionAbsoluteLifetime: {
    kind: 'duration',
    default: undefined,
    optional: true,
    min: 60,
    unit: 'seconds',
    doc: 'When a session ends, however often it is refreshed. No limit unless set. An unused session ends with its refresh token; sliding tokens use slidingTokenRefreshLifetime instead.',
  },
  maximumSessions: {
    kind: 'integer',
    default: undefined,
    optional: true,
    min: 1,
    max: 1000,
    unit: 'sessions',
    doc: 'How many sessions a user may have at once; one more login ends the oldest. No limit unless set.',
  },
  revokeAccessTokens: {
    kind: 'boolean',
    default: true,
    compat: false,
    doc: 'Whether logout and password change revoke access tokens at once; otherwise they stay valid until they expire.',
  },
  revocationAllowance: {
    kind: 'duration',
    default: '1s',
    unit: 'seconds',
    doc: 'How old the revocation list in memory may be before a node asks the store again.',
  },
  readUser: {
    kind: 'choice',
    default: 'when-needed',
    compat: 'always',
    choices: ['when-needed', 'always'],
    doc: "Whether every request reads the user's row, or only requests whose token does not say enough.",
  },
  verifyEndpoint: {
    kind: 'choice',
    default: 'strict',
    compat: 'simplejwt',
    choices: ['strict', 'simplejwt'],
    doc: 'Whether the verify endpoint refuses every revoked token, or only where SimpleJWT checks its blacklist.',
  },
  updateLastLogin: {
    kind: 'boolean',
    default: true,
    compat: false,
    alias: 'UPDATE_LAST_LOGIN',
    doc: "Whether a login is recorded in the user's row and onLoginSuccess is called.",
  },
  keepCurrentSession: {
    kind: 'boolean',
    default: false,
    doc: 'Whether a password change keeps the session that requested it.',
  },
  checkUserIsActive: {
    kind: 'boolean',
    default: true,
    alias: 'CHECK_USER_IS_ACTIVE',
    doc: 'Whether tokens of inactive users are refused.',
  },
  userAuthenticationRule: {
    kind: 'function',
    default: undefined,
    optional: true,
    alias: 'USER_AUTHENTICATION_RULE',
    doc: 'Decides which users may have tokens, at login and at refresh: `user => user?.isActive === true`.',
  },
  onLoginSuccess: {
    kind: 'function',
    default: undefined,
    optional: true,
    alias: 'ON_LOGIN_SUCCESS',
    doc: 'Called with the user after a login when updateLastLogin is on.',
  },
  onLoginFailed: {
    kind: 'function',
    default: undefined,
    optional: true,
    alias: 'ON_LOGIN_FAILED',
    doc: 'Called with the masked credentials after a failed login.',
  },
} as const satisfies Record<string, SettingRow>

const rules: readonly SettingRule[] = [
  {
    at: 'refreshGrace',
    reads: ['refreshGrace', 'refreshAuthority'],
    isBroken: s => s.refreshGrace > 0 && s.refreshAuthority === 'jti',
    what: "needs refreshAuthority 'session': a list of spent ids does not know their successors",
    fix: "use refreshGrace 0, or refreshAuthority 'session'",
  },
]

export const sessionsSettings = { title: 'Sessions', rows, rules }
