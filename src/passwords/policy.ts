/**
 * Validates a new password by Django's four validators, with Django's order and messages. All of them run, so that the
 * user sees every message at once. There are no composition rules: length and a list of known passwords do the work
 * (NIST SP 800-63B section 3.1.1.2).
 */
import { countCodePoints } from '../kernel/python-text.ts'
import { normalizePassword } from './form.ts'
import { refuseCommon } from './rules/common.ts'
import { refuseShort } from './rules/minimum-length.ts'
import { refuseNumeric } from './rules/numeric.ts'
import type { PasswordOwner, PasswordPolicy, PasswordRule } from './rules/rule.ts'
import { refuseSimilar } from './rules/similarity.ts'

export type { PasswordOwner, PasswordPolicy } from './rules/rule.ts'

const rules: readonly PasswordRule[] = [refuseSimilar, refuseShort, refuseCommon, refuseNumeric]

/** Messages about what is wrong with the password; empty when it is accepted. */
export function validatePassword(policy: PasswordPolicy, typed: string, user?: PasswordOwner): string[] {
  const { passwordForm = 'exact' } = policy
  const password = normalizePassword(passwordForm, typed)
  // First and alone: a password of a megabyte must not reach the expensive checks (denial of service).
  if (countCodePoints(password) > policy.maximumPasswordLength) {
    return [`Ensure this field has no more than ${policy.maximumPasswordLength} characters.`]
  }
  return rules.map(rule => rule({ policy, password, user })).filter(message => message !== undefined)
}
