/** Where faults go that nothing else is told of. */
export function printToErrors(text: string): void {
  process.stderr.write(text)
}

/** Where a development server prints the mails that it does not send. */
export function printToTerminal(text: string): void {
  process.stdout.write(text)
}
