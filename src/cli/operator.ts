/** Who acts on the command line, for the audit table: the user of this machine. */
import { userInfo } from 'node:os'
import type { Auth } from '../auth.ts'
import type { Origin } from '../kernel/origin.ts'

export function operatorOrigin(): Origin {
  return { address: '', userAgent: '', actor: `cli:${userName()}` }
}

/** The same parts; what its flows do is done by the operator. */
export function asOperator(auth: Auth): Auth {
  return { ...auth, system: { ...auth.system, origin: operatorOrigin() } }
}

/** A container may run as an id that has no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'unknown')
  }
}
