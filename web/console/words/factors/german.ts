import type { ConsoleWords } from '../words.ts'

export const factors: ConsoleWords['factors'] = {
  none: 'Kein zweiter Faktor',
  noneLead: 'Der Inhaber fügt einen auf den Kontoseiten hinzu.',
  name: 'Bezeichnung',
  kind: 'Art',
  kinds: { totp: 'Authenticator-App', passkey: 'Passkey' },
  added: 'Hinzugefügt',
  used: 'Zuletzt benutzt',
  codes: { one: '{count} Wiederherstellungscode ist übrig.', other: '{count} Wiederherstellungscodes sind übrig.' },
  browsers: { one: '{count} Browser wird vertraut.', other: '{count} Browsern wird vertraut.' },
  reset: 'Zweite Faktoren zurücksetzen',
  resetTitle: 'Die zweiten Faktoren von {name} zurücksetzen?',
  resetLead:
    'Alle Faktoren, Wiederherstellungscodes und vertrauten Browser werden entfernt: Dann öffnet das Passwort allein das Konto. Tun Sie das nur, wenn Sie sicher sind, dass der Inhaber darum bittet. Er bekommt eine E-Mail.',
  resetDone: 'Die zweiten Faktoren wurden entfernt.',
}
