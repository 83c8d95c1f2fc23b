import { countCodePoints } from '../../kernel/python-text.ts'
import type { PasswordRule } from './rule.ts'

/** Refuses a password with too few code points. */
export const refuseShort: PasswordRule = ({ policy, password }) => {
  const minimum = policy.minimumPasswordLength
  if (countCodePoints(password) >= minimum) return undefined
  const characters = minimum === 1 ? 'character' : 'characters'
  return `This password is too short. It must contain at least ${minimum} ${characters}.`
}
