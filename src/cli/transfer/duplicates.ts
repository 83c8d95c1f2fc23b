/** Accounts that a file holds twice: under one login name, in any of its spellings, or under one id. */
import { accountKey, type LoginSettings } from '../../users/login-key.ts'
import type { Identity } from '../../users/transfer.ts'

/** Gives what is wrong with the account of this line, if another line has its name or id. */
export function createDuplicateFinder(settings: LoginSettings) {
  const byKey = new Map<string, number>()
  const byId = new Map<string, number>()
  return (line: number, { id, email, username = '' }: Identity): string | undefined => {
    const key = accountKey(settings, { email, username })
    const named = byKey.get(key)
    if (named !== undefined) return `Line ${named} has the same ${settings.accounts}.`
    const numbered = id === undefined ? undefined : byId.get(String(id))
    if (numbered !== undefined) return `Line ${numbered} has the same id.`
    byKey.set(key, line)
    if (id !== undefined) byId.set(String(id), line)
    return undefined
  }
}
