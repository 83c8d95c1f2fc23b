/** What the verifiers of WebCrypto do with a token. */
import type { KeyLookup } from '../../keys/key-lookup.ts'
import { codecOptionsOf } from '../../tokens/compact.ts'
import { createVerifiedStore } from '../../tokens/verified-store.ts'
import type { RevocableChecks } from '../check.ts'
import { createClaimsReader } from '../claims-schema.ts'
import { createWaitingCheck, refuseFeed } from '../feed/revocation-check.ts'
import type { VerifiedToken } from '../options.ts'
import { createTokenRules } from '../token-rules.ts'
import { openWebCompact } from './web-codec.ts'
import type { WebKey } from './web-key.ts'

/** `open`: the keys to verify a token by, as they are now. */
export function createWebCheck<Output>(
  maker: string,
  options: RevocableChecks<Output>,
  open: (token: string) => Promise<KeyLookup<WebKey>>,
): (token: string) => Promise<VerifiedToken<Output>> {
  const { settings, clock, cacheOptions, partsOf } = createTokenRules(options)
  let current = noKeys
  const keyring: KeyLookup<WebKey> = {
    get keys() {
      return current.keys
    },
    find: kid => current.find(kid),
    findByHeader: text => current.findByHeader(text),
  }
  const store = createVerifiedStore<WebKey>({ keyring, settings, clock }, { isDear, copyOf }, cacheOptions)
  const codecOptions = codecOptionsOf(settings, cacheOptions)
  const { revocations, tokenType } = options
  if (revocations !== undefined) refuseFeed(maker, revocations)
  const revoked = revocations && createWaitingCheck(revocations, tokenType, digestText)
  const reader = createClaimsReader(maker, options.claims)
  return async token => {
    current = await open(token)
    const claims = store.find(token) ?? store.accept(token, await openWebCompact(token, current, codecOptions))
    const parts = partsOf(claims)
    await revoked?.refuseLater({ text: token, claims, parts })
    return { ...parts, claims: await reader.readLater(claims) }
  }
}

export const noKeys: KeyLookup<WebKey> = { keys: [], find: () => undefined, findByHeader: () => undefined }

/** Every signature is computed elsewhere, and waited for. */
function isDear(): boolean {
  return true
}

async function digestText(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
}

function copyOf(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text))
}
