/** A key service for tests, in this process: it signs, or is away, slow, or wrong, as the test says. */
import { constants, createPrivateKey, type KeyObject, sign } from 'node:crypto'
import type { AlgorithmName } from '../keys/algorithm-table.ts'
import { findAlgorithm } from '../keys/algorithms.ts'
import { type GeneratedKeyPair, generateKeyPair } from '../keys/generate.ts'
import type { Signer, SigningRequest } from '../ports/signer.ts'
import type { Config } from '../settings/settings.ts'

export type SignerMood = 'signs' | 'is_away' | 'hangs' | 'returns_rubbish' | 'has_another_key'

export interface FakeSigner {
  /** How the service is from now on. */
  mood: SignerMood
  /** What it was asked, in order. */
  readonly asked: readonly SigningRequest[]
  readonly pair: GeneratedKeyPair
  /** The settings of a server that signs with it. */
  readonly settings: Config
}

export function createFakeSigner(
  algorithm: AlgorithmName = 'ES256',
  { signatureFormat = 'raw', ...options }: Partial<Signer> = {},
): FakeSigner {
  const [pair, other] = [generateKeyPair(algorithm), generateKeyPair(algorithm)]
  const asked: SigningRequest[] = []
  const signer: Signer = {
    signatureFormat,
    ...options,
    async sign(input, request) {
      asked.push(request)
      if (fake.mood === 'is_away') throw new Error('connect ECONNREFUSED /run/kms.sock')
      if (fake.mood === 'hangs') return await new Promise(() => {})
      if (fake.mood === 'returns_rubbish') return new Uint8Array(64).fill(7)
      const { privatePem } = fake.mood === 'has_another_key' ? other : pair
      return signatureOf(createPrivateKey(privatePem), algorithm, { input, signatureFormat })
    },
  }
  const fake: FakeSigner = {
    mood: 'signs',
    asked,
    pair,
    settings: { algorithm, verifyingKey: pair.publicPem, keyId: pair.kid, signer },
  }
  return fake
}

/** As a key service makes one, with Node's own encodings. */
export function signatureOf(
  key: KeyObject,
  name: AlgorithmName,
  { input, signatureFormat }: { readonly input: Uint8Array; readonly signatureFormat: Signer['signatureFormat'] },
): Uint8Array {
  const { scheme, hash } = findAlgorithm(name) ?? {}
  const dsaEncoding = signatureFormat === 'der' ? 'der' : 'ieee-p1363'
  const padding = scheme === 'pss' ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST
  if (scheme === 'ed25519') return sign(null, input, key)
  if (scheme === 'ecdsa') return sign(hash, input, { key, dsaEncoding })
  return sign(hash, input, scheme === 'pss' ? { key, padding, saltLength } : { key, padding })
}
