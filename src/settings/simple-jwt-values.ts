/** Translates values of the SIMPLE_JWT dictionary from Python's spelling to ours. */
import type { SettingName } from './settings.ts'

/** Names that SimpleJWT has removed, and what to do instead. */
export const removedAliases: Readonly<Record<string, string>> = {
  AUTH_HEADER_TYPE: 'write AUTH_HEADER_TYPES',
  AUTH_TOKEN_CLASS: 'write AUTH_TOKEN_CLASSES',
  SECRET_KEY: 'write SIGNING_KEY',
  TOKEN_BACKEND_CLASS: 'remove it: the algorithm alone decides',
}

/** SimpleJWT's defaults: setting one of them changes nothing. */
const defaultClasses: readonly unknown[] = [
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

/** `undefined` means that the dictionary repeats the default. */
export function translateAliasValue(name: SettingName, raw: unknown): unknown {
  if (name === 'authHeaderName' && typeof raw === 'string') return headerName(raw)
  if (name === 'authTokenClasses') return [raw].flat().map(tokenClass)
  const isDefault = defaultClasses.includes(raw) || (name === 'verifyingKey' && raw === '')
  return isDefault ? undefined : raw
}

/** `HTTP_X_ACCESS_TOKEN` is how CGI spells `X-Access-Token`. */
function headerName(text: string): string {
  if (!text.startsWith('HTTP_')) return text
  const words = text.slice('HTTP_'.length).toLowerCase().split('_')
  return words.map(word => word.slice(0, 1).toUpperCase() + word.slice(1)).join('-')
}

function tokenClass(path: unknown): unknown {
  const name = String(path).split('.').at(-1) ?? ''
  return tokenClasses[name] ?? path
}
