/**
 * Asks each case of a policy of the real rows: their authenticators and permissions, by the admission that requests go
 * through. It runs no handler, so it does NOT know what a handler refuses by itself, and it counts no request.
 */
import { admit } from '../../http/authorize/admission.ts'
import { tokenAuthentication } from '../../http/authorize/token-authentication.ts'
import type { System } from '../../system.ts'
import { createCaller } from './create-caller.ts'
import type { Case } from './find-cases.ts'
import type { Expected, PolicyLine } from './policy-line.ts'
import { createRequest } from './request.ts'

export interface Verdict {
  readonly line: PolicyLine
  readonly got: Expected
  /** Of a refusal: the code of its problem. */
  readonly code?: string | undefined
  readonly isExpected: boolean
}

/** In the order of the lines. Callers of the same words are one account. */
export async function checkPolicy(system: System, cases: readonly Case[]): Promise<readonly Verdict[]> {
  const callers = new Map<string, Readonly<Record<string, string>>>()
  const verdicts: Verdict[] = []
  for (const each of cases) {
    const { line, caller } = each
    const key = line.words.toSorted().join('+')
    const headers = callers.get(key) ?? (await createCaller(system, caller, `policy${callers.size + 1}`))
    callers.set(key, headers)
    const { got, code } = await ask(system, each, headers)
    verdicts.push({ line, got, code, isExpected: got === line.expected })
  }
  return verdicts
}

interface Answer {
  readonly got: Expected
  readonly code?: string
}

async function ask(system: System, { line, found }: Case, headers: Readonly<Record<string, string>>): Promise<Answer> {
  const { asked } = line
  if (asked.kind === 'permission' || found === undefined) {
    const name = asked.kind === 'permission' ? asked.name : ''
    const caller = await tokenAuthentication.authenticate(system, createRequest('GET', '/', headers), {})
    return { got: (await caller?.hasPermission(name)) === true ? 'yes' : 'no' }
  }
  const admission = await admit(
    { system, noteCaller() {} },
    found.endpoint,
    createRequest(asked.method, asked.path, headers),
  )
  if (admission.kind === 'refused') return { got: admission.error.status, code: admission.error.code }
  return { got: found.asksObject ? 'allowed*' : 'allowed' }
}

/** `POST /api/posts/`: methods of the application's rows that no line asks for. */
export function findUncovered(
  rows: readonly { readonly path: string; readonly methods: readonly string[] }[],
  cases: readonly Case[],
): readonly string[] {
  const asked = new Set(
    cases.flatMap(({ line, found }) =>
      line.asked.kind === 'request' && found !== undefined ? [`${line.asked.method} ${found.row}`] : [],
    ),
  )
  return rows
    .flatMap(({ path, methods }) => methods.map(method => `${method} ${path}`))
    .filter(each => !asked.has(each))
}
