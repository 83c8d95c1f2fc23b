/** The rows of second factors. */
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { Rows } from './end-enrolment.ts'
import { deviceEndpoint, devicesEndpoint, factorsEndpoint } from './factors.ts'
import { cookiePasskeyLoginEndpoint, passkeyLoginEndpoint, passkeyLoginOptionsEndpoint } from './passkey-login.ts'
import { passkeyEndpoint, passkeyOptionsEndpoint, passkeysEndpoint } from './passkeys.ts'
import { cookieReauthenticateEndpoint, reauthenticateEndpoint } from './reauthenticate.ts'
import { recoveryCodesEndpoint } from './recovery-codes.ts'
import { totpConfirmEndpoint, totpEndpoint, totpQrEndpoint } from './totp.ts'
import { verifyEndpoint } from './verify.ts'

/** `rows`: every row of the installation, since a sign-in that goes on is answered by the row that was asked. */
export function mfaEndpoints(settings: Settings, rows: Rows): readonly Endpoint[] {
  return [
    factorsEndpoint,
    verifyEndpoint(rows),
    totpEndpoint(settings),
    totpQrEndpoint(settings),
    totpConfirmEndpoint(settings, rows),
    recoveryCodesEndpoint(settings),
    passkeyOptionsEndpoint(settings),
    passkeysEndpoint(settings, rows),
    passkeyEndpoint(settings),
    devicesEndpoint,
    deviceEndpoint,
    passkeyLoginOptionsEndpoint,
    passkeyLoginEndpoint(settings),
    cookiePasskeyLoginEndpoint(settings),
    reauthenticateEndpoint(settings),
    cookieReauthenticateEndpoint(settings),
  ]
}
