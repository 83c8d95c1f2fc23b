/**
 * Composed permissions, by DRF's rules for `&`, `|` and `~`: they short-circuit for the request, check both sides again
 * for the object, and lose their parts' messages. If all parts check only requests, so does the composition. What a part
 * asks the caller to come back with (RFC 9470) is not lost: of `allOf` the first part that refuses decides, of `anyOf` the
 * first that would be content.
 */
import type { ObjectPermission, Permission, PermissionQuestion, RequiresPrincipal, StepUp } from './permission.ts'
import type { PrincipalFor } from './principal-for.ts'

type Part = Permission | ObjectPermission<never>

/** The objects that all parts can check. */
type SubjectOf<P> = (P extends ObjectPermission<infer Subject> ? (subject: Subject) => void : never) extends (
  subject: infer All,
) => void
  ? All
  : never

/** A permission made of others; for objects if one of them is. */
export type Composed<P extends readonly Part[]> = P[number] extends Permission
  ? Permission
  : ObjectPermission<SubjectOf<P[number]>>

/** Of `allOf` one part has to refuse anonymous requests, of `anyOf` each. `not` of one that does allows them. */
export type AllOf<P extends readonly Part[]> = Composed<P> &
  (undefined extends PrincipalFor<P> ? unknown : RequiresPrincipal)
/** What `anyOf` returns. The principal is there by type if each of its parts requires one. */
export type AnyOf<P extends readonly Part[]> = Composed<P> &
  ([P[number]] extends [RequiresPrincipal] ? RequiresPrincipal : unknown)

/** DRF's `A & B`. */
export function allOf<const P extends readonly [Part, ...Part[]]>(...parts: P): AllOf<P> {
  return compose('allOf', parts, {
    requiresPrincipal: parts.some(requiresPrincipal),
    allows: question => every(parts, part => part.allows(question)),
    allowsObject: (question, subject) => every(parts, part => checkObjectPermissions(part, question, subject)),
    stepUpFor: async question => {
      const part = await firstRefusing(parts, question)
      return part && (await stepUpOf(part, question))
    },
    refusedBecause: async question => await (await firstRefusing(parts, question))?.refusedBecause?.(question),
  })
}

/**
 * DRF's `A | B`. For an object a part counts only if it also allows the request: `isAdminUser | isOwner` must not open
 * an object to everyone because the first part does not check objects (IDOR).
 */
export function anyOf<const P extends readonly [Part, ...Part[]]>(...parts: P): AnyOf<P> {
  return compose('anyOf', parts, {
    requiresPrincipal: parts.every(requiresPrincipal),
    allows: question => some(parts, part => part.allows(question)),
    allowsObject: (question, subject) =>
      some(
        parts,
        async part => (await part.allows(question)) && (await checkObjectPermissions(part, question, subject)),
      ),
    stepUpFor: async question => {
      for (const part of parts) {
        const stepUp = (await part.allows(question)) ? undefined : await stepUpOf(part, question)
        if (stepUp !== undefined) return stepUp
      }
      return undefined
    },
    refusedBecause: async question => {
      for (const part of parts) {
        const fault = await part.refusedBecause?.(question)
        if (fault !== undefined) return fault
      }
      return undefined
    },
  })
}

/**
 * DRF's `~A`, limited to what the part checks. (DRF also negates the check that a part does not define, so `~IsOwner`
 * refuses every request before an object is loaded.)
 */
export function not<const P extends Part>(part: P): Composed<readonly [P]> {
  const checksObjects = part.allowsObject !== undefined
  return compose('not', [part], {
    requiresPrincipal: false,
    allows: async question => checksObjects || !(await part.allows(question)),
    allowsObject: async (question, subject) => !(await checkObjectPermissions(part, question, subject)),
    stepUpFor: async () => undefined,
    refusedBecause: async () => undefined,
  })
}

interface Checks {
  readonly requiresPrincipal: boolean
  readonly allows: (question: PermissionQuestion) => Promise<boolean>
  readonly allowsObject: (question: PermissionQuestion, subject: never) => Promise<boolean>
  readonly stepUpFor: (question: PermissionQuestion) => Promise<StepUp | undefined>
  readonly refusedBecause: NonNullable<Permission['refusedBecause']>
}

/** What tools and the start read of a permission: the words that it asks for. */
const asksBy = ['permissionNames', 'roleNames', 'organizationRoleNames'] as const

function compose<C>(word: string, parts: readonly Part[], checks: Checks): C {
  const { allowsObject, refusedBecause, ...ofRequest } = checks
  const name = `${word}(${parts.map(part => part.name).join(', ')})`
  const checksObjects = parts.some(part => part.allowsObject !== undefined)
  const asked = Object.fromEntries(
    asksBy.flatMap(member => {
      const names = [...new Set(parts.flatMap(part => part[member] ?? []))]
      return names.length === 0 ? [] : [[member, names]]
    }),
  )
  const ofOrganization = parts.some(part => part.asksOrganization) ? { asksOrganization: true, refusedBecause } : {}
  const ofObject = checksObjects ? { allowsObject } : {}
  return Object.freeze({ name, ...ofRequest, ...asked, ...ofOrganization, ...ofObject }) as unknown as C
}

/** The part of `allOf` that decides. */
async function firstRefusing(parts: readonly Part[], question: PermissionQuestion): Promise<Part | undefined> {
  for (const part of parts) if (!(await part.allows(question))) return part
  return undefined
}

/** What a part that refused would be content with. */
async function stepUpOf({ stepUp, stepUpFor }: Part, question: PermissionQuestion): Promise<StepUp | undefined> {
  return stepUp ?? (await stepUpFor?.(question))
}

function requiresPrincipal(part: Part): boolean {
  return part.requiresPrincipal === true
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
