/**
 * What is said of a key in our types: Node's `KeyObject` is one. Written down here, so that projects without
 * `@types/node` can compile what names keys, such as `latchkey/verify`. node-key.ts takes the real one from it.
 */
export interface KeyObjectLike {
  readonly type: 'secret' | 'public' | 'private'
  /** `rsa`, `ec`, `ed25519` and so on; none for a secret. */
  readonly asymmetricKeyType?: string | undefined
  /** Whether both are the same key. */
  equals(other: KeyObjectLike): boolean
}
