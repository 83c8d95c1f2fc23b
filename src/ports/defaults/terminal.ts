/** Where a development server shows what would have left it. */
export function printToTerminal(text: string): void {
  process.stdout.write(text)
}
