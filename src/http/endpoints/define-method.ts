/** A method of a row with the types of its declared input and query. */
import type { z } from 'zod'
import type { FieldsSchema } from '../../fields/read-fields.ts'
import type { System } from '../../system.ts'
import type { Principal } from '../../users/principal.ts'
import type { Answer } from '../request/message.ts'
import type { Call, Method } from './endpoint.ts'

type Schema = FieldsSchema | undefined

/** A call whose declared input and query have been read; without a declaration the member does not exist. */
export type CallFor<Input, Query, P extends Principal | undefined = Principal | undefined> = Omit<Call, 'principal'> & {
  readonly principal: P
} & ([Input] extends [undefined] ? unknown : { readonly input: Input }) &
  ([Query] extends [undefined] ? unknown : { readonly query: Query })

/** What a schema reads; `undefined` without one. */
export type ValuesOf<S> = S extends FieldsSchema ? Readonly<z.infer<S>> : undefined

export interface MethodDefinition<I extends Schema, Q extends Schema>
  extends Omit<Method, 'input' | 'query' | 'handle' | 'readsItself'> {
  readonly input?: I
  readonly query?: Q
  readonly handle: (system: System, call: CallFor<ValuesOf<I>, ValuesOf<Q>>) => Promise<Answer>
}

/** For every method but PATCH, whose input is partial. */
export function defineMethod<I extends Schema = undefined, Q extends Schema = undefined>(
  definition: MethodDefinition<I, Q>,
): Method {
  // `readDeclared` has read both before the handler is called.
  return definition as unknown as Method
}
