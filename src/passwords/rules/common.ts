import { createCommonPasswordCheck } from '../common-passwords.ts'
import type { PasswordRule } from './rule.ts'

/** Made here, read when the first password is judged: importing does no work. */
const isOnBundledList = createCommonPasswordCheck()

/** Refuses a password that guessers try first. */
export const refuseCommon: PasswordRule = ({ policy: { isCommonPassword = isOnBundledList }, password }) =>
  isCommonPassword(password) ? 'This password is too common.' : undefined
