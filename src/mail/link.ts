/** The public URL of the application. Without `publicUrl` it is the development server. */
export function publicUrlOf({
  publicUrl,
  port,
}: {
  readonly publicUrl: string | undefined
  readonly port: number
}): string {
  return publicUrl ?? `http://localhost:${port}`
}
