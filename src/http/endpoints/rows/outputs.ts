/** The schemas of answers that several rows share, for documents. */
import { z } from 'zod'
import type { AccountModel } from '../../../accounts/account-model.ts'

const token = z.string().describe('A compact JWS (RFC 7515).')

/** SimpleJWT's answer to valid credentials. */
export const pairOutput = z.object({ refresh: token, access: token })
/** With a refresh token where refresh tokens rotate. */
export const refreshedOutput = z.object({ access: token, refresh: token.optional() })
export const slidingOutput = z.object({ token })
export const emptyOutput = z.object({})
export const messageOutput = z.object({ message: z.string() })

export function loginOutput({ profile }: AccountModel): z.ZodType {
  return pairOutput.extend({ user: profile.partial() })
}

export function registeredOutput({ profile, registrationLogsIn }: AccountModel): z.ZodType {
  if (!registrationLogsIn) return profile.partial()
  return messageOutput.extend({ user: profile, tokens: pairOutput.optional() })
}

export function messageWithUser({ profile }: AccountModel): z.ZodType {
  return messageOutput.extend({ user: profile })
}
