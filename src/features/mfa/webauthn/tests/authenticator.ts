/**
 * An authenticator in software, with the browser before it: it registers and signs in as WebAuthn says, and in each
 * part otherwise where a test asks for it. What it signs is always what it sends, unless a test changes the bytes later.
 */
import { createHash, generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from 'node:crypto'
import type { CoseAlgorithm } from '../cose.ts'
import { type Encodable, Entries, encodeCbor } from './encode-cbor.ts'

export const algorithms = [-7, -8, -257] as const satisfies readonly CoseAlgorithm[]

export interface Authenticator {
  readonly algorithm: CoseAlgorithm
  readonly id: Buffer
  readonly privateKey: KeyObject
  /** The COSE_Key, member by member. */
  readonly coseKey: readonly (readonly [Encodable, Encodable])[]
}

/** UP and UV. */
export const presentAndVerified = 0x05
export const flag = { present: 0x01, verified: 0x04, eligible: 0x08, backedUp: 0x10, attested: 0x40, extensions: 0x80 }

export interface Ceremony {
  readonly challenge: Uint8Array
  readonly origin: string
  readonly rpId: string
  readonly flags?: number
  readonly counter?: number
  /** Members of the client data instead of the usual ones, or beside them; `undefined` takes one out. */
  readonly clientData?: Readonly<Record<string, unknown>>
  /** CBOR of extensions; the flag has to be among `flags`. */
  readonly extensions?: Uint8Array
}

export interface Registration extends Ceremony {
  readonly format?: 'none' | 'packed'
  readonly id?: Uint8Array
  /** The length that is said of it. */
  readonly idLength?: number
  readonly coseKey?: Encodable
  /** After the authenticator data, signed with it. */
  readonly rest?: Uint8Array
  /** The object's entries, instead of the usual ones. */
  readonly entries?: (usual: Readonly<Record<'fmt' | 'attStmt' | 'authData', Encodable>>) => Encodable
  readonly statement?: Encodable
}

export interface Registered {
  readonly clientDataJSON: Buffer
  readonly attestationObject: Buffer
}

export interface Asserted {
  readonly clientDataJSON: Buffer
  readonly authenticatorData: Buffer
  readonly signature: Buffer
}

/** With a new key pair; an RSA one takes a while. */
export function createAuthenticator(algorithm: CoseAlgorithm, id: Uint8Array): Authenticator {
  const { publicKey, privateKey } = newKeyPair(algorithm)
  return {
    algorithm,
    id: Buffer.from(id),
    privateKey,
    coseKey: coseEntries(algorithm, publicKey.export({ format: 'jwk' })),
  }
}

/** `navigator.credentials.create()`. */
export function register(authenticator: Authenticator, asked: Registration): Registered {
  const { format = 'none', flags = presentAndVerified | flag.attested } = asked
  const clientDataJSON = clientDataOf('webauthn.create', asked)
  const id = asked.id ?? authenticator.id
  const authData = Buffer.concat([
    headOf({ ...asked, flags }),
    Buffer.alloc(16),
    uint(2, asked.idLength ?? id.length),
    id,
    encodeCbor(asked.coseKey ?? new Entries(authenticator.coseKey)),
    asked.extensions ?? Buffer.alloc(0),
    asked.rest ?? Buffer.alloc(0),
  ])
  const usual = {
    fmt: format,
    attStmt: asked.statement ?? statementOf(authenticator, format, authData, clientDataJSON),
    authData,
  }
  const entries =
    asked.entries ??
    (({ fmt, attStmt, authData }) =>
      new Entries([
        ['fmt', fmt],
        ['attStmt', attStmt],
        ['authData', authData],
      ]))
  return { clientDataJSON, attestationObject: encodeCbor(entries(usual)) }
}

/** `navigator.credentials.get()`. */
export function assertOnce(authenticator: Authenticator, asked: Ceremony): Asserted {
  const clientDataJSON = clientDataOf('webauthn.get', asked)
  const authenticatorData = Buffer.concat([
    headOf({ flags: presentAndVerified, ...asked }),
    asked.extensions ?? Buffer.alloc(0),
  ])
  return { clientDataJSON, authenticatorData, signature: signBoth(authenticator, authenticatorData, clientDataJSON) }
}

function statementOf(
  authenticator: Authenticator,
  format: 'none' | 'packed',
  authData: Buffer,
  clientDataJSON: Buffer,
) {
  if (format === 'none') return new Entries([])
  const signature = signBoth(authenticator, authData, clientDataJSON)
  return new Entries([
    ['alg', authenticator.algorithm],
    ['sig', signature],
  ])
}

function clientDataOf(type: string, { challenge, origin, clientData }: Ceremony): Buffer {
  const usual = { type, challenge: Buffer.from(challenge).toString('base64url'), origin, crossOrigin: false }
  return Buffer.from(JSON.stringify({ ...usual, ...clientData }))
}

function headOf({ rpId, flags = 0, counter = 0 }: Ceremony): Buffer {
  return Buffer.concat([sha256(rpId), uint(1, flags), uint(4, counter)])
}

export function signBoth({ algorithm, privateKey }: Authenticator, authData: Buffer, clientDataJSON: Buffer): Buffer {
  return sign(algorithm === -8 ? null : 'sha256', Buffer.concat([authData, sha256(clientDataJSON)]), privateKey)
}

function newKeyPair(algorithm: CoseAlgorithm) {
  if (algorithm === -7) return generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  return algorithm === -8 ? generateKeyPairSync('ed25519') : generateKeyPairSync('rsa', { modulusLength: 2048 })
}

export function coseEntries(algorithm: CoseAlgorithm, jwk: JsonWebKey): readonly (readonly [Encodable, Encodable])[] {
  const bytes = (text = '') => Buffer.from(text, 'base64url')
  if (algorithm === -7)
    return [
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, bytes(jwk.x)],
      [-3, bytes(jwk.y)],
    ]
  if (algorithm === -8)
    return [
      [1, 1],
      [3, -8],
      [-1, 6],
      [-2, bytes(jwk.x)],
    ]
  return [
    [1, 3],
    [3, -257],
    [-1, bytes(jwk.n)],
    [-2, bytes(jwk.e)],
  ]
}

function sha256(content: string | Buffer): Buffer {
  return createHash('sha256').update(content).digest()
}

function uint(width: number, value: number): Buffer {
  const bytes = Buffer.alloc(width)
  bytes.writeUIntBE(value, 0, width)
  return bytes
}
