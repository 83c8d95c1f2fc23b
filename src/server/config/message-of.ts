/** The message of a thrown value, on one line. A configuration file may throw anything. */
export function messageOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  return text.trim().replaceAll(/\s*[\r\n]+\s*/g, ' ')
}
