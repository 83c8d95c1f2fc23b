/** A passkey is added: options for the browser, and the credential that it made of them. */
import { loginName } from '../../../flows/attempt-login.ts'
import { encodeBase64url } from '../../../kernel/bytes.ts'
import { problem } from '../../../problems.ts'
import type { User } from '../../../users/user.ts'
import { createChallenge, useChallenge } from '../challenge.ts'
import type { PasskeyFactor } from '../factor.ts'
import { issuerOf, relyingPartyOf } from '../relying-party.ts'
import { findChallenge } from '../webauthn/client-data.ts'
import { type CreationOptionsJSON, creationOptions, newUserHandle } from '../webauthn/creation-options.ts'
import { readRegistrationResponse } from '../webauthn/credential-json.ts'
import { type NewPasskey as MadePasskey, verifyRegistration } from '../webauthn/verify-registration.ts'
import { factorNotice, type ShowParts } from './show-factor.ts'
import type { PasskeyParts } from './show-passkey.ts'

type Parts = ShowParts & PasskeyParts

const passkeysOfAUser = 20

/** `PublicKeyCredentialCreationOptionsJSON` (WebAuthn section 5.1.9). */
export async function beginPasskey(system: Parts, user: User): Promise<CreationOptionsJSON> {
  const { settings, random, factors } = system
  const [handle, all] = await Promise.all([factors.handleOf(user.id, newUserHandle(random)), factors.listOf(user.id)])
  const known = all.filter((each): each is PasskeyFactor => each.kind === 'passkey')
  const name = loginName(settings, user) || `account ${user.id}`
  return creationOptions({
    challenge: createChallenge(system, registrationOf(user)),
    rp: { id: relyingPartyOf(settings).id, name: issuerOf(settings) },
    user: { handle, name, displayName: name },
    existing: known.map(({ credentialId: id, transports }) => ({ id, transports })),
  })
}

export interface NewPasskey {
  /** `RegistrationResponseJSON` (WebAuthn section 5.1), unread. */
  readonly credential: unknown
  readonly name: string
  /** The session in which it is done; absent in an enrolment that a sign-in waits for. */
  readonly sid: string | undefined
}

/** Throws `passkey_not_valid`, `factor_limit`. */
export async function addPasskey(
  system: Parts,
  user: User,
  { credential, name, sid }: NewPasskey,
): Promise<PasskeyFactor> {
  const given = readRegistrationResponse(credential)
  if (given.outcome === 'refused') throw refuse(system, user, given.reason)
  const asked = findChallenge(given.clientDataJSON)
  if (asked.outcome === 'refused') throw refuse(system, user, asked.reason)
  const { challenge } = asked
  const party = relyingPartyOf(system.settings)
  const expected = { challenge, origins: party.origins, rpId: party.id, requireUserVerification: true }
  const verified = verifyRegistration(expected, given)
  if (verified.outcome === 'refused') throw refuse(system, user, verified.reason)
  if (!(await useChallenge(system, registrationOf(user), challenge))) throw refuse(system, user, 'challenge')
  const factor = factorOf(system, user, name, verified.credential)
  const change = { now: system.clock.now(), by: system.origin, mail: factorNotice(system, 'factor_added'), sid }
  const outcome = await system.factors.addPasskey(factor, passkeysOfAUser, change)
  if (outcome === 'too_many') throw problem('factor_limit')
  if (outcome !== 'added') throw refuse(system, user, outcome)
  system.outboxWorker.wake()
  system.events.emit({ name: 'factor.added', reason: 'passkey', userId: user.id, sid })
  return factor
}

function factorOf(
  { random, clock }: Parts,
  { id: userId }: User,
  name: string,
  { id: credentialId, ...credential }: MadePasskey,
): PasskeyFactor {
  const { publicKey, algorithm, counter, isBackupEligible, isBackedUp, transports, aaguid } = credential
  const stored = { publicKey, algorithm, counter, isBackupEligible, isBackedUp, transports, aaguid }
  const id = encodeBase64url(random.bytes(16))
  return { kind: 'passkey', id, userId, name, createdAt: clock.now(), lastUsedAt: null, credentialId, ...stored }
}

function registrationOf({ id }: User): string {
  return `register ${id}`
}

function refuse({ events }: Parts, { id: userId }: User, reason: string) {
  events.emit({ name: 'factor.refused', reason: `passkey_${reason}`, userId })
  return problem('passkey_not_valid', { reason, evidence: { userId } })
}
