import type { ConsoleWords } from '../words.ts'

export const keys: ConsoleWords['keys'] = {
  title: 'Schlüssel',
  lead: 'Was Tokens signiert, und was sie noch prüft.',
  bySettings: 'Diese Schlüssel werden in den Einstellungen geändert. Mit keyRotation wechseln sie von selbst.',
  rotates: 'Jeder Schlüssel signiert {time} lang.',
  manual: 'Ein Schlüssel signiert, bis jemand den nächsten erzeugen lässt.',
  remote: 'Tokens werden mit den Schlüsseln von {url} geprüft.',
  unnamed: 'ohne Namen',
  uses: { published: 'Veröffentlicht', signing: 'Signiert', verifying: 'Prüft', retired: 'Außer Dienst' },
  signsFrom: 'signiert ab {time}',
  signsUntil: 'signiert bis {time}',
  verifiesUntil: 'prüft bis {time}',
  retiredAt: 'abgelehnt seit {time}',
  database: 'Datenbank',
  rotate: 'Nächster Schlüssel',
  rotateTitle: 'Den nächsten Schlüssel veröffentlichen?',
  rotateLead: 'Prüfende Dienste holen ihn, bevor er signiert. Kein Token wird abgelehnt.',
  soon: 'Früher signieren',
  soonTitle: 'Den nächsten Schlüssel früher signieren lassen?',
  soonLead:
    'Er signiert, sobald jeder Dienst ihn hat, der sich an die Zeiten des Zwischenspeichers hält. Kein Token wird abgelehnt.',
  leaked: 'Schlüssel verraten',
  leakedTitle: 'In Sekunden mit dem nächsten Schlüssel signieren?',
  leakedLead:
    'Tun Sie das, wenn andere den Schlüssel haben, der signiert. Dienste, die den nächsten bis dahin nicht geholt haben, antworten bis zu einer halben Minute lang mit 503. Nehmen Sie danach den verratenen außer Dienst: Bis dahin werden seine Tokens angenommen.',
  rotated: '{kid} signiert ab {time}.',
  retire: 'Außer Dienst nehmen',
  retireTitle: 'Jedes Token von {kid} ablehnen?',
  retireLead: {
    one: 'Beendet höchstens {count} Sitzung, und Zugriffstokens und Links in E-Mails, die der Schlüssel signiert hat. Das lässt sich nicht rückgängig machen.',
    other:
      'Beendet höchstens {count} Sitzungen, und Zugriffstokens und Links in E-Mails, die der Schlüssel signiert hat. Das lässt sich nicht rückgängig machen.',
  },
  retired: 'Der Schlüssel ist außer Dienst.',
  noSuccessor:
    'Dieser Schlüssel signiert, und kein anderer ist veröffentlicht, der ihn ablösen könnte. Veröffentlichen Sie zuerst den nächsten.',
}
