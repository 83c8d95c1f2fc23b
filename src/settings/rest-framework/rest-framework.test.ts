import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveSettings } from '../../settings.ts'
import { restFrameworkNames } from './names.ts'

const secretKey = 'a secret that tests share, and that protects nothing at all'
const read = (REST_FRAMEWORK: unknown, more: object = {}) =>
  resolveSettings([{ source: 'test', values: { secretKey, REST_FRAMEWORK, ...more } }])

test('the REST_FRAMEWORK dictionary of a Django project sets the defaults of rows', () => {
  const settings = read({
    DEFAULT_AUTHENTICATION_CLASSES: ['rest_framework_simplejwt.authentication.JWTAuthentication'],
    DEFAULT_PERMISSION_CLASSES: ['rest_framework.permissions.IsAuthenticated'],
    DEFAULT_PAGINATION_CLASS: 'rest_framework.pagination.PageNumberPagination',
    PAGE_SIZE: 20,
    DEFAULT_THROTTLE_CLASSES: [
      'rest_framework.throttling.AnonRateThrottle',
      'rest_framework.throttling.UserRateThrottle',
      'rest_framework.throttling.ScopedRateThrottle',
    ],
    DEFAULT_THROTTLE_RATES: { anon: '100/day', user: '1000/day', contacts: '10/m' },
    DEFAULT_VERSIONING_CLASS: 'rest_framework.versioning.NamespaceVersioning',
    DEFAULT_VERSION: 'v1',
    ALLOWED_VERSIONS: ['v1', 'v2'],
    NON_FIELD_ERRORS_KEY: 'non_field_errors',
    COERCE_DECIMAL_TO_STRING: true,
    DEFAULT_RENDERER_CLASSES: ['rest_framework.renderers.JSONRenderer'],
  })
  assert.deepEqual(settings.defaultAuthentication, ['JWTAuthentication'])
  assert.deepEqual(settings.defaultPermissions, ['IsAuthenticated'])
  assert.deepEqual([settings.pageSize, settings.anonRate, settings.userRate], [20, '100/day', '1000/day'])
  assert.deepEqual(settings.throttleRates, { anon: '100/day', user: '1000/day', contacts: '10/m' })
  assert.deepEqual([settings.versioning, settings.defaultVersion], ['namespace', 'v1'])
})

test('rates without their class limit nothing, and pages need class and size, as in DRF', () => {
  const rates = read({ DEFAULT_THROTTLE_RATES: { anon: '1/day' } })
  assert.deepEqual([rates.anonRate, rates.throttleRates], [null, { anon: '1/day' }])
  assert.equal(read({ DEFAULT_PAGINATION_CLASS: null, PAGE_SIZE: 5 }).pageSize, null)
  assert.equal(read({ DEFAULT_PAGINATION_CLASS: 'rest_framework.pagination.PageNumberPagination' }).pageSize, null)
  assert.equal(read({ PAGE_SIZE: 5 }).pageSize, 5)
  const byOffset = 'rest_framework.pagination.LimitOffsetPagination'
  for (const [size, expected] of [
    [25, 25],
    [undefined, null],
  ]) {
    const { pagination, pageSize, maxLimit } = read({ DEFAULT_PAGINATION_CLASS: byOffset, PAGE_SIZE: size })
    assert.deepEqual([pagination, pageSize, maxLimit], ['limit-offset', expected, null])
  }
})

test('CursorPagination is the style by cursor', () => {
  const DEFAULT_PAGINATION_CLASS = 'rest_framework.pagination.CursorPagination'
  const { pagination, pageSize } = read({ DEFAULT_PAGINATION_CLASS, PAGE_SIZE: 5 })
  assert.deepEqual([pagination, pageSize], ['cursor', 5])
})

const refused: Readonly<Record<string, [unknown, RegExp]>> = {
  'a misspelt name': [{ DEFAULT_PERMISSIONS_CLASSES: [] }, /write DEFAULT_PERMISSION_CLASSES/],
  'a misspelt class': [
    { DEFAULT_PERMISSION_CLASSES: ['rest_framework.permissions.IsAuthentcated'] },
    /write IsAuthenticated/,
  ],
  'no permissions at all': [{ DEFAULT_PERMISSION_CLASSES: [] }, /allow everyone/],
  sessions: [
    { DEFAULT_AUTHENTICATION_CLASSES: ['rest_framework.authentication.SessionAuthentication'] },
    /CookieAuthentication/,
  ],
  'a throttle without its rate': [
    { DEFAULT_THROTTLE_CLASSES: ['rest_framework.throttling.AnonRateThrottle'] },
    /DEFAULT_THROTTLE_RATES: \{ anon/,
  ],
  'an odd rate': [{ DEFAULT_THROTTLE_RATES: { anon: 'many' } }, /odd rate for anon/],
  'a misspelt style of pages': [
    { DEFAULT_PAGINATION_CLASS: 'rest_framework.pagination.LimitOffsetPaginaton' },
    /write LimitOffsetPagination/,
  ],
  'another key for errors': [{ NON_FIELD_ERRORS_KEY: 'errors' }, /called 'non_field_errors'/],
  'a number of proxies': [{ NUM_PROXIES: 1 }, /trustedProxies/],
  'an exception handler': [{ EXCEPTION_HANDLER: 'my.handler' }, /onEvent/],
  'a list': [[], /write REST_FRAMEWORK: \{/],
}

for (const [what, [dictionary, message]] of Object.entries(refused)) {
  test(`${what} in REST_FRAMEWORK is refused with what to write`, () => {
    assert.throws(() => read(dictionary), { name: 'ConfigurationError', message })
  })
}

test('a name of DRF set in both spellings, or outside its dictionary, is refused', () => {
  assert.throws(() => read({ PAGE_SIZE: 5 }, { pageSize: 6 }), /pageSize a second time/)
  const byPage = 'rest_framework.pagination.PageNumberPagination'
  assert.throws(() => read({ DEFAULT_PAGINATION_CLASS: byPage, PAGE_SIZE: '10' }), /PAGE_SIZE \(test\): '10' does not/)
  assert.throws(() => read({}, { PAGE_SIZE: 5 }), /write REST_FRAMEWORK: \{ PAGE_SIZE/)
})

test('every name of DRF 3.16 has an answer', () => {
  assert.equal(Object.keys(restFrameworkNames).length, 47)
})

const django: Readonly<Record<string, RegExp>> = {
  AUTH_USER_MODEL: /userFields/,
  EMAIL_HOST: /smtpUrl/,
  EMAIL_BACKEND: /smtpUrl|remove it/,
  APPEND_SLASH: /trailingSlash/,
  CORS_ALLOWED_ORIGINS: /write corsAllowedOrigins/,
  CSRF_TRUSTED_ORIGINS: /write trustedOrigins/,
  SECURE_SSL_REDIRECT: /write secureSslRedirect/,
  SESSION_COOKIE_SECURE: /cookieSecure/,
  INSTALLED_APPS: /remove it/,
  DATABASES: /database:/,
  REST_AUTH: /accessCookieName/,
  ACCOUNT_EMAIL_VERIFICATION: /verifyEmailAtRegistration/,
  TIME_ZONE: /UTC/,
  ROOT_URLCONF: /paths/,
}

for (const [name, message] of Object.entries(django)) {
  test(`${name} of a settings.py is answered with its counterpart`, () => {
    assert.throws(() => read({}, { [name]: true }), { name: 'ConfigurationError', message })
  })
}
