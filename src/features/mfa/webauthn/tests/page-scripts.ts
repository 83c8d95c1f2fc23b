/**
 * What runs in the page, as text: TypeScript knows no browser here. It copies the buffers of a credential, as pages
 * should: `toJSON` throws in some password managers.
 */
import type { CreationOptionsJSON } from '../creation-options.ts'
import type { RequestOptionsJSON } from '../request-options.ts'

const helpers = `
  const text = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  const beside = ({ id, rawId, type }) => ({ id, rawId: text(rawId), type })
`

/** Evaluates to what the page would send of `navigator.credentials.create()`. */
export const registers = (options: CreationOptionsJSON) => `(async options => {
  ${helpers}
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
  const credential = await navigator.credentials.create({ publicKey })
  const { clientDataJSON, attestationObject } = credential.response
  const response = { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) }
  return { ...beside(credential), response: { ...response, transports: credential.response.getTransports() } }
})(${JSON.stringify(options)})`

/** Evaluates to what the page would send of `navigator.credentials.get()`. */
export const asserts = (options: RequestOptionsJSON) => `(async options => {
  ${helpers}
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
  const credential = await navigator.credentials.get({ publicKey })
  const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response
  const response = { clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData) }
  const handle = userHandle === null ? null : text(userHandle)
  return { ...beside(credential), response: { ...response, signature: text(signature), userHandle: handle } }
})(${JSON.stringify(options)})`
