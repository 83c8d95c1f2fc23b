import type { PasswordRule } from './rule.ts'

/** Refuses a password that guessers try first. */
export const refuseCommon: PasswordRule = ({ policy, password }) =>
  policy.isCommonPassword(password) ? 'This password is too common.' : undefined
