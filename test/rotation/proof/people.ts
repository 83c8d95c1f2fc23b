/** People who use tokens while keys change under them. Whatever is refused is written down: nothing of it may be. */
import type { Claims } from '../../../src/tokens/token.ts'
import type { VerifiedToken } from '../../../src/verify/options.ts'

export type Verify = (token: string) => Promise<VerifiedToken<Claims>>

export interface Ledger {
  readonly done: Record<'verified' | 'visited' | 'refreshed', number>
  readonly refused: string[]
  /** The kids that were seen in tokens. */
  readonly kids: Set<string>
}

export interface Person {
  access: string
  refresh: string
  renewedAt: number
  isBusy: boolean
}

export const newLedger = (): Ledger => ({
  done: { verified: 0, visited: 0, refreshed: 0 },
  refused: [],
  kids: new Set(),
})

export async function post(
  url: string,
  path: string,
  body: object,
): Promise<{ status: number; json: Record<string, string> }> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: response.status, json: (await response.json()) as Record<string, string> }
}

/** Verifies at a service and asks a node in turn; every ten seconds the tokens are exchanged. */
export async function act(
  person: Person,
  turn: number,
  nodes: readonly string[],
  verifiers: readonly Verify[],
  ledger: Ledger,
) {
  if (person.isBusy) return
  const node = nodes[turn % nodes.length] ?? ''
  if (performance.now() - person.renewedAt > 10_000) return await renew(person, node, ledger)
  if (turn % 2 === 0) {
    const verify = verifiers[turn % verifiers.length]
    await verify?.(person.access).then(
      () => count(ledger, 'verified'),
      error => ledger.refused.push(`a verifier: ${error.code} ${error.reason ?? ''} of ${kidOf(person.access)}`),
    )
    return
  }
  const response = await fetch(`${node}/api/auth/profile/`, { headers: { authorization: `Bearer ${person.access}` } })
  const text = await response.text()
  if (response.status === 200) count(ledger, 'visited')
  else ledger.refused.push(`a node: ${response.status} ${text} of ${kidOf(person.access)}`)
}

async function renew(person: Person, node: string, ledger: Ledger): Promise<void> {
  person.isBusy = true
  const { status, json } = await post(node, '/api/auth/token/refresh/', { refresh: person.refresh })
  if (status === 200) {
    const { access = '', refresh = '' } = json
    Object.assign(person, { access, refresh, renewedAt: performance.now() })
    ledger.kids.add(kidOf(access))
    count(ledger, 'refreshed')
  } else ledger.refused.push(`a refresh: ${status} ${JSON.stringify(json)} of ${kidOf(person.refresh)}`)
  person.isBusy = false
}

function count(ledger: Ledger, what: keyof Ledger['done']): void {
  ledger.done[what] += 1
}

export function kidOf(token: string): string {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid ?? '(none)'
}
