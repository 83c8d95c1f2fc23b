/**
 * Judges a new password by Django's four validators, in Django's order and words. All of them speak, so that a person
 * hears everything at once. There are no composition rules: length and a list of known passwords do the work (NIST
 * SP 800-63B section 3.1.1.2).
 */
import { countCodePoints } from '../kernel/python-text.ts'
import { refuseCommon } from './rules/common.ts'
import { refuseShort } from './rules/minimum-length.ts'
import { refuseNumeric } from './rules/numeric.ts'
import type { PasswordOwner, PasswordPolicy, PasswordRule } from './rules/rule.ts'
import { refuseSimilar } from './rules/similarity.ts'

export type { PasswordOwner, PasswordPolicy } from './rules/rule.ts'

const rules: readonly PasswordRule[] = [refuseSimilar, refuseShort, refuseCommon, refuseNumeric]

/** What is wrong with the password, in sentences for its owner; an empty list when it is fine. */
export function validatePassword(policy: PasswordPolicy, password: string, user?: PasswordOwner): string[] {
  // Alone and first: a megabyte of password must not cost a comparison.
  if (countCodePoints(password) > policy.maximumPasswordLength) {
    return [`Ensure this field has no more than ${policy.maximumPasswordLength} characters.`]
  }
  return rules.map(rule => rule({ policy, password, user })).filter(message => message !== undefined)
}
