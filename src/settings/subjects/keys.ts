/** The keys that sign and verify tokens. */
import { readKeyRotation } from '../read-key-rotation.ts'
import type { SettingRow } from '../row.ts'

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

export const keysRows = {
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
  acceptWeakSigningKey: {
    kind: 'choice',
    default: 'never',
    choices: ['never', 'while-adopting'],
    doc: 'Whether a signingKey that is short, or that begins with `django-insecure-`, is accepted as long as a Django project that verifies with it is moved in. Then make a strong key, and list this one in previousKeys with its `until`.',
  },
  verifyingKey: {
    kind: 'text',
    fromFile: true,
    default: undefined,
    optional: true,
    alias: 'VERIFYING_KEY',
    doc: 'The public key as PEM. Derived from the private key unless set; HMAC does not use it.',
  },
  signer: {
    kind: 'signer',
    default: undefined,
    optional: true,
    example: '{ sign: input => kms.sign(input) }',
    doc: 'Signs in place of signingKey, with a private key that a KMS, an HSM or another process has: `sign(input)` returns a promise of the signature, which is verified with verifyingKey before a token leaves. `signatureFormat`: `raw` (as in JWS, the default) or `der`, of ECDSA; `timeout`: of one signature, `3s` unless set; `checkAtStart: false` leaves out the one signature at the start. See the guide on keys.',
  },
  keyId: {
    kind: 'text',
    default: undefined,
    optional: true,
    doc: 'The `kid` of the signing key; without it, tokens have no `kid`.',
  },
  previousKeys: {
    kind: 'keys',
    fromFile: true,
    default: undefined,
    optional: true,
    example: "[{ kid: '2026-05', key: oldPublicPem }]",
    doc: 'Keys that no longer sign, but whose tokens are still accepted: `kid`, `key` and, if it differs, `algorithm`. `takesUnnamed: true` marks the key from before keys had names, `until` the moment (`2027-01-31T00:00:00Z`) after which its tokens are refused; a weak key needs one. Needs keyId. As JSON in the environment.',
  },
  keyRotation: {
    kind: 'custom',
    read: readKeyRotation,
    readText: readKeyRotation,
    default: undefined,
    optional: true,
    example: '30d',
    doc: 'Keeps the keys that sign in the database, and makes a new one each time this long has passed, such as `30d`; `manual` makes one when an operator says so. Each is published before it signs, and verifies for as long as its tokens last. Unset, the key of the settings signs. Keep it set once it was: without it the keys of the database are not read, and a server refuses to start.',
  },
  keyPublishAhead: {
    kind: 'duration',
    default: '1d',
    min: 90,
    unit: 'seconds',
    doc: 'How long a key of `keyRotation` is in the JWKS before it signs, so that every verifier has it by then.',
  },
  jwkUrl: {
    kind: 'text',
    default: undefined,
    optional: true,
    alias: 'JWK_URL',
    pattern: /^https:\/\/\S+$|^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\/\S*$/,
    example: 'https://id.example.com/.well-known/jwks.json',
    doc: 'Where the public keys for tokens are published: looked up by `kid`, renewed every five minutes behind the scenes; keys of another algorithm, or that cannot be used, are skipped. Needs issuer and audience. HTTPS, or this machine.',
  },
} as const satisfies Record<string, SettingRow>
