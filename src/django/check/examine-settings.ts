/** Findings about the project's settings: keys, tokens, hashers. */

import { hasherOf, userIdFieldOf } from '../config/settings-of.ts'
import { type DjangoSettings, isJwtOn } from '../django-settings.ts'
import type { DjangoProject } from '../project.ts'
import { type CheckFinding, finding } from './finding.ts'

export function examineSettings(project: DjangoProject, settings: DjangoSettings | undefined): CheckFinding[] {
  if (settings === undefined) {
    return [
      finding(
        'unknown',
        'settings',
        "The project's settings are not known: lifetimes, keys, hashers, USE_TZ.",
        'Run the line that `latchkey adopt django --print-settings-command` prints; then: --settings django.json',
      ),
    ]
  }
  return [...examineKey(settings), ...examineTokens(project, settings), ...examineHasher(settings)]
}

const algorithms = /^(?:(?:HS|RS|PS)(?:256|384|512)|ES(?:256|384|512)|EdDSA)$/

function examineKey({ simple_jwt: jwt, signing_key: key }: DjangoSettings): CheckFinding[] {
  const algorithm = String(jwt.ALGORITHM ?? 'HS256')
  const name = key.own ? "SIMPLE_JWT['SIGNING_KEY']" : 'SECRET_KEY'
  if (!algorithms.test(algorithm)) {
    return [
      finding(
        'blocker',
        'algorithm',
        `Tokens are signed with ${algorithm}, which is not offered here.`,
        'Let Django sign with another algorithm first, and wait until the last old token expired.',
      ),
    ]
  }
  const carried = finding(
    'carried',
    'signing_key',
    `Tokens are signed with ${algorithm}, by ${name}: both sides accept each other's.`,
    `Give it to Latchkey as LATCHKEY_SIGNING_KEY; it is written into no file.`,
  )
  if (!algorithm.startsWith('HS')) return [carried]
  const faults = [
    ...(key.insecure ? ["begins with django-insecure-, which says that Django's template made it"] : []),
    ...(key.bytes < 32 ? [`has ${key.bytes} bytes of the 32 that it needs`] : []),
    ...(key.distinct < 8 ? ['repeats a few characters'] : []),
  ]
  if (faults.length === 0) return [carried]
  return [
    carried,
    finding(
      'warning',
      'weak_signing_key',
      `${name} ${faults.join(', ')}. It is taken while the project moves in, so that no session ends.`,
      "acceptWeakSigningKey: 'while-adopting'. After `adopt finish`, sign with a new key and keep this one as a previous key until the last old token expired.",
    ),
  ]
}

function examineTokens(project: DjangoProject, settings: DjangoSettings): CheckFinding[] {
  const found: CheckFinding[] = []
  const field = settings.simple_jwt.USER_ID_FIELD ?? 'id'
  const mapped = userIdFieldOf(project, settings)
  if (mapped === undefined) {
    found.push(
      finding(
        'blocker',
        'user_id_field',
        `Tokens name users by ${String(field)} (USER_ID_FIELD), and here by the id or by what people log in with (${project.users.loginMember}).`,
        "Set USER_ID_FIELD to 'id' at Django, and wait until the last refresh token expired.",
      ),
    )
  } else if (mapped !== 'id') {
    found.push(
      finding(
        'carried',
        'user_id_field',
        `Tokens name users by ${String(field)}: userIdField is '${mapped}'.`,
        'A name can change hands: go over to the id once no service needs it.',
      ),
    )
  }
  if (isJwtOn(settings, 'ROTATE_REFRESH_TOKENS') && !isJwtOn(settings, 'BLACKLIST_AFTER_ROTATION')) {
    found.push(
      finding(
        'warning',
        'blacklist_after_rotation',
        'Django rotates refresh tokens and does not blacklist them: a token that was rotated there cannot be told from a stolen one here.',
        "SIMPLE_JWT = {..., 'BLACKLIST_AFTER_ROTATION': True}, before both sides serve.",
      ),
    )
  }
  if (isJwtOn(settings, 'CHECK_REVOKE_TOKEN')) {
    const hasher = hasherOf(settings)
    found.push(
      hasher === undefined
        ? finding(
            'blocker',
            'check_revoke_token',
            `CHECK_REVOKE_TOKEN ties tokens to the stored hash, and ${String(settings.hasher.algorithm)} makes no new hashes here: a login on one device would end the tokens of the others.`,
            'Put PBKDF2PasswordHasher first in PASSWORD_HASHERS at Django, and let people log in there once.',
          )
        : finding(
            'warning',
            'check_revoke_token',
            `CHECK_REVOKE_TOKEN ties tokens to the stored hash: hasher and cost stay Django's (${hasher.passwordHasher}), as a new hash would end the tokens of other devices.`,
            'Change passwordHasher after the last old token expired.',
          ),
    )
  }
  return found
}

function examineHasher(settings: DjangoSettings): CheckFinding[] {
  if (isJwtOn(settings, 'CHECK_REVOKE_TOKEN')) return []
  const hasher = hasherOf(settings)
  if (hasher !== undefined)
    return [
      finding(
        'carried',
        'hasher',
        `New hashes are made as Django makes them: ${Object.entries(hasher)
          .map(([name, value]) => `${name} ${value}`)
          .join(', ')}.`,
      ),
    ]
  return [
    finding(
      'warning',
      'hasher',
      `Django makes hashes with ${String(settings.hasher.algorithm)}, which is read here and not made.`,
      'New hashes are pbkdf2_sha256, which Django reads too if PBKDF2PasswordHasher is in PASSWORD_HASHERS.',
    ),
  ]
}
