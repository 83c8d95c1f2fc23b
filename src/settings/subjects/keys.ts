/** The keys that sign and verify tokens. */

import type { SettingRow } from '../row.ts'
import type { SettingRule } from '../rule.ts'
import { isMonotonous, isPlaceholder, isShort } from '../secret-strength.ts'
import type { Settings } from '../settings.ts'

export const signatureAlgorithms = [
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const

const rows = {
  algorithm: {
    kind: 'choice',
    default: 'HS256',
    choices: signatureAlgorithms,
    alias: 'ALGORITHM',
    doc: 'The algorithm that tokens are signed with. Tokens signed with any other are refused.',
  },
  signingKey: {
    kind: 'secret',
    default: undefined,
    alias: 'SIGNING_KEY',
    doc: 'The HMAC secret (secretKey unless set), or the private key as PEM.',
  },
  verifyingKey: {
    kind: 'text',
    default: undefined,
    optional: true,
    alias: 'VERIFYING_KEY',
    doc: 'The public key as PEM. Derived from the private key unless set; HMAC does not use it.',
  },
  keyId: {
    kind: 'text',
    default: undefined,
    optional: true,
    doc: 'The `kid` of the signing key; without it, tokens have no `kid`.',
  },
  previousKeys: {
    kind: 'keys',
    default: undefined,
    optional: true,
    example: "[{ kid: '2026-05', key: oldPublicPem }]",
    doc: 'Keys that no longer sign, but whose tokens are still accepted: `kid`, `key` and, if it differs, `algorithm`. `takesUnnamed: true` marks the key from before keys had names. Needs keyId.',
  },
  jwkUrl: {
    kind: 'text',
    default: undefined,
    optional: true,
    alias: 'JWK_URL',
    pattern: /^https:\/\/\S+$|^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\/\S*$/,
    example: 'https://id.example.com/.well-known/jwks.json',
    doc: 'Where the public keys for tokens are published: looked up by `kid`, cached for five minutes; keys of another algorithm are skipped. Needs issuer and audience. HTTPS, or this machine.',
  },
} as const satisfies Record<string, SettingRow>

const rules: readonly SettingRule[] = [
  {
    at: 'jwkUrl',
    reads: ['jwkUrl', 'algorithm'],
    isBroken: s => s.jwkUrl !== undefined && s.algorithm.startsWith('HS'),
    what: 'publishes public keys, and an HS algorithm has none',
    fix: 'use an asymmetric algorithm, or remove jwkUrl',
  },
  {
    at: 'jwkUrl',
    reads: ['jwkUrl', 'issuer'],
    isBroken: s => s.jwkUrl !== undefined && s.issuer === undefined,
    what: 'accepts tokens that others sign, and issuer does not say whose',
    fix: "set issuer to the `iss` of those tokens, or to 'any-issuer'",
  },
  {
    at: 'jwkUrl',
    reads: ['jwkUrl', 'audience'],
    isBroken: s => s.jwkUrl !== undefined && s.audience === undefined,
    what: 'accepts tokens that others sign, and audience does not say for whom: those for other applications open this one',
    fix: "set audience to the `aud` of tokens for this server, or to 'any-audience'",
  },
  {
    at: 'algorithm',
    reads: ['algorithm', 'signingKey', 'secretKey'],
    isBroken: s => !s.algorithm.startsWith('HS') && s.signingKey === s.secretKey,
    what: 'signs with a private key, and signingKey is not set',
    fix: 'set signingKey to the private key as PEM, or use an HS algorithm',
  },
  {
    at: 'signingKey',
    reads: ['algorithm', 'signingKey', 'secretKey'],
    isBroken: s => hasHmacSigningKey(s) && isShort(s.signingKey.reveal()),
    what: 'is shorter than 32 bytes, so it can be guessed (RFC 7518 section 3.2)',
    fix: 'use at least 32 random bytes',
  },
  {
    at: 'signingKey',
    reads: ['signingKey', 'secretKey', 'algorithm', 'debug'],
    isBroken: s => !s.debug && hasHmacSigningKey(s) && isPlaceholder(s.signingKey.reveal()),
    what: 'is a placeholder that anyone can read in a tutorial or a template',
    fix: 'use at least 32 random bytes, such as `latchkey keys generate` prints; only DEBUG accepts it',
  },
  {
    at: 'signingKey',
    reads: ['signingKey', 'secretKey', 'algorithm'],
    isBroken: s => hasHmacSigningKey(s) && !isShort(s.signingKey.reveal()) && isMonotonous(s.signingKey.reveal()),
    what: 'repeats a few characters, so it can be guessed',
    fix: 'use at least 32 random bytes',
  },
]

export const keysSettings = { title: 'Signing keys', rows, rules }

/** Without a signing key of its own, HMAC signs with the secret key, whose rules have reported it already. */
function hasHmacSigningKey(s: Settings): boolean {
  return s.algorithm.startsWith('HS') && s.signingKey !== s.secretKey
}
