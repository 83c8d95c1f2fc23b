/**
 * Permissions made of permissions, by DRF's rules for `&`, `|` and `~`: short circuit at the view, both sides again at
 * the object, and a composed one loses its parts' messages. Where all parts judge requests alone, so does the whole.
 */
import type { ObjectPermission, Permission, PermissionQuestion } from './permission.ts'

type Part = Permission | ObjectPermission<never>

/** What all of the parts can judge. */
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
 * DRF's `A | B`. At the object a part counts only where it also lets the request in: `isAdminUser | isOwner` must not
 * open an object to everybody because the first part has nothing to say about objects.
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
 * DRF's `~A`, of what the part does judge. (DRF also negates what it leaves out, so that `~IsOwner` refuses every
 * request before it sees an object.)
 */
export function not<const P extends Part>(part: P): Composed<readonly [P]> {
  const checksObjects = part.allowsObject !== undefined
  return compose('not', [part], {
    allows: async question => checksObjects || !(await part.allows(question)),
    allowsObject: async (question, subject) => !(await checkObjectPermissions(part, question, subject)),
  })
}

interface Judges {
  readonly allows: (question: PermissionQuestion) => Promise<boolean>
  readonly allowsObject: (question: PermissionQuestion, subject: never) => Promise<boolean>
}

function compose<P extends readonly Part[]>(word: string, parts: P, { allows, allowsObject }: Judges): Composed<P> {
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
