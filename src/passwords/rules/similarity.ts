/**
 * Refuses a password that resembles its owner's name or address, as a whole or in one of its words, with the letters in
 * any order. Django's measure: twice the letters in common divided by all letters, refused from 0.7.
 */
import { countCodePoints } from '../../kernel/python-text.ts'
import type { PasswordPolicy, PasswordRule } from './rule.ts'

const limit = 0.7

export const refuseSimilar: PasswordRule = ({ policy, password, user }) => {
  if (user === undefined) return undefined
  const attributes = [
    [user.username, 'username'],
    [user.firstName, 'first name'],
    [user.lastName, 'last name'],
    [user.email, emailLabel(policy)],
  ] as const
  const similar = attributes.find(([value = '']) => isSimilar(password.toLowerCase(), value.toLowerCase()))
  return similar === undefined ? undefined : `The password is too similar to the ${similar[1]}.`
}

/** Django's AbstractUser labels the field `email address`, the model of tutorial 1 `email`. */
function emailLabel({ accounts }: PasswordPolicy): string {
  return accounts === 'email' ? 'email' : 'email address'
}

/** Python's `\W`: everything but letters, numbers and the underscore. */
const betweenWords = /[^\p{L}\p{N}_]+/u

function isSimilar(password: string, value: string): boolean {
  if (value === '') return false
  const parts = [...value.split(betweenWords), value]
  return parts.some(part => !isOutOfReach(password, part) && commonShare(password, part) >= limit)
}

/** A password ten times as long as the value cannot reach the limit, so the comparison is skipped. */
function isOutOfReach(password: string, part: string): boolean {
  const [passwordLength, partLength] = [countCodePoints(password), countCodePoints(part)]
  return passwordLength >= 10 * partLength && partLength < (limit / 2) * passwordLength
}

/** Python's `SequenceMatcher.quick_ratio()`: an upper bound that ignores the order. */
function commonShare(a: string, b: string): number {
  const left = new Map<string, number>()
  for (const char of b) left.set(char, (left.get(char) ?? 0) + 1)
  let common = 0
  for (const char of a) {
    const count = left.get(char) ?? 0
    if (count > 0) common += 1
    left.set(char, count - 1)
  }
  const total = countCodePoints(a) + countCodePoints(b)
  return total === 0 ? 1 : (2 * common) / total
}
