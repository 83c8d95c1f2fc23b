/** Statements for keys that the store holds. */
import type { ManagedKey, NewManagedKey } from '../../keys/managed-key.ts'
import type { IssueRange, SealedKey } from '../../keys/managed-key-store.ts'

export interface SigningKeyStatements {
  /** Others that change keys wait until the transaction ends. */
  lockSigningKeys(): void
  listSigningKeys(): readonly ManagedKey[]
  findSealedKeys(kids: readonly string[]): readonly SealedKey[]
  countSessionsIssued(range: IssueRange): number
  insertSigningKey(key: NewManagedKey, number: number): void
  setSigningStart(kid: string, signsFrom: number): void
  retireSigningKey(kid: string, at: number): void
  eraseSealedKey(kid: string): void
  setOverlap(kid: string, overlap: number): void
  resealSigningKey(kid: string, from: string, to: string): boolean
  deleteSigningKey(kid: string): void
}
