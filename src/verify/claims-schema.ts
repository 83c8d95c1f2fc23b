/**
 * The service's own schema of claims: any that speaks Standard Schema (standardschema.dev, version 1), such as those of
 * Zod, Valibot and ArkType. Its issues name claims and values, so none of their text leaves the process: the caller gets
 * the answer of every token that is not valid.
 */
import { createAttached } from '../kernel/attached.ts'
import { notesOf } from '../tokens/notes.ts'
import type { Claims } from '../tokens/token.ts'
import { tokenFault } from '../tokens/token-fault.ts'

/** What is asked of a schema: version 1 of the interface that standardschema.dev describes. */
export interface ClaimsSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => ClaimsSchemaResult<Output> | Promise<ClaimsSchemaResult<Output>>
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined
  }
}

/** The output, or what is wrong. */
export type ClaimsSchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string }[] }

/** Gives the claims of a verified token the form of the schema, once for each token that is remembered. */
export interface ClaimsReader<Output> {
  /** Throws a TypeError where the schema is asynchronous. */
  read(claims: Claims): Output
  readLater(claims: Claims): Promise<Output>
}

/** Without a schema the claims are what they are, and `Output` is `Claims`. Throws a TypeError for what is no schema. */
export function createClaimsReader<Output>(
  maker: string,
  schema: ClaimsSchema<Output> | undefined,
): ClaimsReader<Output> {
  if (schema === undefined) {
    return { read: claims => claims as Output, readLater: async claims => claims as Output }
  }
  const standard = schema?.['~standard']
  if (standard?.version !== 1 || typeof standard.validate !== 'function') {
    throw new TypeError(`${maker}: claims is no Standard Schema (standardschema.dev, version 1)`)
  }
  const known = createAttached<Output>('claims of a schema')
  const remember = (claims: Claims, result: ClaimsSchemaResult<Output>): Output => {
    const output = outputOf(result)
    const notes = notesOf(claims)
    if (notes !== undefined) known.set(notes, output)
    return output
  }
  const knownOf = (claims: Claims): Known<Output> | undefined => {
    const notes = notesOf(claims)
    return notes !== undefined && known.has(notes) ? { output: known.get(notes) as Output } : undefined
  }
  return {
    read(claims) {
      const found = knownOf(claims)
      if (found !== undefined) return found.output
      const result = standard.validate(claims)
      if (isPromise(result)) {
        // Its result is of no use here, and a rejection that no one handles would end the process.
        result.then(undefined, () => {})
        throw new TypeError(`${maker}: the schema of claims is asynchronous, and this verifier is not: ${remedy}`)
      }
      return remember(claims, result)
    },
    async readLater(claims) {
      const found = knownOf(claims)
      return found === undefined ? remember(claims, await standard.validate(claims)) : found.output
    },
  }
}

const remedy = 'use createRemoteVerifier or latchkey/verify/web, or a schema without asynchronous checks'

interface Known<Output> {
  readonly output: Output
}

function outputOf<Output>(result: ClaimsSchemaResult<Output>): Output {
  if (result.issues !== undefined) throw tokenFault('refused_by_schema')
  return freezePlain(result.value)
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

/** Calls with the same token share the output. What is no plain object or list (a Date, a Map) is left as it is. */
function freezePlain<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null && !Array.isArray(value)) return value
  Object.freeze(value)
  for (const member of Object.values(value)) freezePlain(member)
  return value
}
