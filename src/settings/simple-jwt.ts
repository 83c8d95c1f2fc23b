/**
 * The SIMPLE_JWT dictionary of a Django project, in its own spelling. SimpleJWT ignores names that it does not know,
 * so a slip there turns a protection off in silence; here every unknown name is a fault.
 */
import type { SettingName } from './settings.ts'

/** Names that SimpleJWT has removed, and what they became. */
export const removedAliases: Readonly<Record<string, string>> = {
  AUTH_HEADER_TYPE: 'write AUTH_HEADER_TYPES',
  AUTH_TOKEN_CLASS: 'write AUTH_TOKEN_CLASSES',
  SECRET_KEY: 'write SIGNING_KEY',
  TOKEN_BACKEND_CLASS: 'remove it: the algorithm alone decides',
}

/** The code that SimpleJWT uses unless told otherwise: naming it says nothing. */
const ownFunctions: readonly unknown[] = [
  'rest_framework_simplejwt.models.TokenUser',
  'rest_framework_simplejwt.serializers.TokenObtainPairSerializer',
  'rest_framework_simplejwt.serializers.TokenRefreshSerializer',
  'rest_framework_simplejwt.serializers.TokenVerifySerializer',
  'rest_framework_simplejwt.serializers.TokenBlacklistSerializer',
  'rest_framework_simplejwt.serializers.TokenObtainSlidingSerializer',
  'rest_framework_simplejwt.serializers.TokenRefreshSlidingSerializer',
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
