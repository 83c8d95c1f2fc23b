/** A token for a test, at once: of a key that is here. */
import type { SigningKey } from '../keys/key.ts'
import type { Keyring } from '../keys/keyring.ts'
import type { TokenKind } from '../tokens/define-token.ts'
import { draftToken, type MintOptions } from '../tokens/mint.ts'
import type { MintedToken, UnsignedToken } from '../tokens/minted-token.ts'
import { signToken } from '../tokens/sign.ts'
import type { TokenNeeds } from '../tokens/token-settings.ts'

export function mintNow(needs: TokenNeeds, kind: TokenKind, options: MintOptions): MintedToken {
  return signNow(needs, draftToken(needs, kind, options))
}

/** Throws TypeError where a signer has the key: it answers later, so await `mintToken` then. */
export function signNow(needs: TokenNeeds, token: UnsignedToken): MintedToken {
  const minted = signToken(needs, token)
  if (minted instanceof Promise) throw new TypeError('these settings have a signer: await mintToken()')
  return minted
}

/** The key that signs, with its private half. Throws TypeError where a signer has that. */
export function localKeyOf({ signing }: Keyring): SigningKey {
  if ('signingKey' in signing) return signing
  throw new TypeError('these settings have a signer: its private key is nowhere here')
}
