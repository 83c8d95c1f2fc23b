/**
 * Challenges of WebAuthn (section 13.4.3). Nothing is stored when one is made: it carries its end and a keyed digest over
 * what it is for, so one for a registration, for another account or for another sign-in is none. The store remembers the
 * used ones.
 */
import { createHmac } from 'node:crypto'
import { equalBytes } from '../../kernel/bytes.ts'
import type { Needs } from '../../system.ts'

export const challengeSeconds = 300
const nonceLength = 16
const timeLength = 4
const macLength = 16
export const challengeLength = nonceLength + timeLength + macLength

/** `purpose`: `register 7`, `sign in`. */
export function createChallenge(system: Needs<'settings' | 'random' | 'clock'>, purpose: string): Uint8Array {
  const end = Buffer.alloc(timeLength)
  end.writeUInt32BE(Math.floor(system.clock.now() / 1000) + challengeSeconds)
  const body = Buffer.concat([system.random.bytes(nonceLength), end])
  return Buffer.concat([body, macOf(system, purpose, body)])
}

/** Spends it. `false`: it was made for something else, has expired, or was used before (replay). */
export async function useChallenge(
  system: Needs<'settings' | 'clock' | 'sessions'>,
  purpose: string,
  challenge: Uint8Array,
): Promise<boolean> {
  if (challenge.length !== challengeLength) return false
  const bytes = Buffer.from(challenge)
  const body = bytes.subarray(0, nonceLength + timeLength)
  if (!equalBytes(macOf(system, purpose, body), bytes.subarray(nonceLength + timeLength))) return false
  const exp = body.readUInt32BE(nonceLength)
  if (exp <= Math.floor(system.clock.now() / 1000)) return false
  const jti = `challenge ${body.subarray(0, nonceLength).toString('base64url')}`
  return (await system.sessions.spend({ jti, iat: undefined, exp })) === 'spent'
}

function macOf({ settings }: Needs<'settings'>, purpose: string, body: Uint8Array): Buffer {
  const mac = createHmac('sha256', settings.secretKey.reveal()).update(`webauthn challenge\0${purpose}\0`).update(body)
  return mac.digest().subarray(0, macLength)
}
