/**
 * Composed permissions, by DRF's rules for `&`, `|` and `~`: they short-circuit for the request, check both sides again
 * for the object, and lose their parts' messages. If all parts check only requests, so does the composition.
 */
import type { ObjectPermission, Permission, PermissionQuestion } from './permission.ts'

type Part = Permission | ObjectPermission<never>

/** The objects that all parts can check. */
type SubjectOf<P> = (P extends ObjectPermission<infer Subject> ? (subject: Subject) => void : never) extends (
  subject: infer All,
) => void
  ? All
  : never

export type Composed<P extends readonly Part[]> = P[number] extends Permission
  ? Permission
  : ObjectPermission<SubjectOf<P[number]>>

/** DRF's `A & B`. */
export function allOf<const P extends readonly [Part, ...Part[]]>(...parts: P): Composed<P> {
  return compose('allOf', parts, {
    allows: question => every(parts, part => part.allows(question)),
    allowsObject: (question, subject) => every(parts, part => checkObjectPermissions(part, question, subject)),
  })
}

/**
 * DRF's `A | B`. For an object a part counts only if it also allows the request: `isAdminUser | isOwner` must not open
 * an object to everyone because the first part does not check objects (IDOR).
 */
export function anyOf<const P extends readonly [Part, ...Part[]]>(...parts: P): Composed<P> {
  return compose('anyOf', parts, {
    allows: question => some(parts, part => part.allows(question)),
    allowsObject: (question, subject) =>
      some(
        parts,
        async part => (await part.allows(question)) && (await checkObjectPermissions(part, question, subject)),
      ),
  })
}

/**
 * DRF's `~A`, limited to what the part checks. (DRF also negates the check that a part does not define, so `~IsOwner`
 * refuses every request before an object is loaded.)
 */
export function not<const P extends Part>(part: P): Composed<readonly [P]> {
  const checksObjects = part.allowsObject !== undefined
  return compose('not', [part], {
    allows: async question => checksObjects || !(await part.allows(question)),
    allowsObject: async (question, subject) => !(await checkObjectPermissions(part, question, subject)),
  })
}

interface Checks {
  readonly allows: (question: PermissionQuestion) => Promise<boolean>
  readonly allowsObject: (question: PermissionQuestion, subject: never) => Promise<boolean>
}

function compose<P extends readonly Part[]>(word: string, parts: P, { allows, allowsObject }: Checks): Composed<P> {
  const name = `${word}(${parts.map(part => part.name).join(', ')})`
  const checksObjects = parts.some(part => part.allowsObject !== undefined)
  return Object.freeze(checksObjects ? { name, allows, allowsObject } : { name, allows }) as Composed<P>
}

function checkObjectPermissions(part: Part, question: PermissionQuestion, subject: never): boolean | Promise<boolean> {
  return part.allowsObject === undefined || part.allowsObject(question, subject)
}

async function every(parts: readonly Part[], allows: (part: Part) => boolean | Promise<boolean>): Promise<boolean> {
  for (const part of parts) if (!(await allows(part))) return false
  return true
}

async function some(parts: readonly Part[], allows: (part: Part) => boolean | Promise<boolean>): Promise<boolean> {
  for (const part of parts) if (await allows(part)) return true
  return false
}
