/** SimpleJWT's six serializer settings: what their `validate` does to an answer. For claims, see `tokenClaims`. */
import type { SettingRow } from '../row.ts'

export const serializersRows = {
  tokenObtainSerializer: {
    kind: 'function',
    default: undefined,
    optional: true,
    alias: 'TOKEN_OBTAIN_SERIALIZER',
    doc: 'Changes the answer of the token obtain endpoint: `(answer, { user, claims }) => ({ ...answer, extra: true })`.',
  },
  tokenRefreshSerializer: {
    kind: 'function',
    default: undefined,
    optional: true,
    alias: 'TOKEN_REFRESH_SERIALIZER',
    doc: 'Changes the answer of the token refresh endpoint: `(answer, { user, claims }) => ({ ...answer, extra: true })`.',
  },
  tokenVerifySerializer: {
    kind: 'function',
    default: undefined,
    optional: true,
    alias: 'TOKEN_VERIFY_SERIALIZER',
    doc: 'Changes the answer of the token verify endpoint: `(answer, { user, claims }) => ({ ...answer, extra: true })`.',
  },
  tokenBlacklistSerializer: {
    kind: 'function',
    default: undefined,
    optional: true,
    alias: 'TOKEN_BLACKLIST_SERIALIZER',
    doc: 'Changes the answer of the token blacklist endpoint: `(answer, { user, claims }) => ({ ...answer, extra: true })`.',
  },
  slidingTokenObtainSerializer: {
    kind: 'function',
    default: undefined,
    optional: true,
    alias: 'SLIDING_TOKEN_OBTAIN_SERIALIZER',
    doc: 'Changes the answer of the sliding obtain endpoint: `(answer, { user, claims }) => ({ ...answer, extra: true })`.',
  },
  slidingTokenRefreshSerializer: {
    kind: 'function',
    default: undefined,
    optional: true,
    alias: 'SLIDING_TOKEN_REFRESH_SERIALIZER',
    doc: 'Changes the answer of the sliding refresh endpoint: `(answer, { user, claims }) => ({ ...answer, extra: true })`.',
  },
} as const satisfies Record<string, SettingRow>
