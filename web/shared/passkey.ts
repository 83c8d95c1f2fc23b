/** Whether this page can use passkeys. The ceremonies are those of `latchkey/client`. */

/** Whether this browser has passkeys, and this page may use those of the domain (WebAuthn section 5.1.3, step 8). */
export function canUsePasskeys(rpId: string): boolean {
  const { hostname } = location
  const isOwn = hostname === rpId || hostname.endsWith(`.${rpId}`)
  return isSecureContext && typeof globalThis.PublicKeyCredential === 'function' && isOwn
}
