/**
 * Names that Django, Django REST Framework, SimpleJWT and django-cors-headers give to what is a setting here: one row a
 * name. What means the same is taken; anything else is refused with what to write, because a name that is ignored would
 * silently leave a protection off.
 */
import type { SettingName } from './settings.ts'
import type { SettingTable } from './table.ts'

export interface DjangoName {
  /** The setting that it sets, with the same meaning. */
  readonly takes?: SettingName
  /** What to do instead. */
  readonly fix?: string
  /** Other programs have this name too: in the environment of a process it is remarked on, and neither taken nor refused. */
  readonly isShared?: true
  /** A switch that changes nothing while it is off. */
  readonly isSwitch?: true
}

const mail = shared('write LATCHKEY_SMTP_URL=smtp://user:password@host:587, or smtps:// for TLS from the first byte')
const lifetime = (name: string) =>
  shared(`write LATCHKEY_${name} with its unit, such as 15m or 7d: the number alone does not say of what`)
const origins = 'list the origins in CORS_ALLOWED_ORIGINS, separated by commas'
const database = shared('write DATABASE_URL=sqlite:///file.sqlite3')

export const djangoNames: Readonly<Record<string, DjangoName>> = {
  SECURE_SSL_REDIRECT: { takes: 'secureSslRedirect' },
  SECURE_SSL_HOST: { takes: 'secureSslHost' },
  SECURE_HSTS_SECONDS: { takes: 'secureHstsSeconds' },
  SECURE_HSTS_INCLUDE_SUBDOMAINS: { takes: 'secureHstsIncludeSubdomains' },
  SECURE_HSTS_PRELOAD: { takes: 'secureHstsPreload' },
  SECURE_PROXY_SSL_HEADER: { takes: 'secureProxySslHeader' },
  SECURE_REDIRECT_EXEMPT: { fix: 'remove it: with SECURE_SSL_REDIRECT every path is redirected' },
  USE_X_FORWARDED_HOST: {
    fix: 'remove it: the Host header decides, so let the proxy pass it on; LATCHKEY_TRUSTED_PROXIES names the proxy',
    isSwitch: true,
  },
  USE_X_FORWARDED_PORT: { fix: 'remove it: the Host header decides, so let the proxy pass it on', isSwitch: true },
  CORS_ALLOWED_ORIGINS: { takes: 'corsAllowedOrigins' },
  CORS_ORIGIN_WHITELIST: { takes: 'corsAllowedOrigins' },
  CORS_ALLOW_CREDENTIALS: { takes: 'corsAllowCredentials' },
  CORS_ALLOW_HEADERS: { takes: 'corsAllowHeaders' },
  CORS_PREFLIGHT_MAX_AGE: { takes: 'corsMaxAge' },
  CORS_ALLOW_ALL_ORIGINS: { fix: origins, isSwitch: true },
  CORS_ORIGIN_ALLOW_ALL: { fix: origins, isSwitch: true },
  CORS_ALLOWED_ORIGIN_REGEXES: { fix: origins },
  CORS_ORIGIN_REGEX_WHITELIST: { fix: origins },
  CSRF_TRUSTED_ORIGINS: { takes: 'trustedOrigins' },
  CSRF_COOKIE_DOMAIN: { fix: 'write LATCHKEY_COOKIE_DOMAIN' },
  CSRF_COOKIE_SECURE: { fix: 'write LATCHKEY_COOKIE_SECURE' },
  CSRF_COOKIE_SAMESITE: { fix: 'write LATCHKEY_COOKIE_SAME_SITE' },
  SESSION_COOKIE_DOMAIN: { fix: 'write LATCHKEY_COOKIE_DOMAIN' },
  SESSION_COOKIE_SECURE: { fix: 'write LATCHKEY_COOKIE_SECURE' },
  SESSION_COOKIE_SAMESITE: { fix: 'write LATCHKEY_COOKIE_SAME_SITE' },
  SESSION_COOKIE_AGE: { fix: 'write LATCHKEY_REFRESH_TOKEN_LIFETIME, such as 14d' },
  DATA_UPLOAD_MAX_MEMORY_SIZE: { takes: 'bodyLimit' },
  DEFAULT_FROM_EMAIL: { takes: 'mailFrom', isShared: true },
  EMAIL_HOST: mail,
  EMAIL_PORT: mail,
  EMAIL_HOST_USER: mail,
  EMAIL_HOST_PASSWORD: mail,
  EMAIL_USE_TLS: mail,
  EMAIL_USE_SSL: mail,
  EMAIL_URL: mail,
  EMAIL_BACKEND: {
    fix: 'remove it: with DEBUG mails are printed, otherwise LATCHKEY_SMTP_URL sends them',
    isShared: true,
  },
  DJANGO_SECRET_KEY: { fix: 'write SECRET_KEY' },
  DJANGO_DEBUG: { fix: 'write DEBUG' },
  DJANGO_ALLOWED_HOSTS: { fix: 'write ALLOWED_HOSTS, with commas between the names' },
  DJANGO_CSRF_TRUSTED_ORIGINS: { fix: 'write CSRF_TRUSTED_ORIGINS, with commas between the origins' },
  DJANGO_CORS_ALLOWED_ORIGINS: { fix: 'write CORS_ALLOWED_ORIGINS, with commas between the origins' },
  DJANGO_SECURE_SSL_REDIRECT: { fix: 'write SECURE_SSL_REDIRECT' },
  DJANGO_DATABASE_URL: { fix: 'write DATABASE_URL' },
  JWT_SECRET: shared('write SECRET_KEY, or LATCHKEY_SIGNING_KEY for a key of tokens alone'),
  JWT_SECRET_KEY: shared('write SECRET_KEY, or LATCHKEY_SIGNING_KEY for a key of tokens alone'),
  JWT_PRIVATE_KEY: shared('write LATCHKEY_SIGNING_KEY'),
  JWT_PUBLIC_KEY: shared('write LATCHKEY_VERIFYING_KEY'),
  JWT_EXPIRATION: lifetime('ACCESS_TOKEN_LIFETIME'),
  JWT_EXPIRATION_DELTA: lifetime('ACCESS_TOKEN_LIFETIME'),
  JWT_REFRESH_EXPIRATION_DELTA: lifetime('REFRESH_TOKEN_LIFETIME'),
  ACCESS_TOKEN_LIFETIME: lifetime('ACCESS_TOKEN_LIFETIME'),
  REFRESH_TOKEN_LIFETIME: lifetime('REFRESH_TOKEN_LIFETIME'),
  ACCESS_TOKEN_LIFETIME_MINUTES: lifetime('ACCESS_TOKEN_LIFETIME'),
  REFRESH_TOKEN_LIFETIME_DAYS: lifetime('REFRESH_TOKEN_LIFETIME'),
  DB_NAME: database,
  DB_HOST: database,
  DB_ENGINE: database,
}

/** Names that only a settings.py has: in the environment of a process they belong to other programs. */
const codeNames: readonly (readonly [RegExp, string])[] = [
  [
    /^AUTH_USER_MODEL$/,
    "write userFields: defineUserFields(...) for fields, and accounts: 'email' or 'username' for the login",
  ],
  [
    /^AUTH_PASSWORD_VALIDATORS$/,
    'remove it: the four validators of Django are on; minimumPasswordLength and passwordSimilarity change them',
  ],
  [
    /^PASSWORD_HASHERS$/,
    'remove it: new passwords use argon2, and hashes from Django are verified and upgraded (guide accounts)',
  ],
  [
    /^AUTHENTICATION_BACKENDS$/,
    'write userAuthenticationRule, or an authenticator in defaultAuthentication (guide api-keys)',
  ],
  [/^INSTALLED_APPS$|^MIDDLEWARE$/, 'remove it: what is built in is on; disabledEndpoints switches endpoints off'],
  [/^DATABASES$/, "write database: 'sqlite:app.sqlite3'"],
  [/^APPEND_SLASH$/, "write trailingSlash: 'redirect' for APPEND_SLASH = True, or 'optional', which serves both"],
  [
    /^ROOT_URLCONF$|^WSGI_APPLICATION$|^ASGI_APPLICATION$/,
    'remove it: paths moves built-in endpoints, defineEndpoint adds yours',
  ],
  [/^FORCE_SCRIPT_NAME$/, "write basePath: '/app'"],
  [
    /^LANGUAGE_CODE$|^USE_I18N$|^LOCALE_PATHS$|^LANGUAGES$/,
    'remove it: answers are in English; mailTemplates words the mails',
  ],
  [/^TIME_ZONE$|^USE_TZ$/, 'remove it: times are in UTC'],
  [/^(?:STATIC|MEDIA)(?:FILES)?_|^STORAGES$|^TEMPLATES$/, 'remove it: no files are served'],
  [/^LOGGING$/, 'write onEvent, or let `latchkey serve` log (guide operations)'],
  [/^CACHES$/, 'remove it: requests are counted in memory, or by throttles: in createAuth'],
  [
    /^EMAIL_SUBJECT_PREFIX$|^SERVER_EMAIL$|^ADMINS$|^MANAGERS$/,
    'remove it: mailFrom is the sender, mailTemplates has the subjects',
  ],
  [/^EMAIL_/, "write smtpUrl: 'smtps://user:password@host', and mailFrom"],
  [/^(?:LOGIN|LOGOUT)_(?:REDIRECT_)?URL$/, 'write socialRedirects for where a login may lead to'],
  [/^PASSWORD_RESET_TIMEOUT$/, 'remove it: the links of mails end after the lifetimes of their tokens (guide mail)'],
  [
    /^REST_AUTH$|^REST_USE_JWT$|^JWT_AUTH/,
    'remove it: accessCookieName, refreshCookieName and cookieSameSite are the settings of its cookies (guide cookies)',
  ],
  [/^SOCIALACCOUNT_/, 'write social: { google: { clientId, clientSecret } } (guide social-login)'],
  [/^ACCOUNT_/, "write accounts: 'email' or 'username', and verifyEmailAtRegistration (guides accounts and mail)"],
  [
    /^SECURE_(?:CONTENT_TYPE_NOSNIFF|REFERRER_POLICY|CROSS_ORIGIN_OPENER_POLICY|BROWSER_XSS_FILTER)$|^X_FRAME_OPTIONS$/,
    'remove it: answers have safe headers already',
  ],
  [
    /^(?:SESSION|CSRF)_(?:COOKIE_|ENGINE|SAVE|EXPIRE|SERIALIZER|USE_|HEADER|FAILURE)/,
    'write cookieDomain, cookieSecure, cookieSameSite or refreshTokenLifetime (guide cookies)',
  ],
  [/^DATA_UPLOAD_|^FILE_UPLOAD_/, 'write bodyLimit'],
  [/^AXES_|^RATELIMIT_/, 'write loginRate and loginFailures (guide limits)'],
  [/^SPECTACULAR_SETTINGS$|^SWAGGER_SETTINGS$/, 'write apiDocs: true'],
  [/^DEFAULT_AUTO_FIELD$/, "write userIds: 'integer' or 'uuid'"],
]

/** What to do instead of a name of a settings.py in a configuration; `undefined`: not a name of Django's. */
export function answerDjango(table: SettingTable, written: string): string | undefined {
  if (!/^[A-Z][A-Z_]+$/.test(written) || table.byEnvironmentName.has(written)) return undefined
  const row = Object.hasOwn(djangoNames, written) ? djangoNames[written] : undefined
  if (row?.takes !== undefined) return `write ${row.takes}`
  const answer = codeNames.find(([pattern]) => pattern.test(written))?.[1]
  return answer ?? (row?.fix === undefined ? undefined : inCode(table, row.fix))
}

/** A sentence about variables, with the names of the settings in their place. */
function inCode(table: SettingTable, fix: string): string {
  return fix.replaceAll(/\b[A-Z][A-Z_]+\b/g, word => table.byEnvironmentName.get(word) ?? word)
}

/**
 * Those of a settings.py that mean nothing else, and that someone relies on: in a `.env` they are refused. A time zone
 * or an `ACCOUNT_SID` there may be meant for another program.
 */
const unmistakable =
  /^(?:AUTH_USER_MODEL|AUTH_PASSWORD_VALIDATORS|PASSWORD_HASHERS|PASSWORD_RESET_TIMEOUT|AUTHENTICATION_BACKENDS|APPEND_SLASH|FORCE_SCRIPT_NAME|X_FRAME_OPTIONS|DATA_UPLOAD_\w+|(?:SESSION|CSRF)_COOKIE_\w+|SESSION_EXPIRE_AT_BROWSER_CLOSE|SECURE_[A-Z_]+|SOCIALACCOUNT_\w+|AXES_\w+)$/

/** For a `.env`: what to do instead of a name that only a settings.py has. */
export function findCodeName(table: SettingTable, written: string): DjangoName | undefined {
  if (!unmistakable.test(written)) return undefined
  const fix = answerDjango(table, written)
  return fix === undefined ? undefined : { fix }
}

/** `undefined`: not a name of Django's. `prefixed` finds the names of SIMPLE_JWT with the prefix that `.env` files give them. */
export function findDjangoName(written: string, alias: (name: string) => string | undefined): DjangoName | undefined {
  if (Object.hasOwn(djangoNames, written)) return djangoNames[written]
  const bare = written.replace(/^(?:SIMPLE_JWT|SIMPLEJWT|JWT)_/, '')
  if (Object.hasOwn(djangoNames, bare)) return djangoNames[bare]
  const setting = alias(bare)
  return setting === undefined ? undefined : shared(`write ${setting}`)
}

/** `HTTP_X_FORWARDED_PROTO,https`: Django's pair, of which the second is always `https` here. */
export function djangoText(setting: SettingName, text: string): string {
  if (setting !== 'secureProxySslHeader') return text
  return text.replaceAll(/[()'"\s]/g, '').replace(/,https$/, '')
}

function shared(fix: string): DjangoName {
  return { fix, isShared: true }
}
