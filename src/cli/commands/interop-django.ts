/**
 * `latchkey interop django`: what a Django service has to be told to verify Latchkey's tokens, and the other way round, from
 * the configuration at hand. No secret is printed: a shared one comes from the environment on both sides.
 */
import { apiUrlOf } from '../../flows/api-url.ts'
import type { Settings } from '../../settings/settings.ts'
import { configHelp } from '../accounts.ts'
import type { Command } from '../command.ts'
import { loadCommandSettings } from '../load.ts'

export const interopDjangoCommand: Command = {
  name: 'interop django',
  summary: "Print the SIMPLE_JWT of a Django service that verifies Latchkey's tokens, and the other way round.",
  options: { config: { type: 'string' }, json: { type: 'boolean' } },
  help: [configHelp, ['--json', '{"django", "latchkey"}: both texts']],
  async run(surroundings, values) {
    const { ui } = surroundings
    const settings = await loadCommandSettings(surroundings, values)
    const snippets = { django: forDjango(settings), latchkey: forLatchkey(settings) }
    if (values.json === true) {
      ui.json({ django: snippets.django.join('\n'), latchkey: snippets.latchkey.join('\n') })
      return 0
    }
    ui.say(["# Django verifies Latchkey's tokens: settings.py", ...snippets.django, ''])
    ui.say(["// Latchkey verifies Django's tokens: latchkey.config.ts", ...snippets.latchkey])
    ui.hint(
      settings.algorithm.startsWith('HS')
        ? 'A service with the shared key can sign tokens for every user. Between teams use a key pair: latchkey keys generate --algorithm RS256.'
        : 'Django 3.2 and later, SimpleJWT 4.8 and later: pip install "djangorestframework-simplejwt[crypto]".',
    )
    return 0
  },
}

/** A value of Python. */
function python(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return Array.isArray(value) ? `[${value.map(python).join(', ')}]` : JSON.stringify(value)
}

function forDjango(settings: Settings): readonly string[] {
  const { algorithm, issuer, audience } = settings
  const isShared = algorithm.startsWith('HS')
  const key = isShared
    ? [
        '    # The same text as LATCHKEY_SIGNING_KEY (or SECRET_KEY) of Latchkey.',
        '    "SIGNING_KEY": os.environ["LATCHKEY_SIGNING_KEY"],',
      ]
    : [`    "JWK_URL": ${python(`${apiUrlOf(settings, '')}/.well-known/jwks.json`)},`]
  const claims = [
    ['USER_ID_FIELD', settings.userIdField, 'id'],
    ['USER_ID_CLAIM', settings.userIdClaim, 'user_id'],
    ['TOKEN_TYPE_CLAIM', settings.tokenTypeClaim, 'token_type'],
    ['JTI_CLAIM', settings.jtiClaim, 'jti'],
    ['ISSUER', issuer, undefined],
    ['AUDIENCE', audience, undefined],
    ['LEEWAY', settings.leeway, 0],
  ] as const
  return [
    ...(isShared ? ['import os', ''] : []),
    'SIMPLE_JWT = {',
    `    "ALGORITHM": ${python(algorithm)},`,
    ...key,
    ...claims.flatMap(([name, value, usual]) => (value === usual ? [] : [`    "${name}": ${python(value)},`])),
    '}',
    'REST_FRAMEWORK = {',
    '    # JWTStatelessUserAuthentication reads no table of users; JWTAuthentication needs one with the same ids.',
    '    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTStatelessUserAuthentication"],',
    '}',
  ]
}

function forLatchkey(settings: Settings): readonly string[] {
  const { algorithm, issuer, audience } = settings
  const text = (value: unknown) => JSON.stringify(value)
  if (algorithm.startsWith('HS')) {
    return [
      'export default defineConfig({',
      `  algorithm: ${text(algorithm)},`,
      '  // The same text as SIGNING_KEY of Django.',
      '  signingKey: process.env.LATCHKEY_SIGNING_KEY,',
      '})',
    ]
  }
  return [
    'export default defineConfig({',
    `  // Latchkey's own key signs. SimpleJWT writes no kid, and a published key is chosen by it: list Django's public key.`,
    `  keyId: ${text(settings.keyId ?? 'latchkey')},`,
    '  previousKeys: [',
    `    { kid: 'django', algorithm: ${text(algorithm)}, key: readFileSync('django-public.pem', 'utf8'), takesUnnamed: true },`,
    '  ],',
    `  issuer: ${text(issuer ?? 'https://id.example.com')},`,
    `  audience: ${text(audience ?? 'this-service')},`,
    '})',
    '// Where a token backend of Django writes a kid, and its keys are published: jwkUrl in place of previousKeys.',
    '// In a service without a database: createVerifier of latchkey/verify, with the public key.',
  ]
}
