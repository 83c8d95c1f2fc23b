/**
 * The SIMPLE_JWT dictionary of a Django project, in its own spelling. SimpleJWT ignores names that it does not know,
 * so a slip there turns a protection off in silence; here every unknown name is a fault.
 */
import type { SettingName } from './table.ts'

/** Names that SimpleJWT has removed, and what they became. */
export const removedAliases: Readonly<Record<string, string>> = {
  AUTH_HEADER_TYPE: 'write AUTH_HEADER_TYPES',
  AUTH_TOKEN_CLASS: 'write AUTH_TOKEN_CLASSES',
  SECRET_KEY: 'write SIGNING_KEY',
  TOKEN_BACKEND_CLASS: 'remove it: the algorithm alone decides',
}

const serializers = 'remove it: tokenClaims adds claims, and routes of your own replace an endpoint'

export interface UnsupportedAlias {
  readonly default?: string
  readonly fix: string
}

/** Names of SimpleJWT that have no equivalent, each with its default there (which is harmless) and what to do. */
export const unsupportedAliases = {
  JWK_URL: { fix: 'give the public key as VERIFYING_KEY' },
  JSON_ENCODER: { fix: 'remove it: claims are plain JSON' },
  TOKEN_USER_CLASS: { default: 'rest_framework_simplejwt.models.TokenUser', fix: 'remove it: read the claims' },
  TOKEN_OBTAIN_SERIALIZER: {
    default: 'rest_framework_simplejwt.serializers.TokenObtainPairSerializer',
    fix: serializers,
  },
  TOKEN_REFRESH_SERIALIZER: {
    default: 'rest_framework_simplejwt.serializers.TokenRefreshSerializer',
    fix: serializers,
  },
  TOKEN_VERIFY_SERIALIZER: {
    default: 'rest_framework_simplejwt.serializers.TokenVerifySerializer',
    fix: serializers,
  },
  TOKEN_BLACKLIST_SERIALIZER: {
    default: 'rest_framework_simplejwt.serializers.TokenBlacklistSerializer',
    fix: serializers,
  },
  SLIDING_TOKEN_OBTAIN_SERIALIZER: {
    default: 'rest_framework_simplejwt.serializers.TokenObtainSlidingSerializer',
    fix: serializers,
  },
  SLIDING_TOKEN_REFRESH_SERIALIZER: {
    default: 'rest_framework_simplejwt.serializers.TokenRefreshSlidingSerializer',
    fix: serializers,
  },
} as const satisfies Readonly<Record<string, UnsupportedAlias>>

/** The functions that SimpleJWT uses unless told otherwise: naming them says nothing. */
const ownFunctions: readonly unknown[] = [
  'rest_framework_simplejwt.authentication.default_user_authentication_rule',
  'rest_framework_simplejwt.serializers.default_on_login_success',
  'rest_framework_simplejwt.serializers.default_on_login_failed',
]

const tokenClasses: Readonly<Record<string, string>> = { AccessToken: 'access', SlidingToken: 'sliding' }

/** Python's way of saying a value, in ours. `undefined` means that the dictionary says what is the default anyway. */
export function translateAliasValue(name: SettingName, raw: unknown): unknown {
  if (name === 'authHeaderName' && typeof raw === 'string') return headerName(raw)
  if (name === 'authTokenClasses') return [raw].flat().map(tokenClass)
  const saysNothing = ownFunctions.includes(raw) || (name === 'verifyingKey' && raw === '')
  return saysNothing ? undefined : raw
}

/** `HTTP_X_ACCESS_TOKEN` is CGI's spelling of `X-Access-Token`. */
function headerName(text: string): string {
  if (!text.startsWith('HTTP_')) return text
  const words = text.slice('HTTP_'.length).toLowerCase().split('_')
  return words.map(word => word.slice(0, 1).toUpperCase() + word.slice(1)).join('-')
}

function tokenClass(path: unknown): unknown {
  const name = String(path).split('.').at(-1) ?? ''
  return tokenClasses[name] ?? path
}
