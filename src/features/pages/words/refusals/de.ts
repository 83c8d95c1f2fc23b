import type { ReportedCode } from '../../../social/reported-codes.ts'
import type { ActionProblemCode, PageProblemCode } from '../codes.ts'

export const problems: Readonly<Record<PageProblemCode, string>> = {
  mfa_code_not_valid: 'Der Code ist falsch oder wurde schon benutzt. Nehmen Sie den nächsten.',
  mfa_token_not_valid: 'Diese Anmeldung ist beendet. Bitte melden Sie sich noch einmal an.',
  mfa_locked: 'Zu viele falsche Codes. Benutzen Sie einen Passkey oder bitten Sie um Hilfe.',
  passkey_not_valid: 'Dieser Passkey wurde nicht angenommen. Vielleicht wurde er aus dem Konto entfernt.',
  mail_code_not_valid: 'Der Code ist falsch. Geben Sie den aus der neuesten E-Mail ein.',
  mail_login_not_valid: 'Diese Anmeldung ist beendet. Fordern Sie eine neue E-Mail an.',
  mail_login_elsewhere:
    'Dieser Link gilt nur in dem Browser, in dem Sie ihn angefordert haben. Öffnen Sie ihn dort, geben Sie dort den Code ein oder fordern Sie hier eine neue E-Mail an.',
  invalid_credentials: 'Die Anmeldedaten stimmen nicht.',
  account_disabled: 'Dieses Konto ist gesperrt.',
  credentials_required: 'Geben Sie Ihre Anmeldedaten vollständig ein.',
  invalid_or_expired_token: 'Dieser Link gilt nicht mehr. Er wurde schon benutzt oder ist zu alt.',
  invitation_not_valid: 'Die Einladung gilt nicht mehr.',
  invitation_other_address: 'Die Einladung ist für eine andere E-Mail-Adresse.',
  member_already: 'Sie sind schon Mitglied dieser Organisation.',
  organization_full: 'Die Organisation hat so viele Mitglieder, wie sie haben darf.',
  throttled: 'Zu viele Versuche.',
  csrf_failed:
    'Dieses Formular kam von einer anderen Website. Laden Sie die Seite neu und versuchen Sie es noch einmal.',
  adoption_following: 'Die Konten führt noch Django. Ändern Sie es dort.',
  permission_denied: 'Zu viele Versuche. Bitte versuchen Sie es später noch einmal.',
  overloaded: 'Der Server ist gerade ausgelastet. Bitte versuchen Sie es gleich noch einmal.',
  django_unavailable:
    'Dafür fehlt gerade die Verbindung zu einem anderen Dienst. Bitte versuchen Sie es gleich noch einmal.',
  internal_error: 'Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es noch einmal.',
  invalid: 'Das Formular war nicht lesbar. Bitte versuchen Sie es noch einmal.',
}

/** What a sign-in with a provider reports. */
export const social: Readonly<Record<ReportedCode, string>> = {
  mfa_required: 'Ihr Konto verlangt hier einen zweiten Faktor.',
  mfa_enrolment_required: 'Ihr Konto braucht einen zweiten Faktor und hat noch keinen.',
  social_refused: 'Der Anbieter hat die Anmeldung nicht bestätigt.',
  social_email_unverified: 'Der Anbieter hat Ihre E-Mail-Adresse nicht geprüft.',
  social_email_not_shared: 'Der Anbieter hat uns Ihre E-Mail-Adresse nicht mitgeteilt.',
  social_email_taken:
    'Zu dieser Adresse gibt es schon ein Konto. Melden Sie sich mit Ihrem Passwort an und verknüpfen Sie den Anbieter dort.',
  social_already_linked: 'Dieses Konto des Anbieters ist bereits verknüpft.',
  social_state_invalid: 'Die Anmeldung hat zu lange gedauert oder begann woanders. Bitte versuchen Sie es noch einmal.',
  no_active_account: 'Zu dieser Anmeldung gibt es kein aktives Konto.',
  provider_unavailable: 'Der Anbieter ist nicht erreichbar. Bitte versuchen Sie es gleich noch einmal.',
}

const actions: Readonly<Record<ActionProblemCode, string>> = {
  recent_login_required: 'Melden Sie sich neu an: Dafür muss Ihre Anmeldung wenige Minuten jung sein.',
  reauthentication_required: 'Bestätigen Sie, dass Sie es sind.',
  factor_exists: 'Es gibt schon eine Authenticator-App. Entfernen Sie sie zuerst.',
  factor_limit: 'Mehr Passkeys sind nicht erlaubt. Entfernen Sie zuerst einen.',
  factor_needed: 'Ihr Konto muss einen zweiten Faktor haben, und das ist der letzte.',
  api_key_limit: 'Mehr API-Schlüssel sind nicht erlaubt. Widerrufen Sie zuerst einen.',
  beyond_own_rights: 'Das geht über Ihre eigenen Berechtigungen hinaus.',
  own_account: 'Das geht nicht mit Ihrem eigenen Konto.',
  last_superuser: 'Es muss einen aktiven Superuser geben, und das hier ist der letzte.',
  managed_by_configuration: 'Diese Gruppe ist eine Rolle: Ihren Namen und ihre Rechte bestimmt die Konfiguration.',
  account_in_use: 'Das Konto kann nicht gelöscht werden, solange andere Daten darauf verweisen.',
  last_owner: 'Eine Organisation braucht einen Eigentümer, und das hier ist der letzte.',
  organization_limit: 'Ihnen gehören zu viele Organisationen.',
  organization_in_use: 'Die Organisation kann nicht gelöscht werden, solange andere Daten darauf verweisen.',
  invitation_limit: 'Zu viele Einladungen dieser Organisation sind noch offen.',
  beyond_own_role: 'Das geht über Ihre Rolle in der Organisation hinaus.',
  social_last_login: 'Das ist der einzige Weg, sich bei diesem Konto anzumelden.',
  social_redirect_not_allowed: 'Der Anbieter darf nicht auf diese Seite zurückführen.',
}

/** For the pages behind the login, by codes. */
export const refusals: Readonly<Record<string, string>> = { ...problems, ...social, ...actions }
