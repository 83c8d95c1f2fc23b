import { fieldMessages } from './messages/de.ts'
import { problems, social } from './refusals/de.ts'
import type { Words } from './words.ts'

export const de: Words = {
  name: 'Deutsch',
  languages: 'Sprachen',
  skip: 'Zum Formular springen',
  errorPrefix: 'Fehler',
  summary: 'Das hat nicht geklappt',
  optional: 'freiwillig',
  backToLogin: 'Zurück zur Anmeldung',
  fields: {
    email: 'E-Mail-Adresse',
    username: 'Benutzername',
    first_name: 'Vorname',
    last_name: 'Nachname',
    password: 'Passwort',
    password_confirm: 'Passwort wiederholen',
    new_password: 'Neues Passwort',
    new_password_confirm: 'Neues Passwort wiederholen',
  },
  hints: {
    username: 'Bis zu 150 Buchstaben, Ziffern und @ . + - _',
    passwordLength: least => `Mindestens ${least} Zeichen. Ein paar Wörter ohne Zusammenhang merkt man sich leicht.`,
  },
  login: {
    title: 'Anmelden',
    lead: 'Schön, dass Sie wieder da sind.',
    button: 'Anmelden',
    remember: 'Auf diesem Gerät angemeldet bleiben',
    forgot: 'Passwort vergessen?',
    noAccount: 'Neu hier?',
    register: 'Konto erstellen',
    or: 'oder',
    with: provider => `Weiter mit ${provider}`,
  },
  mailLogin: {
    offer: 'Per E-Mail anmelden',
    title: 'Per E-Mail anmelden',
    lead: 'Geben Sie Ihre E-Mail-Adresse ein. Wir schicken Ihnen eine E-Mail, mit der Sie sich anmelden.',
    button: 'E-Mail senden',
    waiting: {
      title: 'Sehen Sie in Ihr Postfach',
      sent: to => `Wenn es zu ${to} ein Konto gibt, ist eine E-Mail unterwegs. Sehen Sie auch im Spam-Ordner nach.`,
      link: 'Der Link in der E-Mail meldet Sie an, wenn Sie ihn in diesem Browser öffnen.',
      code: 'Code',
      codeHint: 'Die acht Ziffern in der E-Mail.',
      button: 'Anmelden',
      again: 'Noch eine E-Mail senden',
    },
    opened: {
      title: 'Anmelden',
      lead: 'Ein Klick, und Sie sind angemeldet.',
      button: 'Anmelden',
      again: 'Hier eine neue E-Mail anfordern',
    },
  },
  register: {
    title: 'Konto erstellen',
    lead: 'Das dauert keine Minute.',
    button: 'Konto erstellen',
    hasAccount: 'Sie haben schon ein Konto?',
    login: 'Anmelden',
    done: { title: 'Ihr Konto ist bereit', text: 'Sie können sich jetzt anmelden.' },
    doneByMail: {
      title: 'Sehen Sie in Ihrem Postfach nach',
      text: 'Wir haben Ihnen eine E-Mail geschickt. Bestätigen Sie Ihre Adresse über den Link darin und melden Sie sich dann an.',
    },
  },
  forgot: {
    title: 'Passwort vergessen?',
    lead: 'Geben Sie Ihre E-Mail-Adresse ein. Wir schicken Ihnen einen Link, über den Sie ein neues wählen.',
    button: 'Link anfordern',
    done: {
      title: 'Sehen Sie in Ihrem Postfach nach',
      text: 'Wenn es zu dieser Adresse ein Konto gibt, ist eine E-Mail mit einem Link unterwegs. Das kann ein paar Minuten dauern; sehen Sie auch im Spam-Ordner nach.',
    },
  },
  reset: {
    title: 'Neues Passwort wählen',
    lead: 'Auf allen anderen Geräten werden Sie abgemeldet.',
    button: 'Neues Passwort speichern',
    done: { title: 'Ihr Passwort wurde geändert', text: 'Melden Sie sich mit dem neuen an.' },
  },
  verify: {
    title: 'E-Mail-Adresse bestätigen',
    lead: 'Ein Klick, und Ihre Adresse ist bestätigt.',
    button: 'Adresse bestätigen',
    done: {
      title: 'Ihre Adresse ist bestätigt',
      text: 'Vielen Dank. Sie können diese Seite schließen oder weitermachen.',
    },
  },
  resend: {
    title: 'E-Mail-Adresse bestätigen',
    lead: 'Geben Sie Ihre Adresse ein. Wir schicken Ihnen einen neuen Link zur Bestätigung.',
    button: 'Link anfordern',
    done: {
      title: 'Sehen Sie in Ihrem Postfach nach',
      text: 'Wenn ein Konto mit dieser Adresse auf die Bestätigung wartet, ist eine E-Mail unterwegs.',
    },
  },
  confirm: {
    title: 'Neue Adresse bestätigen',
    lead: 'E-Mails zu Ihrem Konto gehen ab dann an diese Adresse.',
    button: 'Diese Adresse verwenden',
    done: { title: 'Ihre Adresse wurde geändert', text: 'E-Mails zu Ihrem Konto gehen jetzt an die neue Adresse.' },
  },
  restore: {
    title: 'Alte Adresse wiederherstellen?',
    lead: 'Für den Fall, dass jemand anderes die Adresse Ihres Kontos geändert hat. Alle Geräte werden abgemeldet, und Sie bekommen eine E-Mail, um ein neues Passwort zu wählen.',
    button: 'Meine Adresse wiederherstellen',
    done: {
      title: 'Ihre Adresse ist wiederhergestellt',
      text: 'Alle Geräte sind abgemeldet. Eine E-Mail für ein neues Passwort ist unterwegs.',
    },
  },
  notMe: {
    title: 'Sie haben dieses Konto nicht eröffnet?',
    lead: 'Jemand hat Ihre Adresse für ein Konto angegeben. Wenn Sie das nicht waren, wird das Konto geschlossen und Ihre Adresse wieder frei.',
    button: 'Ich war das nicht: Konto schließen',
    done: {
      title: 'Das Konto wurde geschlossen',
      text: 'Ihre Adresse wird hier nicht mehr verwendet. Sie müssen nichts weiter tun.',
    },
  },
  mfa: {
    title: 'Noch ein Schritt',
    lead: 'Ihr Konto ist durch einen zweiten Faktor geschützt.',
    button: 'Weiter',
    code: 'Einmalcode',
    codeHint: 'Die sechs Ziffern Ihrer Authenticator-App oder einer Ihrer Wiederherstellungscodes.',
    recoveryHint: 'Einer Ihrer Wiederherstellungscodes.',
    trust: 'Auf diesem Gerät nicht mehr fragen',
    over: {
      title: 'Diese Anmeldung ist beendet',
      text: 'Sie hat zu lange gedauert oder ist schon abgeschlossen. Bitte melden Sie sich noch einmal an.',
    },
  },
  passkey: {
    login: 'Mit einem Passkey anmelden',
    use: 'Passkey benutzen',
    failed: 'Der Passkey wurde nicht benutzt. Versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.',
  },
  enrol: {
    title: 'Schützen Sie Ihr Konto',
    lead: 'Ihr Konto braucht einen zweiten Faktor: eine App auf Ihrem Telefon, die alle dreißig Sekunden einen neuen Code zeigt.',
    button: 'Authenticator-App einrichten',
    scan: 'Scannen Sie dieses Bild mit einer Authenticator-App und geben Sie dann den Code ein, den sie zeigt.',
    picture: 'QR-Code für die Authenticator-App',
    secret: 'Oder geben Sie diesen Schlüssel in die App ein:',
    code: 'Code aus der App',
    confirm: 'Bestätigen und anmelden',
    codes: {
      title: 'Ihre Wiederherstellungscodes',
      lead: 'Bewahren Sie sie sicher auf: Sie werden nicht noch einmal angezeigt. Mit jedem können Sie sich einmal anmelden, wenn Sie alles andere verloren haben.',
      button: 'Ich habe sie aufbewahrt',
    },
  },
  logout: {
    title: 'Abmelden?',
    lead: 'Auf diesem Gerät müssen Sie sich dann neu anmelden.',
    button: 'Abmelden',
  },
  invitation: {
    title: 'Sie sind eingeladen',
    lead: 'Sehen Sie sich die Einladung an, bevor Sie antworten.',
    button: 'Einladung anzeigen',
    facts: { organization: 'Organisation', from: 'Von', address: 'Für', role: 'Rolle', until: 'Gültig bis' },
    roles: { owner: 'Eigentümer', admin: 'Administrator', member: 'Mitglied' },
    as: login => `Sie sind als ${login} angemeldet.`,
    accept: 'Einladung annehmen',
    decline: 'Ablehnen',
    other: login =>
      `Sie sind als ${login} angemeldet, und die Einladung ist für eine andere Adresse. Melden Sie sich ab, und dann mit dem Konto an, das diese Adresse hat.`,
    logIn: { lead: 'Zu dieser Adresse gibt es ein Konto. Melden Sie sich an, um anzunehmen.', button: 'Anmelden' },
    register: {
      lead: 'Wählen Sie ein Passwort, dann gehören Sie zur Organisation.',
      button: 'Konto anlegen und beitreten',
    },
    accepted: { title: 'Willkommen', text: 'Sie gehören jetzt zur Organisation.' },
    declined: {
      title: 'Die Einladung wurde abgelehnt',
      text: 'Mehr ist nicht zu tun. Sie können diese Seite schließen.',
    },
    back: 'Zurück zur Einladung',
    on: 'Weiter',
  },
  link: {
    label: 'Link aus der E-Mail',
    hint: 'Kopieren Sie den ganzen Link aus der E-Mail und fügen Sie ihn hier ein.',
  },
  apps: { account: 'Konto', console: 'Konsole', needsScript: 'Diese Seite braucht JavaScript.' },
  problems,
  afterLink: {
    reset: 'Neuen Link anfordern',
    verify: 'Neuen Link anfordern',
    confirm: 'Anmelden und die Adresse noch einmal ändern',
    restore: 'Passwort zurücksetzen',
    not_me: 'Zurück zur Anmeldung',
  },
  social,
  tryAgainIn: seconds => `Bitte versuchen Sie es in ${spanIn(seconds)} noch einmal.`,
  fieldMessages,
}

function spanIn(seconds: number): string {
  if (seconds < 90) return seconds === 1 ? '1 Sekunde' : `${seconds} Sekunden`
  return `${Math.ceil(seconds / 60)} Minuten`
}
