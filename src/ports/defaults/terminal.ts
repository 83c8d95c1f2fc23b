/** Where a development server prints the mails that it does not send. */
export function printToTerminal(text: string): void {
  process.stdout.write(text)
}
