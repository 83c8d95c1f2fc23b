/** What moving in from a Django asks of an operator, as far as the settings say it. */
import { hasWeakSigningKey } from '../../settings/rules/keys.ts'
import type { Settings } from '../../settings/settings.ts'
import { weakKeyFix } from '../open-bridge.ts'
import { type Finding, reporter } from './finding.ts'

const { advice } = reporter('adoption')

export function checkAdoption(settings: Settings): readonly Finding[] {
  const { djangoDatabaseUrl, checkRevokeToken, passwordHasher, djangoHashers } = settings
  if (djangoDatabaseUrl === undefined) return []
  const weak = hasWeakSigningKey(settings)
    ? [
        advice(
          'Tokens are signed with a weak key, with which anyone who guesses it is every user.',
          `${weakKeyFix.slice(0, 1).toUpperCase()}${weakKeyFix.slice(1)}.`,
        ),
      ]
    : []
  const hashers = djangoHashers.includes(passwordHasher)
    ? []
    : [
        advice(
          `A password that changes here is hashed with ${passwordHasher}, which Django is not said to verify: it gets an unusable one, and that user cannot go back.`,
          'Set passwordHasher to the first of PASSWORD_HASHERS, or name it in djangoHashers if its package is installed at Django.',
        ),
      ]
  const revokes = checkRevokeToken
    ? [
        advice(
          'Tokens count on the stored hash (CHECK_REVOKE_TOKEN): after `latchkey adopt finish` a login with an outdated hash makes a new one, and ends the other sessions of that user.',
          'Keep passwordHasher and its cost as Django has them until the last of those tokens has expired.',
        ),
      ]
    : []
  return [...weak, ...hashers, ...revokes]
}
