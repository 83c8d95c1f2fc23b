/** The actor of everything that the command line does: the user of this machine. */
import { userInfo } from 'node:os'
import type { Actor } from '../kernel/actor.ts'

export function findOperator(): Actor {
  return { kind: 'cli', osUser: userName() }
}

/** A container may run as an id that has no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'unknown')
  }
}
