/** The declared input of a PATCH, of which every member may be absent. */
import type { z } from 'zod'
import type { FieldsSchema } from '../../fields/read-fields.ts'
import type { Call } from '../../http/endpoints/endpoint.ts'

/** `readDeclared` has read and checked it before the handler was called. */
export function readDeclaredInput<S extends FieldsSchema>(_: S, call: Call): Partial<z.infer<S>> {
  return (call as Call & { readonly input: Partial<z.infer<S>> }).input
}
