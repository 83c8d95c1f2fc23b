/** What is wrong between settings that are valid alone: Signing keys. */
import type { PreviousKeySetting } from '../function-settings.ts'
import type { SettingRule } from '../rule.ts'
import { isMonotonous, isPlaceholder, isShort } from '../secret-strength.ts'
import type { Settings } from '../settings.ts'

/** A team that moves in from Django has to sign with the key that Django verifies with, whatever it is. */
const wayOut =
  "if a Django project that is moved in signs with it, set acceptWeakSigningKey: 'while-adopting', which ends with the adoption"

/** Each is in the JWKS, which verifiers fetch again and again. */
const mostKeys = 1000

export const keysRules: readonly SettingRule[] = [
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
    reads: ['algorithm', 'signingKey', 'secretKey', 'signer'],
    isBroken: s => !s.algorithm.startsWith('HS') && s.signer === undefined && s.signingKey === s.secretKey,
    what: 'signs with a private key, and signingKey is not set',
    fix: 'set signingKey to the private key as PEM, or signer to the service that has it, or use an HS algorithm',
  },
  {
    at: 'signer',
    reads: ['signer', 'algorithm'],
    isBroken: s => s.signer !== undefined && s.algorithm.startsWith('HS'),
    what: 'signs with a private key, and an HS algorithm has none',
    fix: "set algorithm to that of the key, such as 'ES256'",
  },
  {
    at: 'signer',
    reads: ['signer', 'signingKey', 'secretKey'],
    isBroken: s => s.signer !== undefined && s.signingKey !== s.secretKey,
    what: 'stands beside signingKey, and one key signs',
    fix: 'remove signingKey from the settings, and from everywhere else if the key of the signer is to be the only one',
  },
  {
    at: 'signer',
    reads: ['signer', 'verifyingKey'],
    isBroken: s => s.signer !== undefined && s.verifyingKey === undefined,
    what: 'signs with a private key, and verifyingKey does not say which public key belongs to it',
    fix: 'set verifyingKey to the public key as PEM, as the key service exports it',
  },
  {
    at: 'keyRotation',
    reads: ['keyRotation', 'signer'],
    isBroken: s => s.keyRotation !== undefined && s.signer !== undefined,
    what: 'makes private keys in the database, and signer signs with one that is elsewhere',
    fix: 'remove it: the key service makes the next key, and previousKeys publishes it before it signs (the guide on keys says how)',
  },
  {
    at: 'signingKey',
    reads: ['algorithm', 'signingKey', 'secretKey', 'acceptWeakSigningKey'],
    isBroken: s => hasHmacSigningKey(s) && isShort(s.signingKey.reveal()) && !isAccepted(s),
    what: 'is shorter than 32 bytes, so it can be guessed (RFC 7518 section 3.2)',
    fix: `use at least 32 random bytes; ${wayOut}`,
  },
  {
    at: 'signingKey',
    reads: ['signingKey', 'secretKey', 'algorithm', 'debug', 'acceptWeakSigningKey'],
    isBroken: s => !s.debug && hasHmacSigningKey(s) && isPlaceholder(s.signingKey.reveal()) && !isAccepted(s),
    what: 'is a placeholder that anyone can read in a tutorial or a template',
    fix: `use at least 32 random bytes, such as \`npx latchkey keys generate\` prints; only DEBUG accepts it; ${wayOut}`,
  },
  {
    at: 'signingKey',
    reads: ['signingKey', 'secretKey', 'algorithm'],
    isBroken: s => hasHmacSigningKey(s) && !isShort(s.signingKey.reveal()) && isMonotonous(s.signingKey.reveal()),
    what: 'repeats a few characters, so it can be guessed',
    fix: 'use at least 32 random bytes',
  },
  {
    at: 'keyRotation',
    reads: ['keyRotation', 'jwkUrl'],
    isBroken: s => s.keyRotation !== undefined && s.jwkUrl !== undefined,
    what: 'rotates the keys of this database, and tokens are verified with those of jwkUrl',
    fix: 'remove it: the keys rotate where jwkUrl leads, and are followed',
  },
  {
    at: 'keyRotation',
    reads: ['keyRotation', 'djangoDatabaseUrl'],
    isBroken: s => s.keyRotation !== undefined && s.djangoDatabaseUrl !== undefined,
    what: 'makes keys that the Django of djangoDatabaseUrl does not know: it would refuse their tokens',
    fix: 'leave it out until the adoption is finished',
  },
  {
    at: 'keyRotation',
    reads: ['keyRotation', 'keyPublishAhead', 'refreshTokenLifetime', 'accessTokenLifetime'],
    isBroken: s => typeof s.keyRotation === 'number' && keysAtOnce(s, s.keyRotation) > mostKeys,
    what: `is so short that more than ${mostKeys} keys would verify at the same time`,
    fix: 'rotate less often, or shorten refreshTokenLifetime or keyPublishAhead',
  },
  {
    at: 'acceptWeakSigningKey',
    reads: ['acceptWeakSigningKey', 'djangoDatabaseUrl'],
    isBroken: s => s.acceptWeakSigningKey === 'while-adopting' && s.djangoDatabaseUrl === undefined,
    what: 'accepts a weak key as long as a Django project is moved in, and djangoDatabaseUrl names none',
    fix: 'set djangoDatabaseUrl, or leave it out',
  },
  {
    at: 'previousKeys',
    reads: ['previousKeys', 'algorithm'],
    isBroken: s => (s.previousKeys ?? []).some(key => isWeakSecret(s, key) && key.until === undefined),
    what: 'has a weak secret without an end, with which anyone who guesses it signs tokens for ever',
    fix: "give it `until: 'YYYY-MM-DDThh:mm:ssZ'`: when the last token that was signed with it has expired",
  },
]

function keysAtOnce(s: Settings, rotation: number): number {
  return (Math.max(s.refreshTokenLifetime, s.accessTokenLifetime) + s.keyPublishAhead) / rotation
}

/** What `acceptWeakSigningKey` is about. A Django that was begun with a short name has a placeholder to this day. */
function isAccepted(s: Settings): boolean {
  return s.acceptWeakSigningKey === 'while-adopting' && isAcceptable(s.signingKey.reveal())
}

/** Other placeholders are no Django's key: they stand in tutorials. */
function isAcceptable(secret: string): boolean {
  return !isPlaceholder(secret) || /^django-insecure-/i.test(secret)
}

/** Whether it would be refused, were it to sign. */
function isWeakSecret(s: Settings, { key, algorithm = s.algorithm }: PreviousKeySetting): boolean {
  return algorithm.startsWith('HS') && (isShort(key) || isPlaceholder(key))
}

/** Without a signing key of its own, HMAC signs with the secret key, whose rules have reported it already. */
function hasHmacSigningKey(s: Settings): boolean {
  return s.algorithm.startsWith('HS') && s.signingKey !== s.secretKey
}

/** Whether the key that signs is one that only `acceptWeakSigningKey` lets pass. */
export function hasWeakSigningKey(s: Settings): boolean {
  return (
    !s.debug &&
    hasHmacSigningKey(s) &&
    isAccepted(s) &&
    (isShort(s.signingKey.reveal()) || isPlaceholder(s.signingKey.reveal()))
  )
}
