/**
 * What a search compares: without case in every script (`ÉCOLE` is `école`, `STRASSE` is `straße`), and letters with
 * their accents however they were composed. Accents stay: `école` is not `ecole`. Never for names of accounts, where
 * two spellings of one name would be an attack.
 */
export function foldCase(text: string): string {
  // Up and down again, as `ß` and `ſ` have no lower case of their own. A dot above an i is part of the i (İstanbul).
  const folded = text.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')
  return folded.replaceAll('i\u0307', 'i').replaceAll('ς', 'σ')
}
