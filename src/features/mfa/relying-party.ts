/** Which pages may use the passkeys of this installation (WebAuthn sections 4 and 5.1.3). */
import type { Settings } from '../../settings/settings.ts'

type RelyingPartySettings = Pick<
  Settings,
  'publicUrl' | 'apiUrl' | 'port' | 'passkeyRpId' | 'passkeyOrigins' | 'mfaIssuer'
>

export interface RelyingParty {
  /** A domain, without scheme and port. */
  readonly id: string
  /** Compared exactly. */
  readonly origins: readonly string[]
}

export function relyingPartyOf(settings: RelyingPartySettings): RelyingParty {
  const { publicUrl, apiUrl, port, passkeyRpId, passkeyOrigins } = settings
  const urls = [publicUrl ?? `http://localhost:${port}`, ...(apiUrl === undefined ? [] : [apiUrl])].map(
    url => new URL(url),
  )
  const id = passkeyRpId ?? urls[0]?.hostname ?? 'localhost'
  return { id, origins: [...new Set([...urls.map(url => url.origin), ...passkeyOrigins])] }
}

/** What people see as the name of the application. */
export function issuerOf(settings: RelyingPartySettings): string {
  return settings.mfaIssuer ?? relyingPartyOf(settings).id
}
