import { createCommonPasswordCheck } from '../common-passwords.ts'
import type { PasswordRule } from './rule.ts'

/** The list is read at the first check, so importing does no work. */
const isOnBundledList = createCommonPasswordCheck()

/** Refuses a password that attackers try first. */
export const refuseCommon: PasswordRule = ({ policy: { isCommonPassword = isOnBundledList }, password }) =>
  isCommonPassword(password) ? 'This password is too common.' : undefined
