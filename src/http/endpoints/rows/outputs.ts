/** The schemas of answers that several rows share, for documents. */
import { z } from 'zod'
import type { AccountModel } from '../../../accounts/account-model.ts'
import { accountMembers } from '../../../accounts/members.ts'
import type { FieldsSchema } from '../../../fields/read-fields.ts'
import { shownFields } from '../shown-fields.ts'

const token = z.string().describe('A compact JWS (RFC 7515).')

/** SimpleJWT's answer to valid credentials. */
export const pairOutput = z.object({ refresh: token, access: token })
/** With a refresh token where refresh tokens rotate. */
export const refreshedOutput = z.object({ access: token, refresh: token.optional() })
export const slidingOutput = z.object({ token })
export const emptyOutput = z.object({})
export const messageOutput = z.object({ message: z.string() })

export function loginOutput({ brief }: AccountModel): z.ZodType {
  return pairOutput.extend({ user: shownUser(brief) })
}

export function registeredOutput({ registered, registrationLogsIn }: AccountModel): z.ZodType {
  if (!registrationLogsIn) return shownUser(registered)
  return messageOutput.extend({ user: shownUser(registered), tokens: pairOutput.optional() })
}

export function messageWithUser({ profile }: AccountModel): z.ZodType {
  return messageOutput.extend({ user: shownUser(profile) })
}

/** A user by these fields. The application's own are `null` for users from before them. */
export function shownUser(fields: FieldsSchema): z.ZodObject {
  return shownFields(fields, name => name === 'last_login' || !Object.hasOwn(accountMembers, name))
}
