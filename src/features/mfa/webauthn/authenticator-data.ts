/**
 * What the authenticator says (WebAuthn Level 3 section 6.1): for which site, whether a person was there and which, how
 * often it has signed, and at registration the new key (section 6.5.1). It signs these bytes.
 */
import { createHash } from 'node:crypto'
import { equalBytes } from '../../../kernel/bytes.ts'
import { asCborMap, type CborValue, decodeFirstCbor } from './cbor.ts'
import { refuse } from './refusal.ts'

export interface AuthenticatorData {
  /** SHA-256 of the domain that the passkey is for. */
  readonly rpIdHash: Uint8Array
  readonly isUserPresent: boolean
  readonly isUserVerified: boolean
  /** Whether the passkey can be on several devices. It never changes. */
  readonly isBackupEligible: boolean
  readonly isBackedUp: boolean
  /** 0 where the authenticator does not count. */
  readonly counter: number
  /** Only at registration. */
  readonly attested: AttestedCredential | undefined
}

export interface AttestedCredential {
  /** The model of the authenticator, as a UUID; zeros where it does not say. */
  readonly aaguid: string
  readonly id: Uint8Array
  /** A COSE_Key, not yet checked. */
  readonly publicKey: CborValue
}

const headLength = 37
const flag = {
  userPresent: 0x01,
  userVerified: 0x04,
  backupEligible: 0x08,
  backedUp: 0x10,
  attested: 0x40,
  extensions: 0x80,
}
/** Section 4, credential ID: at least 16 bytes. */
const shortestId = 16
const longestId = 1023

/** Refuses bytes of another form, or with something after the end. Checks nothing of what they say. */
export function readAuthenticatorData(bytes: Uint8Array): AuthenticatorData {
  if (bytes.length < headLength) refuse('malformed', 'authenticator data that is too short')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const flags = view.getUint8(32)
  const { attested, end } =
    (flags & flag.attested) === 0 ? { attested: undefined, end: headLength } : readAttested(bytes, view)
  const last = (flags & flag.extensions) === 0 ? end : skipExtensions(bytes, end)
  if (last !== bytes.length) refuse('malformed', 'bytes after the end of the authenticator data')
  return {
    rpIdHash: bytes.subarray(0, 32),
    isUserPresent: (flags & flag.userPresent) !== 0,
    isUserVerified: (flags & flag.userVerified) !== 0,
    isBackupEligible: (flags & flag.backupEligible) !== 0,
    isBackedUp: (flags & flag.backedUp) !== 0,
    counter: view.getUint32(33),
    attested,
  }
}

/** What registration and assertion check alike (sections 7.1 and 7.2). */
export function checkAuthenticatorData(
  data: AuthenticatorData,
  expected: { readonly rpId: string; readonly requireUserVerification: boolean },
): void {
  const rpIdHash = createHash('sha256').update(expected.rpId).digest()
  if (!equalBytes(data.rpIdHash, rpIdHash)) refuse('wrong_rp_id', 'a passkey for another site')
  if (!data.isUserPresent) refuse('not_user_present', 'the authenticator was not touched')
  if (expected.requireUserVerification && !data.isUserVerified) refuse('not_user_verified', 'no PIN and no fingerprint')
  if (data.isBackedUp && !data.isBackupEligible) refuse('bad_backup_flags', 'a copy of a passkey that can have none')
}

/** Section 6.5.1. The key stands there without its length: where its CBOR ends, it ends. */
function readAttested(
  bytes: Uint8Array,
  view: DataView,
): { readonly attested: AttestedCredential; readonly end: number } {
  const idStart = headLength + 18
  if (bytes.length < idStart) refuse('malformed', 'authenticator data that ends before the credential id')
  const idLength = view.getUint16(headLength + 16)
  if (idLength < shortestId || idLength > longestId)
    refuse('malformed', 'a credential id of a length that there is not')
  const keyStart = idStart + idLength
  if (bytes.length < keyStart) refuse('malformed', 'authenticator data that ends within the credential id')
  const { value, end } = decodeFirstCbor(bytes, keyStart, 'shortest')
  const aaguid = formatUuid(bytes.subarray(headLength, headLength + 16))
  // Copied, for the caller keeps it; a Buffer's own slice would not be a copy.
  const id = Uint8Array.from(bytes.subarray(idStart, keyStart))
  return { attested: { aaguid, id, publicKey: value }, end }
}

/** We ask for no extension, and use what none of them says; but it has to be a map by their names (section 9). */
function skipExtensions(bytes: Uint8Array, start: number): number {
  const { value, end } = decodeFirstCbor(bytes, start, 'shortest')
  const names = [...(asCborMap(value)?.keys() ?? refuse('malformed', 'extensions that are no map'))]
  return names.every(name => typeof name === 'string') ? end : refuse('malformed', 'an extension without a name')
}

function formatUuid(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
